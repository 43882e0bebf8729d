// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "support/workshop_room.h"

namespace whatworks::test {

// A protocol that can be registered. Everything in it is invented.
inline Protocol whole_protocol() {
  return Protocol({{"title", "Letters to couriers"},
                   {"hypothesis", "Couriers who get a letter are arrested again less often within a year than those who do not."},
                   {"organisation", "Northshire Police; the university analyses."},
                   {"unit", "A courier."},
                   {"eligibility", "Arrested once."},
                   {"starts_on", "2027-03-01"},
                   {"ends_on", "2028-03-01"},
                   {"report_due", "2028-06-01"},
                   {"comparison", "At random, by a list that the university draws."},
                   {"treatment", "A letter within a week of the arrest."},
                   {"usual_practice", "No letter."},
                   {"primary_outcome", "Arrests within a year, from the custody record."},
                   {"secondary_outcomes", "Addresses visited\nComplaints"},
                   {"analysis", "Two shares of 250 each are compared."}});
}

// Takes a workshop to the decision to try its first idea, and begins the trial.
inline std::string begun_trial(const WorkshopRoom& room, const Workshop& workshop) {
  const auto fay = room.as("fay");
  const auto& planning = room.workshops.planning();
  for (const auto& [from, to] : {std::pair{Stage::preparing, Stage::round_one}, {Stage::round_one, Stage::discussion}, {Stage::discussion, Stage::deciding}}) {
    if (const auto done = planning.advance(workshop.info.name, from, to, fay); !done) {
      throw std::runtime_error(done.error().message);
    }
  }
  const auto& item = workshop.groups.front().agenda.front().name;
  const auto& decisions = room.workshops.decisions();
  if (const auto done = decisions.decide(room.find(workshop.info.name), item, {Outcome::trial, "Inspector Doe", "2027-02-01"}, 0, fay); !done) {
    throw std::runtime_error(done.error().message);
  }
  return room.workshops.trials().begin(workshop.info.name, item, fay).value();
}

}  // namespace whatworks::test
