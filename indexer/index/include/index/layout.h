// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"
#include "vocabulary/schemas.h"

// How a record lies in a Xapian database: the one place that knows prefixes, slots and the form of the document data.
// docs/index-format.md tells it in prose and must be changed together with this file.
namespace whatworks::layout {

// Raised whenever documents written by an older program would be read wrongly; an index of another format is rebuilt, never migrated.
inline constexpr int kFormat = 6;

// Free text. Every field is indexed under its own prefix, where it has one, and without a prefix, `weight` times. The labels of codes stand apart from
// the general text, and a search looks there too: many records share a code, and its everyday words would make the same words in prose look common.
struct TextField {
  std::string_view name;
  std::string_view prefix;      // Xapian's customary letters where there are any; empty: only in the general text
  unsigned weight;              // how often each word counts in the general text, 0: not at all; see docs/relevance.md
  std::string_view query_name;  // what a searcher types before the colon, or empty
  std::string_view help;
};

inline constexpr std::array kTextFields{
    TextField{"title", "S", 2, "title", "words in the title of the record or of its sources"},
    TextField{"intervention", "XI", 2, "intervention", "words that name what was done"},
    TextField{"summary", "", 2, "", "the verdict"},
    TextField{"section", "", 1, "", "the prose of the record"},
    TextField{"author", "A", 1, "author", "who wrote the sources"},
    TextField{"contributor", "XW", 0, "contributor", "who wrote the record, by name or ORCID"},
    TextField{"country", "XC", 0, "country", "names and codes of the countries where it was done"},
    TextField{"label", "XL", 0, "", "labels and other labels of the record's codes, so that everyday words find it"},
};

const TextField& text_field(std::string_view name) noexcept;  // name must be in the table

// Value slots. Sorting slots hold keys that sort ascending as bytes and end in the id, so that no two records tie. Before the id, those by
// strength, year and day hold tie_break() in eight hexadecimal digits.
enum Slot : std::uint32_t {
  kSlotId = 0,
  kSlotDigest = 1,
  kSlotByStrength = 2,  // strongest first, then newest
  kSlotByNewest = 3,
  kSlotByOldest = 4,
  kSlotByTitle = 5,
  kSlotVector = 6,       // the dense view of the record
  kSlotByUpdated = 7,    // last added or reviewed first
  kFirstFacetSlot = 16,  // facet number n of the catalogue has slot kFirstFacetSlot + n
};

std::uint32_t facet_slot(const Facet& facet) noexcept;

// In a facet's slot the expanded values stand one after the other with this between them.
inline constexpr char kValueSeparator = '\x1f';

// What orders records of one strength and year: a number that a reader can hold for every record, where ids would be too long. It says nothing
// of a record, so that no author or title has the advantage.
std::uint32_t tie_break(std::string_view id) noexcept;

// What the key in kSlotByStrength says of a record.
struct StrengthKey {
  std::uint8_t strength = 0;
  std::uint16_t year = 0;
  std::uint32_t tie_break = 0;
};

StrengthKey read_strength_key(std::string_view key) noexcept;  // all nought where it is malformed

// What keys in kSlotByUpdated begin with, for a day as a number such as 20261124; and the day of such a key, 0 where it is malformed.
std::string updated_key(std::uint32_t day);
std::uint32_t read_updated_key(std::string_view key) noexcept;

// 20261124 for the 24th of November 2026.
std::uint32_t day_number(std::chrono::year_month_day day) noexcept;

// The only functions that make prefixed terms.
std::string id_term(std::string_view id);
std::string facet_term(const Facet& facet, std::string_view value);
std::string phrase_term(std::string_view stems);                  // of a phrase that the schemas know, its stems with _ between them
std::vector<std::string> stems_of_phrase(std::string_view term);  // of phrase_term(); none of any other term
std::string label_phrase_term(std::string_view phrase_term);      // of the same phrase where it is a label of the record's codes
std::string related_term(std::string_view id);                    // on records that name `id` in their `related`

// Document data: the card (JSON, what lists show) and the plain text that snippets are cut from, each on one line; then the whole record,
// JSON that is deflated apart, so that fetching a card inflates little.
struct DocumentData {
  std::string_view card;
  std::string_view text;
  std::string_view record;
};

std::string encode_document(const Record& record);
DocumentData split_document(std::string_view data) noexcept;  // views into `data`; empty parts where it is malformed

// The record that encode_document() was given, from DocumentData::record. Fails with index_corrupt.
Result<Record> decode_record(std::string_view deflated_record);

}  // namespace whatworks::layout
