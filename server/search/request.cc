// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::array kSortNames{std::pair{Sort::relevance, std::string_view("relevance")}, std::pair{Sort::strength, std::string_view("strength")},
                                std::pair{Sort::newest, std::string_view("newest")},       std::pair{Sort::oldest, std::string_view("oldest")},
                                std::pair{Sort::title, std::string_view("title")},         std::pair{Sort::updated, std::string_view("updated")}};
constexpr std::string_view kExclusionPrefix = "not.";
constexpr int kFirstYear = 1;
constexpr int kLastYear = 9999;

bool contains(const std::vector<std::string>& list, std::string_view value) { return std::find(list.begin(), list.end(), value) != list.end(); }

// Builds a request from raw parameters and remembers what is wrong with them.
class RequestParser {
 public:
  explicit RequestParser(const Schemas& schemas) : schemas_(schemas), choices_(schemas.facets().size()) {}

  ParsedRequest parse(const Parameters& parameters) {
    for (const auto& [name, value] : parameters) {
      read(name, value);
    }
    for (auto& choice : choices_) {
      if (!choice.facet.empty()) {
        parsed_.request.choices.push_back(std::move(choice));
      }
    }
    if (parsed_.request.year_from && parsed_.request.year_to && *parsed_.request.year_from > *parsed_.request.year_to) {
      complain("year_from", std::to_string(*parsed_.request.year_from), "The first year must not be later than the last year");
    }
    return std::move(parsed_);
  }

 private:
  void read(const std::string& name, const std::string& value) {
    auto& request = parsed_.request;
    if (name == "q") {
      request.q = clean_query(value);
    } else if (name == "year_from" || name == "year_to") {
      const auto year = number(name, value, kFirstYear, kLastYear, "a year such as 2015");
      (name == "year_from" ? request.year_from : request.year_to) = year;
    } else if (name == "page") {
      request.page = number(name, value, 1, kMaximumPage, fmt::format("a whole number from 1 to {}", kMaximumPage)).value_or(1);
    } else if (name == "per_page") {
      request.per_page = number(name, value, 1, kMaximumPerPage, fmt::format("a whole number from 1 to {}", kMaximumPerPage)).value_or(kDefaultPerPage);
    } else if (name == "sort") {
      read_sort(value);
    } else if (name == "facets") {
      read_facets(value);
    } else if (name.starts_with(kExclusionPrefix)) {
      choose(name, name.substr(kExclusionPrefix.size()), value, &FacetChoice::exclude);
    } else {
      choose(name, name, value, &FacetChoice::include);
    }
  }

  static std::string clean_query(const std::string& value) {
    auto text = clean_utf8(value);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    std::string_view kept = text;
    if (kept.size() > kMaximumQueryBytes) {
      kept = kept.substr(0, kMaximumQueryBytes);
      const auto space = kept.rfind(' ');
      kept = kept.substr(0, space == std::string_view::npos ? 0 : space);
      if (kept.empty()) {  // one endless word: cut it between two characters
        std::size_t end = kMaximumQueryBytes;
        while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
          --end;
        }
        kept = std::string_view(text).substr(0, end);
      }
    }
    return std::string(trim(kept));
  }

  std::optional<int> number(const std::string& name, const std::string& value, int low, int high, const std::string& allowed) {
    if (trim(value).empty()) {
      return std::nullopt;
    }
    const auto parsed = parse_integer(trim(value));
    if (!parsed || *parsed < low || *parsed > high) {
      complain(name, value, fmt::format("{} must be {}", name, allowed));
      return std::nullopt;
    }
    return static_cast<int>(*parsed);
  }

  void read_sort(const std::string& value) {
    if (value.empty()) {
      return;
    }
    std::string names;
    for (const auto& [sort, name] : kSortNames) {
      if (name == value) {
        parsed_.request.sort = sort;
        return;
      }
      names += (names.empty() ? "" : ", ") + std::string(name);
    }
    complain("sort", value, "sort must be one of " + names);
  }

  void read_facets(const std::string& value) {
    if (value.empty() || value == "all") {
      return;
    }
    std::vector<std::string> names;
    if (value != "none") {
      for (const auto& name : split(value, ',')) {
        if (schemas_.find_facet(name) == nullptr) {
          complain("facets", name, "facets must be all, none, or names with commas from: " + facet_names());
        } else if (!contains(names, name)) {
          names.push_back(name);
        }
      }
    }
    parsed_.request.facets = std::move(names);
  }

  void choose(const std::string& parameter, const std::string& facet_name, const std::string& value, std::vector<std::string> FacetChoice::*list) {
    const auto* facet = schemas_.find_facet(facet_name);
    if (facet == nullptr || facet->type == FacetType::year) {
      const auto close = nearest(parameter, parameter_names());
      parsed_.problems.push_back({parameter, value, "There is no parameter \"" + parameter + "\"" + (close ? "; did you mean \"" + *close + "\"?" : ""), true});
      return;
    }
    if (value.empty()) {
      return;
    }
    if (chosen_ == kMaximumChoices) {
      complain(parameter, value, fmt::format("At most {} values can be chosen", kMaximumChoices));
      return;
    }
    const auto* vocabulary = schemas_.vocabulary_of(*facet);
    if (value != kMissingValue && vocabulary != nullptr && vocabulary->find(value) == nullptr) {
      const auto close = nearest(value, vocabulary->codes());
      complain(parameter, value, fmt::format("{} has no value \"{}\"{}", facet_name, value, close ? "; did you mean \"" + *close + "\"?" : ""));
    }
    auto& choice = choices_[facet->index];
    choice.facet = facet->name;
    choice.order = facet->index;
    if (!contains(choice.*list, value)) {
      (choice.*list).push_back(value);
      ++chosen_;
    }
  }

  void complain(const std::string& parameter, const std::string& value, std::string message) {
    parsed_.problems.push_back({parameter, value, std::move(message)});
  }

  [[nodiscard]] std::string facet_names() const {
    std::vector<std::string> names;
    for (const auto& facet : schemas_.facets()) {
      names.push_back(facet.name);
    }
    return join(names, ", ");
  }

  [[nodiscard]] std::vector<std::string> parameter_names() const {
    std::vector<std::string> names{"q", "year_from", "year_to", "sort", "page", "per_page", "facets"};
    for (const auto& facet : schemas_.facets()) {
      names.push_back(facet.name);
    }
    return names;
  }

  const Schemas& schemas_;
  std::vector<FacetChoice> choices_;  // by the facet's place in the catalogue; empty where nothing is chosen
  int chosen_ = 0;
  ParsedRequest parsed_;
};

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

SearchRequest with_value(SearchRequest request, const Facet& facet, const std::string& value, std::vector<std::string> FacetChoice::*list) {
  request.page = 1;
  auto at = std::find_if(request.choices.begin(), request.choices.end(), [&](const FacetChoice& entry) { return entry.facet == facet.name; });
  if (at == request.choices.end()) {
    at = std::find_if(request.choices.begin(), request.choices.end(), [&](const FacetChoice& entry) { return entry.order > facet.index; });
    at = request.choices.insert(at, FacetChoice{facet.name, {}, {}, facet.index});
  }
  if (!contains((*at).*list, value)) {
    ((*at).*list).push_back(value);
  }
  return request;
}

SearchRequest without_value(SearchRequest request, std::string_view facet, std::string_view value, std::vector<std::string> FacetChoice::*list) {
  for (auto& choice : request.choices) {
    if (choice.facet == facet) {
      std::erase(choice.*list, value);
    }
  }
  std::erase_if(request.choices, [](const FacetChoice& choice) { return choice.include.empty() && choice.exclude.empty(); });
  request.page = 1;
  return request;
}

}  // namespace

std::string_view sort_name(Sort sort) noexcept {
  return std::find_if(kSortNames.begin(), kSortNames.end(), [&](const auto& row) { return row.first == sort; })->second;
}

std::vector<std::string_view> sort_names() {
  std::vector<std::string_view> names;
  names.reserve(kSortNames.size());
  for (const auto& row : kSortNames) {
    names.push_back(row.second);
  }
  return names;
}

Sort SearchRequest::effective_sort() const noexcept { return sort.value_or(q.empty() ? Sort::strength : Sort::relevance); }

const FacetChoice* SearchRequest::choice(std::string_view facet) const noexcept {
  const auto found = std::find_if(choices.begin(), choices.end(), [&](const FacetChoice& entry) { return entry.facet == facet; });
  return found == choices.end() ? nullptr : &*found;
}

bool SearchRequest::has_filters() const noexcept { return !choices.empty() || year_from || year_to; }

SearchRequest SearchRequest::with(const Facet& facet, const std::string& value) const { return with_value(*this, facet, value, &FacetChoice::include); }

SearchRequest SearchRequest::with_exclusion(const Facet& facet, const std::string& value) const {
  return with_value(*this, facet, value, &FacetChoice::exclude);
}

SearchRequest SearchRequest::without(std::string_view facet, std::string_view value) const { return without_value(*this, facet, value, &FacetChoice::include); }

SearchRequest SearchRequest::without_exclusion(std::string_view facet, std::string_view value) const {
  return without_value(*this, facet, value, &FacetChoice::exclude);
}

SearchRequest SearchRequest::narrowed(const Facet& facet, const std::string& value) const {
  auto request = at_page(1);
  if (facet.type == FacetType::year) {
    if (const auto year = parse_integer(value)) {
      request.year_from = request.year_to = static_cast<int>(*year);
    }
    return request;
  }
  for (auto& entry : request.choices) {
    if (entry.facet == facet.name) {
      entry.include.clear();
    }
  }
  return request.with(facet, value);
}

SearchRequest SearchRequest::without_filters() const {
  auto request = *this;
  request.choices.clear();
  request.year_from.reset();
  request.year_to.reset();
  request.page = 1;
  return request;
}

SearchRequest SearchRequest::at_page(int number) const {
  auto request = *this;
  request.page = number;
  return request;
}

ParsedRequest parse_search_request(const Schemas& schemas, const Parameters& parameters) { return RequestParser(schemas).parse(parameters); }

Parameters to_parameters(const SearchRequest& request) {
  Parameters parameters;
  if (!request.q.empty()) {
    parameters.emplace_back("q", request.q);
  }
  for (const auto& choice : request.choices) {
    for (const auto& value : choice.include) {
      parameters.emplace_back(choice.facet, value);
    }
    for (const auto& value : choice.exclude) {
      parameters.emplace_back(std::string(kExclusionPrefix) + choice.facet, value);
    }
  }
  if (request.year_from) {
    parameters.emplace_back("year_from", std::to_string(*request.year_from));
  }
  if (request.year_to) {
    parameters.emplace_back("year_to", std::to_string(*request.year_to));
  }
  if (request.sort) {
    parameters.emplace_back("sort", sort_name(*request.sort));
  }
  if (request.facets) {
    parameters.emplace_back("facets", request.facets->empty() ? "none" : join(*request.facets, ","));
  }
  if (request.per_page != kDefaultPerPage) {
    parameters.emplace_back("per_page", std::to_string(request.per_page));
  }
  if (request.page != 1) {
    parameters.emplace_back("page", std::to_string(request.page));
  }
  return parameters;
}

std::string to_query_string(const Parameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    out += (out.empty() ? '?' : '&') + percent_encode(name) + '=' + percent_encode(value);
  }
  return out;
}

std::string to_query_string(const SearchRequest& request) { return to_query_string(to_parameters(request)); }

}  // namespace whatworks
