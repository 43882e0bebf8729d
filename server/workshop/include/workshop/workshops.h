// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "access/access.h"
#include "core/result.h"
#include "store/store.h"
#include "vocabulary/schemas.h"
#include "workshop/assessments.h"
#include "workshop/decisions.h"
#include "workshop/evaluations.h"
#include "workshop/judgements.h"
#include "workshop/panel.h"
#include "workshop/planning.h"
#include "workshop/results.h"
#include "workshop/trials.h"

namespace whatworks {

// All that workshops need, from the first plan to what was decided. Free to share between threads.
class Workshops {
 public:
  // All must outlive it. `schemas_folder` holds assessment.json and evaluation.json; fails as load_scheme().
  static Result<Workshops> make(const fs::path& schemas_folder, const Schemas& schemas, const Store& store, const Access& access);
  Workshops(Workshops&&) noexcept;
  Workshops& operator=(Workshops&&) noexcept;
  ~Workshops();

  [[nodiscard]] const Planning& planning() const noexcept;
  [[nodiscard]] const Panel& panel() const noexcept;
  [[nodiscard]] const Assessments& assessments() const noexcept;
  [[nodiscard]] const Results& results() const noexcept;
  [[nodiscard]] const Decisions& decisions() const noexcept;
  [[nodiscard]] const Evaluations& evaluations() const noexcept;
  [[nodiscard]] const Judgements& judgements() const noexcept;
  [[nodiscard]] const Trials& trials() const noexcept;

 private:
  struct Parts;
  explicit Workshops(std::unique_ptr<const Parts> parts) noexcept;
  std::unique_ptr<const Parts> parts_;
};

}  // namespace whatworks
