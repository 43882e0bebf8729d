// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace whatworks {

// Text as LaTeX sets it: characters that mean something to LaTeX as commands, accented Latin letters and usual punctuation in ASCII where LaTeX, bibutils and
// citation-js all read it, anything else in UTF-8. Braces are always in pairs, since BibTeX counts also those behind a backslash. `text` is on one line.
std::string escape_latex(std::string_view text);

// A title for a BibTeX field: escaped, and with braces about what a style must not write in lower case: acronyms, words with a capital inside, in a title that
// is written like a sentence its other capitals, and `names` (of places).
std::string escape_latex_title(std::string_view title, std::span<const std::string> names);

}  // namespace whatworks
