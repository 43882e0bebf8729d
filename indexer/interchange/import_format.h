// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/result.h"
#include "interchange/importer.h"

namespace whatworks {

// What bytes are that are no text: a ZIP, a PDF. Fails with bad_input, saying so; succeeds where they may be text.
Status check_is_text(std::string_view bytes, std::string_view file_name);

// The format that a text is in, by what it holds. Fails with bad_input, saying what it seems to be and what to do.
Result<ImportFormat> detect_import_format(std::string_view text, std::string_view file_name);

}  // namespace whatworks
