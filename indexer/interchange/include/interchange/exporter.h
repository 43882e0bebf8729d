// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "record/record.h"
#include "vocabulary/schemas.h"

namespace whatworks {

enum class ExportFormat { ris, bibtex, csl_json, csv, csv_outcomes, json, jsonl, markdown };

// One form in which records leave: what docs/interchange.md says of it in full.
struct ExportFormatInfo {
  ExportFormat format = ExportFormat::json;
  std::string_view name;        // on the command line and in addresses: "csl-json"
  std::string_view extension;   // of a file: "csl.json"
  std::string_view media_type;  // of an answer
};

// All of them, in the order of the enumeration.
std::span<const ExportFormatInfo> export_formats() noexcept;
const ExportFormatInfo* find_export_format(std::string_view name) noexcept;  // null where there is none

struct ExportOptions {
  std::string base_url;          // where the records' pages are: "https://example.org"; empty: addresses are left out
  bool byte_order_mark = false;  // before CSV, so that Excel takes it for UTF-8
};

// Writes records in one format, one at a time, so that a million of them need no more memory than one:
//   header(), item(a, …), separator(), item(b, …), footer()
// The same calls give the same bytes wherever they are made. Immutable, free to share between threads; holds references to the schemas.
class Exporter {
 public:
  virtual ~Exporter() = default;

  [[nodiscard]] virtual std::string header() const { return {}; }
  // May be empty, as for a record without outcomes in csv-outcomes.
  [[nodiscard]] virtual std::string item(const Record& record) const = 0;
  [[nodiscard]] virtual std::string separator() const { return {}; }
  [[nodiscard]] virtual std::string footer() const { return {}; }
};

// `schemas` must outlive the exporter. Never null.
std::unique_ptr<Exporter> make_exporter(ExportFormat format, const Schemas& schemas, const ExportOptions& options);

}  // namespace whatworks
