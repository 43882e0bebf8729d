// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "core/text.h"
#include "failure_message.h"
#include "interchange/importer.h"
#include "progress_bar.h"
#include "record/corpus.h"
#include "record/record.h"
#include "record/rules.h"
#include "record_paths.h"
#include "vocabulary/schemas.h"

namespace whatworks {
namespace {

using nlohmann::ordered_json;

// Whether a record of this id lies beside `file`, or in the folder of another kind beside its own: then a check of part of a corpus
// need not complain of links to the rest.
bool is_nearby(const fs::path& file, const std::string& id) {
  const auto folder = file.parent_path();
  std::error_code error;
  const auto name = id + ".md";
  if (fs::exists(folder / name, error)) {
    return true;
  }
  constexpr const char* kFolders[] = {"studies", "reviews", "exemplars"};
  return std::any_of(std::begin(kFolders), std::end(kFolders), [&](const char* kind) { return fs::exists(folder / ".." / kind / name, error); });
}

class Checker {
 public:
  Checker(const RecordReader& reader, const CheckOptions& options, std::ostream& out, std::ostream& err)
      : reader_(reader), text_(options.format == "text"), out_(out), bar_(err, !options.quiet && ::isatty(STDERR_FILENO) == 1) {}

  void check(const std::vector<fs::path>& files) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      check_file(files[i]);
      if (files.size() > kFewFiles) {
        bar_.show(i + 1, files.size());
      }
    }
    bar_.clear();
    for (const auto& problem : check_across(across_)) {
      std::string source;
      if (auto text = read_file(problem.file, kRecordSizeLimit)) {
        source = *std::move(text);
      }
      take(problem, source);
    }
  }

  void write_json() {
    ordered_json problems = ordered_json::array();
    for (const auto& problem : problems_) {
      problems.push_back({{"file", problem.file},
                          {"line", problem.line},
                          {"column", problem.column},
                          {"severity", severity_name(problem.severity)},
                          {"rule", problem.rule},
                          {"path", problem.path},
                          {"message", problem.message},
                          {"hint", problem.hint}});
    }
    const ordered_json whole{{"checked", across_.size()}, {"errors", errors_}, {"warnings", warnings_}, {"infos", infos_}, {"problems", std::move(problems)}};
    out_ << whole.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
  }

  void write_count() {
    const auto counted = [](std::size_t number, std::string_view what) { return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s"); };
    out_ << counted(across_.size(), "record") << " checked: " << counted(errors_, "error") << ", " << counted(warnings_, "warning");
    out_ << (infos_ == 0 ? std::string() : ", " + counted(infos_, "piece") + " of advice") << '\n';
  }

  [[nodiscard]] bool has_errors() const noexcept { return errors_ != 0; }

 private:
  static constexpr std::size_t kFewFiles = 50;  // are done before a bar could be read

  void check_file(const fs::path& path) {
    std::string source;
    const auto reading = reader_.read_file(path, &source);
    for (const auto& problem : reading.problems) {
      take(problem, source);
    }
    CorpusFile file{path.string(), path.stem().string(), {}};
    if (reading.record) {
      file.circulation = reading.record->circulation;
      file.groups = reading.record->groups;
      for (auto& mention : mentions_in(*reading.record, source)) {
        if (!is_nearby(path, mention.id)) {
          file.related.push_back(std::move(mention));
        }
      }
      check_work(*reading.record->front_matter, path.string(), source);
    }
    across_.push_back(std::move(file));
  }

  // Of a million records the numbers are kept in place of the paths, since they cost no memory of their own.
  void check_work(const ordered_json& front_matter, const std::string& path, const std::string& source) {
    if (const auto match = works_.find_main(front_matter)) {
      const auto index = static_cast<std::size_t>(parse_integer(match->name).value_or(0));
      take(duplicate_work(front_matter, path, source, across_[index].path, match->by_doi), source);
    }
    works_.add_main(front_matter, std::to_string(across_.size()));
  }

  void take(const Problem& problem, const std::string& source) {
    ++(problem.severity == Severity::error ? errors_ : problem.severity == Severity::warning ? warnings_ : infos_);
    if (text_) {
      bar_.clear();
      out_ << format_problem(problem, source);
    } else {
      problems_.push_back(problem);
    }
  }

  const RecordReader& reader_;
  bool text_;
  std::ostream& out_;
  ProgressBar bar_;
  std::vector<CorpusFile> across_;
  KnownWorks works_;
  std::vector<Problem> problems_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  std::size_t infos_ = 0;
};

int explain(const std::string& name, std::ostream& out, std::ostream& err) {
  if (const auto* rule = find_rule_named(name)) {
    out << explain_rule(*rule);
    return 0;
  }
  std::vector<std::string> names;
  for (const auto& rule : rules()) {
    names.emplace_back(rule.name);
  }
  const auto meant = nearest(name, names);
  return fail(err, Error{ErrorCode::bad_usage, "there is no rule " + name, meant ? "did you mean " + *meant + "?" : "the rules are " + join(names, ", ")});
}

}  // namespace

int run_check(const CheckOptions& options, std::ostream& out, std::ostream& err) {
  if (!options.explain.empty()) {
    return explain(options.explain, out, err);
  }
  const auto schemas = load_schemas(options.schemas);
  if (!schemas) {
    return fail(err, schemas.error());
  }
  const auto reader = RecordReader::make(*schemas);
  if (!reader) {
    return fail(err, reader.error());
  }
  const auto files = list_record_paths(options.paths, err);
  if (!files) {
    return fail(err, files.error());
  }
  Checker checker(*reader, options, out, err);
  checker.check(*files);
  if (options.format == "json") {
    checker.write_json();
  } else if (!options.quiet) {
    checker.write_count();
  }
  out.flush();
  if (!out) {
    return fail(err, Error{ErrorCode::no_space, "the results cannot be written", "look at where standard output goes"});
  }
  return checker.has_errors() ? exit_status(ErrorCode::bad_input) : 0;
}

}  // namespace whatworks
