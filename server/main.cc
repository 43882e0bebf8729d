// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <optional>
#include <thread>

#include "core/text.h"
#include "interchange/reference.h"
#include "search/search.h"
#include "search_command.h"
#include "vocabulary/schemas.h"
#include "web/server.h"

namespace {

using namespace whatworks;

constexpr const char* kName = "whatworks-server";
constexpr const char* kFooter =
    "Every option may come from a TOML file (--config) or from a variable such as WHATWORKS_LISTEN; the command line counts most.\n"
    "SIGTERM and SIGINT finish the running requests, then stop.\n"
    "On a public network put a reverse proxy in front: it bounds slow clients and endless headers, which the HTTP library does not.\n"
    "Exit status: 0 stopped as asked; 2 wrong use; 3 the environment failed (the port is taken, a file is missing).";

struct Settings {
  std::string listen = "127.0.0.1:8080";
  fs::path corpus = "corpus";
  fs::path schemas = "schemas";
  fs::path site = "site";
  fs::path index = "var/index";
  fs::path data = "var/data";
  std::string base_url;
  int threads = ServerOptions{}.threads;
  bool quiet = false;
};

int fail(const Error& error) {
  std::cerr << kName << ": error: " << to_text(error) << '\n';
  return exit_status(error.code);
}

// "127.0.0.1:8080" or "[::1]:8080" as host and port.
Result<ServerOptions> server_options(const Settings& settings) {
  const auto colon = settings.listen.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : parse_integer(settings.listen.substr(colon + 1));
  if (!port || *port < 0 || *port > 65535) {
    return failure(ErrorCode::bad_usage, "\"" + settings.listen + "\" is no address to listen on", "write it as HOST:PORT, such as 127.0.0.1:8080");
  }
  ServerOptions options;
  options.host = settings.listen.substr(0, colon);
  if (options.host.size() > 2 && options.host.front() == '[' && options.host.back() == ']') {
    options.host = options.host.substr(1, options.host.size() - 2);
  }
  options.port = static_cast<int>(*port);
  options.site.folder = settings.site;
  options.site.schemas_folder = settings.schemas;
  if (!settings.base_url.empty() && !is_base_url(settings.base_url)) {
    return failure(ErrorCode::bad_usage, "\"" + settings.base_url + "\" is no address of a site", "write it as https://example.org");
  }
  options.site.base_url = settings.base_url;
  options.threads = settings.threads;
  options.access_log = !settings.quiet;
  return options;
}

int serve(const Settings& settings) {
  // Blocked before any thread starts, so that one thread alone takes them, in its own time.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  const auto options = server_options(settings);
  if (!options) {
    return fail(options.error());
  }
  const auto schemas = load_schemas(settings.schemas);
  if (!schemas) {
    return fail(schemas.error());
  }
  const SearchService service(settings.index, *schemas);
  auto server = WebServer::make(*options, *schemas, service);
  if (!server) {
    return fail(server.error());
  }
  const auto port = server->bind();
  if (!port) {
    return fail(port.error());
  }
  const auto state = service.state(Audience::everyone());
  if (!state.ready) {
    std::cerr << kName << ": warning: not ready yet: " << state.message << '\n';
  }
  std::cerr << kName << ": listening on http://" << settings.listen.substr(0, settings.listen.rfind(':')) << ':' << *port << std::endl;

  std::thread serving([&server] { server->serve(); });
  int signal = 0;
  sigwait(&stop_signals, &signal);
  std::cerr << kName << ": stopping\n";
  server->stop();
  serving.join();
  return 0;
}

void add_settings(CLI::App& app, Settings& settings) {
  app.set_config("--config", "", "Read options from this TOML file");
  app.add_option("--listen", settings.listen, "HOST:PORT; port 0 takes any that is free")->envname("WHATWORKS_LISTEN")->capture_default_str();
  app.add_option("--corpus", settings.corpus, "Folder of Markdown records")->envname("WHATWORKS_CORPUS")->capture_default_str();
  app.add_option("--schemas", settings.schemas, "Folder of schemas")->envname("WHATWORKS_SCHEMAS")->capture_default_str();
  app.add_option("--site", settings.site, "Folder of templates and built assets")->envname("WHATWORKS_SITE")->capture_default_str();
  app.add_option("--index", settings.index, "Folder of the index")->envname("WHATWORKS_INDEX")->capture_default_str();
  app.add_option("--data", settings.data, "Folder of what people enter")->envname("WHATWORKS_DATA")->capture_default_str();
  app.add_option("--base-url", settings.base_url, "Where the world finds this site, such as https://example.org; else each request tells")
      ->envname("WHATWORKS_BASE_URL");
  app.add_option("--threads", settings.threads, "Connections served at once")->envname("WHATWORKS_THREADS")->check(CLI::Range(1, 1024))->capture_default_str();
  app.add_flag("--quiet", settings.quiet, "No line per request")->envname("WHATWORKS_QUIET");
}

void add_search(CLI::App& app, SearchCommand& command) {
  auto* search = app.add_subcommand("search", "Search from a shell, as the server does");
  search->add_option("QUERY", command.words, "Words to search for");
  search->add_option("--filter", command.filters, "FACET=VALUE, as in addresses; may be repeated")->allow_extra_args(false);
  search->add_option("--format", command.format, "text, json, or trec (lines of a run file)")
      ->check(CLI::IsMember({"text", "json", "trec"}))
      ->capture_default_str();
  search->add_option("--topic", command.topic, "Topic number in the lines of a run file")->capture_default_str();
  search->add_option("--results", command.results, "How many at most")->check(CLI::Range(1, 1'000'000))->capture_default_str();
  search->add_flag("--explain", command.explain, "Show how the query is understood instead of its results");
  search->footer("Example: whatworks-server search --filter country=GB county lines");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("whatworks-server: serves the evidence base as web pages and as an API", kName);
  app.set_version_flag("--version", WHATWORKS_VERSION);
  app.fallthrough();
  app.footer(kFooter);
  Settings settings;
  add_settings(app, settings);
  SearchCommand search;
  add_search(app, search);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_status(ErrorCode::bad_usage);
  }
  if (app.got_subcommand("search")) {
    search.schemas = settings.schemas;
    search.index = settings.index;
    return run_search(search, std::cout, std::cerr);
  }
  return serve(settings);
}
