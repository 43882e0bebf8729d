// SPDX-License-Identifier: GPL-3.0-or-later
#include "site_implementation.h"

// Answers without a request that could be looked at.
namespace whatworks {

Response Site::Implementation::refuse(ErrorCode code, int status, std::string_view detail, std::string_view target) const {
  auto response = error_response(code, status, detail, target.substr(0, target.find('?')));
  finish(Request{}, Visitor{}, open_to_all(), response);
  return response;
}

Response Site::error(int status, std::string_view target) const {
  const auto code = status == 413 ? ErrorCode::too_large : status >= 500 ? ErrorCode::internal : ErrorCode::bad_parameter;
  return implementation_->refuse(code, status, status == 413 ? "What was sent is larger than this address takes." : "The request could not be read.", target);
}

Response Site::refuse(ErrorCode code, std::string_view detail, std::string_view target) const {
  return implementation_->refuse(code, http_status(code), detail, target);
}

}  // namespace whatworks
