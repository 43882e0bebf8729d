// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/result.h"
#include "record/problem.h"
#include "record/record.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// Forms in which references come in; docs/interchange.md says what goes where.
enum class ImportFormat { ris, bibtex, csl_json, endnote_xml, pubmed_xml };

// As people call it: "PubMed XML".
std::string_view import_format_label(ImportFormat format) noexcept;

// Which works are there already, and which ids are taken. Plain data; not for several threads while it is added to.
class KnownWorks {
 public:
  void take_id(std::string id);
  [[nodiscard]] bool has_id(const std::string& id) const;

  // Adds all sources of the front matter of a record or draft, and takes its id. `name` is what messages call it: its path.
  void add(const nlohmann::ordered_json& front_matter, const std::string& name);
  // Adds one source, an entry of `sources`.
  void add_source(const nlohmann::ordered_json& source, const std::string& name);

  struct Match {
    std::string name;
    bool by_doi = false;  // else by title and year
  };
  // The work that this source is: one with its DOI, or else one with its title, whatever accents, case and punctuation, and its year, where not both have DOIs.
  [[nodiscard]] std::optional<Match> find(const nlohmann::ordered_json& source) const;

  // The same for the main source of a record, which is the first one; others may well be those of several records.
  [[nodiscard]] std::optional<Match> find_main(const nlohmann::ordered_json& front_matter) const;
  void add_main(const nlohmann::ordered_json& front_matter, const std::string& name);

 private:
  struct Titled {
    std::string name;
    bool has_doi = false;
  };
  std::unordered_set<std::string> ids_;
  std::unordered_map<std::string, std::string> by_doi_;
  std::unordered_map<std::string, Titled> by_title_;
};

// The warning that a record's main source is also that of `other`; `text` is what the record was read from and `file` what the checker calls it.
Problem duplicate_work(const nlohmann::ordered_json& front_matter, std::string_view file, std::string_view text, std::string_view other, bool by_doi);

struct ImportOptions {
  std::string_view file_name;           // stands in messages
  std::size_t most_bytes = 64U << 20U;  // of the input
  std::size_t most_references = 50'000;
  bool also_duplicates = false;                                       // make drafts of them, too
  std::function<void(std::size_t done, std::size_t total)> progress;  // in bytes; may be empty
};

// Something of a reference that has no place in a draft.
struct Unmapped {
  std::string field;  // as the format calls it: "KW"
  std::string value;  // in one line, shortened
};

// A record that is still to be written, from one reference.
struct ImportDraft {
  std::string id;
  std::string kind;
  int line = 1;  // of the file, where the reference starts
  std::vector<Unmapped> unmapped;
  nlohmann::ordered_json known;       // keys of the front matter with their values
  std::vector<std::string> abstract;  // paragraphs
};

// A reference to a work that is in the file or among the known works already.
struct ImportDuplicate {
  int line = 1;
  std::string title;
  std::string of;  // the id of a draft, or the name of a known work
  bool by_doi = false;
};

struct Import {
  ImportFormat format = ImportFormat::ris;
  std::size_t references = 0;  // found in the file, with those that came to nothing
  std::vector<ImportDraft> drafts;
  std::vector<ImportDuplicate> duplicates;
  std::vector<Problem> problems;  // errors: references or parts of the file that were rejected; warnings: what was guessed
};

// Reads references and makes a draft of each. `known` are the works of the corpus; the drafts' ids and sources are added to it. Pure but for that, without
// global state, and safe with any bytes; memory and time grow with the size of the input. Fails with bad_input where the text is none of the formats (a ZIP, a
// PDF, a web page …), saying what it seems to be, and with too_large.
Result<Import> import_references(std::string_view text, KnownWorks& known, const ImportOptions& options);

// The draft as a file to fill in. Every gap is one that `check` names; nothing in it is an error otherwise.
Result<std::string> write_draft(const RecordTemplate& record_template, const ImportDraft& draft);

}  // namespace whatworks
