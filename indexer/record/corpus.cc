// SPDX-License-Identifier: GPL-3.0-or-later
#include "record/corpus.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/text.h"
#include "report.h"

namespace whatworks {
namespace {

constexpr std::string_view kRecordFileEnd = ".md";

// Adds what `report` holds about one file to `problems`.
void move_problems(Report& report, std::vector<Problem>& problems) {
  for (auto& problem : report.take()) {
    problems.push_back(std::move(problem));
  }
}

}  // namespace

bool is_record_file_name(std::string_view name) noexcept {
  return name.ends_with(kRecordFileEnd) && name.front() != '.' && name != "README.md" && name != "CONTRIBUTING.md";
}

Result<std::vector<fs::path>> list_record_files(const fs::path& corpus) {
  auto files = list_files(corpus, kRecordFileEnd);
  if (files) {
    std::erase_if(*files, [](const fs::path& path) { return !is_record_file_name(path.filename().string()); });
  }
  return files;
}

std::vector<Mention> mentions_in(const Record& record, std::string_view source) {
  std::vector<Mention> mentions;
  const auto related = record.front_matter->find("related");
  if (related == record.front_matter->end()) {
    return mentions;
  }
  const auto lines = split(source, '\n');
  const auto start = std::find_if(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("related"); });
  for (const auto& entry : *related) {
    Mention mention{entry.at("id").get<std::string>()};
    for (auto line = start; line != lines.end(); ++line) {
      if (const auto column = line->find(mention.id); column != std::string::npos) {
        mention.line = static_cast<int>(line - lines.begin()) + 1;
        mention.column = static_cast<int>(column) + 1;
        break;
      }
    }
    mentions.push_back(std::move(mention));
  }
  return mentions;
}

std::string folder_of_kind(std::string_view kind) { return kind == "study" ? std::string("studies") : std::string(kind) + 's'; }

namespace {

// Whether everybody who may read `file` may read `other` too.
bool reaches_as_far(const CorpusFile& other, const CorpusFile& file) {
  if (other.circulation.empty() || file.circulation.empty() || other.circulation == "public") {
    return true;
  }
  if (other.circulation == "internal") {
    return file.circulation != "public";
  }
  return file.circulation == "restricted" && std::all_of(file.groups.begin(), file.groups.end(), [&](const std::string& group) {
           return std::find(other.groups.begin(), other.groups.end(), group) != other.groups.end();
         });
}

}  // namespace

std::vector<Problem> check_across(std::span<const CorpusFile> files) {
  std::unordered_map<std::string_view, std::vector<const CorpusFile*>> by_id;
  by_id.reserve(files.size());
  for (const auto& file : files) {
    by_id[file.id].push_back(&file);
  }
  std::vector<Problem> problems;
  for (const auto& file : files) {
    Report report(file.path);
    for (const auto* other : by_id[file.id]) {
      if (other != &file) {
        report.add("duplicate-id", {}, "/id", "the id " + in_quotes(file.id) + " is also that of " + other->path,
                   "give one of the two another id and file name");
        break;
      }
    }
    for (const auto& mention : file.related) {
      if (const auto named = by_id.find(mention.id); named != by_id.end() && !reaches_as_far(*named->second.front(), file)) {
        report.add("related-reach", {mention.line, mention.column}, "/related", "not everybody who may read this record may read " + in_quotes(mention.id),
                   "take the entry out, and name this record in the other one instead: the relation is shown from both sides to those who may see both");
      }
      if (!by_id.contains(mention.id)) {
        report.add("related-missing", {mention.line, mention.column}, "/related", "there is no record " + in_quotes(mention.id),
                   "look for a slip in the id; a record that does not exist yet is linked when it does");
      }
    }
    move_problems(report, problems);
  }
  sort_problems(problems);
  return problems;
}

}  // namespace whatworks
