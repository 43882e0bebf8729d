// SPDX-License-Identifier: GPL-3.0-or-later
#include "report_parts.h"

#include <array>
#include <cstdio>

#include "core/time.h"

namespace whatworks::report_parts {

std::string count_of(std::size_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string(number == 1 ? one : many);
}

std::string in_words(std::string_view day) {
  const auto date = parse_date(day);
  return date ? format_date_in_words(*date) : std::string();
}

std::string in_words(Instant instant) { return format_date_in_words(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(instant))); }

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  std::string out(text.data());
  return out.ends_with(".0") ? out.substr(0, out.size() - 2) : out;
}

std::string with_places(double value, int places) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", places, value);
  return text.data();
}

std::string_view outcome_in_words(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::adopt: return "Adopt";
    case Outcome::trial: return "Trial";
    case Outcome::park: return "Park";
    case Outcome::reject: return "Reject";
  }
  return "";
}

ReportBlock heading(std::string text) {
  ReportBlock out;
  out.heading = std::move(text);
  return out;
}
ReportBlock paragraph(std::string text, std::string link) {
  ReportBlock out;
  out.paragraph = std::move(text);
  out.link = std::move(link);
  return out;
}
ReportBlock list(std::vector<std::string> entries) {
  ReportBlock out;
  out.list = std::move(entries);
  return out;
}
ReportBlock table(ReportTable content) {
  ReportBlock out;
  out.table = std::move(content);
  return out;
}

void add_quotes(std::vector<ReportBlock>& blocks, std::string_view what, const std::vector<std::string>& texts) {
  if (texts.empty()) {
    return;
  }
  blocks.push_back(paragraph(std::string(what)));
  ReportBlock quotes;
  quotes.quotes = texts;
  blocks.push_back(std::move(quotes));
}

}  // namespace whatworks::report_parts
