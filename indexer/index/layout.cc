// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "deflate.h"

namespace whatworks::layout {
namespace {

using nlohmann::ordered_json;

// The card holds these keys of the front matter, as they stand there.
constexpr std::array kCardKeys{"id",     "kind",   "title", "summary",  "intervention", "published", "countries", "priorities", "crime_types",
                               "design", "effect", "harms", "strength", "circulation",  "groups",    "status",    "added",      "reviewed"};

constexpr std::uint32_t kHighestDay = 99999999;
constexpr std::size_t kDayDigits = 8;

constexpr std::string_view kPhrasePrefix = "XP:";
constexpr std::string_view kLabelPhrasePrefix = "XLP:";

std::string on_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// JSON makes a record larger than its file, by less than this.
constexpr std::size_t kStoredRecordLimit = 16 * kRecordSizeLimit;

std::string dump(const ordered_json& value) { return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace); }

}  // namespace

const TextField& text_field(std::string_view name) noexcept {
  return *std::find_if(kTextFields.begin(), kTextFields.end(), [&](const TextField& field) { return field.name == name; });
}

std::uint32_t facet_slot(const Facet& facet) noexcept { return kFirstFacetSlot + static_cast<std::uint32_t>(facet.index); }

std::uint32_t tie_break(std::string_view id) noexcept {
  const auto hash = fnv1a(id);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

StrengthKey read_strength_key(std::string_view key) noexcept {
  constexpr std::size_t kYearAt = 1;
  constexpr std::size_t kTieAt = 5;
  constexpr std::size_t kEnd = 13;
  StrengthKey read;
  int weakness = 0;
  int newness = 0;
  std::uint32_t tie = 0;
  const auto parse = [&](std::size_t from, std::size_t to, auto& number, int base) {
    return std::from_chars(key.data() + from, key.data() + to, number, base).ptr == key.data() + to;
  };
  if (key.size() >= kEnd && parse(0, kYearAt, weakness, 10) && parse(kYearAt, kTieAt, newness, 10) && parse(kTieAt, kEnd, tie, 16)) {
    read = {static_cast<std::uint8_t>(9 - weakness), static_cast<std::uint16_t>(9999 - newness), tie};
  }
  return read;
}

std::string updated_key(std::uint32_t day) { return fmt::format("{:08}", kHighestDay - std::min(day, kHighestDay)); }

std::uint32_t read_updated_key(std::string_view key) noexcept {
  std::uint32_t number = 0;
  const bool whole = key.size() >= kDayDigits && std::from_chars(key.data(), key.data() + kDayDigits, number).ptr == key.data() + kDayDigits;
  return whole ? kHighestDay - number : 0;
}

std::uint32_t day_number(std::chrono::year_month_day day) noexcept {
  return static_cast<std::uint32_t>(static_cast<int>(day.year())) * 10000 + static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day());
}

std::string id_term(std::string_view id) { return "Q" + std::string(id); }

std::string facet_term(const Facet& facet, std::string_view value) {
  std::string term = "XF" + facet.name + ":";
  std::transform(term.begin(), term.end(), term.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return term.append(value);
}

std::string label_phrase_term(std::string_view phrase_term) { return std::string(kLabelPhrasePrefix).append(phrase_term.substr(kPhrasePrefix.size())); }

std::string phrase_term(std::string_view stems) { return std::string(kPhrasePrefix).append(stems); }

std::vector<std::string> stems_of_phrase(std::string_view term) {
  return term.starts_with(kPhrasePrefix) ? split(term.substr(kPhrasePrefix.size()), '_') : std::vector<std::string>();
}

std::string related_term(std::string_view id) { return "XREL:" + std::string(id); }

std::string encode_document(const Record& record) {
  ordered_json card;
  for (const auto* key : kCardKeys) {
    if (const auto found = record.front_matter->find(key); found != record.front_matter->end()) {
      card[key] = *found;
    }
  }
  std::string text = record.summary;
  for (const auto& section : record.sections) {
    text += ' ' + section.text;
  }
  const ordered_json whole{{"digest", record.digest}, {"front_matter", *record.front_matter}, {"body", record.body}};
  return dump(card) + '\n' + on_one_line(std::move(text)) + '\n' + deflate(dump(whole));
}

DocumentData split_document(std::string_view data) noexcept {
  const auto first = data.find('\n');
  const auto second = first == std::string_view::npos ? first : data.find('\n', first + 1);
  if (second == std::string_view::npos) {
    return {};
  }
  return {data.substr(0, first), data.substr(first + 1, second - first - 1), data.substr(second + 1)};
}

Result<Record> decode_record(std::string_view deflated_record) {
  const auto no_record = [] { return failure(ErrorCode::index_corrupt, "a document in the index is not a record", "build the index again with --full"); };
  const auto record_json = inflate(deflated_record, kStoredRecordLimit);
  if (!record_json) {
    return no_record();
  }
  try {
    auto whole = ordered_json::parse(*record_json);
    auto body = whole.at("body").get<std::string>();
    auto sections = read_sections(body);
    return make_record(std::move(whole.at("front_matter")), std::move(body), std::move(sections), whole.at("digest").get<std::string>());
  } catch (const ordered_json::exception&) {
    return no_record();
  }
}

}  // namespace whatworks::layout
