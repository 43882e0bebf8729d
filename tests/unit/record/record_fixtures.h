// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "record/record.h"
#include "support/temp_folder.h"

namespace whatworks::test {

inline const std::filesystem::path kRoot = WHATWORKS_SOURCE_DIR;

// A folder with the small vocabularies of tests/data/schemas and the real record.schema.json.
class SchemaFolder {
 public:
  SchemaFolder() {
    std::filesystem::copy(kRoot / "tests/data/schemas", folder_.path(), std::filesystem::copy_options::recursive);
    std::filesystem::copy_file(kRoot / "schemas/record.schema.json", folder_ / "record.schema.json");
  }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return folder_.path(); }

 private:
  TempFolder folder_;
};

inline const Schemas& small_schemas() {
  static const Schemas schemas = [] {
    const SchemaFolder folder;
    auto loaded = load_schemas(folder.path());
    if (!loaded) {
      throw std::runtime_error(loaded.error().message);
    }
    return *std::move(loaded);
  }();
  return schemas;
}

inline const RecordReader& small_reader() {
  static const RecordReader reader = [] {
    auto made = RecordReader::make(small_schemas());
    if (!made) {
      throw std::runtime_error(made.error().message);
    }
    return *std::move(made);
  }();
  return reader;
}

inline const std::string kGoodName = "doe-2019-phone-line-closure.md";

// The record that has nothing wrong with it: tests/data/records/doe-2019-phone-line-closure.md.
inline const std::string& good_text() {
  static const std::string text = read(kRoot / "tests/data/records" / kGoodName);
  return text;
}

// The good record with `from`, which must stand in it, replaced by `to`.
inline std::string changed(const std::string& from, const std::string& to) {
  auto text = good_text();
  const auto at = text.find(from);
  if (at == std::string::npos) {
    throw std::runtime_error("the good record does not hold: " + from);
  }
  return text.replace(at, from.size(), to);
}

// The good record's front matter over another body.
inline std::string with_body(const std::string& body) {
  const auto& text = good_text();
  return text.substr(0, text.find("\n---\n") + 5) + body;
}

inline std::vector<Problem> of_rule(const Reading& reading, const std::string& rule) {
  std::vector<Problem> found;
  std::copy_if(reading.problems.begin(), reading.problems.end(), std::back_inserter(found), [&](const Problem& problem) { return problem.rule == rule; });
  return found;
}

inline std::string to_text(const std::vector<Problem>& problems) {
  std::string out;
  for (const auto& problem : problems) {
    out += format_problem(problem, {});
  }
  return out;
}

}  // namespace whatworks::test
