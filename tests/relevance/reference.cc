// SPDX-License-Identifier: GPL-3.0-or-later
#include "relevance/reference.h"

#include <fmt/format.h>

#include "core/text.h"

namespace whatworks::bench {

Result<Reference> load_reference(const fs::path& file) {
  const auto text = read_file(file, 1024 * 1024);
  if (!text) {
    return failure(text.error());
  }
  Reference reference;
  std::size_t number = 0;
  for (const auto& line : split(*text, '\n')) {
    ++number;
    if (trim(line).empty() || line.starts_with('#')) {
      continue;
    }
    const auto parts = split(line, '\t');
    const auto value = parts.size() == 3 ? parse_decimal(trim(parts[2])) : std::nullopt;
    if (!value) {
      return failure(ErrorCode::bad_input, fmt::format("{}:{}: a line is a collection, a tab, a system, a tab, and its nDCG@10", file.string(), number));
    }
    reference[parts[0]][parts[1]] = *value;
  }
  return reference;
}

}  // namespace whatworks::bench
