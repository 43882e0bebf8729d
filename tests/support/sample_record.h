// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

namespace whatworks::test {

// The text of a record that passes the checks, all of it invented. Keys of the front matter can be changed, added, or left out with "".
class SampleRecord {
 public:
  explicit SampleRecord(const std::string& id) {
    keys_ = {{"id", id},
             {"kind", "study"},
             {"title", "Closing drug phone lines"},
             {"summary", "Closing advertised phone lines cut the calls to them."},
             {"intervention", "Phone line closure"},
             {"priorities", "[ocg-business-models]"},
             {"crime_types", "[county-lines]"},
             {"countries", "[GB]"},
             {"published", "2019"},
             {"design", "quasi-experiment"},
             {"sms_level", "3"},
             {"effect", "reduces"},
             {"strength", "2"},
             {"sources", "[{type: article, title: Closing lines, authors: [\"Doe, J.\"], year: 2019}]"},
             {"circulation", "public"},
             {"added", "2026-01-02"}};
  }

  SampleRecord& with(const std::string& key, const std::string& value) {
    keys_[key] = value;
    return *this;
  }
  SampleRecord& body(const std::string& what_was_done) {
    what_was_done_ = what_was_done;
    return *this;
  }

  [[nodiscard]] std::string text() const {
    std::string out = "---\n";
    for (const auto& [key, value] : keys_) {
      if (!value.empty()) {
        out += key + ": " + value + "\n";
      }
    }
    out += "---\n\n## What was done\n\n" + what_was_done_ + "\n\n## Effect\n\nFewer calls were made.\n\n## Mechanism\n\nThe number stopped ringing.\n\n";
    out += "## Moderators\n\nThe source reports none.\n\n## Implementation\n\nThe telephone company closed the line.\n\n";
    out += "## Economics\n\nThe source reports no costs.\n\n## Limits\n\nNo harm was counted.\n\n## Using it here\n\nAsk the company first.\n";
    return out;
  }

 private:
  std::map<std::string, std::string> keys_;
  std::string what_was_done_ = "Officers asked the company to close advertised lines.";
};

}  // namespace whatworks::test
