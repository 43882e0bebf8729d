// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time.h"
#include "interchange/reference.h"
#include "source_types.h"
#include "writers.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

void add(Json& item, std::string_view key, const std::string& value) {
  if (!value.empty()) {
    item[std::string(key)] = value;
  }
}

Json name_of(const Author& author) {
  Json name = Json::object();
  add(name, "literal", author.body);
  add(name, "family", author.family);
  add(name, "given", author.given);
  add(name, "suffix", author.suffix);
  return name;
}

Json date_of(const std::vector<int>& parts) { return {{"date-parts", Json::array({Json(parts)})}}; }

class CslJsonWriter final : public Exporter {
 public:
  CslJsonWriter(const Schemas& schemas, const ExportOptions& options) : schemas_(schemas), options_(options) {}

  [[nodiscard]] std::string header() const override { return "[\n"; }
  [[nodiscard]] std::string separator() const override { return ",\n"; }
  [[nodiscard]] std::string footer() const override { return "\n]\n"; }

  [[nodiscard]] std::string item(const Record& record) const override {
    const auto reference = reference_of(record, schemas_, options_.base_url);
    const auto& type = source_type(reference.type);
    const auto& venue = reference.venue;
    Json item{{"id", reference.id}, {"type", type.csl}, {"title", reference.title}};
    for (const auto& author : reference.authors) {
      item["author"].push_back(name_of(author));
    }
    if (reference.year) {
      item["issued"] = date_of({*reference.year});
    }
    add(item, type.csl_venue, venue.name);
    add(item, "genre", venue.genre);
    add(item, "volume", venue.volume);
    add(item, "issue", venue.issue);
    add(item, "page", venue.last_page.empty() ? venue.first_page : venue.first_page + "-" + venue.last_page);
    add(item, "DOI", reference.doi);
    add(item, "URL", reference.url);
    if (const auto day = parse_date(reference.accessed); day && !reference.url.empty()) {
      item["accessed"] =
          date_of({static_cast<int>(day->year()), static_cast<int>(static_cast<unsigned>(day->month())), static_cast<int>(static_cast<unsigned>(day->day()))});
    }
    add(item, "abstract", reference.abstract);
    add(item, "keyword", join(reference.keywords, "; "));
    add(item, "note", reference.note);
    add(item, "source", "Whatworks");
    return item.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

 private:
  const Schemas& schemas_;
  ExportOptions options_;
};

}  // namespace

std::unique_ptr<Exporter> make_csl_json_writer(const Schemas& schemas, const ExportOptions& options) {
  return std::make_unique<CslJsonWriter>(schemas, options);
}

}  // namespace whatworks
