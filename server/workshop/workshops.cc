// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/workshops.h"

namespace whatworks {

struct Workshops::Parts {
  Parts(const Schemas& schemas, const Store& store, const Access& access, AssessmentScheme defaults, EvaluationScheme evaluation)
      : clock([&access] { return access.now(); }),
        planning(store, access.audit(), schemas, std::move(defaults), clock),
        panel(store),
        assessments(store),
        results(store),
        decisions(store, access.audit(), results, clock),
        evaluations(store, access.audit(), std::move(evaluation), clock),
        judgements(store, results),
        trials(store, access.audit(), clock) {}

  Clock clock;
  Planning planning;
  Panel panel;
  Assessments assessments;
  Results results;
  Decisions decisions;
  Evaluations evaluations;
  Judgements judgements;
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
  auto evaluation = load_evaluation_scheme(schemas_folder / "evaluation.json");
  if (!evaluation) {
    return failure(std::move(evaluation.error()));
  }
  return Workshops(std::make_unique<const Parts>(schemas, store, access, *std::move(defaults), *std::move(evaluation)));
}

const Planning& Workshops::planning() const noexcept { return parts_->planning; }
const Panel& Workshops::panel() const noexcept { return parts_->panel; }
const Assessments& Workshops::assessments() const noexcept { return parts_->assessments; }
const Results& Workshops::results() const noexcept { return parts_->results; }
const Decisions& Workshops::decisions() const noexcept { return parts_->decisions; }
const Evaluations& Workshops::evaluations() const noexcept { return parts_->evaluations; }
const Judgements& Workshops::judgements() const noexcept { return parts_->judgements; }
const Trials& Workshops::trials() const noexcept { return parts_->trials; }

}  // namespace whatworks
