// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/text.h"
#include "interchange/exporter.h"
#include "interchange/reference.h"
#include "record/corpus.h"
#include "record/record.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"

namespace whatworks::test {

using Json = nlohmann::ordered_json;

inline const fs::path kRoot = WHATWORKS_SOURCE_DIR;

inline const Schemas& real_schemas() {
  static const Schemas schemas = load_schemas(kRoot / "schemas").value();
  return schemas;
}

inline Record read_record(const std::string& text, const Schemas& schemas = real_schemas()) {
  const auto reader = RecordReader::make(schemas).value();
  auto reading = reader.read("", text);
  if (!reading.record) {
    throw std::runtime_error(reading.problems.front().message);
  }
  return *std::move(reading.record);
}

// An invented record with a key that is not checked, so that it may hold what the checker refuses.
inline Record with_key(const std::string& key, const Json& value, const std::string& id = "doe-2019-phone-lines") {
  auto front_matter = *read_record(SampleRecord(id).text()).front_matter;
  front_matter[key] = value;
  return make_record(std::move(front_matter), "", {}, "");
}

// The same with one source; `changes` go over its keys.
inline Record with_source(const Json& changes, const std::string& id = "doe-2019-phone-lines") {
  Json source{{"type", "article"}, {"title", "Closing lines"}, {"authors", {"Doe, Jane"}}, {"year", 2019}};
  for (const auto& [key, value] : changes.items()) {
    if (value.is_null()) {
      source.erase(key);
    } else {
      source[key] = value;
    }
  }
  return with_key("sources", Json::array({source}), id);
}

// All records of the corpus, read once.
inline const std::vector<Record>& corpus_records() {
  static const std::vector<Record> records = [] {
    std::vector<Record> read;
    const auto reader = RecordReader::make(real_schemas()).value();
    const auto paths = list_record_files(kRoot / "corpus").value();
    for (const auto& path : paths) {
      auto reading = reader.read_file(path);
      if (!reading.record) {
        throw std::runtime_error(path.string() + ": " + reading.problems.front().message);
      }
      read.push_back(*std::move(reading.record));
    }
    return read;
  }();
  return records;
}

// One record as `format` writes it.
inline std::string item(ExportFormat format, const Record& record, const ExportOptions& options = {}) {
  return make_exporter(format, real_schemas(), options)->item(record);
}

// A whole file of `format`.
inline std::string whole_file(const Exporter& exporter, const std::vector<Record>& records) {
  auto out = exporter.header();
  for (std::size_t i = 0; i < records.size(); ++i) {
    out += (i == 0 ? "" : exporter.separator()) + exporter.item(records[i]);
  }
  return out + exporter.footer();
}

inline bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// What is hard on some format or other, and is allowed in a title.
inline const std::vector<std::string>& hard_texts() {
  static const std::vector<std::string> texts{"two\nlines",
                                              "three\r\nlines\n\nhere",
                                              "one; two; three",
                                              "a {brace",
                                              "a brace}",
                                              "{both} of {them}",
                                              "50% of $5 & #1_a ~b ^c \\d",
                                              "a \"quoted\" word",
                                              "it's 'so'",
                                              "\xD8\xA7\xD9\x84\xD8\xB9\xD8\xB1\xD8\xA8\xD9\x8A\xD8\xA9",
                                              "\xD7\xA2\xD7\x91\xD7\xA8\xD7\x99\xD7\xAA",
                                              "an emoji \xF0\x9F\x98\x80 here",
                                              "=1+1",
                                              "+44 lines",
                                              "-5 lines",
                                              "@risk",
                                              "a  - b",
                                              "TY  - JOUR",
                                              "ER  - ",
                                              "line\xE2\x80\xA8separator",
                                              "<b>bold</b> & 1 < 2",
                                              "a--b ---c ``d''",
                                              "comma, and more",
                                              "tab\there",
                                              "Z\xC3\xBCrich, \xC5\x81\xC3\xB3"
                                              "d\xC5\xBA, \xC3\x98st, na\xC3\xAFve, Stra\xC3\x9F"
                                              "e",
                                              "\xE4\xB8\xAD\xE6\x96\x87"};
  return texts;
}

}  // namespace whatworks::test
