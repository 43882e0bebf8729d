// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/rules_view.h"

#include "core/text.h"
#include "record/rules.h"
#include "view_parts.h"
#include "web/api.h"

namespace whatworks {
namespace {

Json rule_json(const ViewContext& context, const Rule& rule) {
  const auto& help = help_of(rule);
  const auto level = std::string(severity_name(rule.severity));
  return Json{{"name", rule.name},
              {"path", rule_path(rule.name)},
              {"description", rule.description},
              {"level", level},
              {"level_label", context.words.at("rule_levels").at(level).at("label")},
              {"level_text", context.words.at("rule_levels").at(level).at("text")},
              {"why", help.why},
              {"wrong", help.wrong.empty() ? Json(nullptr) : Json{{"text", help.wrong}}},
              {"right", help.right}};
}

}  // namespace

std::string rule_path(std::string_view rule) { return "/contribute/rules/" + std::string(rule); }

Json rules_view(const ViewContext& context) {
  auto groups = Json::array();
  for (const auto group : rule_groups()) {
    auto list = Json::array();
    for (const auto& rule : rules()) {
      if (rule.group == group) {
        list.push_back(rule_json(context, rule));
      }
    }
    const auto label = label_of(group);
    groups.push_back({{"anchor", slug(label)}, {"label", label}, {"rules", std::move(list)}});
  }
  auto levels = Json::array();
  for (const auto& [name, words] : context.words.at("rule_levels").items()) {
    levels.push_back({{"level", name}, {"label", words.at("label")}, {"text", words.at("text")}});
  }
  return Json{{"title", "What the checker looks at"}, {"section", "contribute"}, {"levels", std::move(levels)}, {"groups", std::move(groups)}};
}

Json rule_view(const ViewContext& context, const Rule& rule) {
  return Json{{"title", rule.description}, {"section", "contribute"}, {"group", label_of(rule.group)}, {"rule", rule_json(context, rule)}};
}

}  // namespace whatworks
