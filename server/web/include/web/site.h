// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "access/access.h"
#include "access/role.h"
#include "contribute/contributions.h"
#include "core/result.h"
#include "search/search.h"
#include "vocabulary/schemas.h"
#include "web/http.h"
#include "workshop/workshops.h"

namespace whatworks {

// A row of the route table, for tests and documents.
struct RouteInfo {
  std::string method;
  std::string pattern;  // "/records/{id}"
  ResponseKind kind;
  bool api = false;  // whether errors are application/problem+json
  Permission needs = Permission::read_public;
  bool changes = false;  // whether it changes something, so that only our own forms may send it
  BodyKind body = BodyKind::form;
};

struct SiteOptions {
  fs::path folder;          // templates/, examples/, content.json, openapi.json, and dist/, made by script/build-site
  fs::path schemas_folder;  // that the schemas were read from
  std::string base_url;     // by which the world knows us, "https://example.org"; where it is empty, each request's own Host header tells
  fs::path pandoc = {};     // the program that makes files for word processors; empty where it is not installed
};

// What the pages are about, all of which must outlive the site.
struct SiteModules {
  const Schemas& schemas;
  const SearchService& service;
  const Access& access;
  const Contributions& contributions;
  const Workshops& workshops;
};

// Every address of the server and what it answers. Knows nothing of sockets. Immutable once loaded and free to share between threads.
class Site {
 public:
  // Reads the site's folder. Fails with not_found where something has not been built yet, and with
  // bad_input where a file of it is malformed.
  static Result<Site> load(const SiteOptions& options, const SiteModules& modules);
  Site(Site&&) noexcept;
  Site& operator=(Site&&) noexcept;
  ~Site();

  // Never throws and always answers: bad addresses with 400, unknown ones with 404, wrong methods with 405 and Allow. HEAD is answered as
  // GET; leaving out the body is for whoever sends the answer.
  [[nodiscard]] Response handle(const Request& request) const;

  // An answer without a request that could be read, such as 413 or 431; for pages where `target` does not begin with /api/.
  [[nodiscard]] Response error(int status, std::string_view target) const;

  // The same, where there is a kind of problem for it; `detail` is a sentence for programs.
  [[nodiscard]] Response refuse(ErrorCode code, std::string_view detail, std::string_view target) const;

  [[nodiscard]] static std::vector<RouteInfo> routes();

  // How many bytes of body to read for a request of which the rest is known; more is to be answered with error(413). The greatest that any request may have.
  [[nodiscard]] static std::size_t largest_body(const Request& request);
  [[nodiscard]] static std::size_t largest_body() noexcept;

 private:
  class Implementation;
  explicit Site(std::unique_ptr<const Implementation> implementation) noexcept;
  std::unique_ptr<const Implementation> implementation_;
};

}  // namespace whatworks
