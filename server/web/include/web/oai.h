// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "search/search.h"
#include "web/views.h"

// The Open Archives Initiative's protocol for metadata harvesting, version 2.0 (openarchives.org/OAI/openarchivesprotocol.html). A datestamp is the day on
// which a record was last added or reviewed; records that are gone are not told of.
namespace whatworks {

enum class OaiVerb { identify, list_metadata_formats, list_sets, list_identifiers, list_records, get_record };

// One error of the protocol: "badArgument" and the like, with a sentence for people.
struct OaiError {
  std::string code;
  std::string message;
};

// A request that was understood.
struct OaiRequest {
  OaiVerb verb = OaiVerb::identify;
  std::string id;             // of the record that `identifier` names; empty where it is not ours
  BatchRequest batch;         // of a list: what is selected, and after which record it goes on
  std::uint32_t cursor = 0;   // of a list: how many came before
  std::string token_filters;  // of a list: the selection, as it goes into the next resumption token
};

struct ParsedOaiRequest {
  std::optional<OaiRequest> request;  // nothing where there are errors
  std::vector<OaiError> errors;
  Parameters attributes;  // for the `request` element: the arguments, unless the protocol forbids to repeat them
};

inline constexpr std::size_t kOaiPage = 100;

// `host` stands in our identifiers: "oai:example.org:doe-2019-lines".
ParsedOaiRequest parse_oai_request(const Schemas& schemas, const Parameters& arguments, std::string_view host);

std::string oai_identifier(std::string_view host, std::string_view id);

// The answers, for the template "oai". `base` is "https://host"; `now` an instant such as "2026-11-26T09:00:00Z".
struct OaiContext {
  const ViewContext& view;
  std::string base;
  std::string now;
};
nlohmann::ordered_json oai_errors(const OaiContext& context, const ParsedOaiRequest& parsed, std::span<const OaiError> errors);
nlohmann::ordered_json oai_identify(const OaiContext& context, const ParsedOaiRequest& parsed, std::string_view earliest);
nlohmann::ordered_json oai_formats(const OaiContext& context, const ParsedOaiRequest& parsed);
nlohmann::ordered_json oai_sets(const OaiContext& context, const ParsedOaiRequest& parsed);
// Of a list or of one record; `batch` is what the request's batch found.
nlohmann::ordered_json oai_records(const OaiContext& context, const ParsedOaiRequest& parsed, const RecordBatch& batch);

}  // namespace whatworks
