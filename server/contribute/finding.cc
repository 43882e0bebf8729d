// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/finding.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/text.h"

namespace whatworks {
namespace {

// A text as plain words: its marks would be taken for operators of the query language.
std::string plain_words(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c < 0x80 && std::isalnum(c) == 0; }, ' ');
  std::vector<std::string> words;
  for (auto& word : split(out, ' ')) {
    if (!word.empty()) {
      words.push_back(std::move(word));
    }
  }
  return fold(join(words, " "));  // in lower case AND, OR and NOT are words
}

// What officers filter by first.
constexpr std::array<std::array<std::string_view, 2>, 2> kPairs{{{"crime", "country"}, {"priority", "stage"}}};

}  // namespace

std::vector<SearchRequest> searches_that_find(const Record& record, const Schemas& schemas) {
  std::vector<SearchRequest> out;
  for (const auto& text : {record.intervention, record.title}) {
    auto words = text.starts_with(kPlaceholder) ? std::string() : plain_words(text);  // what is still to be filled in finds nothing
    const bool known = std::any_of(out.begin(), out.end(), [&](const SearchRequest& request) { return request.q == words; });
    if (!words.empty() && !known) {
      SearchRequest request;
      request.q = std::move(words);
      out.push_back(std::move(request));
    }
  }
  for (const auto& pair : kPairs) {
    SearchRequest request;
    for (const auto name : pair) {
      const auto* facet = schemas.find_facet(name);
      const auto values = facet == nullptr ? std::vector<std::string>{} : stated_values(record, *facet);
      const auto* vocabulary = facet == nullptr ? nullptr : schemas.vocabulary_of(*facet);
      if (!values.empty() && vocabulary != nullptr && vocabulary->find(values.front()) != nullptr) {
        request = request.with(*facet, values.front());
      }
    }
    if (request.has_filters()) {
      out.push_back(std::move(request));
    }
  }
  return out;
}

}  // namespace whatworks
