// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "interchange/exporter.h"
#include "web/views.h"

// Small pieces that several pages share.
namespace whatworks {

using Json = nlohmann::ordered_json;

// A value of a record's front matter as text, empty where there is none; and as it is, null where there is none.
std::string text_of(const Json& object, const char* key);
const Json& member(const Json& object, const char* key);

// "1 record", "1,204 records"
std::string count_of(std::uint64_t number, std::string_view one, std::string_view many);

// "1,204"
std::string with_commas(std::uint64_t number);

// The label of a facet's value, also of the one that stands for "not stated".
std::string value_label(const ViewContext& context, const Facet& facet, std::string_view value);

// "24 November 2026" for "2026-11-24"; empty for what is no date.
std::string date_in_words(std::string_view date);

// "24 November 2026 at 09:30", in UTC.
std::string instant_in_words(std::chrono::sys_seconds instant);

// The search for one value of a facet: "/search?crime=drugs".
std::string search_link(const Facet& facet, std::string_view value);

// The chips above what a search found on the page at `path`: what it narrows by, each with the link that goes without it (ux F13).
Json chip_views(const std::vector<Narrowing>& chips, std::string_view path);

// The files that a page of this kind ("record", "search", "shortlist") offers: the words of each format, and where it is.
Json download_links(const ViewContext& context, const char* page, const std::function<std::string(const ExportFormatInfo&)>& address);

// Who may read a record, where that is not everybody: code, label, and the rest of the sentence. Null where it is.
Json circulation_view(const ViewContext& context, const std::string& circulation, const std::vector<std::string>& groups);

// Every code of a facet's vocabulary with label, definition and link to its page (priorities) or search.
Json concept_links(const ViewContext& context, std::string_view facet_name);

// What the rating line and the record page show of a rating: label of the facet, label, code and definition of the value, and where
// the values are levels, as many marks as there are levels above the lowest.
Json rating_view(const ViewContext& context, const Facet& facet, std::string_view value);

// What the summary at the top of a page tells of a problem, with the id of the field that it is about; null where there is none. And what stands at each field:
// the same again at the one that is wrong.
Json problem_view(const std::optional<Error>& problem, std::string_view field);
Json errors_view(const Json& problem);

// The title of a page, which tells of a problem first.
std::string page_title(std::string_view title, const Json& problem);

// A list under its name, or null where it is empty, for templates that show a heading with it.
Json list_or_null(Json list);

}  // namespace whatworks
