// SPDX-License-Identifier: GPL-3.0-or-later
#include "site_implementation.h"

namespace whatworks {

Response Site::refuse(ErrorCode code, std::string_view detail, std::string_view target) const {
  auto response = implementation_->error_response(code, http_status(code), detail, target.substr(0, target.find('?')));
  implementation_->finish(Request{}, response);
  return response;
}

}  // namespace whatworks
