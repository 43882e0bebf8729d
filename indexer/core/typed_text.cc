// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/typed_text.h"

#include "core/text.h"

namespace whatworks {

Result<std::string> typed_text(std::string_view text, const TextField& field) {
  auto kept = normalise_line_ends(clean_utf8(trim(text)));
  if (field.needed && kept.empty()) {
    return failure({ErrorCode::bad_input, std::string(field.what) + " is empty", "fill it in", std::string(field.name)});
  }
  if (count_code_points(kept) > field.longest) {
    return failure({ErrorCode::bad_input, std::string(field.what) + " is longer than " + std::to_string(field.longest) + " characters", "shorten it",
                    std::string(field.name)});
  }
  return kept;
}

}  // namespace whatworks
