// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "core/text.h"
#include "interchange/reference.h"
#include "web/client.h"
#include "web/pandoc.h"

namespace whatworks {
namespace {

constexpr std::string_view kInHeaderName = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr std::string_view kHttps = "https://";

// "127.0.0.1:8080" or "[::1]:8080" as host and port.
Result<std::pair<std::string, int>> place_to_listen(const std::string& listen) {
  const auto colon = listen.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : parse_integer(listen.substr(colon + 1));
  if (!port || *port < 0 || *port > 65535) {
    return failure(ErrorCode::bad_usage, "\"" + listen + "\" is no address to listen on", "write it as HOST:PORT, such as 127.0.0.1:8080");
  }
  auto host = listen.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return std::pair(std::move(host), static_cast<int>(*port));
}

bool is_this_machine_alone(const std::string& host) {
  const auto address = Address::parse(host);
  return address ? address->is_loopback() : host == "localhost";
}

Result<ProxyTrust> proxy_trust(const Settings& settings) {
  ProxyTrust out;
  for (const auto& text : settings.trusted_proxies) {
    auto network = Network::parse(text);
    if (!network) {
      return failure(network.error().code, "--trusted-proxy: " + network.error().message, network.error().hint);
    }
    out.proxies.push_back(*network);
  }
  out.user_header = fold(settings.user_header);
  if (out.user_header.find_first_not_of(kInHeaderName) != std::string::npos) {
    return failure(ErrorCode::bad_usage, "--user-header: \"" + settings.user_header + "\" is no name of a header", "write it as X-Forwarded-User");
  }
  if (!out.user_header.empty() && out.proxies.empty()) {
    return failure(ErrorCode::bad_usage, "--user-header is believed from trusted proxies alone, and none is named", "add --trusted-proxy with its address");
  }
  return out;
}

}  // namespace

void add_settings(CLI::App& app, Settings& settings) {
  app.set_config("--config", "", "Read options from this TOML file");
  app.add_option("--listen", settings.listen, "HOST:PORT; port 0 takes any that is free")->envname("WHATWORKS_LISTEN")->capture_default_str();
  app.add_option(
         "--corpus", settings.corpus,
         "Folder of the Markdown records that the index is made from: contributions are published into it, and it is followed; without it neither is done")
      ->envname("WHATWORKS_CORPUS");
  app.add_option("--schemas", settings.schemas, "Folder of schemas")->envname("WHATWORKS_SCHEMAS")->capture_default_str();
  app.add_option("--site", settings.site, "Folder of templates and built assets")->envname("WHATWORKS_SITE")->capture_default_str();
  app.add_option("--index", settings.index, "Folder of the index")->envname("WHATWORKS_INDEX")->capture_default_str();
  app.add_option("--data", settings.data, "Folder of what people enter")->envname("WHATWORKS_DATA")->capture_default_str();
  app.add_option("--base-url", settings.base_url, "Where the world finds this site, such as https://example.org; else each request tells")
      ->envname("WHATWORKS_BASE_URL");
  app.add_option(
         "--trusted-proxy", settings.trusted_proxies,
         "Address or network (10.0.0.0/8) of a reverse proxy whose X-Forwarded-For and -Proto are believed; may be repeated, in the variable with commas")
      ->envname("WHATWORKS_TRUSTED_PROXY")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--user-header", settings.user_header,
                 "Header in which a trusted proxy says who has logged in, such as X-Forwarded-User; the proxy must take it out of what visitors send")
      ->envname("WHATWORKS_USER_HEADER");
  app.add_option("--requests-per-second", settings.requests_per_second, "What one address may send in the long run, without assets; 0: any number")
      ->envname("WHATWORKS_REQUESTS_PER_SECOND")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  app.add_option("--burst", settings.burst, "What one address may send at once, where requests are limited; a whole force may share one")
      ->envname("WHATWORKS_BURST")
      ->check(CLI::Range(1.0, 1e6))
      ->capture_default_str();
  app.add_option("--threads", settings.threads, "Connections served at once")->envname("WHATWORKS_THREADS")->check(CLI::Range(1, 1024))->capture_default_str();
  app.add_option("--session-idle", settings.session_idle_minutes, "Minutes after which somebody who does nothing is signed out")
      ->envname("WHATWORKS_SESSION_IDLE")
      ->check(CLI::Range(1.0, 1e5))
      ->capture_default_str();
  app.add_option("--session-life", settings.session_hours, "Hours after which everybody is signed out")
      ->envname("WHATWORKS_SESSION_LIFE")
      ->check(CLI::Range(0.1, 1e4))
      ->capture_default_str();
  app.add_option("--link-life", settings.link_hours, "Hours for which a link to set a password can be used")
      ->envname("WHATWORKS_LINK_LIFE")
      ->check(CLI::Range(0.1, 1e4))
      ->capture_default_str();
  app.add_option("--keep-addresses", settings.keep_addresses_days, "Days for which the audit trail keeps network addresses; 0: for ever")
      ->envname("WHATWORKS_KEEP_ADDRESSES")
      ->check(CLI::Range(0.0, 1e5))
      ->capture_default_str();
  app.add_option("--keep-audit", settings.keep_audit_days, "Days for which the audit trail keeps its entries; 0: for ever")
      ->envname("WHATWORKS_KEEP_AUDIT")
      ->check(CLI::Range(0.0, 1e5))
      ->capture_default_str();
  app.add_flag("--only-known-accounts", settings.only_known_accounts, "Let a proxy vouch for accounts that there are, and make none")
      ->envname("WHATWORKS_ONLY_KNOWN_ACCOUNTS");
  app.add_flag("--plain-http", settings.plain_http, "Listen beyond this machine although nothing encrypts what is sent")->envname("WHATWORKS_PLAIN_HTTP");
  app.add_flag("--quiet", settings.quiet, "No line per request")->envname("WHATWORKS_QUIET");
}

Result<ServerOptions> server_options(const Settings& settings) {
  auto place = place_to_listen(settings.listen);
  if (!place) {
    return failure(place.error());
  }
  if (!settings.base_url.empty() && !is_base_url(settings.base_url)) {
    return failure(ErrorCode::bad_usage, "\"" + settings.base_url + "\" is no address of a site", "write it as https://example.org");
  }
  if (!is_this_machine_alone(place->first) && !settings.base_url.starts_with(kHttps) && !settings.plain_http) {
    return failure(ErrorCode::bad_usage,
                   "on \"" + settings.listen + "\" others can reach this server, and passwords and cookies would cross the network readable by all",
                   "put a reverse proxy with TLS in front and say --base-url https://example.org, listen on 127.0.0.1, or accept it with --plain-http");
  }
  auto trust = proxy_trust(settings);
  if (!trust) {
    return failure(trust.error());
  }
  ServerOptions options;
  options.host = std::move(place->first);
  options.port = place->second;
  options.site.folder = settings.site;
  options.site.schemas_folder = settings.schemas;
  options.site.base_url = settings.base_url;
  const char* path = std::getenv("PATH");
  options.site.pandoc = find_pandoc(path == nullptr ? "" : path);
  options.threads = settings.threads;
  options.trust = std::move(*trust);
  options.requests_per_second = settings.requests_per_second;
  options.burst = settings.burst;
  options.access_log = !settings.quiet;
  return options;
}

AccessOptions access_options(const Settings& settings) {
  const auto seconds = [](double number, std::chrono::seconds unit) {
    return std::chrono::seconds(static_cast<std::int64_t>(number * static_cast<double>(unit.count())));
  };
  AccessOptions options;
  options.common_passwords = settings.site / "dist" / "common-passwords.txt";
  options.link_life = seconds(settings.link_hours, std::chrono::hours(1));
  options.sessions.idle = seconds(settings.session_idle_minutes, std::chrono::minutes(1));
  options.sessions.lifetime = seconds(settings.session_hours, std::chrono::hours(1));
  options.keep_addresses = seconds(settings.keep_addresses_days, std::chrono::days(1));
  options.keep_audit = seconds(settings.keep_audit_days, std::chrono::days(1));
  options.proxy_makes_accounts = !settings.only_known_accounts;
  return options;
}

fs::path database_file(const Settings& settings) { return settings.data / "whatworks.sqlite"; }

}  // namespace whatworks
