// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "interchange/reference.h"
#include "source_types.h"
#include "writers.h"

namespace whatworks {
namespace {

// One line of a reference; `value` is on one line already. Nothing where it is empty.
void add(std::string& out, std::string_view tag, std::string_view value) {
  if (!value.empty()) {
    out += tag;
    out += "  - ";
    out += value;
    out += "\r\n";
  }
}

// Readers take what stands before a comma for a family name, so the name of a body must have none.
std::string name_of(const Author& author) {
  if (!author.body.empty()) {
    auto name = author.body;
    std::replace(name.begin(), name.end(), ',', ';');
    return name;
  }
  return author.family + ", " + author.given + (author.suffix.empty() ? "" : ", " + author.suffix);
}

class RisWriter final : public Exporter {
 public:
  RisWriter(const Schemas& schemas, const ExportOptions& options) : schemas_(schemas), options_(options) {}

  [[nodiscard]] std::string item(const Record& record) const override {
    const auto reference = reference_of(record, schemas_, options_.base_url);
    const auto& type = source_type(reference.type);
    std::string out;
    add(out, "TY", type.ris);
    add(out, "ID", reference.id);
    for (const auto& author : reference.authors) {
      add(out, "AU", name_of(author));
    }
    add(out, "TI", reference.title);
    add(out, type.ris_venue, reference.venue.name);
    add(out, "M3", reference.venue.genre);
    add(out, "PY", reference.year ? std::to_string(*reference.year) : std::string());
    add(out, "VL", reference.venue.volume);
    add(out, "IS", reference.venue.issue);
    add(out, "SP", reference.venue.first_page);
    add(out, "EP", reference.venue.last_page);
    add(out, "DO", reference.doi);
    add(out, "UR", reference.url);
    add(out, "AB", reference.abstract);
    for (const auto& keyword : reference.keywords) {
      add(out, "KW", keyword);
    }
    add(out, "N1", reference.note);  // with the day of reading, too: Y2 would be for it, but bibutils joins that to the year
    add(out, "DB", "Whatworks");
    return out + "ER  - \r\n";
  }

  [[nodiscard]] std::string separator() const override { return "\r\n"; }

 private:
  const Schemas& schemas_;
  ExportOptions options_;
};

}  // namespace

std::unique_ptr<Exporter> make_ris_writer(const Schemas& schemas, const ExportOptions& options) { return std::make_unique<RisWriter>(schemas, options); }

}  // namespace whatworks
