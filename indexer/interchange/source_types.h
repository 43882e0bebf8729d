// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace whatworks {

// What a type of source is called in each format, and the field that takes its venue there.
struct SourceType {
  std::string_view type;  // in record.schema.json
  std::string_view ris;
  std::string_view ris_venue;
  std::string_view bibtex;
  std::string_view bibtex_venue;
  std::string_view csl;
  std::string_view csl_venue;
  bool has_pages = false;  // whether volume, issue and pages may stand in its venue
};

std::span<const SourceType> source_types() noexcept;

// The row of a type; that of a web page, which says least, where there is no such type.
const SourceType& source_type(std::string_view type) noexcept;

}  // namespace whatworks
