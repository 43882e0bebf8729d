// SPDX-License-Identifier: GPL-3.0-or-later
#include "export_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>
#include <unordered_set>

#include "failure_message.h"
#include "interchange/exporter.h"
#include "interchange/reference.h"
#include "output_file.h"
#include "progress_bar.h"
#include "record/record.h"
#include "record_paths.h"
#include "vocabulary/schemas.h"

namespace whatworks {
namespace {

// Reads the records one by one and writes each before it reads the next.
class ExportRun {
 public:
  ExportRun(const RecordReader& reader, const Exporter& exporter, OutputFile& output, std::ostream& err, ProgressBar& bar)
      : reader_(reader), exporter_(exporter), output_(output), err_(err), bar_(bar) {}

  Status write(const std::vector<fs::path>& files) {
    auto written = output_.write(exporter_.header());
    for (std::size_t i = 0; i < files.size() && written; ++i) {
      written = write_file(files[i]);
      bar_.show(i + 1, files.size());
    }
    bar_.clear();
    if (written) {
      written = output_.write(exporter_.footer());
    }
    return written ? output_.finish() : written;
  }

  [[nodiscard]] std::size_t exported() const noexcept { return exported_; }
  [[nodiscard]] std::size_t rejected() const noexcept { return rejected_; }

 private:
  Status write_file(const fs::path& path) {
    std::string source;
    const auto reading = reader_.read_file(path, &source);
    if (!reading.record) {
      reject();
      for (const auto& problem : reading.problems) {
        err_ << format_problem(problem, source);
      }
      return {};
    }
    const auto& record = *reading.record;
    if (!ids_.insert(record.id).second) {
      reject();
      err_ << fmt::format("{}:1:1: error: a record with the id '{}' was exported already\n", path.string(), record.id);
      return {};
    }
    const auto text = (exported_ == 0 ? std::string() : exporter_.separator()) + exporter_.item(record);
    ++exported_;
    return output_.write(text);
  }

  void reject() {
    ++rejected_;
    bar_.clear();
  }

  const RecordReader& reader_;
  const Exporter& exporter_;
  OutputFile& output_;
  std::ostream& err_;
  ProgressBar& bar_;
  std::unordered_set<std::string> ids_;
  std::size_t exported_ = 0;
  std::size_t rejected_ = 0;
};

}  // namespace

int run_export(const ExportCommand& command, std::ostream& out, std::ostream& err) {
  const auto* format = find_export_format(command.format);
  if (format == nullptr) {
    return fail(err, Error{ErrorCode::bad_usage, "there is no format '" + command.format + "'", "see whatworks-indexer export --help"});
  }
  if (!command.base_url.empty() && !is_base_url(command.base_url)) {
    return fail(err, Error{ErrorCode::bad_usage, "--base-url is no address of a site: " + command.base_url, "such as https://example.org"});
  }
  const auto schemas = load_schemas(command.schemas);
  if (!schemas) {
    return fail(err, schemas.error());
  }
  const auto reader = RecordReader::make(*schemas);
  if (!reader) {
    return fail(err, reader.error());
  }
  auto files = list_record_paths(command.paths.empty() ? std::vector{command.corpus} : command.paths, err);
  if (!files) {
    return fail(err, files.error());
  }
  std::sort(files->begin(), files->end(), [](const fs::path& a, const fs::path& b) { return a.stem() < b.stem(); });  // as the server does
  auto output = OutputFile::open(command.output, out);
  if (!output) {
    return fail(err, output.error());
  }
  const auto exporter = make_exporter(format->format, *schemas, {command.base_url, command.byte_order_mark});
  const bool shares_terminal = command.output.empty() && ::isatty(STDOUT_FILENO) == 1;
  ProgressBar bar(err, !command.quiet && !shares_terminal && ::isatty(STDERR_FILENO) == 1);
  ExportRun run(*reader, *exporter, *output, err, bar);
  if (const auto written = run.write(*files); !written) {
    return fail(err, written.error());
  }
  if (!command.quiet) {
    err << fmt::format("{} {} exported, {} rejected\n", run.exported(), run.exported() == 1 ? "record" : "records", run.rejected());
  }
  return run.rejected() == 0 ? 0 : exit_status(ErrorCode::bad_input);
}

}  // namespace whatworks
