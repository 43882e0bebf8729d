// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference_builder.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "import_text.h"
#include "source_types.h"

namespace whatworks {
namespace {

constexpr std::size_t kLongestValueShown = 200;
constexpr std::size_t kLongestAuthor = 200;
constexpr std::size_t kLongestUrl = 1000;
constexpr std::size_t kLongestDoi = 200;
constexpr int kFirstYear = 1500;
constexpr int kLastYear = 2100;
constexpr std::string_view kOurNote = "Summary by Whatworks, not by the authors.";

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_number(std::string_view text) noexcept { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }
bool has_space(std::string_view text) noexcept { return text.find_first_of(" \t\n") != std::string_view::npos; }

// The first four digits in a row that are a year.
std::optional<int> year_in(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_not_of("0123456789", at), text.size());
    if (end - at == 4 || (end - at == 8 && at == 0)) {  // "20190304"
      if (const auto year = parse_integer(text.substr(at, 4)); year && *year >= kFirstYear && *year <= kLastYear) {
        return static_cast<int>(*year);
      }
    }
    at = std::max(end, at + 1);
  }
  return std::nullopt;
}

// "10.1000/x" out of "https://doi.org/10.1000/x", "doi: 10.1000/x", "10.1000/x"; empty where there is none.
std::string doi_in(std::string_view text) {
  auto rest = text;
  const auto folded = fold(text);
  for (const std::string_view prefix : {"https://", "http://", "dx.", "doi.org/", "doi:", "doi ", "info:doi/"}) {
    const auto done = text.size() - rest.size();
    if (folded.size() == text.size() && std::string_view(folded).substr(done).starts_with(prefix)) {
      rest.remove_prefix(prefix.size());
    }
  }
  rest = trim(rest);
  const auto slash = rest.find('/');
  if (!rest.starts_with("10.") || slash == std::string_view::npos || slash + 1 == rest.size() || has_space(rest) || rest.size() > kLongestDoi) {
    return {};
  }
  const auto prefix = rest.substr(3, slash - 3);
  return is_number(prefix) && prefix.size() >= 4 && prefix.size() <= 9 ? std::string(rest) : std::string();
}

bool is_url(std::string_view text) noexcept {
  constexpr std::size_t kScheme = 8;
  return (text.starts_with("http://") || text.starts_with("https://")) && text.size() > kScheme && !has_space(text) && text.size() <= kLongestUrl;
}

}  // namespace

ReferenceBuilder::ReferenceBuilder(int line, std::string_view label) {
  reference_.line = line;
  reference_.label = shorten(clean_value(label), 100);
}

void ReferenceBuilder::unmapped(std::string_view field, std::string_view text) {
  if (auto value = clean_markup(text); !value.empty()) {
    reference_.unmapped.push_back({clean_value(field), shorten(value, kLongestValueShown)});
  }
}

// Takes the first value for a place; the same again says nothing new.
void ReferenceBuilder::take(std::string& place, std::string_view field, std::string value) {
  if (place.empty()) {
    place = std::move(value);
  } else if (fold(place) != fold(value)) {
    unmapped(field, value);
  }
}

void ReferenceBuilder::title(std::string_view field, std::string_view text) { take(reference_.title, field, clean_markup(text)); }

void ReferenceBuilder::author(std::string_view field, std::string_view text) {
  auto name = clean_markup(text);
  while (name.ends_with(',')) {
    name = std::string(trim(std::string_view(name).substr(0, name.size() - 1)));
  }
  const auto folded = fold(name);
  if (folded == "others" || folded == "et al" || folded == "et al." || count_code_points(name) > kLongestAuthor) {
    unmapped(field, name);
  } else if (!name.empty()) {
    authors_.push_back({std::string(field), std::move(name)});
  }
}

void ReferenceBuilder::person(std::string_view field, std::string_view family, std::string_view given, std::string_view suffix) {
  auto name = clean_markup(family);
  if (const auto first = clean_markup(given); !first.empty()) {
    name += (name.empty() ? "" : ", ") + first;
    if (const auto last = clean_markup(suffix); !last.empty()) {
      name += ", " + last;
    }
  }
  author(field, name);
}

void ReferenceBuilder::editor(std::string_view field, std::string_view text) {
  if (auto name = clean_markup(text); !name.empty()) {
    editors_.push_back({std::string(field), std::move(name)});
  }
}

void ReferenceBuilder::date(std::string_view field, std::string_view text) {
  const auto value = clean_value(text);
  const auto year = year_in(value);
  if (year && !reference_.year) {
    reference_.year = year;
  } else if (!year || *year != *reference_.year) {
    unmapped(field, value);
  }
}

void ReferenceBuilder::venue(std::string_view field, std::string_view text) { take(reference_.venue.name, field, clean_markup(text)); }
void ReferenceBuilder::genre(std::string_view field, std::string_view text) { take(reference_.venue.genre, field, clean_markup(text)); }
void ReferenceBuilder::volume(std::string_view field, std::string_view text) { take(reference_.venue.volume, field, clean_markup(text)); }
void ReferenceBuilder::issue(std::string_view field, std::string_view text) { take(reference_.venue.issue, field, clean_markup(text)); }

void ReferenceBuilder::pages(std::string_view field, std::string_view text) {
  auto value = clean_markup(text);
  for (const std::string_view dash : {"\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x90", "\xE2\x80\x91", "--", " - "}) {
    for (auto at = value.find(dash); at != std::string::npos; at = value.find(dash, at)) {
      value.replace(at, dash.size(), "-");
    }
  }
  for (const std::string_view word : {"pp. ", "p. ", "pp ", "pp."}) {
    value.erase(0, value.starts_with(word) ? word.size() : 0);
  }
  const auto dash = value.find('-');
  const bool is_range = dash != std::string::npos && dash != 0 && dash + 1 != value.size() && value.find('-', dash + 1) == std::string::npos;
  const bool fresh = reference_.venue.first_page.empty();
  take(reference_.venue.first_page, field, is_range ? std::string(trim(value.substr(0, dash))) : value);
  if (is_range && fresh) {
    last_page(field, value.substr(dash + 1));
  }
}

void ReferenceBuilder::last_page(std::string_view field, std::string_view text) { take(reference_.venue.last_page, field, clean_markup(text)); }

void ReferenceBuilder::doi(std::string_view field, std::string_view text) {
  const auto value = clean_markup(text);
  if (auto doi = doi_in(value); !doi.empty()) {
    take(reference_.doi, field, std::move(doi));
  } else {
    unmapped(field, value);
  }
}

void ReferenceBuilder::url(std::string_view field, std::string_view text) {
  const auto value = clean_value(text);
  constexpr std::size_t kMostSplit = 8192;  // each is looked for behind the one before
  if (value.size() > kMostSplit) {
    unmapped(field, value);
    return;
  }
  // Some programs put several into one field. A semicolon may be part of an address, but not before another one.
  std::string_view rest = value;
  while (!rest.empty()) {
    auto end = rest.find_first_of(" \t");
    for (const std::string_view next : {";http://", ";https://", ",http://", ",https://"}) {
      end = std::min(end, rest.find(next));
    }
    auto one = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    while (end != std::string_view::npos && (one.ends_with(';') || one.ends_with(','))) {
      one.remove_suffix(1);
    }
    if (is_url(one)) {
      take(reference_.url, field, std::string(one));
    } else {
      unmapped(field, one);
    }
  }
}

void ReferenceBuilder::abstract(std::string_view field, std::string_view text) {
  auto paragraphs = clean_paragraphs(text);
  if (reference_.abstract.empty()) {
    reference_.abstract = std::move(paragraphs);
  } else if (paragraphs != reference_.abstract) {
    unmapped(field, join(paragraphs, " "));
  }
}

void ReferenceBuilder::abstract_paragraph(std::string_view text) {
  for (auto& paragraph : clean_paragraphs(text)) {
    reference_.abstract.push_back(std::move(paragraph));
  }
}

void ReferenceBuilder::keyword(std::string_view field, std::string_view text) {
  if (auto value = clean_markup(text); !value.empty()) {
    keyword_field_ = field;
    reference_.keywords.push_back(std::move(value));
  }
}

void ReferenceBuilder::note(std::string_view field, std::string_view text) {
  const auto value = clean_markup(text);
  if (value.starts_with(kOurNote)) {
    reference_.ours = true;
  } else {
    unmapped(field, value);
  }
}

void ReferenceBuilder::unplace(std::string_view field, std::string& value) {
  unmapped(field, value);
  value.clear();
}

ImportedReference ReferenceBuilder::finish() {
  auto& reference = reference_;
  const bool editors_count = reference.type == "book" && authors_.empty();
  for (auto& editor : editors_) {
    if (editors_count) {
      author(editor.field, editor.text);
    } else {
      unmapped(editor.field, editor.text);
    }
  }
  for (auto& author : authors_) {
    reference.authors.push_back(std::move(author.text));
  }
  if (!keyword_field_.empty() && !reference.ours) {
    unmapped(keyword_field_, join(reference.keywords, "; "));
  }
  if (reference.doi.empty() && reference.url.find("doi.org/") != std::string::npos) {
    reference.doi = doi_in(reference.url);
  }
  auto& venue = reference.venue;
  if (reference.type.empty() || !source_type(reference.type).has_pages) {
    unplace("volume", venue.volume);
    unplace("issue", venue.issue);
    const auto pages = venue.first_page + (venue.last_page.empty() ? "" : "-" + venue.last_page);
    venue.first_page.clear();
    venue.last_page.clear();
    unmapped("pages", pages);
  }
  if (reference.type != "thesis") {
    unplace("kind of work", venue.genre);
  }
  if (reference.label.empty()) {
    reference.label = shorten(reference.title, 100);
  }
  return std::move(reference_);
}

void ImportSink::error(int line, std::string_view rule, std::string message, std::string hint) const {
  report({Severity::error, std::string(rule), file_name, line, 1, {}, std::move(message), std::move(hint)});
}

void ImportSink::warning(int line, std::string_view rule, std::string message, std::string hint) const {
  report({Severity::warning, std::string(rule), file_name, line, 1, {}, std::move(message), std::move(hint)});
}

std::string compose_venue(const Venue& venue, std::string_view type) {
  if (type == "thesis") {
    return venue.genre + (venue.genre.empty() || venue.name.empty() ? "" : ", ") + venue.name;
  }
  auto out = venue.name;
  const auto add = [&](std::string_view separator, const std::string& text) { out += (out.empty() ? "" : std::string(separator)) + text; };
  if (!venue.volume.empty()) {
    add(type == "article" ? " " : ", vol. ", venue.volume);
    out += venue.issue.empty() ? "" : '(' + venue.issue + ')';
  } else if (!venue.issue.empty()) {
    add(", ", (is_number(venue.issue) ? "no. " : "issue ") + venue.issue);
  }
  if (!venue.first_page.empty()) {
    const bool like_year = venue.last_page.empty() && venue.first_page.size() == 4 && is_number(venue.first_page);
    add(", ", (like_year ? "p. " : "") + venue.first_page + (venue.last_page.empty() ? "" : "-" + venue.last_page));
  }
  return out;
}

}  // namespace whatworks
