// SPDX-License-Identifier: GPL-3.0-or-later
#include "raw_request.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "core/text.h"
#include "fuzz.h"

namespace whatworks::fuzz {

Request raw_request(std::string_view text) {
  Request out;
  auto [line, rest] = first_line(text);
  const auto space = std::min(line.find(' '), line.size());
  out.method = line.substr(0, space);
  out.target = line.substr(std::min(space + 1, line.size()));
  for (std::tie(line, rest) = first_line(rest); !line.empty(); std::tie(line, rest) = first_line(rest)) {
    const auto colon = std::min(line.find(':'), line.size());
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    out.headers.emplace_back(std::move(name), trim(line.substr(std::min(colon + 1, line.size()))));
  }
  out.body = rest;
  return out;
}

}  // namespace whatworks::fuzz
