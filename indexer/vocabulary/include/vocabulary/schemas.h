// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/files.h"
#include "core/result.h"

namespace whatworks {

// One code of a vocabulary with its words. SKOS calls them notation, prefLabel, altLabel, definition and broader.
struct Concept {
  std::string code;
  std::string label;
  std::vector<std::string> other_labels;  // what else people call it; they make a search find it
  std::string definition;                 // one or two sentences for officers; empty for countries
  std::string broader;                    // code of the concept above it in the same vocabulary, or empty
  std::string region;                     // countries only: code of the United Nations sub-region, or empty
  std::string exact_match = {};           // address of the same thing in the standard that the vocabulary takes its codes from, or empty
};

// A concept scheme, read from schemas/vocabularies/NAME.json. Immutable and free to share between threads.
class Vocabulary {
 public:
  // Throws nothing; `concepts` have unique codes and broader codes that exist and do not run in a circle (load_schemas checks).
  Vocabulary(std::string name, std::string label, std::string definition, bool ordered, std::vector<Concept> concepts);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::string& label() const noexcept { return label_; }
  [[nodiscard]] const std::string& definition() const noexcept { return definition_; }
  // Whether the order of the concepts means something (levels of strength) or is only the order of the file.
  [[nodiscard]] bool ordered() const noexcept { return ordered_; }
  [[nodiscard]] const std::vector<Concept>& concepts() const noexcept { return concepts_; }
  [[nodiscard]] const Concept* find(std::string_view code) const noexcept;   // null where there is no such code
  [[nodiscard]] std::size_t position(std::string_view code) const noexcept;  // in concepts(); its size where there is no such code
  // The code itself, then what stands above it, nearest first. An unknown code gives an empty list.
  [[nodiscard]] std::vector<std::string> with_ancestors(std::string_view code) const;
  [[nodiscard]] std::vector<std::string> codes() const;

 private:
  std::string name_;
  std::string label_;
  std::string definition_;
  bool ordered_;
  std::vector<Concept> concepts_;
  std::unordered_map<std::string, std::size_t> positions_;
};

// The value of a facet that stands for "the record does not state it", in addresses, terms and counts.
inline constexpr std::string_view kMissingValue = "_missing";

enum class FacetType { vocabulary, country, region, integer, year };
enum class FacetShow { open, closed, hidden };  // in the filter panel

// One row of the facet catalogue, schemas/facets.json: a way to sort, filter and count records.
struct Facet {
  std::string name;   // in addresses and JSON, such as "crime"
  std::string label;  // for people, such as "Crime type"
  std::string field;  // the key in the front matter, such as "crime_types"
  FacetType type = FacetType::vocabulary;
  std::string vocabulary;     // its name, or empty for a year
  bool several = false;       // whether a record may hold several values
  std::string default_value;  // what a record has that does not state it, or empty
  FacetShow show = FacetShow::closed;
  std::size_t index = 0;  // its place in the catalogue
};

// How another body would word a record's rating, by our reading: the first rule whose conditions all hold decides. Read from
// schemas/crosswalk.json, which names the source of every wording.
struct CrosswalkRule {
  std::map<std::string, std::vector<std::string>> when;  // key of the front matter: values, as text, of which one must stand there
  std::string says;
};

struct CrosswalkBody {
  std::string name;
  std::string url;    // where its own scale is explained
  std::string about;  // what its scale says and does not
  std::vector<CrosswalkRule> rules;
};

struct Crosswalk {
  std::string note;  // stands beside it wherever it is shown
  std::vector<CrosswalkBody> bodies;
};

// Words that mean the same to a searcher, read from schemas/thesaurus.json. What is typed like one of `typed` is searched for as `means` too.
struct ThesaurusEntry {
  std::vector<std::string> typed;
  std::vector<std::string> means;
  bool literal = false;  // slang: what was typed is taken to the letter, so that "shotting" is not looked for as "shot"
};

// Records that editors want first for some words, read from schemas/best_bets.json.
struct BestBet {
  std::vector<std::string> typed;    // whole queries; capitals, accents and punctuation do not matter
  std::vector<std::string> records;  // ids, the best first
};

// Everything that is data about records: the facet catalogue, the vocabularies and the JSON Schema of the front matter.
// Immutable and free to share between threads.
class Schemas {
 public:
  Schemas(std::vector<Facet> facets, std::map<std::string, Vocabulary> vocabularies, std::string record_schema, Crosswalk crosswalk,
          std::vector<ThesaurusEntry> thesaurus, std::vector<BestBet> best_bets, std::string digest);

  [[nodiscard]] const std::vector<Facet>& facets() const noexcept { return facets_; }
  [[nodiscard]] const Facet* find_facet(std::string_view name) const noexcept;  // null where there is none
  [[nodiscard]] const std::map<std::string, Vocabulary>& vocabularies() const noexcept { return vocabularies_; }
  [[nodiscard]] const Vocabulary* find_vocabulary(std::string_view name) const noexcept;  // null where there is none
  [[nodiscard]] const Vocabulary* vocabulary_of(const Facet& facet) const noexcept;       // null for a year
  // The label of a facet's value, or the value itself where no vocabulary has it.
  [[nodiscard]] std::string label_of(const Facet& facet, std::string_view value) const;
  // The text of record.schema.json (JSON Schema, draft-07).
  [[nodiscard]] const std::string& record_schema() const noexcept { return record_schema_; }
  // Empty where the folder has no crosswalk.json.
  [[nodiscard]] const Crosswalk& crosswalk() const noexcept { return crosswalk_; }
  // Empty where the folder has no thesaurus.json.
  [[nodiscard]] const std::vector<ThesaurusEntry>& thesaurus() const noexcept { return thesaurus_; }
  // Empty where the folder has no best_bets.json.
  [[nodiscard]] const std::vector<BestBet>& best_bets() const noexcept { return best_bets_; }
  // Changes whenever a byte of the schemas changes that an index depends on; the index remembers it.
  [[nodiscard]] const std::string& digest() const noexcept { return digest_; }

  // The values under which a record is found and counted, from those in its front matter: a narrower code brings the broader ones
  // with it, a country its regions, an unstated one the default. Without duplicates, in a fixed order.
  [[nodiscard]] std::vector<std::string> expand(const Facet& facet, const std::vector<std::string>& stated) const;

 private:
  std::vector<Facet> facets_;
  std::map<std::string, Vocabulary> vocabularies_;
  std::string record_schema_;
  Crosswalk crosswalk_;
  std::vector<ThesaurusEntry> thesaurus_;
  std::vector<BestBet> best_bets_;
  std::string digest_;
};

// Reads facets.json, record.schema.json, vocabularies/*.json and, where they are, crosswalk.json, thesaurus.json and best_bets.json below
// `folder`. Fails with unreadable where a file is missing, and with bad_input, naming file and entry, where one is malformed: unknown keys, a duplicate code or
// facet, a broader code or vocabulary that does not exist, a circle.
Result<Schemas> load_schemas(const fs::path& folder);

}  // namespace whatworks
