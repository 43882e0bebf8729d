// SPDX-License-Identifier: GPL-3.0-or-later
#include "coding_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>

#include "failure_message.h"
#include "record/corpus.h"
#include "record/record.h"

namespace whatworks {
namespace {

// Counts what the records carry.
class CodingReport {
 public:
  explicit CodingReport(const Schemas& schemas) : schemas_(schemas), counts_(schemas.facets().size()) {}

  void add(const Record& record) {
    ++records_;
    for (const auto& facet : schemas_.facets()) {
      const auto values = schemas_.expand(facet, stated_values(record, facet));
      auto& counts = counts_[facet.index];
      for (const auto& value : values) {
        ++counts[value];
      }
      if (values.empty()) {
        ++counts[kNotStated];
      }
    }
    const auto& front_matter = *record.front_matter;
    without_level_ += front_matter.contains("sms_level") ? 0 : 1;
    const auto outcomes = front_matter.find("outcomes");
    const bool has_value =
        outcomes != front_matter.end() && std::any_of(outcomes->begin(), outcomes->end(), [](const auto& outcome) { return outcome.contains("value"); });
    without_outcome_ += has_value ? 0 : 1;
    const auto reviewed = front_matter.find("reviewed");
    const auto date = reviewed == front_matter.end() ? std::string("never") : reviewed->template get<std::string>();
    if (oldest_.empty() || date < oldest_) {
      oldest_ = date;
    }
  }

  void print(std::ostream& out) const {
    out << fmt::format(
        "# How the corpus is coded\n\nWritten by `whatworks-indexer coding`. Broader values count the records of the narrower ones with them.\n\n");
    out << fmt::format(
        "| | records |\n| --- | ---: |\n| all | {} |\n| without a level on the Maryland scale | {} |\n| without an outcome that has a value | {} |\n", records_,
        without_level_, without_outcome_);
    out << fmt::format("\nThe record that was looked at longest ago: {}.\n", oldest_);
    for (const auto& facet : schemas_.facets()) {
      print_facet(facet, out);
    }
  }

 private:
  static constexpr const char* kNotStated = "";

  void print_facet(const Facet& facet, std::ostream& out) const {
    out << fmt::format("\n## {}\n\n| value | records |\n| --- | ---: |\n", facet.label);
    const auto& counts = counts_[facet.index];
    std::vector<std::pair<std::string, int>> rows(counts.begin(), counts.end());
    const auto* vocabulary = schemas_.vocabulary_of(facet);
    std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
      if (a.first.empty() != b.first.empty()) {
        return b.first.empty();
      }
      if (vocabulary != nullptr && vocabulary->ordered()) {
        return vocabulary->position(a.first) < vocabulary->position(b.first);
      }
      return facet.type == FacetType::year || a.second == b.second ? a.first < b.first : a.second > b.second;
    });
    for (const auto& [value, count] : rows) {
      out << fmt::format("| {} | {} |\n", value.empty() ? "not stated" : schemas_.label_of(facet, value), count);
    }
  }

  const Schemas& schemas_;
  std::vector<std::map<std::string, int>> counts_;  // by facet
  int records_ = 0;
  int without_level_ = 0;
  int without_outcome_ = 0;
  std::string oldest_;
};

}  // namespace

int run_coding(const CodingCommand& command, std::ostream& out, std::ostream& err) {
  const auto schemas = load_schemas(command.schemas);
  if (!schemas) {
    return fail(err, schemas.error());
  }
  const auto reader = RecordReader::make(*schemas);
  if (!reader) {
    return fail(err, reader.error());
  }
  const auto paths = list_record_files(command.corpus);
  if (!paths) {
    return fail(err, paths.error());
  }
  CodingReport report(*schemas);
  bool rejected = false;
  for (const auto& path : *paths) {
    std::string source;
    const auto reading = reader->read_file(path, &source);
    if (reading.record) {
      report.add(*reading.record);
    } else {
      rejected = true;
      err << format_problem(reading.problems.front(), source);
    }
  }
  report.print(out);
  return rejected ? exit_status(ErrorCode::bad_input) : 0;
}

}  // namespace whatworks
