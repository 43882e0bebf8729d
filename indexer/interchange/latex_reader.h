// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace whatworks {

// What LaTeX sets for a text, in UTF-8: accents in every form ({\'e}, \'{e}, \v S), letters and signs by their commands, dashes and quotation marks, Greek.
// Braces and commands that only change the look go; a command that is not known stays as it is written. Any text is taken.
std::string read_latex(std::string_view text);

// An address or a DOI: \url{…} and escaped signs (\_, \%) are taken away, all else stays.
std::string read_latex_verbatim(std::string_view text);

}  // namespace whatworks
