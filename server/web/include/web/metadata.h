// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "interchange/reference.h"
#include "search/search.h"
#include "web/views.h"

// What programs read in pages. It describes the source that a record is about, so that a reference manager keeps that and not our summary; only the
// canonical address is ours. `base` is "https://host".
namespace whatworks {

// The meta elements of a record's page that Google Scholar and Zotero read: a list of {name, content}, `citation_title` first.
nlohmann::ordered_json highwire_tags(const Reference& reference);

// The same source as a ContextObject in a Span (NISO Z39.88): what stands in the `title` of a span of class Z3988, not escaped.
std::string context_object(const Reference& reference);

// Schema.org's words for a record's page, its source and where it stands on the site; for the whole base on its first page. Safe within a script element.
std::string record_json_ld(const ViewContext& context, const RecordDetail& record, const Reference& reference, std::string_view base);
std::string site_json_ld(const ViewContext& context, std::string_view base);

// The value of the Link header of a record's page, by the conventions of signposting.org: what to cite, other forms, licence (where there is
// one), type.
std::string signposts(const Reference& reference, std::string_view base, std::string_view licence);

}  // namespace whatworks
