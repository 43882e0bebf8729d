// SPDX-License-Identifier: GPL-3.0-or-later
#include "import_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "failure_message.h"
#include "interchange/importer.h"
#include "progress_bar.h"
#include "record/corpus.h"
#include "record/record.h"
#include "vocabulary/schemas.h"

namespace whatworks {
namespace {

std::string counted(std::size_t number, std::string_view what) { return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s"); }

// The works of all records and drafts below a folder, and their ids; a file that cannot be read keeps its id.
Status add_works(const fs::path& folder, const RecordReader& reader, KnownWorks& known) {
  const auto files = list_record_files(folder);
  if (!files) {
    return failure(files.error());
  }
  for (const auto& path : *files) {
    known.take_id(path.stem().string());
    const auto text = read_file(path, kRecordSizeLimit);
    if (const auto front_matter = text ? reader.read_front_matter(*text) : std::nullopt) {
      known.add(*front_matter, path.string());
    }
  }
  return {};
}

Result<KnownWorks> known_works(const ImportCommand& command, const Schemas& schemas, std::ostream& err) {
  const auto reader = RecordReader::make(schemas);
  if (!reader) {
    return failure(reader.error());
  }
  KnownWorks known;
  std::error_code error;
  if (!fs::is_directory(command.corpus, error)) {
    err << "whatworks-indexer: there is no corpus at " << command.corpus.string() << " to compare with; say where it is with --corpus\n";
  } else if (const auto added = add_works(command.corpus, *reader, known); !added) {
    return failure(added.error());
  }
  if (fs::is_directory(command.into, error)) {
    if (const auto added = add_works(command.into, *reader, known); !added) {
      return failure(added.error());
    }
  }
  return known;
}

class ImportRun {
 public:
  ImportRun(const ImportCommand& command, std::ostream& out, std::ostream& err) : command_(command), out_(out), err_(err) {}

  // Writes the drafts, and their paths. What was written stays where a later one fails.
  Status write(const Import& import, const RecordTemplate& record_template, ProgressBar& bar) {
    if (import.drafts.empty()) {
      return {};
    }
    std::error_code error;
    fs::create_directories(command_.into, error);
    if (error) {
      const auto code = error_code_of_errno(error.value()) == ErrorCode::no_space ? ErrorCode::no_space : ErrorCode::unreadable;
      return failure(code, "cannot make the folder " + command_.into.string() + ": " + error.message(), "name another with --into");
    }
    for (const auto& draft : import.drafts) {
      const auto text = write_draft(record_template, draft);
      if (!text) {
        return failure(text.error());
      }
      const auto path = command_.into / (draft.id + ".md");
      if (auto written = write_new_file(path, *text); !written) {
        return written;
      }
      ++written_;
      paths_ += path.string() + '\n';
      bar.show(written_, import.drafts.size());
    }
    return {};
  }

  void tell(const Import& import) {
    out_ << paths_ << std::flush;
    for (const auto& problem : import.problems) {
      err_ << format_problem(problem, {});
    }
    if (command_.quiet) {
      return;
    }
    for (const auto& draft : import.drafts) {
      tell_unmapped(draft);
    }
    for (const auto& duplicate : import.duplicates) {
      err_ << fmt::format("{}:{}: {}: {} as {}{}\n", command_.file.string(), duplicate.line, duplicate.title,
                          duplicate.by_doi ? "the same DOI" : "the same title and year", duplicate.of, command_.all ? "" : "; not written");
    }
    const auto rejected = static_cast<std::size_t>(
        std::count_if(import.problems.begin(), import.problems.end(), [](const Problem& problem) { return problem.severity == Severity::error; }));
    err_ << fmt::format("{} in {}: {} written{}, {}, {} rejected\n", counted(import.references, "reference"), import_format_label(import.format),
                        counted(written_, "draft"), written_ == 0 ? "" : " to " + command_.into.string(), counted(import.duplicates.size(), "duplicate"),
                        rejected);
    if (incomplete_ != 0) {
      err_ << fmt::format("{} of {} have no place in a record and are listed above\n", counted(values_, "value"), counted(incomplete_, "reference"));
    }
    if (written_ != 0) {
      err_ << "fill them in, then: whatworks-indexer check " << command_.into.string() << '\n';
    }
    if (!command_.all && !import.duplicates.empty()) {
      err_ << "--all writes duplicates, too\n";
    }
  }

 private:
  void tell_unmapped(const ImportDraft& draft) {
    if (draft.unmapped.empty()) {
      return;
    }
    ++incomplete_;
    values_ += draft.unmapped.size();
    err_ << fmt::format("{}:{}: {}: not mapped:\n", command_.file.string(), draft.line, draft.id);
    for (const auto& [field, value] : draft.unmapped) {
      err_ << fmt::format("  {}: {}\n", field, value);
    }
  }

  const ImportCommand& command_;
  std::ostream& out_;
  std::ostream& err_;
  std::string paths_;
  std::size_t written_ = 0;
  std::size_t incomplete_ = 0;
  std::size_t values_ = 0;
};

}  // namespace

int run_import(const ImportCommand& command, std::ostream& out, std::ostream& err) {
  const auto schemas = load_schemas(command.schemas);
  if (!schemas) {
    return fail(err, schemas.error());
  }
  const auto record_template = RecordTemplate::make(*schemas);
  if (!record_template) {
    return fail(err, record_template.error());
  }
  const auto name = command.file.string();
  ImportOptions options;
  options.file_name = name;
  options.also_duplicates = command.all;
  const auto text = read_file(command.file, options.most_bytes);
  if (!text) {
    return fail(err, text.error());
  }
  auto known = known_works(command, *schemas, err);
  if (!known) {
    return fail(err, known.error());
  }
  ProgressBar bar(err, !command.quiet && ::isatty(STDERR_FILENO) == 1);
  options.progress = [&](std::size_t done, std::size_t total) { bar.show(done, total); };
  const auto import = import_references(*text, *known, options);
  bar.clear();
  if (!import) {
    return fail(err, import.error());
  }
  ImportRun run(command, out, err);
  const auto written = run.write(*import, *record_template, bar);
  bar.clear();
  run.tell(*import);
  if (!written) {
    return fail(err, written.error());
  }
  return has_errors(import->problems) ? exit_status(ErrorCode::bad_input) : 0;
}

}  // namespace whatworks
