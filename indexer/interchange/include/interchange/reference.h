// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// A person, or a body that wrote something under its own name.
struct Author {
  std::string family;  // "van der Laan"; empty for a body
  std::string given;   // "Peter"; may be empty
  std::string suffix;  // "Jr."; mostly empty
  std::string body;    // "Home Office"; empty for a person
};

// Reads "Family, Given", "Family, Given, Jr." or the name of a body. A name without a comma is a body's, and so is one with a comma that holds
// more than a person's does, such as "Research Unit, University of Somewhere". Pure; any text gives an author.
Author parse_author(std::string_view text);

// Where a work appeared, taken apart as far as it can be read without doubt; what cannot stays in the name.
struct Venue {
  std::string name;  // journal, proceedings, book, website, publisher, institution or university, by the type of the work
  std::string volume;
  std::string issue;
  std::string first_page;  // or the number of an article
  std::string last_page;
  std::string genre;  // of a thesis: "PhD thesis"
};

// Reads a source's venue. `type` is one of record.schema.json; `year` is the source's, which some venues repeat and which is then left out. Pure.
//   "Journal of Examples 12(3), 45-67" of an article: name "Journal of Examples", volume "12", issue "3", pages "45" to "67"
//   "PhD thesis, University of Somewhere" of a thesis: name "University of Somewhere", genre "PhD thesis"
Venue parse_venue(std::string_view venue, std::string_view type, std::optional<int> year);

// What people cite when they cite a record: its main source, with our words about it. All texts are on one line. Plain data.
struct Reference {
  std::string id;    // of the record
  std::string type;  // of the source, one of record.schema.json: "article"
  std::string title;
  std::vector<Author> authors;
  std::optional<int> year;
  Venue venue;
  std::string doi;                    // without a resolver; may be empty
  std::string url;                    // of the source; may be empty
  std::string abstract;               // our summary
  std::vector<std::string> keywords;  // the intervention, then the labels of our codes
  std::string note;                   // that this is our summary, the record's address, our ratings in words, further sources
  std::string accessed;               // when somebody last read the record against its sources, "2026-11-24"; may be empty
};

// Under which our words about a source are published: Creative Commons Attribution 4.0.
inline constexpr std::string_view kRecordsLicence = "https://creativecommons.org/licenses/by/4.0/";

// The licence of a record of this circulation: none where not everybody may have it.
constexpr std::string_view licence_of(std::string_view circulation) noexcept { return circulation == "public" ? kRecordsLicence : std::string_view{}; }

// Whether an address may stand before "/records/ID" in every format.
bool is_base_url(std::string_view url) noexcept;

// The address of a record's page below `base_url` ("https://example.org", with or without a slash at its end); empty where that is empty.
std::string record_address(std::string_view base_url, std::string_view id);

// The reference for a record. `base_url` as above: where it is empty, the note names the record by its id alone. Pure.
Reference reference_of(const Record& record, const Schemas& schemas, std::string_view base_url);

}  // namespace whatworks
