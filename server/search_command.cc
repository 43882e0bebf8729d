// SPDX-License-Identifier: GPL-3.0-or-later
#include "search_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "core/text.h"
#include "search/search.h"
#include "vocabulary/schemas.h"
#include "web/api.h"

namespace whatworks {
namespace {

int fail(std::ostream& err, const Error& error) {
  err << "whatworks-server: error: " << to_text(error) << '\n';
  return exit_status(error.code);
}

Result<SearchRequest> make_request(const Schemas& schemas, const SearchCommand& command) {
  Parameters parameters{{"q", join(command.words, " ")}};
  for (const auto& filter : command.filters) {
    const auto equals = filter.find('=');
    if (equals == std::string::npos) {
      return failure(ErrorCode::bad_usage, "the filter \"" + filter + "\" has no value", "write it as FACET=VALUE, such as country=GB");
    }
    parameters.emplace_back(filter.substr(0, equals), filter.substr(equals + 1));
  }
  auto parsed = parse_search_request(schemas, parameters);
  if (!parsed.problems.empty()) {
    return failure(ErrorCode::bad_usage, parsed.problems.front().message);
  }
  return std::move(parsed.request);
}

void print_text(const SearchResults& results, std::ostream& out) {
  out << fmt::format("{} records in {:.1f} ms{}\n", results.total, results.took_ms, results.relaxed ? ", any of the words" : "");
  for (const auto& card : results.results) {
    out << fmt::format("\n{}  ({}, {}, strength {})\n  {}\n  {}\n", card.title, card.published, card.effect, card.strength, card.summary, card.id);
  }
}

void print_trec(const SearchResults& results, const std::string& topic, int first_rank, std::ostream& out) {
  for (const auto& card : results.results) {
    out << fmt::format("{} Q0 {} {} {:.6f} whatworks\n", topic, card.id, first_rank++, card.score);
  }
}

}  // namespace

int run_search(const SearchCommand& command, std::ostream& out, std::ostream& err) {
  const auto schemas = load_schemas(command.schemas);
  if (!schemas) {
    return fail(err, schemas.error());
  }
  auto request = make_request(*schemas, command);
  if (!request) {
    return fail(err, request.error());
  }
  const SearchService service(command.index, *schemas);
  if (command.explain) {
    const auto explained = service.explain(*request, Audience::everyone());
    if (!explained) {
      return fail(err, explained.error());
    }
    out << *explained;
    return 0;
  }
  for (int left = command.results; left > 0; left -= kMaximumPerPage, ++request->page) {
    request->per_page = std::min(kMaximumPerPage, command.results);
    const auto results = service.search(*request, Audience::everyone());
    if (!results) {
      return fail(err, results.error());
    }
    if (command.format == "json") {
      out << search_json(*results).dump(2) << '\n';
      return 0;
    }
    if (command.format == "trec") {
      print_trec(*results, command.topic, (request->page - 1) * request->per_page + 1, out);
    } else {
      print_text(*results, out);
    }
    if (static_cast<int>(results->results.size()) < request->per_page) {
      break;
    }
  }
  return 0;
}

}  // namespace whatworks
