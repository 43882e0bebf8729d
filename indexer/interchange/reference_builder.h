// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interchange/importer.h"
#include "interchange/reference.h"

namespace whatworks {

// How much of a file one reference may fill, so that no parser of others has to hold more, and how many fields it may have.
inline constexpr std::size_t kLargestReference = 4 * 1024 * 1024;
inline constexpr std::size_t kMostFields = 20'000;

// A reference as a reader found it, in the form of a record's source.
struct ImportedReference {
  int line = 1;
  std::string label;  // for messages: its key, or its title
  std::string type;   // one of record.schema.json; empty where the format does not tell
  std::string title;
  std::vector<std::string> authors;
  std::optional<int> year;
  Venue venue;
  std::string doi;
  std::string url;
  std::vector<std::string> abstract;
  std::vector<std::string> keywords;
  bool review = false;  // the reference says of itself that it is a review of studies
  bool ours = false;    // we exported it, so that the abstract is our summary
  std::vector<Unmapped> unmapped;
};

// What readers share: each value goes to its place, or on the list of what has none. Of several values for one place the first is taken. Not for several
// threads.
class ReferenceBuilder {
 public:
  ReferenceBuilder(int line, std::string_view label);

  void type(std::string_view type) { reference_.type = type; }
  [[nodiscard]] const std::string& type() const noexcept { return reference_.type; }
  void title(std::string_view field, std::string_view text);
  // "Family, Given", "Family, Given, Jr.", or the name of a body, which may end in a comma as EndNote writes it.
  void author(std::string_view field, std::string_view text);
  void person(std::string_view field, std::string_view family, std::string_view given, std::string_view suffix);
  // An editor: the author of a book that has no other, else without a place.
  void editor(std::string_view field, std::string_view text);
  // Any text that holds a year; what else it tells of the day is left out.
  void date(std::string_view field, std::string_view text);
  void venue(std::string_view field, std::string_view text);
  void genre(std::string_view field, std::string_view text);
  void volume(std::string_view field, std::string_view text);
  void issue(std::string_view field, std::string_view text);
  void pages(std::string_view field, std::string_view text);  // "12", "12-34", "12--34", "e1051"
  void last_page(std::string_view field, std::string_view text);
  void doi(std::string_view field, std::string_view text);
  void url(std::string_view field, std::string_view text);  // one or several addresses
  void abstract(std::string_view field, std::string_view text);
  void abstract_paragraph(std::string_view text);
  void keyword(std::string_view field, std::string_view text);
  void note(std::string_view field, std::string_view text);
  void says_review() { reference_.review = true; }
  void exported_by_us() { reference_.ours = true; }
  void unmapped(std::string_view field, std::string_view text);

  [[nodiscard]] bool has_title() const noexcept { return !reference_.title.empty(); }
  [[nodiscard]] bool has_venue() const noexcept { return !reference_.venue.name.empty(); }
  [[nodiscard]] bool has_pages() const noexcept { return !reference_.venue.first_page.empty(); }
  [[nodiscard]] bool has_issue() const noexcept { return !reference_.venue.issue.empty(); }
  [[nodiscard]] bool has_doi() const noexcept { return !reference_.doi.empty(); }

  ImportedReference finish();

 private:
  void take(std::string& place, std::string_view field, std::string value);
  void unplace(std::string_view field, std::string& value);

  struct Value {
    std::string field;
    std::string text;
  };
  ImportedReference reference_;
  std::vector<Value> editors_;
  std::vector<Value> authors_;
  std::string keyword_field_;
};

// Where readers put what they find.
struct ImportSink {
  std::string file_name;
  std::function<bool(ImportedReference)> take;  // false: no more are wanted
  std::function<void(Problem)> report;
  std::function<void(std::size_t offset)> progress;  // how far in the text

  void error(int line, std::string_view rule, std::string message, std::string hint = {}) const;
  void warning(int line, std::string_view rule, std::string message, std::string hint = {}) const;
};

// One file per format. Each takes any text that decode_input() gives, and goes on behind what it cannot read.
void read_ris(std::string_view text, const ImportSink& sink);
void read_bibtex(std::string_view text, const ImportSink& sink);
void read_csl_json(std::string_view text, const ImportSink& sink);
void read_endnote_xml(std::string_view text, const ImportSink& sink);
void read_pubmed_xml(std::string_view text, const ImportSink& sink);

// A venue in the form that parse_venue() takes apart: "Journal of Examples 12(3), 45-67"; of a thesis "PhD thesis, University of Somewhere".
std::string compose_venue(const Venue& venue, std::string_view type);

}  // namespace whatworks
