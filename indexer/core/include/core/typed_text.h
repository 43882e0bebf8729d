// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace whatworks {

// What a field of a form takes.
struct TextField {
  std::string_view what;       // in messages, at the beginning of a sentence: "The reason"
  std::size_t longest;         // in characters
  bool needed = false;         // may not be left empty
  std::string_view name = {};  // of the field, for Error::field
};

// What somebody typed, as it is kept: clean, with line feeds alone, without white space around it. Fails with bad_input, naming the field, where it is too
// long, or empty and needed.
Result<std::string> typed_text(std::string_view text, const TextField& field);

}  // namespace whatworks
