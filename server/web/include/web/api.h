// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

#include "contribute/examination.h"
#include "search/request.h"
#include "search/search.h"
#include "vocabulary/schemas.h"

// The JSON that clients get. Keys may be added; those that are here keep their meaning. site/openapi.json describes them, and a test holds the two together.
namespace whatworks {

nlohmann::ordered_json search_json(const SearchResults& results);
nlohmann::ordered_json map_json(const Schemas& schemas, const EvidenceMap& map);
nlohmann::ordered_json similar_json(std::string_view id, const std::vector<SimilarRecord>& similar);
nlohmann::ordered_json check_json(const Schemas& schemas, const Examination& examination);
nlohmann::ordered_json suggestions_json(const Schemas& schemas, std::string_view typed, const std::vector<Suggestion>& suggestions);
nlohmann::ordered_json record_json(const RecordDetail& record);
nlohmann::ordered_json vocabularies_json(const Schemas& schemas);
nlohmann::ordered_json vocabulary_json(const Vocabulary& vocabulary);

// An answer of RFC 9457. `detail` is for people; `problems` become `errors`, each naming its parameter and what is allowed.
nlohmann::ordered_json problem_json(ErrorCode code, int status, std::string_view detail, std::string_view instance, std::span<const ParameterProblem> problems);

// "/contribute/rules/bad-date": the page on a rule of the checker.
std::string rule_path(std::string_view rule);

// "Bad Request"
std::string_view status_phrase(int status) noexcept;

}  // namespace whatworks
