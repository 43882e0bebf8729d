// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/language.h"
#include "core/files.h"
#include "core/result.h"
#include "vocabulary/schemas.h"

namespace whatworks::bench {

// The facets that are counted, as in addresses, and the keys of the front matter that hold them.
inline constexpr std::array<const char*, 5> kCountedFacets{"priority", "crime", "country", "strategy", "effect"};
inline constexpr std::array<const char*, 5> kCountedFields{"priorities", "crime_types", "countries", "strategy", "effect"};

struct SyntheticRecord {
  nlohmann::ordered_json front_matter;
  std::string body;                   // Markdown
  std::string title;                  // as in the front matter
  std::string text;                   // all other words, for the baselines
  std::vector<Language::Word> words;  // of the body; for choosing what to ask
  [[nodiscard]] std::string id() const { return front_matter.at("id").get<std::string>(); }
  [[nodiscard]] std::vector<std::string> values(std::size_t facet) const;  // that it states for kCountedFacets[facet]
};

// What the records are made after: the real corpus.
struct Model {
  Language language;
  std::vector<nlohmann::ordered_json> codings;  // front matter of the real records
  std::vector<Language::Word> broad;            // rare words of the sample that the records get so often that each is in about half of them
};

// Reads the corpus and what words the schemas use (a label would add its words to every record so coded). Fails as reading files does.
Result<Model> load_model(const fs::path& corpus, const fs::path& schemas);

// How many words a record has, on average, in a set of so many: long ones up to 100,000 records, short ones above.
std::size_t words_per_record(std::size_t records) noexcept;

// The records of a set one after the other, the same for the same seed and size. Holds a reference to `model`. Not to be shared between threads.
class SyntheticRecords {
 public:
  SyntheticRecords(const Model& model, std::size_t records, std::uint64_t seed) : model_(model), random_(seed), records_(records) {}

  [[nodiscard]] bool done() const noexcept { return made_ == records_; }
  [[nodiscard]] std::size_t size() const noexcept { return records_; }
  SyntheticRecord next();  // not when done()

 private:
  std::string sentence(std::size_t words, std::vector<Language::Word>* kept);
  std::vector<Language::Word> body_words(std::size_t count);
  nlohmann::ordered_json coding();

  const Model& model_;
  Random random_;
  std::size_t records_;
  std::size_t made_ = 0;
};

}  // namespace whatworks::bench
