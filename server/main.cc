// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <memory>
#include <thread>

#include "access/access.h"
#include "account_command.h"
#include "contribute/contributions.h"
#include "search/search.h"
#include "search_command.h"
#include "settings.h"
#include "vocabulary/schemas.h"
#include "web/server.h"
#include "workshop/workshops.h"

namespace {

using namespace whatworks;

constexpr const char* kName = "whatworks-server";
constexpr const char* kFooter =
    "Every option may come from a TOML file (--config) or from a variable such as WHATWORKS_LISTEN; the command line counts most.\n"
    "SIGTERM and SIGINT finish the running requests, then stop.\n"
    "On a network put a reverse proxy with TLS in front, name it with --trusted-proxy, and say --base-url https://….\n"
    "Exit status: 0 stopped as asked; 2 wrong use; 3 the environment failed (the port is taken, a file is missing).";

int fail(const Error& error) {
  std::cerr << kName << ": error: " << to_text(error) << '\n';
  return exit_status(error.code);
}

// In one piece, since several threads write.
void warn(std::string_view what, const Error& why) { std::cerr << std::string(kName) + ": warning: " + std::string(what) + ": " + to_text(why) + '\n'; }

// Null where no corpus is named: to follow one that the index was not made from would take records out of it.
Result<std::unique_ptr<CorpusKeeper>> open_corpus(const Settings& settings, const Schemas& schemas) {
  if (settings.corpus.empty()) {
    return nullptr;
  }
  CorpusKeeperOptions options;
  options.corpus = settings.corpus;
  options.index = settings.index;
  options.uncommitted_file = settings.data / "uncommitted.json";
  options.say = [](const std::string& line) { std::cerr << std::string(kName) + ": warning: " + line + '\n'; };  // at once: other threads write too
  return CorpusKeeper::open(schemas, std::move(options));
}

int serve(const Settings& settings) {
  // Blocked before any thread starts, so that one thread alone takes them, in its own time.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto options = server_options(settings);
  if (!options) {
    return fail(options.error());
  }
  const auto schemas = load_schemas(settings.schemas);
  if (!schemas) {
    return fail(schemas.error());
  }
  const auto store = Store::open(database_file(settings));
  if (!store) {
    return fail(store.error());
  }
  const auto access = Access::make(*store, access_options(settings));
  if (!access) {
    return fail(access.error());
  }
  if (const auto tidied = access->tidy(); !tidied) {
    return fail(tidied.error());
  }
  const SearchService service(settings.index, *schemas);
  const auto corpus = open_corpus(settings, *schemas);
  if (!corpus) {
    return fail(corpus.error());
  }
  const auto contributions = Contributions::make(*schemas, *store, *access, service, corpus->get());
  if (!contributions) {
    return fail(contributions.error());
  }
  const auto workshops = Workshops::make(settings.schemas, *schemas, *store, *access);
  if (!workshops) {
    return fail(workshops.error());
  }
  auto server = WebServer::make(*options, {*schemas, service, *access, *contributions, *workshops});
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

  if (*corpus) {
    if (const auto recovered = contributions->publisher().recover(); !recovered) {
      warn("what was being published when the server last stopped was given up, and waits for a decision again", recovered.error());
    }
    const auto note = [&publisher = contributions->publisher()](const OutsideChange& change) {
      if (const auto noted = publisher.note_outside(change); !noted) {
        warn("a change in the corpus is not in the history of its record", noted.error());
      }
    };
    if (const auto followed = (*corpus)->follow(note); !followed) {
      return fail(followed.error());
    }
  }
  std::thread serving([&server] { server->serve(); });
  const timespec hour{3600, 0};
  while (sigtimedwait(&stop_signals, nullptr, &hour) < 0) {
    if (const auto tidied = access->tidy(); !tidied) {
      warn("what is too old could not be removed", tidied.error());
    }
  }
  std::cerr << kName << ": stopping\n";
  if (*corpus) {
    (*corpus)->stop();
  }
  server->stop();
  serving.join();
  return 0;
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
  std::signal(SIGXFSZ, SIG_IGN);  // a file grown to its limit is then an error like a full disk, not the end of the program
  CLI::App app("whatworks-server: serves the evidence base as web pages and as an API", kName);
  app.set_version_flag("--version", WHATWORKS_VERSION);
  app.fallthrough();
  app.footer(kFooter);
  Settings settings;
  add_settings(app, settings);
  SearchCommand search;
  add_search(app, search);
  AccountCommand accounts;
  add_account_commands(app, accounts);
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
  if (const auto status = run_account_command(app, accounts, settings, std::cout, std::cerr)) {
    return *status;
  }
  return serve(settings);
}
