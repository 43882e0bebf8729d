// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/examination.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "interchange/importer.h"
#include "record/corpus.h"
#include "titles.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostSectionText = 8'000;  // code points of each section that neighbours are sought by
constexpr std::size_t kMostRelated = 100;        // that are looked up

bool is_text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string();
}

// The part of a draft that others are compared with, in the types that a record would have.
Record comparable(const Record& draft) {
  auto front_matter = Json::object();
  const auto& written = *draft.front_matter;
  for (const auto* key : {"sources", "related", "countries"}) {
    const auto found = written.find(key);
    if (found == written.end() || !found->is_array()) {
      continue;
    }
    auto kept = Json::array();
    for (const auto& entry : *found) {
      const bool fits = std::string_view(key) == "related"   ? entry.is_object() && is_text_at(entry, "id")
                        : std::string_view(key) == "sources" ? entry.is_object()
                                                             : entry.is_string();
      if (fits) {
        kept.push_back(entry);
      }
    }
    if (!kept.empty()) {
      front_matter[key] = std::move(kept);
    }
  }
  Record out = draft;
  out.front_matter = std::make_shared<const Json>(std::move(front_matter));
  for (auto& section : out.sections) {
    section.text = shorten(section.text, kMostSectionText);
  }
  return out;
}

// Whether two titles differ by slips alone.
bool nearly_same(std::string_view a, std::string_view b) {
  const auto one = as_words(a);
  const auto other = as_words(b);
  constexpr std::size_t kShortest = 12;
  constexpr std::size_t kLettersPerSlip = 12;
  return std::min(one.size(), other.size()) >= kShortest && edit_distance(one, other) <= std::max(one.size(), other.size()) / kLettersPerSlip;
}

int rank(Severity severity) noexcept { return severity == Severity::error ? 0 : severity == Severity::warning ? 1 : 2; }

void keep_most_important(Examination& out) {
  if (out.problems.size() > kMostProblems) {
    std::stable_sort(out.problems.begin(), out.problems.end(), [](const Problem& a, const Problem& b) { return rank(a.severity) < rank(b.severity); });
    out.left_out = out.problems.size() - kMostProblems;
    out.problems.resize(kMostProblems);
  }
  sort_problems(out.problems);
}

}  // namespace

Result<Examiner> Examiner::make(const Schemas& schemas, const SearchService& service) {
  auto reader = RecordReader::make(schemas);
  if (!reader) {
    return failure(std::move(reader.error()));
  }
  return Examiner(schemas, service, *std::move(reader));
}

Examination Examiner::examine(std::string_view text, const Audience& audience) const {
  auto reading = reader_.read({}, text);
  Examination out;
  out.problems = std::move(reading.problems);
  out.record = reading.record ? std::move(reading.record) : reader_.read_draft(text);
  if (out.record) {
    out.searched = compare(text, comparable(*out.record), audience, out);
  }
  out.valid = !has_errors(out.problems);
  keep_most_important(out);
  return out;
}

bool Examiner::compare(std::string_view text, const Record& draft, const Audience& audience, Examination& out) const {
  auto suggestions = service_->suggest_codes(draft, audience);
  auto similar = service_->similar_to(draft, audience);
  if (!suggestions || !similar) {
    return false;
  }
  out.suggestions = without_stated(*std::move(suggestions), *out.record);
  out.similar = *std::move(similar);
  return check_related(text, draft, audience, out.problems) && check_known(text, draft, audience, out);
}

// A related record that the asker may not see is told as one that is not there.
bool Examiner::check_related(std::string_view text, const Record& draft, const Audience& audience, std::vector<Problem>& problems) const {
  CorpusFile file{{}, draft.id, mentions_in(draft, text), draft.circulation, draft.groups};
  std::erase_if(file.related, [&](const Mention& mention) { return !is_slug(mention.id) || mention.id == draft.id; });
  file.related.resize(std::min(file.related.size(), kMostRelated));
  std::vector<std::string> ids;
  for (const auto& mention : file.related) {
    ids.push_back(mention.id);
  }
  const auto found = service_->records(ids, audience);
  if (!found) {
    return false;
  }
  std::vector<CorpusFile> files{std::move(file)};
  std::set<std::string> known;
  for (const auto& record : *found) {
    if (known.insert(record.id).second) {
      files.push_back({record.id, record.id, {}, record.circulation, record.groups});
    }
  }
  for (auto& problem : check_across(files)) {
    if (problem.file.empty()) {
      problems.push_back(std::move(problem));
    }
  }
  return true;
}

bool Examiner::check_known(std::string_view text, const Record& draft, const Audience& audience, Examination& out) const {
  const auto sources = draft.front_matter->find("sources");
  if (sources == draft.front_matter->end() || !is_text_at(sources->front(), "title")) {
    return true;
  }
  const auto title = sources->front().at("title").get<std::string>();
  const auto search = search_for_title(title);
  if (!search) {
    return true;
  }
  const auto found = service_->search(*search, audience);
  if (!found) {
    return false;
  }
  std::vector<std::string> ids;
  const auto look_into = [&](const std::string& id) {
    if (id != draft.id && std::find(ids.begin(), ids.end(), id) == ids.end()) {
      ids.push_back(id);
    }
  };
  for (const auto& card : found->results) {
    look_into(card.id);
  }
  // A slip in the title keeps the search from what it means; the rest of the text is alike all the same.
  for (const auto& near : out.similar) {
    look_into(near.card.id);
  }
  const auto records = service_->records(ids, audience);
  if (!records) {
    return false;
  }
  KnownWorks known;
  for (const auto& record : *records) {
    known.add_main(*record.front_matter, record.id);
  }
  if (const auto match = known.find_main(*draft.front_matter)) {
    out.problems.push_back(duplicate_work(*draft.front_matter, {}, text, match->name, match->by_doi));
    return true;
  }
  for (const auto& record : *records) {
    const auto& other = record.front_matter->at("sources").front();
    if (other.value("year", 0) == sources->front().value("year", Json(0)) && nearly_same(title, other.value("title", std::string()))) {
      out.problems.push_back(duplicate_work(*draft.front_matter, {}, text, record.id, false));
      return true;
    }
  }
  return true;
}

std::vector<CodeSuggestion> Examiner::without_stated(std::vector<CodeSuggestion> suggestions, const Record& draft) const {
  std::erase_if(suggestions, [&](const CodeSuggestion& suggestion) {
    const auto* facet = schemas_->find_facet(suggestion.facet);
    const auto* vocabulary = facet == nullptr ? nullptr : schemas_->vocabulary_of(*facet);
    if (vocabulary == nullptr) {
      return true;
    }
    const auto stated = stated_values(draft, *facet);
    return std::any_of(stated.begin(), stated.end(), [&](const std::string& code) {
      const auto with_broader = vocabulary->with_ancestors(code);
      return std::find(with_broader.begin(), with_broader.end(), suggestion.code) != with_broader.end();
    });
  });
  return suggestions;
}

}  // namespace whatworks
