// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/files.h"
#include "core/result.h"

namespace whatworks {

inline constexpr std::chrono::seconds kPandocTime{20};

// The program `pandoc` in the folders of a PATH; empty where it is in none.
fs::path find_pandoc(std::string_view path);

// A file for word processors (DOCX) from Markdown, by the program `pandoc`, which is run without a shell, in a new folder that is removed afterwards, and ended
// after `time`. Markdown brings nothing with it: HTML is taken as text, and pictures are left out, so that no file and no address is read. One at a time: fails
// with locked where others wait already, with internal where the program cannot be run, fails or takes too long, and with no_space or unreadable where the
// folder cannot be written to.
Result<std::string> docx_of(std::string_view markdown, const fs::path& pandoc, std::chrono::milliseconds time = kPandocTime);

}  // namespace whatworks
