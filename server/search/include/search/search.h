// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "core/result.h"
#include "record/record.h"
#include "search/map.h"
#include "search/request.h"
#include "vocabulary/crosswalk.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// Who asks. Decides which shards of the index are opened and is the only thing that does.
struct Audience {
  bool internal = false;            // signed in
  std::vector<std::string> groups;  // whose restricted records may be read

  static Audience everyone() { return {}; }
  bool operator==(const Audience&) const = default;
};

// Whether somebody may read what has this circulation and, where it is restricted, these groups.
bool may_read(const Audience& audience, std::string_view circulation, const std::vector<std::string>& groups);

// A record as lists show it.
struct ResultCard {
  std::string id;
  std::string kind;
  std::string title;
  std::string summary;
  std::string intervention;
  std::string snippet;  // HTML with everything but <mark> escaped; empty without a query or where only codes matched
  int published = 0;
  std::vector<std::string> countries;
  std::vector<std::string> priorities;
  std::vector<std::string> crime_types;
  std::string design;
  std::string effect;
  std::string harms;  // empty where not stated
  int strength = 0;
  std::string circulation;
  std::vector<std::string> groups;  // whose members alone may read it, where it is restricted
  std::string status;
  std::string added;     // date, "2026-11-24"
  std::string reviewed;  // date, or empty
  double score = 0;      // weight of the match; 0 without a query

  // When the record last changed as evidence, as updated_on() has it.
  [[nodiscard]] const std::string& updated() const noexcept { return reviewed < added ? added : reviewed; }
};

struct FacetValueCount {
  std::string value;
  std::string label;
  std::uint32_t count = 0;  // results carrying it when the facet's own choices are set aside
  bool selected = false;
  bool excluded = false;
  std::string broader;  // the value above it in the same facet, or empty
};

struct FacetCounts {
  std::string name;
  std::string label;
  // Counts above 0, and chosen values whatever their count. Ordered vocabularies in their order, the rest by count, then label.
  std::vector<FacetValueCount> values;
};

struct SearchResults {
  SearchRequest request;                    // as it was answered
  std::uint32_t total = 0;                  // exact
  std::vector<ResultCard> results;          // of the page; empty past the end
  std::vector<FacetCounts> facets;          // in the order of the catalogue
  std::optional<std::string> did_you_mean;  // the corrected query, where there is a likelier one
  bool corrected = false;                   // whether it was searched at once, because the words as typed found nothing
  bool relaxed = false;                     // no record held all the words, so any of them counted
  bool incomplete = false;                  // a shard on another machine does not answer; this is what the others know
  std::optional<int> first_year;            // over all records that may be seen, for the year fields
  std::optional<int> last_year;
  double took_ms = 0;
};

struct RelatedRecord {
  std::string id;
  std::string title;
  std::string how;      // replicates | contradicts | extends | reviews | same-programme
  bool inward = false;  // the other record says it of this one
  std::string effect;
  int strength = 0;
};

// What makes two records alike.
enum class Likeness { intervention, mechanism, place, text };

// "intervention", "mechanism", …: as in JSON and the texts of pages.
std::string_view likeness_name(Likeness kind) noexcept;

// One reason for which a record is near another.
struct Reason {
  Likeness kind = Likeness::text;
  std::vector<std::string> shared;  // what they share: the intervention's name, countries by their labels, or telling words
};

struct SimilarRecord {
  ResultCard card;
  double score = 0;         // the likeness of their texts, between 0 and 1, and something for each other reason
  std::vector<Reason> why;  // at least one
};

inline constexpr std::size_t kMostSimilar = 5;

// A code that may fit a new text, with what speaks for it. Never set by itself: whoever writes the record decides.
struct CodeSuggestion {
  std::string facet;                 // "crime"
  std::string code;                  // "drugs"
  std::string label;                 // "Drugs"
  double score = 0;                  // between 0 and 1; docs/suggested-codes.md tells how often one from there on is right
  std::vector<std::string> records;  // ids of the nearest records that have it, the nearest first
  std::vector<std::string> words;    // names of the code that stand in the text
};

// A part of the records that a search matches.
struct BatchRequest {
  SearchRequest search;                                     // its words and filters count, its order and page do not
  std::string after;                                        // only records whose ids sort after this one, bytewise; empty: from the first
  std::size_t limit = 100;                                  // at least 1
  std::optional<std::chrono::year_month_day> updated_from;  // inclusive: only records that were last added or reviewed on this day or later
  std::optional<std::chrono::year_month_day> updated_to;    // inclusive
};

struct RecordBatch {
  std::vector<Record> records;  // in the order of their ids
  bool more = false;            // whether others follow
  std::uint32_t total = 0;      // all that match, whatever `after` says; exact
};

// A record whole, as its page and exports show it.
struct RecordDetail {
  ResultCard card;
  std::shared_ptr<const nlohmann::ordered_json> front_matter;  // never null
  std::vector<Section> sections;
  std::vector<RelatedRecord> related;  // both ways, only such as the asker may see
  CrosswalkReadings crosswalk;         // how other bodies would word the ratings, by our reading
  std::string digest;                  // changes with the record's file
};

enum class SuggestionKind { label, intervention, title };

// A way to finish what is being typed.
struct Suggestion {
  SuggestionKind kind = SuggestionKind::label;
  std::string text;    // as people read it
  std::string record;  // of a title: the record's id
  std::string facet;   // of a label: the facet and value that it stands for
  std::string value;
};

inline constexpr std::size_t kMostSuggestions = 10;

struct IndexState {
  bool ready = false;         // opened and holding at least one record
  std::string version;        // changes with every change of what can be found; good as an ETag
  std::uint32_t records = 0;  // in the shards that everyone may see
  std::string message;        // why it is not ready, for operators
};

// Answers searches from the index below a folder and follows it as it moves on. Free to share between threads: each thread
// gets its own database handles inside. A call that meets a moving index is repeated once as a whole.
class SearchService {
 public:
  // `index_folder` may also be a stub file that names shards on other machines (docs/scaling.md). Does not fail where there is no index yet: ready() tells, and
  // calls fail with index_missing until one is there. `schemas` must outlive it.
  SearchService(fs::path index_folder, const Schemas& schemas);
  ~SearchService();
  SearchService(const SearchService&) = delete;
  SearchService& operator=(const SearchService&) = delete;

  // Fails with index_missing, index_outdated, index_changed (asked twice and moved twice) or index_corrupt; never for what was typed.
  [[nodiscard]] Result<SearchResults> search(const SearchRequest& request, const Audience& audience) const;

  // The records of a search counted by one facet, or by two at once. Fails as search() does, and with bad_parameter where check_axes() finds something.
  [[nodiscard]] Result<EvidenceMap> map(const MapRequest& request, const Audience& audience) const;

  // Fails with not_found, also where the asker may not see it, and as search() does.
  [[nodiscard]] Result<RecordDetail> record(std::string_view id, const Audience& audience) const;

  // The records with these ids as they were checked in, in the order of `ids`; ids that there are none of, or that the asker may not see, are left out.
  // Fails as search() does. Each costs a read and the parsing of all its text: ask for a page of them at most.
  [[nodiscard]] Result<std::vector<Record>> records(const std::vector<std::string>& ids, const Audience& audience) const;

  // The next records of a search in the order of their ids. Asked again with the id of the last one as `after`, it gives every record once, however many there
  // are and however the index moves on meanwhile. Fails as search() does.
  [[nodiscard]] Result<RecordBatch> batch(const BatchRequest& request, const Audience& audience) const;

  // The records nearest to one, the nearest first, at most kMostSimilar. Fails as record() does.
  [[nodiscard]] Result<std::vector<SimilarRecord>> similar(std::string_view id, const Audience& audience) const;

  // Codes for the priorities, themes, crime types, strategies and stages of a text that is not in the index, the likeliest of each facet first; only its title,
  // intervention, summary and sections are looked at, and a record with its id is left out. Fails as search() does.
  [[nodiscard]] Result<std::vector<CodeSuggestion>> suggest_codes(const Record& draft, const Audience& audience) const;

  // The records nearest to a text that is not in the index, as similar(). Fails as search() does.
  [[nodiscard]] Result<std::vector<SimilarRecord>> similar_to(const Record& draft, const Audience& audience) const;

  // A record that is not in the index as its page would show it, with its ties to those that are. Fails as search() does.
  [[nodiscard]] Result<RecordDetail> preview(const Record& draft, const Audience& audience) const;

  // Completions of what is being typed, at most kMostSuggestions. Fails as search() does.
  [[nodiscard]] Result<std::vector<Suggestion>> suggest(std::string_view typed, const Audience& audience) const;

  [[nodiscard]] IndexState state(const Audience& audience) const;

  // How a query is understood, for people who tune: the parsed request and the engine's query, one per line.
  [[nodiscard]] Result<std::string> explain(const SearchRequest& request, const Audience& audience) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace whatworks
