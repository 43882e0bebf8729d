// SPDX-License-Identifier: GPL-3.0-or-later
#include "titles.h"

#include <algorithm>
#include <cctype>

#include "core/text.h"
#include "record/record.h"

namespace whatworks {
namespace {

constexpr int kLookedInto = 20;                // records with a title like it
constexpr std::size_t kLongestSearched = 200;  // code points of it

}  // namespace

std::string as_words(std::string_view title) {
  auto out = fold(shorten(clean_utf8(title), kLongestSearched));
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c < 0x80 && std::isalnum(c) == 0; }, ' ');
  return std::string(trim(out));
}

std::optional<SearchRequest> search_for_title(std::string_view title) {
  SearchRequest search;
  search.q = as_words(title);
  search.per_page = kLookedInto;
  search.facets.emplace();
  return search.q.empty() || title.starts_with(kPlaceholder) ? std::nullopt : std::optional(std::move(search));
}

}  // namespace whatworks
