// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "record/rules.h"

namespace whatworks {

// The one list of what is checked. A name that is not here does not compile (see RuleRef in report.h).
inline constexpr std::array kRules{
    // The file as a whole.
    Rule{"unreadable", Severity::error, "The file can be read"},
    Rule{"too-large", Severity::error, "A record holds at most 256 KiB, its front matter at most 32 KiB"},
    Rule{"empty-file", Severity::error, "The file is not empty"},
    Rule{"not-utf8", Severity::error, "The file is text in UTF-8"},
    Rule{"control-character", Severity::error, "There are no control characters and none that turn the direction of the text"},
    Rule{"no-front-matter", Severity::error, "The front matter starts on the first line with ---"},
    Rule{"front-matter-not-closed", Severity::error, "A second --- line ends the front matter"},
    // The front matter as YAML, or as JSON.
    Rule{"yaml-syntax", Severity::error, "The front matter is YAML"},
    Rule{"yaml-tab", Severity::error, "Lines of the front matter are indented by spaces, not tabs"},
    Rule{"yaml-alias", Severity::error, "YAML's anchors (&name) and aliases (*name) are not used"},
    Rule{"yaml-tag", Severity::error, "YAML's tags (!name) are not used"},
    Rule{"yaml-documents", Severity::error, "The front matter is one YAML document"},
    Rule{"json-syntax", Severity::error, "A line of a bulk load is a JSON object with \"record\" and \"body\""},
    Rule{"nested-too-deeply", Severity::error, "Neither the front matter nor the body is nested beyond reason"},
    Rule{"not-a-mapping", Severity::error, "The front matter is a list of keys and values"},
    Rule{"bad-key", Severity::error, "Keys are plain words"},
    Rule{"duplicate-key", Severity::error, "No key stands twice in the same place"},
    // Each key for itself, by the schema.
    Rule{"unknown-key", Severity::error, "Every key is one that records have"},
    Rule{"missing-key", Severity::error, "Every required key is there"},
    Rule{"empty-value", Severity::error, "A key that is there has a value"},
    Rule{"wrong-type", Severity::error, "The value is of the right type: text, a number, a list"},
    Rule{"out-of-range", Severity::error, "Numbers lie in their range"},
    Rule{"too-long", Severity::error, "Texts keep to their greatest length"},
    Rule{"too-many", Severity::error, "Lists keep to their greatest number of entries"},
    Rule{"too-few", Severity::error, "Lists have their least number of entries"},
    Rule{"duplicate-entry", Severity::error, "No entry stands twice in a list of codes"},
    Rule{"bad-form", Severity::error, "Ids, DOIs and addresses have their form"},
    Rule{"bad-date", Severity::error, "Dates are YYYY-MM-DD and exist"},
    Rule{"bad-choice", Severity::error, "The value is one of those allowed"},
    Rule{"unknown-code", Severity::error, "Codes are in their vocabulary"},
    Rule{"schema", Severity::error, "The front matter fits schemas/record.schema.json in all that the rules above do not name"},
    // Keys against each other.
    Rule{"placeholder", Severity::error, "Nothing is left to fill in"},
    Rule{"id-file-name", Severity::error, "The id is the file's name without .md"},
    Rule{"kind-folder", Severity::warning, "Studies, reviews and exemplars lie in the folder of their kind"},
    Rule{"groups", Severity::error, "A restricted record names its groups, and no other record does"},
    Rule{"countries-empty", Severity::error, "Only a review may leave the countries empty"},
    Rule{"fieldwork-order", Severity::error, "Fieldwork does not end before it begins"},
    Rule{"date-order", Severity::warning, "A record is not reviewed before it was added"},
    Rule{"ci-order", Severity::error, "A confidence interval gives its lower end first"},
    Rule{"ci-value", Severity::warning, "A value lies within its confidence interval"},
    Rule{"related-self", Severity::error, "A record is not related to itself"},
    Rule{"review-keys", Severity::warning, "\"studies\" and \"consistency\" are for reviews"},
    Rule{"strength-rule", Severity::warning, "The strength is that of the rule table, or a reason is given"},
    Rule{"strength-reason", Severity::warning, "A reason for the strength is given only where it departs from the rule table"},
    Rule{"sms-level", Severity::warning, "The level on the Maryland scale fits the design"},
    Rule{"harms-reported", Severity::error, "Where the effect increases harm, harms are reported"},
    Rule{"effect-without-harm", Severity::warning, "An effect on the harm rests on an outcome that measures harm"},
    Rule{"figures", Severity::warning, "Every number in the prose stands in the front matter"},
    // The body.
    Rule{"text-before-heading", Severity::warning, "The body starts with a heading"},
    Rule{"top-heading", Severity::warning, "The body has no heading of level one; the title is the heading"},
    Rule{"unknown-heading", Severity::warning, "Headings of level two are the eight of docs/records.md"},
    Rule{"duplicate-heading", Severity::error, "No heading of level two stands twice"},
    Rule{"heading-order", Severity::warning, "Sections stand in the order of docs/records.md"},
    Rule{"missing-section", Severity::error, "What was done, Effect and Limits are there"},
    Rule{"empty-section", Severity::error, "What was done, Effect and Limits are not empty"},
    Rule{"absent-section", Severity::warning, "The other sections are there and say something, if only that nothing is known"},
    Rule{"table", Severity::warning, "There are no tables; figures belong in outcomes"},
    Rule{"raw-html", Severity::warning, "There is no HTML in the body; it is never passed on"},
    Rule{"unsafe-link", Severity::warning, "Links lead to http, https or mail addresses, or to other records"},
    Rule{"image", Severity::warning, "There are no images; they are never shown"},
    Rule{"too-many-brackets", Severity::error, "The body is prose, not a heap of brackets"},
    // Between files.
    Rule{"duplicate-id", Severity::error, "No two files have the same id"},
    Rule{"related-missing", Severity::warning, "Related records exist"},
    Rule{"related-reach", Severity::error, "No record names one that fewer people may read"},
};

// The place of a rule in the table; its size where there is none. (An index, because GCC 12 under -fsanitize=undefined takes no address
// of a row for a constant.)
constexpr std::size_t find_rule(std::string_view name) {
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (kRules[i].name == name) {
      return i;
    }
  }
  return kRules.size();
}

}  // namespace whatworks
