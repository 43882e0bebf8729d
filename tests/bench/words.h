// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace whatworks::bench {

// The words of a text in lower case without accents, as the baselines are asked for them: runs of letters, digits and bytes of other scripts.
std::vector<std::string> words_of(std::string_view text);

// A plain list of English function words, for the baselines: the same for each.
bool is_stop_word(std::string_view word);

// The words of a query without stop words, each once; all of them where nothing else would be left.
std::vector<std::string> query_words(std::string_view text);

}  // namespace whatworks::bench
