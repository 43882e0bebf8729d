// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <set>
#include <vector>

#include "front_matter.h"
#include "record/record.h"

namespace whatworks {
namespace {

// A line may escape every byte of the record as \u00XX, hardly more.
constexpr std::size_t kLineSizeLimit = 8 * kRecordSizeLimit;

// Parses with an eye on what the library takes without a word: keys that stand twice, and nesting without end.
class CarefulParser {
 public:
  explicit CarefulParser(std::string_view text) {
    const auto watch = [this](int depth, Json::parse_event_t event, Json& parsed) { return see(depth, event, parsed); };
    value_ = Json::parse(text.begin(), text.end(), watch, false);
  }

  [[nodiscard]] Json& value() noexcept { return value_; }
  [[nodiscard]] bool too_deep() const noexcept { return too_deep_; }
  [[nodiscard]] const std::string& duplicate() const noexcept { return duplicate_; }

 private:
  bool see(int depth, Json::parse_event_t event, const Json& parsed) {
    if (static_cast<std::size_t>(depth) > kDeepestFrontMatter) {
      too_deep_ = true;
      return false;
    }
    if (event == Json::parse_event_t::object_start) {
      keys_.emplace_back();
    } else if (event == Json::parse_event_t::object_end && !keys_.empty()) {
      keys_.pop_back();
    } else if (event == Json::parse_event_t::key && !keys_.empty() && !keys_.back().insert(parsed.get<std::string>()).second && duplicate_.empty()) {
      duplicate_ = parsed.get<std::string>();
    }
    return true;
  }

  Json value_;
  std::vector<std::set<std::string>> keys_;
  bool too_deep_ = false;
  std::string duplicate_;
};

}  // namespace

std::optional<JsonLine> parse_json_line(std::string_view text, int line, Report& report) {
  const Position at{line, 1};
  const auto refuse = [&](RuleRef rule, std::string message, std::string hint) -> std::optional<JsonLine> {
    report.add(rule, at, {}, std::move(message), std::move(hint));
    return std::nullopt;
  };
  if (text.size() > kLineSizeLimit) {
    return refuse("too-large", fmt::format("the line holds {} bytes, more than the limit of {}", text.size(), kLineSizeLimit), "shorten the record");
  }
  CarefulParser parser(text);
  if (parser.too_deep()) {
    return refuse("nested-too-deeply", fmt::format("lists and objects lie more than {} deep in each other", kDeepestFrontMatter),
                  "see docs/records.md for the shape of each key");
  }
  auto& value = parser.value();
  constexpr auto kShape = "a line is {\"record\": {…}, \"body\": \"…\"}, where the record has the keys of a front matter";
  if (!value.is_object()) {
    return refuse("json-syntax", value.is_discarded() ? "the line is not JSON" : "the line is no JSON object", kShape);
  }
  if (!parser.duplicate().empty()) {
    return refuse("duplicate-key", "the key " + in_quotes(parser.duplicate()) + " stands twice", "keep one of the two");
  }
  const auto record = value.find("record");
  const auto body = value.find("body");
  if (record == value.end() || !record->is_object() || body == value.end() || !body->is_string() || value.size() != 2) {
    return refuse("json-syntax", "the line has not just \"record\", an object, and \"body\", a text", kShape);
  }
  if (record->dump(-1, ' ', false, Json::error_handler_t::replace).size() > kFrontMatterSizeLimit) {
    return refuse("too-large", fmt::format("the record's keys hold more than the limit of {} bytes", kFrontMatterSizeLimit), "move prose into the body");
  }
  if (body->get_ref<const std::string&>().size() > kRecordSizeLimit) {
    return refuse("too-large", fmt::format("the body holds more than the limit of {} bytes", kRecordSizeLimit), "shorten it");
  }
  return JsonLine{{std::move(*record), PositionMap(at)}, body->get<std::string>()};
}

}  // namespace whatworks
