// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "contribute/drafts.h"
#include "contribute/record_history.h"
#include "contribute/reviews.h"
#include "support/office.h"
#include "support/sample_record.h"

namespace whatworks::test {

// People who write, and people who review: doe, roe (contributors), rex and ria (reviewers), nor (a reviewer of the group north).
struct Newsroom {
  Newsroom() {
    office.person("doe", {Role::contributor});
    office.person("roe", {Role::contributor});
    office.person("rex", {Role::reviewer});
    office.person("ria", {Role::reviewer});
    office.person("nor", {Role::reviewer}, {"north"});
  }

  [[nodiscard]] Visitor as(const std::string& name) const { return office.visitor(office.signed_in(name)); }
  [[nodiscard]] std::string pseudonym(const std::string& name) const { return office.access->accounts().find_by_name(name)->pseudonym; }
  [[nodiscard]] Draft draft(const DraftInfo& info) const { return drafts.find(info.name, info.owner).value(); }

  // What the audit trail has on drafts and records, the oldest first.
  [[nodiscard]] std::string steps() const {
    std::string out;
    const auto entries = office.access->audit().entries({}).value();
    for (const auto& entry : entries) {
      if (!entry.subject.starts_with("account")) {
        out.insert(0, entry.action + ' ');
      }
    }
    return out;
  }

  // A draft of doe's that was handed in.
  [[nodiscard]] DraftInfo handed_in(const std::string& text, const std::string& owner = "doe") const {
    auto begun = drafts.begin(text, pseudonym(owner)).value();
    if (const auto done = drafts.submit(begun.name, as(owner), 1, "Please look at it."); !done) {
      throw std::runtime_error(done.error().message);
    }
    return begun;
  }

  Office office;
  Schemas schemas = load_schemas(fs::path(WHATWORKS_SOURCE_DIR) / "schemas").value();
  RecordReader reader = RecordReader::make(schemas).value();
  Clock clock = [this] { return office.now; };
  Drafts drafts{*office.store, office.access->audit(), reader, clock};
  Reviews reviews{*office.store, office.access->audit(), reader, schemas, clock};
  RecordHistory history{*office.store, clock};
};

}  // namespace whatworks::test
