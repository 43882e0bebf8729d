// SPDX-License-Identifier: GPL-3.0-or-later
#include "expansion.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/text.h"

namespace whatworks {
namespace {

// The word within its signs: "(vru)?" has "vru". Empty where a sign says that it is not plain.
std::string_view plain_word(std::string_view token) noexcept {
  while (!token.empty() && token.front() == '(') {
    token.remove_prefix(1);
  }
  while (!token.empty() && std::string_view(").,;?!").find(token.back()) != std::string_view::npos) {
    token.remove_suffix(1);
  }
  const bool signs = token.find_first_of("\"*:()") != std::string_view::npos || token.starts_with('-') || token.starts_with('+');
  return signs ? std::string_view() : token;
}

std::string phrase(const std::string& words) { return words.find_first_of(" -'") == std::string::npos ? words : '"' + words + '"'; }

}  // namespace

Expander::Expander(const std::vector<ThesaurusEntry>& thesaurus) {
  for (const auto& entry : thesaurus) {
    for (const auto& typed : entry.typed) {
      const auto key = fold(typed);
      auto& meaning = meanings_[key];
      meaning.literal = meaning.literal || entry.literal;
      for (const auto& other : entry.means) {
        const auto folded = fold(other);
        if (folded != key && std::find(meaning.means.begin(), meaning.means.end(), folded) == meaning.means.end()) {
          meaning.means.push_back(folded);
        }
      }
      const auto parts = split(key, ' ');
      longest_ = std::max(longest_, parts.size());
      words_.insert(parts.begin(), parts.end());
    }
  }
}

std::string Expander::expand(const std::string& words) const {
  const auto tokens = split(words, ' ');
  std::vector<std::string> out;
  bool quoted = false;
  for (std::size_t at = 0; at < tokens.size();) {
    const bool opens_or_closes = std::count(tokens[at].begin(), tokens[at].end(), '"') % 2 == 1;
    const Meaning* meaning = nullptr;
    std::size_t taken = 0;
    if (!quoted && !opens_or_closes) {
      std::string key;
      for (std::size_t end = at; end < std::min(tokens.size(), at + longest_); ++end) {  // the longest that the thesaurus has
        const auto word = plain_word(tokens[end]);
        if (word.empty()) {
          break;
        }
        key += (key.empty() ? "" : " ") + std::string(word);
        if (const auto found = meanings_.find(key); found != meanings_.end()) {
          meaning = &found->second;
          taken = end + 1 - at;
        }
        if (word.size() != tokens[end].size() && end + 1 > at + taken) {
          break;  // a sign follows: the next word belongs to something else
        }
      }
    }
    if (meaning == nullptr) {
      quoted = quoted != opens_or_closes;
      out.push_back(tokens[at++]);
      continue;
    }
    std::vector<std::string> typed;
    for (auto i = at; i < at + taken; ++i) {
      typed.emplace_back(plain_word(tokens[i]));
    }
    const auto joined = join(typed, " ");
    std::string group = joined;
    if (meaning->literal) {
      group = fmt::format("\"{}\"", joined);
    } else if (taken > 1) {
      group = fmt::format("({})", join(typed, " AND "));
    }
    for (const auto& other : meaning->means) {
      group.append(" OR ").append(phrase(other));
    }
    const auto& first = tokens[at];
    const auto& last = tokens[at + taken - 1];
    const auto opening = first.substr(0, first.find_first_not_of('('));
    const auto closing = std::string(static_cast<std::size_t>(std::count(last.begin(), last.end(), ')')), ')');
    out.push_back(fmt::format("{}({}){}", opening, group, closing));
    at += taken;
  }
  return join(out, " ");
}

}  // namespace whatworks
