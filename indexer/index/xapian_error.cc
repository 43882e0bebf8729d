// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/xapian_error.h"

#include <cerrno>
#include <cstring>
#include <string>

namespace whatworks {

Error to_error(const Xapian::Error& error) {
  const std::string& what = error.get_msg();
  const std::string type = error.get_type();
  if (type == "DatabaseLockError") {
    return {ErrorCode::locked, "another program is writing the index: " + what, "wait until it has finished, then try again"};
  }
  if (type == "DatabaseModifiedError") {
    return {ErrorCode::index_changed, "the index moved on while it was read", "try again"};
  }
  if (type == "DatabaseNotFoundError") {
    return {ErrorCode::index_changed, "a shard of the index is gone: " + what, "build the index again"};
  }
  if (type == "NetworkError" || type == "NetworkTimeoutError") {
    return {ErrorCode::index_changed, "a shard on another machine does not answer: " + what, "try again"};
  }
  if (type == "DatabaseVersionError") {
    return {ErrorCode::index_outdated, "the index was written by another version of Xapian: " + what, "build it again with --full"};
  }
  // Xapian tells a full disk from a damaged file only by the text of errno.
  const char* reason = error.get_error_string();
  const std::string details = reason == nullptr ? what : what + ": " + reason;
  for (const int number : {ENOSPC, EDQUOT, EFBIG}) {
    if (details.find(std::strerror(number)) != std::string::npos) {
      return {ErrorCode::no_space, "there is no room to write the index: " + details, "free some space, then try again; the last good index is untouched"};
    }
  }
  if (type == "DatabaseCorruptError") {
    return {ErrorCode::index_corrupt, "the index is damaged: " + details, "build it again with --full"};
  }
  if (type == "DatabaseOpeningError" || type == "DatabaseError" || type == "DatabaseCreateError") {
    return {ErrorCode::unreadable, "the index cannot be opened or written: " + details, "check the folder and its permissions"};
  }
  return {ErrorCode::internal, type + ": " + details, {}};
}

}  // namespace whatworks
