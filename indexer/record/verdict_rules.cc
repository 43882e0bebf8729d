// SPDX-License-Identifier: GPL-3.0-or-later
#include "verdict_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.h"

namespace whatworks {
namespace {

// What a measure is where nothing changed. Those that are not here have no such value, or their sign says nothing of the direction.
struct MeasureRow {
  std::string_view measure;
  double no_change;
};
constexpr std::array kMeasures{
    MeasureRow{"odds-ratio", 1}, MeasureRow{"relative-risk", 1},  MeasureRow{"incidence-rate-ratio", 1}, MeasureRow{"cohens-d", 0},
    MeasureRow{"hedges-g", 0},   MeasureRow{"log-odds-ratio", 0}, MeasureRow{"percent-change", 0},       MeasureRow{"percentage-points", 0},
};

// What a summary begins with when it says outright what happened.
struct OpeningRow {
  std::string_view words;
  std::string_view effect;  // that they stand for
};
constexpr std::array kOpenings{
    OpeningRow{"backfired", "increases"},
    OpeningRow{"no effect", "no-effect"},
    OpeningRow{"no measurable", "no-effect"},
    OpeningRow{"no overall", "no-effect"},
    OpeningRow{"no fall", "no-effect"},
    OpeningRow{"no difference", "no-effect"},
    OpeningRow{"no change", "no-effect"},
    OpeningRow{"made no difference", "no-effect"},
    OpeningRow{"did not reduce", "no-effect"},
    OpeningRow{"had no effect", "no-effect"},
    OpeningRow{"cut ", "reduces"},
    OpeningRow{"reduced ", "reduces"},
    OpeningRow{"lowered ", "reduces"},
    OpeningRow{"halved ", "reduces"},
};

enum class Direction { better, worse };

// Which way an outcome points beyond chance; nothing where it is not about harm, or may be no change.
std::optional<Direction> direction_of(const Json& outcome) {
  const auto text = [&](const char* key) {
    const auto found = outcome.find(key);
    return found != outcome.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto measure = text("measure");
  const auto row = std::find_if(kMeasures.begin(), kMeasures.end(), [&](const MeasureRow& entry) { return entry.measure == measure; });
  const auto ci = outcome.find("ci");
  const auto good = text("harm");
  if (text("measures") != "harm" || good.empty() || row == kMeasures.end() || ci == outcome.end()) {
    return std::nullopt;
  }
  const bool lower = ci->at(1).get<double>() < row->no_change;
  const bool higher = ci->at(0).get<double>() > row->no_change;
  if (!lower && !higher) {
    return std::nullopt;
  }
  return lower == (good == "lower") ? Direction::better : Direction::worse;
}

}  // namespace

void check_verdict(const FrontMatter& front_matter, Report& report) {
  const auto& value = front_matter.value;
  const auto effect = value.at("effect").get<std::string>();
  std::size_t better = 0;
  std::size_t worse = 0;
  if (const auto outcomes = value.find("outcomes"); outcomes != value.end()) {
    for (const auto& outcome : *outcomes) {
      const auto direction = direction_of(outcome);
      better += direction == Direction::better ? 1U : 0U;
      worse += direction == Direction::worse ? 1U : 0U;
    }
  }
  if ((effect == "increases" && better > 0 && worse == 0) || (effect == "reduces" && worse > 0 && better == 0)) {
    report.add("effect-outcomes", front_matter.positions.value("/effect"), "/effect",
               fmt::format("the effect is {}, but every outcome on harm that leaves out chance says that it became {}", in_quotes(effect),
                           better > 0 ? "less" : "more"),
               "look at the effect again, and at value, ci and harm of the outcomes");
  }
  const auto summary = fold(value.at("summary").get<std::string>());
  const auto opening = std::find_if(kOpenings.begin(), kOpenings.end(), [&](const OpeningRow& row) { return summary.starts_with(row.words); });
  if (opening == kOpenings.end() || opening->effect == effect || effect == "mixed") {
    return;
  }
  // What was cut may be something else than harm.
  if (opening->effect == "reduces" && effect == "not-measured") {
    return;
  }
  report.add("effect-summary", front_matter.positions.value("/effect"), "/effect",
             fmt::format("the effect is {}, but the summary begins with {}", in_quotes(effect), in_quotes(trim(opening->words))),
             fmt::format("write effect: {}, or say in the summary what happened to the harm", opening->effect));
}

}  // namespace whatworks
