// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace whatworks {

// Every way in which something can fail, in one closed list. The table in error.cc gives each its stable name (for
// machines), the exit status of a program and the HTTP status of an answer: call sites choose a code and nothing else.
enum class ErrorCode {
  bad_usage,      // the command line or the configuration is wrong
  bad_input,      // a file, record or body that was handed in is wrong
  bad_parameter,  // a parameter of a request is unknown or has a bad value
  not_found,      // the thing asked for does not exist
  gone,           // it did, and was taken out
  method_not_allowed,
  not_acceptable,     // there is no answer of a type that is asked for
  unauthenticated,    // nobody is signed in, and somebody has to be
  forbidden,          // whoever asks may not do that, or not from where they ask
  conflict,           // what is asked for does not fit with how things are now, such as a name that is taken
  unsupported_type,   // a body of a type that is not taken
  too_large,          // larger than a stated limit
  too_many_requests,  // more than one asker may send in that time
  locked,             // somebody else is writing
  no_space,           // the disk or quota is full
  unreadable,         // a file or folder cannot be read or written
  index_missing,      // there is no index yet
  index_outdated,     // the index was written by another version or for other schemas
  index_changed,      // the index moved on while it was read; asking again will do
  index_corrupt,
  database_corrupt,
  database_newer,  // written by a later version of the program
  address_in_use,  // the port is taken
  internal,        // a defect of the program
};

// What went wrong, for people. `message` is one sentence without a full stop that names the thing; `hint` says what
// to do next and may be empty. Neither may hold a secret; only `bad_parameter`, `not_found`, `bad_input` and
// `too_large` are shown to clients of the server in full. `field` names the field of a form that has to be mended, where it is one.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string hint;
  std::string field = {};
};

// The stable name of a code, such as "bad-parameter"; used in problem types and logs.
std::string_view error_name(ErrorCode code) noexcept;

// 1 something in the input was rejected; 2 wrong use; 3 the environment failed.
int exit_status(ErrorCode code) noexcept;

int http_status(ErrorCode code) noexcept;

// "message (hint)" for a terminal.
std::string to_text(const Error& error);

}  // namespace whatworks
