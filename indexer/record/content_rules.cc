// SPDX-License-Identifier: GPL-3.0-or-later
#include "content_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "record/orcid.h"

namespace whatworks {
namespace {

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<long long> integer_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? std::optional(found->get<long long>()) : std::nullopt;
}

// The entries of a list of mappings; whatever is something else has been reported.
std::vector<const Json*> entries_of(const Json& object, const char* key) {
  std::vector<const Json*> entries;
  const auto found = object.find(key);
  if (found != object.end() && found->is_array()) {
    for (const auto& entry : *found) {
      entries.push_back(&entry);
    }
  }
  return entries;
}

bool has_outcome_with_value(const Json& front_matter) {
  const auto outcomes = entries_of(front_matter, "outcomes");
  return std::any_of(outcomes.begin(), outcomes.end(), [](const Json* outcome) { return outcome->is_object() && outcome->contains("value"); });
}

std::string level_text(std::optional<long long> level) { return level ? fmt::format(" at sms_level {}", *level) : std::string(" without an sms_level"); }

std::string studies_text(std::optional<long long> studies) {
  return studies ? fmt::format(" of {} studies", *studies) : std::string(" whose number of studies is not stated");
}

// The levels of the Maryland scale that a design may have; none for designs that the scale is not for.
struct LevelRow {
  std::string_view design;
  int lowest;
  int highest;
};
constexpr std::array kLevels{
    LevelRow{"rct", 5, 5},          LevelRow{"natural-experiment", 4, 5}, LevelRow{"quasi-experiment", 2, 4}, LevelRow{"time-series", 2, 3},
    LevelRow{"before-after", 1, 2}, LevelRow{"cross-sectional", 1, 2},    LevelRow{"case-study", 1, 2},
};
constexpr auto kDesignsWithoutLevel = std::to_array<std::string_view>({"meta-analysis", "systematic-review", "simulation", "qualitative", "descriptive"});

class ContentChecker {
 public:
  ContentChecker(const FrontMatter& front_matter, Report& report) : value_(front_matter.value), positions_(front_matter.positions), report_(report) {}

  void check_place(std::string_view stem, std::string_view folder) {
    const auto id = text_of(value_, "id");
    if (!stem.empty() && !id.empty() && id != stem && is_clean("/id")) {
      add("id-file-name", "/id", fmt::format("the id is {}, but the file is called {}", in_quotes(id), in_quotes(std::string(stem) + ".md")),
          fmt::format("write id: {}, or rename the file", stem));
    }
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kFolders{
        {{"studies", "study"}, {"reviews", "review"}, {"exemplars", "exemplar"}}};
    const auto kind = text_of(value_, "kind");
    for (const auto& [name, belongs] : kFolders) {
      if (folder == name && kind != belongs && !kind.empty() && is_clean("/kind")) {
        add("kind-folder", "/kind", fmt::format("a record of kind {} lies in {}/", in_quotes(kind), name), fmt::format("{}/ is for kind: {}", name, belongs));
      }
    }
  }

  void check_circulation() {
    const auto circulation = text_of(value_, "circulation");
    if (circulation == "restricted" && !value_.contains("groups")) {
      add("groups", "/circulation", "a restricted record must name its groups", "add groups: [name-of-group]");
    } else if (circulation != "restricted" && !circulation.empty() && value_.contains("groups")) {
      report_.add("groups", positions_.key("/groups"), "/groups", "groups are named, but the record is not restricted",
                  "write circulation: restricted, or take groups out");
    }
  }

  void check_contributors() {
    const auto contributors = entries_of(value_, "contributors");
    for (std::size_t i = 0; i < contributors.size(); ++i) {
      const auto orcid = contributors[i]->is_object() ? text_of(*contributors[i], "orcid") : std::string();
      const auto pointer = child(child("/contributors", i), "orcid");
      if (!orcid.empty() && is_clean(pointer) && !is_orcid(orcid)) {
        add("orcid", pointer, fmt::format("{} is no ORCID: its last sign does not fit the others", in_quotes(orcid)), "look it up at https://orcid.org");
      }
    }
  }

  void check_countries() {
    const auto countries = value_.find("countries");
    const auto kind = text_of(value_, "kind");
    if (countries != value_.end() && countries->is_array() && countries->empty() && !kind.empty() && kind != "review") {
      add("countries-empty", "/countries", "\"countries\" is empty, which only a review of worldwide scope may leave so",
          "name the country in which it was done, as in [GB]");
    }
  }

  void check_orders() {
    if (const auto fieldwork = value_.find("fieldwork"); fieldwork != value_.end() && fieldwork->is_object()) {
      const auto from = integer_of(*fieldwork, "from");
      const auto to = integer_of(*fieldwork, "to");
      if (from && to && *from > *to) {
        add("fieldwork-order", "/fieldwork/from", fmt::format("the fieldwork ends in {}, before it begins in {}", *to, *from), "exchange the two years");
      }
    }
    const auto added = text_of(value_, "added");
    const auto reviewed = text_of(value_, "reviewed");
    if (!added.empty() && !reviewed.empty() && reviewed < added && is_clean("/added") && is_clean("/reviewed")) {
      add("date-order", "/reviewed", fmt::format("reviewed on {}, before it was added on {}", reviewed, added));
    }
  }

  void check_outcomes() {
    const auto outcomes = entries_of(value_, "outcomes");
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const auto& outcome = *outcomes[i];
      const auto ci = outcome.is_object() ? outcome.find("ci") : outcome.end();
      if (!outcome.is_object() || ci == outcome.end() || !ci->is_array() || ci->size() != 2 || !(*ci)[0].is_number() || !(*ci)[1].is_number()) {
        continue;
      }
      const auto low = (*ci)[0].get<double>();
      const auto high = (*ci)[1].get<double>();
      const auto pointer = child("/outcomes", i);
      if (low >= high) {
        add("ci-order", child(pointer, "ci"), fmt::format("the confidence interval runs from {} to {}", (*ci)[0].dump(), (*ci)[1].dump()),
            "write the lower end first");
        continue;
      }
      const auto value = outcome.find("value");
      if (value != outcome.end() && value->is_number() && (value->get<double>() < low || value->get<double>() > high)) {
        add("ci-value", child(pointer, "value"),
            fmt::format("the value {} lies outside its confidence interval [{}, {}]", value->dump(), (*ci)[0].dump(), (*ci)[1].dump()),
            "look at the signs, and whether the two are in the same unit");
      }
    }
  }

  void check_related() {
    const auto id = text_of(value_, "id");
    const auto related = entries_of(value_, "related");
    for (std::size_t i = 0; i < related.size(); ++i) {
      if (related[i]->is_object() && !id.empty() && text_of(*related[i], "id") == id) {
        add("related-self", child(child("/related", i), "id"), "the record is related to itself", "name another record, or take the entry out");
      }
    }
  }

  void check_review_keys() {
    const auto design = text_of(value_, "design");
    const bool synthesis = text_of(value_, "kind") == "review" || design == "meta-analysis" || design == "systematic-review";
    for (const auto* key : {"studies", "consistency"}) {
      if (value_.contains(key) && !synthesis) {
        const auto pointer = child({}, key);
        report_.add("review-keys", positions_.key(pointer), pointer, fmt::format("{} is for reviews", in_quotes(key)),
                    "take it out, or look at kind and design");
      }
    }
  }

  void check_strength() {
    const auto strength = integer_of(value_, "strength");
    const auto ruled = strength_by_rule(value_);
    const auto reason = value_.find("strength_reason");
    if (!strength || !ruled || !is_clean("/strength") || !is_clean("/design")) {
      return;
    }
    if (*strength != ruled->strength && reason == value_.end()) {
      add("strength-rule", "/strength", fmt::format("the strength is {}, but the rule gives {} for {}", *strength, ruled->strength, ruled->reason),
          fmt::format("write strength: {}, or say in strength_reason why not", ruled->strength));
    } else if (*strength == ruled->strength && reason != value_.end()) {
      report_.add("strength-reason", positions_.key("/strength_reason"), "/strength_reason",
                  fmt::format("a reason is given, but the strength is the {} that the rule gives for {}", ruled->strength, ruled->reason),
                  "take strength_reason out, or say it under Limits");
    }
  }

  void check_level() {
    const auto design = text_of(value_, "design");
    const auto level = integer_of(value_, "sms_level");
    if (!level || !is_clean("/sms_level")) {
      return;
    }
    if (std::find(kDesignsWithoutLevel.begin(), kDesignsWithoutLevel.end(), design) != kDesignsWithoutLevel.end()) {
      report_.add("sms-level", positions_.key("/sms_level"), "/sms_level", "the Maryland scale has no level for the design " + in_quotes(design),
                  "take sms_level out");
    }
    for (const auto& row : kLevels) {
      if (row.design == design && (*level < row.lowest || *level > row.highest)) {
        const auto levels =
            row.lowest == row.highest
                ? fmt::format("{}", row.lowest)
                : fmt::format("{} or {}", row.highest - row.lowest == 1 ? fmt::format("{}", row.lowest) : fmt::format("{} to {}", row.lowest, row.highest - 1),
                              row.highest);
        add("sms-level", "/sms_level", fmt::format("the level is {}, but the design {} has level {}", *level, in_quotes(design), levels),
            "look at the design and the level again, by the rule in docs/records.md");
      }
    }
  }

  void check_effect() {
    const auto effect = text_of(value_, "effect");
    const auto harms = text_of(value_, "harms");
    if (effect == "increases" && harms != "reported") {
      add("harms-reported", value_.contains("harms") ? "/harms" : "/effect", "an effect of \"increases\" is an unwanted effect that the source reports",
          "write harms: reported");
    }
    const auto outcomes = entries_of(value_, "outcomes");
    const bool measures_harm = std::any_of(outcomes.begin(), outcomes.end(), [](const Json* outcome) {
      const auto measures = outcome->is_object() ? text_of(*outcome, "measures") : std::string();
      return measures != "activity" && measures != "perception";  // a misspelt one has been reported
    });
    if (!effect.empty() && effect != "not-measured" && !outcomes.empty() && !measures_harm) {
      add("effect-without-harm", "/effect", fmt::format("the effect is {}, but no outcome has measures: harm", in_quotes(effect)),
          "code what the outcomes measure afresh, or write effect: not-measured");
    }
  }

 private:
  [[nodiscard]] bool is_clean(std::string_view pointer) const { return !report_.has_error_at(pointer); }
  void add(RuleRef rule, const std::string& pointer, std::string message, std::string hint = {}) {
    report_.add(rule, positions_.value(pointer), pointer, std::move(message), std::move(hint));
  }

  const Json& value_;
  const PositionMap& positions_;
  Report& report_;
};

}  // namespace

std::optional<RuledStrength> strength_by_rule(const Json& front_matter) {
  const auto design = text_of(front_matter, "design");
  const auto level = integer_of(front_matter, "sms_level");
  const auto studies = integer_of(front_matter, "studies");
  if (design == "meta-analysis") {
    const auto consistency = text_of(front_matter, "consistency");
    const bool strong = studies.value_or(0) >= 3 && consistency == "consistent";
    return RuledStrength{strong ? 4 : 3,
                         "a meta-analysis" + studies_text(studies) + (consistency.empty() ? ", consistency not stated" : ", consistency: " + consistency)};
  }
  if (design == "systematic-review") {
    return RuledStrength{!studies ? 2 : *studies >= 3 ? 3 : *studies > 0 ? 2 : 0, "a systematic review" + studies_text(studies)};
  }
  if (design == "rct") {
    return RuledStrength{3, "a randomised controlled trial"};
  }
  if (design == "natural-experiment") {
    return RuledStrength{level.value_or(0) >= 4 ? 3 : 2, "a natural experiment" + level_text(level)};
  }
  if (design == "quasi-experiment") {
    return RuledStrength{level.value_or(0) >= 3 ? 2 : 1, "a quasi-experiment" + level_text(level)};
  }
  if (design == "time-series") {
    return RuledStrength{level.value_or(0) >= 2 ? 2 : 1, "a time series" + level_text(level)};
  }
  if (design == "before-after" || design == "cross-sectional" || design == "simulation") {
    return RuledStrength{1, "the design " + in_quotes(design)};
  }
  if (design == "case-study") {
    const bool counted = has_outcome_with_value(front_matter);
    return RuledStrength{counted ? 1 : 0, counted ? "a case study with an outcome that has a value" : "a case study without an outcome that has a value"};
  }
  if (design == "qualitative" || design == "descriptive") {
    return RuledStrength{0, "the design " + in_quotes(design)};
  }
  return std::nullopt;
}

void check_content(const FrontMatter& front_matter, std::string_view stem, std::string_view folder, Report& report) {
  ContentChecker checker(front_matter, report);
  checker.check_place(stem, folder);
  checker.check_contributors();
  checker.check_circulation();
  checker.check_countries();
  checker.check_orders();
  checker.check_outcomes();
  checker.check_related();
  checker.check_review_keys();
  checker.check_strength();
  checker.check_level();
  checker.check_effect();
}

}  // namespace whatworks
