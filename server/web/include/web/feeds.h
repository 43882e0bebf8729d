// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "search/search.h"
#include "web/views.h"

// What feed readers, browsers and crawlers take from us. `base` is "https://host", what all addresses begin with.
namespace whatworks {

// A search as an Atom feed (RFC 4287), for the template "feed". `results` are those of its page.
nlohmann::ordered_json feed_view(const ViewContext& context, const SearchResults& results, std::string_view base);

// Names what it is given, for ever and everywhere: "tag:example.org,2026:records/doe-2019-lines" (RFC 4151).
std::string tag_uri(std::string_view base, std::string_view path);

// How a browser searches here (OpenSearch 1.1), for the template "opensearch".
nlohmann::ordered_json opensearch_view(const ViewContext& context, std::string_view base);

// Completions as browsers take them: what was typed, the texts, a line on each, the address of each.
nlohmann::ordered_json opensearch_suggestions(const Schemas& schemas, std::string_view typed, const std::vector<Suggestion>& suggestions,
                                              std::string_view base);

}  // namespace whatworks
