// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/oai.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "fuzz.h"
#include "record/record.h"
#include "sample_site.h"
#include "unit/web/site_folder.h"
#include "web/http.h"

using namespace whatworks;
using fuzz::demand;

namespace {

constexpr std::string_view kHost = "example.org";

void check_errors(const ParsedOaiRequest& parsed) {
  static constexpr std::array<std::string_view, 6> kCodes{"badArgument",    "badResumptionToken", "badVerb", "cannotDisseminateFormat",
                                                          "idDoesNotExist", "noRecordsMatch"};
  demand(parsed.request.has_value() == parsed.errors.empty(), "arguments are understood, or an error says why not");
  bool repeats = true;
  for (const auto& error : parsed.errors) {
    demand(std::find(kCodes.begin(), kCodes.end(), error.code) != kCodes.end(), "errors are the protocol's own");
    demand(!error.message.empty(), "an error says what is wrong");
    repeats = repeats && error.code != "badArgument" && error.code != "badVerb";
  }
  demand(repeats || parsed.attributes.empty(), "arguments that were wrong are not repeated");
}

// The token that follows a part of the list asks for the rest of the same list.
void check_token(const ParsedOaiRequest& parsed) {
  const auto records = fuzz::service().batch({{}, {}, 1, {}, {}}, Audience::everyone());
  demand(records && records->records.size() == 1 && records->more, "the sample has several records");
  const ViewContext view{fuzz::schemas(), test::real_words()};
  const auto answer = oai_records({view, "https://example.org", "2026-01-02T00:00:00Z"}, parsed, *records);
  const bool identifiers = parsed.request->verb == OaiVerb::list_identifiers;
  const auto token = answer.at(identifiers ? "list_identifiers" : "list_records").at("token").at("text").get<std::string>();
  const auto next = parse_oai_request(fuzz::schemas(), {{"verb", identifiers ? "ListIdentifiers" : "ListRecords"}, {"resumptionToken", token}}, kHost);
  demand(next.request.has_value(), "our own token is understood");
  demand(next.request->batch.search == parsed.request->batch.search && next.request->batch.updated_from == parsed.request->batch.updated_from &&
             next.request->batch.updated_to == parsed.request->batch.updated_to,
         "the rest of a list is selected as its beginning");
  demand(next.request->batch.after == records->records.back().id && next.request->cursor == parsed.request->cursor + 1,
         "the rest of a list begins where the last part ended");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto target = parse_target("/oai?" + std::string(fuzz::text_of(data, size)));
  if (!target) {
    return 0;
  }
  const auto parsed = parse_oai_request(fuzz::schemas(), target->parameters, kHost);
  check_errors(parsed);
  if (!parsed.request) {
    return 0;
  }
  demand(parsed.request->id.empty() || is_slug(parsed.request->id), "an identifier names an id");
  demand(parsed.request->batch.after.empty() || is_slug(parsed.request->batch.after), "a token names an id");
  if (parsed.request->verb == OaiVerb::list_identifiers || parsed.request->verb == OaiVerb::list_records) {
    check_token(parsed);
  }
  return 0;
}
