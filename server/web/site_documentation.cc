// SPDX-License-Identifier: GPL-3.0-or-later
#include "site_implementation.h"
#include "web/openapi.h"

namespace whatworks {

Site::Implementation::Json Site::Implementation::described_api(const Request& request) const {
  BatchRequest first;
  first.limit = 1;
  const auto sample = open_to_all().batch(first);
  const bool found = sample && !sample->records.empty();
  return openapi_document(described_api_, schemas_, base(request), found ? sample->records.front().id : std::string("doe-2019-lines"));
}

Response Site::Implementation::openapi(const Call& call) const {
  return json_response(described_api(call.request), "application/vnd.oai.openapi+json;version=3.1");
}

Response Site::Implementation::api_page(const Call& call) const {
  auto view = openapi_view(described_api(call.request));
  view["clients"] = client_samples_;
  for (auto& client : view.at("clients")) {
    client["label"] = words_.at("client_samples").at(client.at("name").get<std::string>());
  }
  return page("api", std::move(view));
}

Response Site::Implementation::problems_page(const Call&) const { return page("problems", problem_kinds_view(context())); }

Response Site::Implementation::problem_page(const Call& call) const {
  auto view = problem_kinds_view(context());
  auto& kinds = view.at("kinds");
  for (const auto& kind : kinds) {
    if (kind.at("name") == call.id) {
      view["title"] = kind.at("title");
      kinds = Json::array({Json(kind)});
      return page("problem", std::move(view));
    }
  }
  return refusal(call, Error{ErrorCode::not_found, "There is no such kind of problem", {}});
}

}  // namespace whatworks
