// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/workshops.h"

namespace whatworks {

struct Workshops::Parts {
  Parts(const Schemas& schemas, const Store& store, const Access& access, AssessmentScheme defaults)
      : clock([&access] { return access.now(); }),
        planning(store, access.audit(), schemas, std::move(defaults), clock),
        panel(store),
        assessments(store),
        results(store),
        decisions(store, access.audit(), clock),
        trials(store, access.audit(), clock) {}

  Clock clock;
  Planning planning;
  Panel panel;
  Assessments assessments;
  Results results;
  Decisions decisions;
  Trials trials;
};

Workshops::Workshops(std::unique_ptr<const Parts> parts) noexcept : parts_(std::move(parts)) {}
Workshops::Workshops(Workshops&&) noexcept = default;
Workshops& Workshops::operator=(Workshops&&) noexcept = default;
Workshops::~Workshops() = default;

Result<Workshops> Workshops::make(const fs::path& schemas_folder, const Schemas& schemas, const Store& store, const Access& access) {
  auto defaults = load_scheme(schemas_folder / "assessment.json");
  if (!defaults) {
    return failure(std::move(defaults.error()));
  }
  return Workshops(std::make_unique<const Parts>(schemas, store, access, *std::move(defaults)));
}

const Planning& Workshops::planning() const noexcept { return parts_->planning; }
const Panel& Workshops::panel() const noexcept { return parts_->panel; }
const Assessments& Workshops::assessments() const noexcept { return parts_->assessments; }
const Results& Workshops::results() const noexcept { return parts_->results; }
const Decisions& Workshops::decisions() const noexcept { return parts_->decisions; }
const Trials& Workshops::trials() const noexcept { return parts_->trials; }

}  // namespace whatworks
