// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace whatworks {

// The words of a text: letters, digits and what stands within a word ("don't", "1,200", "follow-up"). Views into `text`, which is UTF-8.
std::vector<std::string_view> words_of(std::string_view text);

}  // namespace whatworks
