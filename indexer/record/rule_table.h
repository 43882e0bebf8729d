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
    Rule{"unreadable", Severity::error, "The file can be read", RuleGroup::file},
    Rule{"too-large", Severity::error, "A record holds at most 256 KiB, its front matter at most 32 KiB", RuleGroup::file},
    Rule{"empty-file", Severity::error, "The file is not empty", RuleGroup::file},
    Rule{"not-utf8", Severity::error, "The file is text in UTF-8", RuleGroup::file},
    Rule{"control-character", Severity::error, "There are no control characters and none that turn the direction of the text", RuleGroup::file},
    Rule{"no-front-matter", Severity::error, "The front matter starts on the first line with ---", RuleGroup::file},
    Rule{"front-matter-not-closed", Severity::error, "A second --- line ends the front matter", RuleGroup::file},
    // The front matter as YAML, or as JSON.
    Rule{"yaml-syntax", Severity::error, "The front matter is YAML", RuleGroup::front_matter},
    Rule{"yaml-tab", Severity::error, "Lines of the front matter are indented by spaces, not tabs", RuleGroup::front_matter},
    Rule{"yaml-alias", Severity::error, "YAML's anchors (&name) and aliases (*name) are not used", RuleGroup::front_matter},
    Rule{"yaml-tag", Severity::error, "YAML's tags (!name) are not used", RuleGroup::front_matter},
    Rule{"yaml-documents", Severity::error, "The front matter is one YAML document", RuleGroup::front_matter},
    Rule{"json-syntax", Severity::error, "A line of a bulk load is a JSON object with \"record\" and \"body\"", RuleGroup::front_matter},
    Rule{"nested-too-deeply", Severity::error, "Neither the front matter nor the body is nested beyond reason", RuleGroup::front_matter},
    Rule{"not-a-mapping", Severity::error, "The front matter is a list of keys and values", RuleGroup::front_matter},
    Rule{"bad-key", Severity::error, "Keys are plain words", RuleGroup::front_matter},
    Rule{"duplicate-key", Severity::error, "No key stands twice in the same place", RuleGroup::front_matter},
    // Each key for itself, by the schema.
    Rule{"unknown-key", Severity::error, "Every key is one that records have", RuleGroup::keys},
    Rule{"missing-key", Severity::error, "Every required key is there", RuleGroup::keys},
    Rule{"empty-value", Severity::error, "A key that is there has a value", RuleGroup::keys},
    Rule{"wrong-type", Severity::error, "The value is of the right type: text, a number, a list", RuleGroup::keys},
    Rule{"out-of-range", Severity::error, "Numbers lie in their range", RuleGroup::keys},
    Rule{"too-long", Severity::error, "Texts keep to their greatest length", RuleGroup::keys},
    Rule{"too-many", Severity::error, "Lists keep to their greatest number of entries", RuleGroup::keys},
    Rule{"too-few", Severity::error, "Lists have their least number of entries", RuleGroup::keys},
    Rule{"duplicate-entry", Severity::error, "No entry stands twice in a list of codes", RuleGroup::keys},
    Rule{"bad-form", Severity::error, "Ids, DOIs and addresses have their form", RuleGroup::keys},
    Rule{"stray-mark", Severity::warning, "DOIs and addresses do not end with a mark of the sentence that they were copied from", RuleGroup::keys},
    Rule{"bad-date", Severity::error, "Dates are YYYY-MM-DD and exist", RuleGroup::keys},
    Rule{"bad-choice", Severity::error, "The value is one of those allowed", RuleGroup::keys},
    Rule{"unknown-code", Severity::error, "Codes are in their vocabulary", RuleGroup::keys},
    Rule{"schema", Severity::error, "The front matter fits schemas/record.schema.json in all that the rules above do not name", RuleGroup::keys},
    // Keys against each other.
    Rule{"placeholder", Severity::error, "Nothing is left to fill in", RuleGroup::together},
    Rule{"id-file-name", Severity::error, "The id is the file's name without .md", RuleGroup::together},
    Rule{"kind-folder", Severity::warning, "Studies, reviews and exemplars lie in the folder of their kind", RuleGroup::together},
    Rule{"orcid", Severity::error, "An ORCID ends in its check digit", RuleGroup::together},
    Rule{"groups", Severity::error, "A restricted record names its groups, and no other record does", RuleGroup::together},
    Rule{"countries-empty", Severity::error, "Only a review may leave the countries empty", RuleGroup::together},
    Rule{"fieldwork-order", Severity::error, "Fieldwork does not end before it begins", RuleGroup::together},
    Rule{"date-order", Severity::warning, "A record is not reviewed before it was added", RuleGroup::together},
    Rule{"ci-order", Severity::error, "A confidence interval gives its lower end first", RuleGroup::together},
    Rule{"ci-value", Severity::warning, "A value lies within its confidence interval", RuleGroup::together},
    Rule{"related-self", Severity::error, "A record is not related to itself", RuleGroup::together},
    Rule{"review-keys", Severity::warning, "\"studies\" and \"consistency\" are for reviews", RuleGroup::together},
    Rule{"strength-rule", Severity::warning, "The strength is that of the rule table, or a reason is given", RuleGroup::together},
    Rule{"strength-reason", Severity::warning, "A reason for the strength is given only where it departs from the rule table", RuleGroup::together},
    Rule{"sms-level", Severity::warning, "The level on the Maryland scale fits the design", RuleGroup::together},
    Rule{"harms-reported", Severity::error, "Where the effect increases harm, harms are reported", RuleGroup::together},
    Rule{"effect-without-harm", Severity::warning, "An effect on the harm rests on an outcome that measures harm", RuleGroup::together},
    Rule{"effect-outcomes", Severity::warning, "The effect does not contradict the outcomes", RuleGroup::together},
    Rule{"effect-summary", Severity::warning, "The effect does not contradict the first words of the summary", RuleGroup::together},
    Rule{"figures", Severity::warning, "Every number in the prose stands in the front matter", RuleGroup::together},
    // The body.
    Rule{"text-before-heading", Severity::warning, "The body starts with a heading", RuleGroup::body},
    Rule{"top-heading", Severity::warning, "The body has no heading of level one; the title is the heading", RuleGroup::body},
    Rule{"unknown-heading", Severity::warning, "Headings of level two are the eight of docs/records.md", RuleGroup::body},
    Rule{"duplicate-heading", Severity::error, "No heading of level two stands twice", RuleGroup::body},
    Rule{"heading-order", Severity::warning, "Sections stand in the order of docs/records.md", RuleGroup::body},
    Rule{"missing-section", Severity::error, "What was done, Effect and Limits are there", RuleGroup::body},
    Rule{"empty-section", Severity::error, "What was done, Effect and Limits are not empty", RuleGroup::body},
    Rule{"absent-section", Severity::warning, "The other sections are there and say something, if only that nothing is known", RuleGroup::body},
    Rule{"table", Severity::warning, "There are no tables; figures belong in outcomes", RuleGroup::body},
    Rule{"raw-html", Severity::warning, "There is no HTML in the body; it is never passed on", RuleGroup::body},
    Rule{"unsafe-link", Severity::warning, "Links lead to http, https or mail addresses, or to other records", RuleGroup::body},
    Rule{"image", Severity::warning, "There are no images; they are never shown", RuleGroup::body},
    Rule{"too-many-brackets", Severity::error, "The body is prose, not a heap of brackets", RuleGroup::body},
    // How much of use it is to others: what was the problem, what was done, how, by whom, what happened, what it cost, what to do differently.
    Rule{"thin-section", Severity::info, "Sections say enough for somebody to do it again", RuleGroup::reuse},
    Rule{"partners-missing", Severity::info, "Partners that the text tells of are coded", RuleGroup::reuse},
    Rule{"costs-missing", Severity::info, "Economics says what it cost, or that this is not known", RuleGroup::reuse},
    // How easily it is read.
    Rule{"long-summary", Severity::info, "The summary is one or two sentences", RuleGroup::reading},
    Rule{"long-sentences", Severity::info, "Sentences are short enough to be read in a hurry", RuleGroup::reading},
    Rule{"abbreviation", Severity::info, "Abbreviations in title and summary are spelt out somewhere", RuleGroup::reading},
    // Between files.
    Rule{"duplicate-id", Severity::error, "No two files have the same id", RuleGroup::corpus},
    Rule{"duplicate-work", Severity::warning, "No two records are about the same publication", RuleGroup::corpus},
    Rule{"related-missing", Severity::warning, "Related records exist", RuleGroup::corpus},
    Rule{"related-reach", Severity::error, "No record names one that fewer people may read", RuleGroup::corpus},
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
