// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "support/office.h"
#include "workshop/workshops.h"

namespace whatworks::test {

// A room for workshops: fay and fred facilitate, rae only reads, nobody else has an account. Everything in it is invented.
struct WorkshopRoom {
  WorkshopRoom() {
    office.person("fay", {Role::facilitator});
    office.person("fred", {Role::facilitator});
    office.person("rae", {Role::reader});
  }

  [[nodiscard]] Visitor as(const std::string& name) const { return name.empty() ? Visitor{} : office.visitor(office.signed_in(name)); }

  [[nodiscard]] Workshop find(const std::string& name) const { return workshops.planning().find(name, as("fay")).value(); }

  // A workshop of fay's with one group and so many interventions to judge.
  [[nodiscard]] Workshop prepared(std::size_t interventions = 2, const std::string& circulation = "internal") const {
    const auto fay = as("fay");
    const auto& planning = workshops.planning();
    const auto info = planning.create({"Routes and ports", "2027-03-18", "Room 4", "To choose what to try.", circulation}, fay).value();
    const auto group = planning.add_group(info.name, 1, {"Table one", {"international-links"}}, fay).value();
    std::vector<AgendaItem> items;
    for (std::size_t i = 1; i <= interventions; ++i) {
      items.push_back({{}, {}, "Idea " + std::to_string(i), "What idea " + std::to_string(i) + " is."});
    }
    planning.add_items(info.name, 2, group, items, fay).value();
    return find(info.name);
  }

  Status advance(const Workshop& workshop, Stage to) const {
    return workshops.planning().advance(workshop.info.name, find(workshop.info.name).info.stage, to, as("fay"));
  }

  // Somebody new on the panel.
  [[nodiscard]] Member join(const Workshop& workshop, const std::string& name, Organisation organisation = Organisation::police, std::int64_t group = 1) const {
    return workshops.panel().join(workshop.info.join_code, {new_personal_code(), name, organisation, group}).value();
  }
  [[nodiscard]] std::vector<Member> join_all(const Workshop& workshop, std::size_t people) const {
    std::vector<Member> out;
    for (std::size_t i = 0; i < people; ++i) {
      out.push_back(join(workshop, "Person " + std::to_string(i + 1), i % 2 == 0 ? Organisation::police : Organisation::academia));
    }
    return out;
  }

  // An answer to everything that is asked.
  [[nodiscard]] static Assessment answer(double effect, double certainty = 50, double harms = 10) {
    return {{{"effect", effect}, {"certainty", certainty}, {"harms", harms}, {"relevance", 3}, {"feasibility", 3}, {"time-to-start", 2}, {"cost", 2}},
            "Since effect is " + std::to_string(static_cast<int>(effect)) + ".",
            {},
            {}};
  }

  Office office;
  Schemas schemas = load_schemas(fs::path(WHATWORKS_SOURCE_DIR) / "schemas").value();
  Workshops workshops = Workshops::make(fs::path(WHATWORKS_SOURCE_DIR) / "schemas", schemas, *office.store, *office.access).value();
};

}  // namespace whatworks::test
