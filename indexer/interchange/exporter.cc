// SPDX-License-Identifier: GPL-3.0-or-later
#include "interchange/exporter.h"

#include <algorithm>
#include <array>

#include "interchange/csv.h"
#include "writers.h"

namespace whatworks {
namespace {

constexpr auto kFormats = std::to_array<ExportFormatInfo>({
    {ExportFormat::ris, "ris", "ris", "application/x-research-info-systems"},
    {ExportFormat::bibtex, "bibtex", "bib", "application/x-bibtex"},
    {ExportFormat::csl_json, "csl-json", "csl.json", "application/vnd.citationstyles.csl+json"},
    {ExportFormat::csv, "csv", "csv", kCsvMediaType},
    {ExportFormat::csv_outcomes, "csv-outcomes", "outcomes.csv", kCsvMediaType},
    {ExportFormat::json, "json", "json", "application/json"},
    {ExportFormat::jsonl, "jsonl", "jsonl", "application/jsonl"},
    {ExportFormat::markdown, "markdown", "md", "text/markdown; charset=utf-8"},
});

constexpr auto kWriters = std::to_array({make_ris_writer, make_bibtex_writer, make_csl_json_writer, make_csv_writer, make_csv_outcomes_writer, make_json_writer,
                                         make_jsonl_writer, make_markdown_writer});
static_assert(kWriters.size() == kFormats.size());

}  // namespace

std::span<const ExportFormatInfo> export_formats() noexcept { return kFormats; }

const ExportFormatInfo* find_export_format(std::string_view name) noexcept {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const ExportFormatInfo& info) { return info.name == name; });
  return found == kFormats.end() ? nullptr : &*found;
}

std::unique_ptr<Exporter> make_exporter(ExportFormat format, const Schemas& schemas, const ExportOptions& options) {
  return kWriters[static_cast<std::size_t>(format)](schemas, options);
}

}  // namespace whatworks
