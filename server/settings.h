// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "access/access.h"
#include "core/files.h"
#include "core/result.h"
#include "web/server.h"

namespace CLI {
class App;
}

namespace whatworks {

// What whoever runs the server may choose, as it was written.
struct Settings {
  std::string listen = "127.0.0.1:8080";
  fs::path corpus;  // empty: nothing is published, and no folder is followed
  fs::path schemas = "schemas";
  fs::path site = "site";
  fs::path index = "var/index";
  fs::path data = "var/data";
  std::string base_url;
  std::vector<std::string> trusted_proxies;
  std::string user_header;
  double requests_per_second = ServerOptions{}.requests_per_second;
  double burst = ServerOptions{}.burst;
  int threads = ServerOptions{}.threads;
  double session_idle_minutes = 60;
  double session_hours = 12;
  double link_hours = 72;
  double keep_addresses_days = 90;
  double keep_audit_days = 0;
  bool only_known_accounts = false;
  bool plain_http = false;
  bool quiet = false;
};

// Makes each an option, a variable and a key of the configuration file. `settings` must outlive the parsing.
void add_settings(CLI::App& app, Settings& settings);

// What the settings mean together. Fails with bad_usage, saying which one is wrong and how to write it; also where passwords would cross a network readable by
// all.
Result<ServerOptions> server_options(const Settings& settings);

AccessOptions access_options(const Settings& settings);

// Where what people enter is kept.
fs::path database_file(const Settings& settings);

}  // namespace whatworks
