// SPDX-License-Identifier: GPL-3.0-or-later
#include "outcome_view.h"

#include <cmath>
#include <optional>

namespace whatworks {
namespace {

struct Interval {
  Json low;
  Json high;
};

std::optional<Interval> interval_of(const Json& outcome) {
  const auto& ends = member(outcome, "ci");
  if (!ends.is_array() || ends.size() != 2 || !ends[0].is_number() || !ends[1].is_number()) {
    return std::nullopt;
  }
  return Interval{ends[0], ends[1]};
}

// "-61", "0.72": as programs read it.
std::string plain_number(const Json& number) { return number.is_number() ? number.dump() : std::string(); }

// "−61%", "+9.4%", "0.72": the number as the source gives it, with a true minus sign.
std::string number_text(const Json& number, const Json& measure) {
  if (!number.is_number()) {
    return {};
  }
  auto text = number.is_number_float() ? Json(number.get<double>()).dump() : number.dump();
  if (text.size() > 2 && text.substr(text.size() - 2) == ".0") {
    text.resize(text.size() - 2);
  }
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) {
    text = "−" + text.substr(1);
  } else if (measure.value("signed", false) && number.get<double>() > 0) {
    text = "+" + text;
  }
  return text + measure.value("unit", std::string());
}

// Whether the number went the good way. Only where the record tells which way is good and the measure which number means no difference.
std::string verdict_of(const Json& outcome, const Json& measure) {
  const auto direction = text_of(outcome, "harm");
  const auto& value = member(outcome, "value");
  const auto& none = member(measure, "none");
  if (direction.empty() || !value.is_number() || !none.is_number()) {
    return {};
  }
  const auto zero = none.get<double>();
  const auto difference = value.get<double>() - zero;
  if (const auto interval = interval_of(outcome); interval && interval->low.get<double>() <= zero && interval->high.get<double>() >= zero) {
    return "unsure";
  }
  if (std::abs(difference) < 1e-12) {
    return "same";
  }
  return (difference < 0) == (direction == "lower") ? "better" : "worse";
}

}  // namespace

Json outcome_view(const ViewContext& context, const Json& outcome) {
  const auto& words = context.words;
  const auto measure_code = text_of(outcome, "measure");
  const auto& measure = member(words.at("measures"), measure_code.c_str());
  const Json known = measure.is_object() ? measure : Json::object();
  const auto kind = text_of(outcome, "measures");
  const auto& measured = member(words.at("measured"), kind.c_str());
  const auto direction = text_of(outcome, "harm");
  // More seizures are not "better": that word is kept for what people suffer.
  const bool judged = !measured.is_object() || measured.value("verdicts", true);
  const auto verdict = judged ? verdict_of(outcome, known) : std::string();
  const auto interval = interval_of(outcome).value_or(Interval{});
  const auto& n = member(outcome, "n");
  return Json{{"outcome", text_of(outcome, "outcome")},
              {"value", number_text(member(outcome, "value"), known)},
              {"measure", known.value("label", measure_code)},
              {"low", number_text(interval.low, known)},
              {"high", number_text(interval.high, known)},
              {"n", n.is_number_unsigned() || (n.is_number_integer() && n.get<long long>() >= 0) ? with_commas(n.get<std::uint64_t>()) : text_of(outcome, "n")},
              {"measured", measured.is_object() ? measured.at("heading") : Json(kind)},
              {"direction", words.at("directions").value(direction, std::string())},
              {"verdict", verdict.empty() ? Json(nullptr) : Json{{"code", verdict}, {"label", words.at("verdicts").at(verdict)}}},
              {"note", text_of(outcome, "note")},
              {"data",
               {{"measure", measure_code},
                {"measures", kind},
                {"harm", direction},
                {"value", plain_number(member(outcome, "value"))},
                {"low", plain_number(interval.low)},
                {"high", plain_number(interval.high)},
                {"none", plain_number(member(known, "none"))},
                {"verdict", verdict}}}};
}

bool can_be_drawn(const Json& outcome_view) {
  const auto& data = outcome_view.at("data");
  return !text_of(data, "value").empty() && !text_of(data, "none").empty();
}

}  // namespace whatworks
