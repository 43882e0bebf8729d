// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/files.h"
#include "core/result.h"
#include "search/search.h"
#include "vocabulary/schemas.h"
#include "web/client.h"
#include "web/patience.h"
#include "web/site.h"

namespace whatworks {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 8080;  // 0: any that is free
  SiteOptions site;
  int threads = 128;  // connections that are served at once: each holds one, also while it is idle
  ProxyTrust trust;
  // Requests that one household may send in the long run, and at once after a pause; 0: any number. More are answered with 429 and Retry-After. Assets are not
  // counted. Whoever is on this machine and comes by no trusted proxy is its owner, and not limited: a proxy here that is not trusted makes everyone so.
  double requests_per_second = 100;
  double burst = 1000;
  Patience patience;
  bool access_log = true;  // a line per answer on standard error: path, status and time, never the words of a query
};

// The server on its socket. One thread calls bind() and serve(); any thread may call stop().
class WebServer {
 public:
  // Reads the site and opens nothing. The modules must outlive it. Fails as Site::load does.
  static Result<WebServer> make(ServerOptions options, const SiteModules& modules);
  WebServer(WebServer&&) noexcept;
  WebServer& operator=(WebServer&&) noexcept;
  ~WebServer();

  // Takes the port and returns it. Fails with address_in_use where somebody else has it, with bad_usage where the host is not of this machine.
  Result<int> bind();

  // Answers requests until stop(); requests that are running then are finished. Returns at once where stop() was called before.
  void serve();
  void stop();

 private:
  class Implementation;
  explicit WebServer(std::unique_ptr<Implementation> implementation) noexcept;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace whatworks
