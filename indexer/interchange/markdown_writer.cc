// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "writers.h"

namespace whatworks {
namespace {

// Records as the files in which authors write them, one after the other.
class MarkdownWriter final : public Exporter {
 public:
  [[nodiscard]] std::string item(const Record& record) const override { return write_record(*record.front_matter, record.body); }
  [[nodiscard]] std::string separator() const override { return "\n"; }
};

}  // namespace

std::unique_ptr<Exporter> make_markdown_writer(const Schemas& /*schemas*/, const ExportOptions& /*options*/) { return std::make_unique<MarkdownWriter>(); }

}  // namespace whatworks
