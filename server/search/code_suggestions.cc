// SPDX-License-Identifier: GPL-3.0-or-later
#include "code_suggestions.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "core/text.h"
#include "telling.h"

namespace whatworks {
namespace {

// Chosen by leaving out one record of the corpus at a time (docs/suggested-codes.md has the figures of others).
constexpr std::array<std::string_view, 5> kSuggestedFacets{"priority", "theme", "crime", "strategy", "stage"};
constexpr std::size_t kLookedInto = 30;   // candidates, of which
constexpr std::size_t kNeighbours = 10;   // vote
constexpr double kTrustInWords = 0.4;     // of a name that stands in the text without end; once counts half of it
constexpr double kWorthProposing = 0.45;  // from this score on
constexpr std::size_t kShortestName = 4;  // shorter ones are words of their own in other places
constexpr std::size_t kNamedRecords = 3;

struct Neighbour {
  double weight = 0;
  Record record;
};

std::vector<Neighbour> neighbours_of(const OpenIndex& index, const Record& draft) {
  Weigher weigher(index);
  const auto telling = weigher.weigh(whole_text(draft));
  std::vector<Neighbour> out;
  for (auto& found : candidates(index, draft.id, telling, kLookedInto)) {
    const auto near = likeness(telling, weigher.weigh(whole_text(found.record)));
    out.push_back({near * near, std::move(found.record)});  // squared: the nearest say most
  }
  std::stable_sort(out.begin(), out.end(), [](const Neighbour& a, const Neighbour& b) { return a.weight > b.weight; });
  out.resize(std::min(out.size(), kNeighbours));
  return out;
}

bool is_in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80; }

// How often `name` stands in `text` as whole words; both are folded.
std::size_t times_in(std::string_view text, std::string_view name) {
  std::size_t times = 0;
  for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + name.size())) {
    const auto end = at + name.size();
    times += (at == 0 || !is_in_word(text[at - 1])) && (end == text.size() || !is_in_word(text[end])) ? 1U : 0U;
  }
  return times;
}

}  // namespace

std::vector<CodeSuggestion> suggested_codes(const Schemas& schemas, const OpenIndex& index, const Record& draft) {
  const auto neighbours = neighbours_of(index, draft);
  double all = 0;
  for (const auto& neighbour : neighbours) {
    all += neighbour.weight;
  }
  const auto text = fold(whole_text(draft));
  std::vector<CodeSuggestion> out;
  for (const auto name : kSuggestedFacets) {
    const auto* facet = schemas.find_facet(std::string(name));
    const auto* vocabulary = facet == nullptr ? nullptr : schemas.vocabulary_of(*facet);
    if (vocabulary == nullptr) {
      continue;
    }
    std::map<std::string, CodeSuggestion> votes;
    for (const auto& neighbour : neighbours) {
      for (const auto& code : stated_values(neighbour.record, *facet)) {
        auto& vote = votes[code];
        vote.score += all > 0 ? neighbour.weight / all : 0;
        if (vote.records.size() < kNamedRecords) {
          vote.records.push_back(neighbour.record.id);
        }
      }
    }
    const auto first = out.size();
    for (const auto& entry : vocabulary->concepts()) {
      auto& vote = votes[entry.code];
      std::size_t times = 0;
      auto labels = entry.other_labels;
      labels.insert(labels.begin(), entry.label);
      for (const auto& label : labels) {
        const auto folded = fold(label);
        const auto found = folded.size() < kShortestName ? 0 : times_in(text, folded);
        if (found > 0) {
          vote.words.push_back(label);
        }
        times += found;
      }
      const double said = kTrustInWords * (1 - 1 / (1 + static_cast<double>(times)));
      vote.score = 1 - (1 - vote.score) * (1 - said);
      if (vote.score >= kWorthProposing) {
        vote.facet = facet->name;
        vote.code = entry.code;
        vote.label = entry.label;
        out.push_back(std::move(vote));
      }
    }
    std::stable_sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
                     [](const CodeSuggestion& a, const CodeSuggestion& b) { return a.score > b.score; });
  }
  return out;
}

}  // namespace whatworks
