// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "interchange/exporter.h"

namespace whatworks {

// One file per format; exporter.cc has the table of them.
std::unique_ptr<Exporter> make_ris_writer(const Schemas& schemas, const ExportOptions& options);
std::unique_ptr<Exporter> make_bibtex_writer(const Schemas& schemas, const ExportOptions& options);
std::unique_ptr<Exporter> make_csl_json_writer(const Schemas& schemas, const ExportOptions& options);
std::unique_ptr<Exporter> make_csv_writer(const Schemas& schemas, const ExportOptions& options);
std::unique_ptr<Exporter> make_csv_outcomes_writer(const Schemas& schemas, const ExportOptions& options);
std::unique_ptr<Exporter> make_json_writer(const Schemas& schemas, const ExportOptions& options);
std::unique_ptr<Exporter> make_jsonl_writer(const Schemas& schemas, const ExportOptions& options);
std::unique_ptr<Exporter> make_markdown_writer(const Schemas& schemas, const ExportOptions& options);

}  // namespace whatworks
