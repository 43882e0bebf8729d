// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "web/views.h"
#include "workshop/judgements.h"
#include "workshop/report.h"

// The report of a workshop and its ratings, and what stands of workshops on the page of a record, as data.
namespace whatworks {

struct ReportPage {
  const WorkshopInfo* workshop = nullptr;
  const Report* report = nullptr;
  bool has_document = false;  // whether there is a file for word processors
};
nlohmann::ordered_json report_view(const ViewContext& context, const ReportPage& page);

// The ratings as a table for spreadsheets, and as JSON.
std::string ratings_csv(const AssessmentScheme& scheme, const std::vector<OpenRating>& ratings);
nlohmann::ordered_json ratings_json(const Workshop& workshop, const std::vector<OpenRating>& ratings);

// Null where there are none.
nlohmann::ordered_json judgements_view(const std::vector<Judgement>& judgements);

}  // namespace whatworks
