// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "build_command.h"
#include "check_command.h"
#include "coding_command.h"
#include "export_command.h"
#include "import_command.h"
#include "interchange/exporter.h"
#include "new_command.h"

namespace {

constexpr const char* kExitStatuses =
    "Exit status: 0 done; 1 something in the input was rejected; 2 wrong use; 3 the environment failed (a lock, a full disk).";

void add_build(CLI::App& app, whatworks::BuildCommand& command) {
  auto* build = app.add_subcommand("build", "Bring the index up to date with the corpus");
  build->add_option("PATH", command.paths, "Only these files: changed, new or gone");
  build->add_option("--corpus", command.corpus, "Folder of Markdown records")->capture_default_str();
  build->add_option("--schemas", command.schemas, "Folder of schemas")->capture_default_str();
  build->add_option("--index", command.index, "Folder of the index")->capture_default_str();
  build->add_option("--jsonl", command.jsonl, "Read one record per line from this file instead ('-': standard input)");
  build->add_option("--shards", command.shards, "Databases per circulation")->check(CLI::Range(1, 256))->capture_default_str();
  build->add_flag("--full", command.full, "Write everything afresh, even what has not changed");
  build->footer("Example: whatworks-indexer build --corpus corpus --index var/index");
  build->get_option("--jsonl")->excludes(build->get_option("PATH"));
}

void add_check(CLI::App& app, whatworks::CheckOptions& command) {
  auto* check = app.add_subcommand("check", "Check records without indexing them");
  auto* paths = check->add_option("PATH", command.paths, "Files or folders");
  auto* explain = check->add_option("--explain", command.explain, "Tell what a rule asks for and why, with an example")->type_name("RULE");
  explain->excludes(paths);
  check->callback([=] {
    if (paths->count() == 0 && explain->count() == 0) {
      throw CLI::RequiredError("PATH");
    }
  });
  check->add_option("--schemas", command.schemas, "Folder of schemas")->capture_default_str();
  check->add_option("--format", command.format, "text or json")->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  check->footer("Example: whatworks-indexer check corpus/studies/doe-2019-phone-line-closure.md");
}

void add_new(CLI::App& app, whatworks::NewOptions& command) {
  auto* fresh = app.add_subcommand("new", "Write a record to fill in");
  fresh->add_option("KIND", command.kind, "study, review or exemplar")->required();
  fresh->add_option("ID", command.id, "author-year-few-words")->required();
  fresh->add_option("--into", command.corpus, "Folder of the corpus")->capture_default_str();
  fresh->add_option("--schemas", command.schemas, "Folder of schemas")->capture_default_str();
  fresh->footer("Example: whatworks-indexer new study doe-2019-phone-line-closure");
}

void add_coding(CLI::App& app, whatworks::CodingCommand& command) {
  auto* coding = app.add_subcommand("coding", "Print how the corpus is coded, as Markdown");
  coding->add_option("--corpus", command.corpus, "Folder of Markdown records")->capture_default_str();
  coding->add_option("--schemas", command.schemas, "Folder of schemas")->capture_default_str();
  coding->footer("Example: whatworks-indexer coding > docs/coding.md");
}

void add_export(CLI::App& app, whatworks::ExportCommand& command) {
  std::vector<std::string> names;
  for (const auto& format : whatworks::export_formats()) {
    names.emplace_back(format.name);
  }
  auto* out = app.add_subcommand("export", "Write records in a form that other programs read");
  out->add_option("PATH", command.paths, "Files or folders; none: the whole corpus");
  out->add_option("--format", command.format, "What to write")->required()->check(CLI::IsMember(names));
  out->add_option("--output", command.output, "File to write; standard output where it is not given");
  out->add_option("--base-url", command.base_url, "Where the records' pages are, for links to them, such as https://example.org");
  out->add_flag("--bom", command.byte_order_mark, "Start CSV with a byte order mark, so that Excel reads it as UTF-8");
  out->add_option("--corpus", command.corpus, "Folder of Markdown records")->capture_default_str();
  out->add_option("--schemas", command.schemas, "Folder of schemas")->capture_default_str();
  out->footer("Example: whatworks-indexer export --format ris --base-url https://example.org --output references.ris");
}

void add_import(CLI::App& app, whatworks::ImportCommand& command) {
  auto* in = app.add_subcommand("import", "Make draft records from references: RIS, BibTeX, CSL JSON, EndNote XML or PubMed XML");
  in->add_option("FILE", command.file, "File of references; its format is told by what it holds")->required();
  in->add_option("--into", command.into, "Folder for the drafts, made where there is none")->capture_default_str();
  in->add_flag("--all", command.all, "Write drafts of works that are there already, too");
  in->add_option("--corpus", command.corpus, "Folder of records to compare with")->capture_default_str();
  in->add_option("--schemas", command.schemas, "Folder of schemas")->capture_default_str();
  in->footer("Example: whatworks-indexer import --into drafts library.ris");
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file grown to its limit is then an error like a full disk, not the end of the program
  std::signal(SIGPIPE, SIG_IGN);

  CLI::App app("whatworks-indexer: checks Markdown records and builds the search index from them", "whatworks-indexer");
  app.set_version_flag("--version", WHATWORKS_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(kExitStatuses);
  bool quiet = false;
  app.add_flag("--quiet", quiet, "Say nothing but problems");

  whatworks::BuildCommand build;
  build.corpus = "corpus";
  build.schemas = "schemas";
  build.index = "var/index";
  whatworks::CheckOptions check;
  whatworks::NewOptions fresh;
  whatworks::CodingCommand coding;
  coding.corpus = "corpus";
  coding.schemas = "schemas";
  whatworks::ExportCommand out;
  out.corpus = "corpus";
  out.schemas = "schemas";
  whatworks::ImportCommand in;
  in.into = "drafts";
  in.corpus = "corpus";
  in.schemas = "schemas";
  add_build(app, build);
  add_check(app, check);
  add_new(app, fresh);
  add_coding(app, coding);
  add_export(app, out);
  add_import(app, in);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : whatworks::exit_status(whatworks::ErrorCode::bad_usage);
  }
  if (app.got_subcommand("build")) {
    build.quiet = quiet;
    return whatworks::run_build(build, std::cout, std::cerr);
  }
  if (app.got_subcommand("check")) {
    check.quiet = quiet;
    return whatworks::run_check(check, std::cout, std::cerr);
  }
  if (app.got_subcommand("coding")) {
    return whatworks::run_coding(coding, std::cout, std::cerr);
  }
  if (app.got_subcommand("export")) {
    out.quiet = quiet;
    return whatworks::run_export(out, std::cout, std::cerr);
  }
  if (app.got_subcommand("import")) {
    in.quiet = quiet;
    return whatworks::run_import(in, std::cout, std::cerr);
  }
  fresh.quiet = quiet;
  return whatworks::run_new(fresh, std::cout, std::cerr);
}
