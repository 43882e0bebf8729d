// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "core/error.h"

namespace whatworks {

// A value or the reason why there is none. Crosses every module border; exceptions of libraries do not.
// Nothing outside this file names `tl`, so that std::expected can take its place.
template <typename T>
using Result = tl::expected<T, Error>;

using Status = Result<void>;

// Makes the failed state of any Result: `return failure(ErrorCode::locked, "…", "…");`
[[nodiscard]] inline tl::unexpected<Error> failure(Error error) { return tl::unexpected<Error>(std::move(error)); }

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, std::string message, std::string hint = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(hint)});
}

}  // namespace whatworks
