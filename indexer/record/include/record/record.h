// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "record/problem.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// One part of the body, from a heading of level two to the next.
struct Section {
  std::string heading;  // "What was done"
  std::string slug;     // "what-was-done", unique within the record
  std::string html;     // safe to show: no raw HTML, no dangerous links, headings start at level three
  std::string text;     // the same as plain text, paragraphs separated by a line feed
};

// A record that passed the checks. Plain data, immutable by convention, cheap to move; free to share between threads once made.
struct Record {
  std::string id;
  std::string kind;  // study | review | exemplar
  std::string title;
  std::string summary;
  std::string intervention;
  int published = 0;                                           // year
  std::string circulation;                                     // public | internal | restricted
  std::vector<std::string> groups;                             // who may read it where it is restricted, sorted; else empty
  std::shared_ptr<const nlohmann::ordered_json> front_matter;  // all of it, typed by the schema, in the order of the file; never null
  std::string body;                                            // the Markdown below the front matter, with line feeds as its only ends of lines
  std::vector<Section> sections;                               // of the body, in its order
  std::string digest;                                          // SHA-256 of the file's bytes
};

// A record from front matter that has passed the checks and the rest of it. Throws nlohmann's exceptions where a required key is missing or of
// another type: for those who read back what was checked before.
Record make_record(nlohmann::ordered_json front_matter, std::string body, std::vector<Section> sections, std::string digest);

// The same from front matter that may lack keys or hold anything under them: what cannot be read is empty.
Record make_draft(nlohmann::ordered_json front_matter, std::string body, std::vector<Section> sections, std::string digest);

// The sections of a body in Markdown. Any text is taken; what a check would refuse is left out.
std::vector<Section> read_sections(std::string_view body);

// The values that a record states for a facet in its front matter, as codes; a number as decimal digits. Not expanded: see Schemas::expand.
std::vector<std::string> stated_values(const Record& record, const Facet& facet);

// The surnames and names of the authors of all sources, as written, without duplicates.
std::vector<std::string> author_names(const Record& record);

// Somebody who wrote a record, as it names them.
struct Contributor {
  std::string name;
  std::string orcid;  // empty where it is not given

  // By which their page is found: the ORCID, else the slug of the name. A name that has more than a slug can say (another script) gets a digest at its end, so
  // that nobody is taken for somebody else.
  [[nodiscard]] std::string key() const;
};
std::vector<Contributor> contributors_of(const Record& record);
std::vector<Contributor> contributors_of(const nlohmann::ordered_json& front_matter);

// The later of the days on which it was added and reviewed, "2026-11-24": when it last changed as evidence.
std::string updated_on(const Record& record);

// What came of reading one file: the record, unless one of the problems is an error.
struct Reading {
  std::optional<Record> record;
  std::vector<Problem> problems;  // sorted
};

// How large a record's file and its front matter may be, in bytes.
inline constexpr std::size_t kRecordSizeLimit = 256 * 1024;
inline constexpr std::size_t kFrontMatterSizeLimit = 32 * 1024;

// Reads and checks single records. Holds a reference to `schemas`, which must outlive it. Immutable, free to share between threads.
class RecordReader {
 public:
  // Fails with bad_input where record.schema.json is no usable JSON Schema.
  static Result<RecordReader> make(const Schemas& schemas);
  RecordReader(RecordReader&&) noexcept;
  RecordReader& operator=(RecordReader&&) noexcept;
  ~RecordReader();

  // Pure. `file_name` stands in the problems, and its stem must be the record's id (an empty name is not compared). Any bytes are taken: all that is wrong with
  // them comes back as problems, all of a file at once.
  [[nodiscard]] Reading read(std::string_view file_name, std::string_view text) const;

  // Reads the file, then as above; a file that cannot be read or is too large comes back as a problem at line 1.
  // `source`, where it is not null, receives the text for format_problem().
  [[nodiscard]] Reading read_file(const fs::path& path, std::string* source = nullptr) const;

  // The same from front matter that is JSON already and a body in Markdown, for bulk loads; `name` and `line` stand in the problems.
  [[nodiscard]] Reading read_json(std::string_view name, int line, std::string_view json_line) const;

  // What stands in the front matter of a file, checked or not, such as that of a draft; nothing where it cannot be read. Pure.
  [[nodiscard]] std::optional<nlohmann::ordered_json> read_front_matter(std::string_view text) const;

  // As much of a record as can be made out in a text that somebody is still writing, whatever is wrong with it: its front matter may lack keys or hold anything
  // under them. Nothing where it has no front matter that ends, or its characters are none. Pure.
  [[nodiscard]] std::optional<Record> read_draft(std::string_view text) const;

 private:
  class Implementation;
  explicit RecordReader(std::unique_ptr<const Implementation> implementation) noexcept;
  std::unique_ptr<const Implementation> implementation_;
};

// A record as a file again: front matter in YAML in the order of the schema, then the body. read() of the result gives an equal record.
// `body` is the Markdown below the front matter; empty lines at its ends are not kept.
std::string write_record(const nlohmann::ordered_json& front_matter, std::string_view body);

// What stands for a value that is still to be written: `check` reports each. A text may go on after it.
inline constexpr std::string_view kPlaceholder = "FILL IN";

// A paragraph of plain text of which is known under which heading it belongs.
struct HeadingNote {
  std::string_view heading;  // "What was done"
  std::string text;
};

// What is known of a record that is still to be written.
struct RecordOutline {
  std::string_view kind;
  std::string_view id;
  const nlohmann::ordered_json* known = nullptr;  // values by their keys in the front matter; may be null
  std::vector<std::string> abstract = {};         // of the source, a paragraph each, plain text
  std::vector<HeadingNote> notes = {};            // in the order in which they stand under their headings
};

// Writes files to fill in: every key, and every heading with a line on what belongs there. What is known stands in its place; the abstract stands under the
// first heading, each paragraph marked by kPlaceholder, since records hold no sentence of their sources. Holds a reference to the schemas. Immutable, free to
// share between threads.
class RecordTemplate {
 public:
  // Fails with bad_input where record.schema.json is no usable JSON Schema.
  static Result<RecordTemplate> make(const Schemas& schemas);
  RecordTemplate(RecordTemplate&&) noexcept;
  RecordTemplate& operator=(RecordTemplate&&) noexcept;
  ~RecordTemplate();

  // Fails with bad_parameter where the kind is no kind of record or the id is not of an id's form.
  [[nodiscard]] Result<std::string> write(const RecordOutline& outline) const;

 private:
  class Implementation;
  explicit RecordTemplate(std::unique_ptr<const Implementation> implementation) noexcept;
  std::unique_ptr<const Implementation> implementation_;
};

// A file to fill in, for `new`: every required key, and every heading with a line on what belongs there. Fails with bad_parameter where
// `kind` is no kind of record or `id` is not of an id's form.
Result<std::string> record_template(const Schemas& schemas, std::string_view kind, std::string_view id);

}  // namespace whatworks
