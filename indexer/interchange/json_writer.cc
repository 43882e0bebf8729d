// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "writers.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

// The record as a whole, in the form that `whatworks-indexer build --jsonl` reads.
std::string whole(const Record& record) {
  return Json{{"record", *record.front_matter}, {"body", record.body}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

class JsonWriter final : public Exporter {
 public:
  [[nodiscard]] std::string header() const override { return "[\n"; }
  [[nodiscard]] std::string item(const Record& record) const override { return whole(record); }
  [[nodiscard]] std::string separator() const override { return ",\n"; }
  [[nodiscard]] std::string footer() const override { return "\n]\n"; }
};

class JsonlWriter final : public Exporter {
 public:
  [[nodiscard]] std::string item(const Record& record) const override { return whole(record) + '\n'; }
};

}  // namespace

std::unique_ptr<Exporter> make_json_writer(const Schemas& /*schemas*/, const ExportOptions& /*options*/) { return std::make_unique<JsonWriter>(); }
std::unique_ptr<Exporter> make_jsonl_writer(const Schemas& /*schemas*/, const ExportOptions& /*options*/) { return std::make_unique<JsonlWriter>(); }

}  // namespace whatworks
