// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

#include "core/result.h"
#include "interchange/importer.h"
#include "search/search.h"

namespace whatworks {

// References in one upload: each becomes a draft that somebody has to write.
inline constexpr std::size_t kMostImported = 200;

// The references of somebody's library, beside the works that the records know as far as the asker may read them. Those are looked up by the titles that the
// library has, so that it takes as long for a million records as for a hundred. Fails as import_references() and as SearchService::search() do.
Result<Import> import_beside(const SearchService& service, const Audience& audience, std::string_view text);

}  // namespace whatworks
