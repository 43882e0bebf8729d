// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <xapian.h>

#include <memory>

#include "bench/engines.h"

namespace whatworks::bench {
namespace {

constexpr Xapian::valueno kSortSlot = 10;  // strength, then year
constexpr Xapian::doccount kResults = 10;
constexpr Xapian::termcount kMostEndings = 100;  // of a completion

std::string facet_term(std::size_t facet, const std::string& value) { return fmt::format("XF{}:{}", facet, value); }

std::string sort_key(const SyntheticRecord& record) {
  return fmt::format("{}{}", record.front_matter.at("strength").get<int>(), record.front_matter.at("published").get<int>());
}

Xapian::Document document_of(const SyntheticRecord& record, Xapian::TermGenerator& generator) {
  Xapian::Document document;
  generator.set_document(document);
  generator.set_termpos(0);
  generator.index_text(record.title, 2);
  generator.increase_termpos();
  generator.index_text(record.text);
  for (std::size_t facet = 0; facet < kCountedFacets.size(); ++facet) {
    const auto values = record.values(facet);
    for (const auto& value : values) {
      document.add_boolean_term(facet_term(facet, value));
    }
    document.add_value(static_cast<Xapian::valueno>(facet), values.empty() ? std::string() : values.front());
  }
  document.add_value(kSortSlot, sort_key(record));
  document.add_boolean_term("Q" + record.id());
  document.set_data(record.id() + "\n" + record.title);
  return document;
}

Result<BuildCost> build(const Model& model, std::size_t records, std::uint64_t seed, const fs::path& folder) {
  return measure_build(SyntheticRecords(model, records, seed), folder, [&folder](const NextBatch& next) {
    Xapian::WritableDatabase database(folder.string(), Xapian::DB_CREATE_OR_OVERWRITE);
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem("en"));
    for (auto batch = next(); !batch.empty(); batch = next()) {
      for (const auto& record : batch) {
        database.add_document(document_of(record, generator));
      }
      database.commit();
    }
  });
}

// Answers with a database of its own.
class Answerer {
 public:
  explicit Answerer(const fs::path& folder) : database_(folder.string()), stem_("en") {}

  std::size_t answer(const Question& question) {
    Xapian::Enquire enquire(database_);
    enquire.set_query(question.completion ? prefix_query(question) : query(question));
    if (question.words.empty()) {
      enquire.set_weighting_scheme(Xapian::BoolWeight());
      enquire.set_sort_by_value(kSortSlot, true);
    }
    std::vector<std::unique_ptr<Xapian::ValueCountMatchSpy>> spies;
    for (std::size_t facet = 0; question.counts && facet < kCountedFacets.size(); ++facet) {
      spies.push_back(std::make_unique<Xapian::ValueCountMatchSpy>(static_cast<Xapian::valueno>(facet)));
      enquire.add_matchspy(spies.back().get());
    }
    const auto matches = enquire.get_mset(0, kResults, question.counts ? database_.get_doccount() : 0);
    std::size_t bytes = 0;
    for (auto match = matches.begin(); match != matches.end(); ++match) {
      bytes += match.get_document().get_data().size();
    }
    for (const auto& spy : spies) {
      for (auto value = spy->values_begin(); value != spy->values_end(); ++value) {
        bytes += (*value).size() + value.get_termfreq();
      }
    }
    kept_ = bytes;
    return matches.get_matches_estimated();
  }

 private:
  Xapian::Query query(const Question& question) {
    std::vector<std::string> terms;
    for (const auto& word : question.words) {
      terms.push_back("Z" + stem_(word));
    }
    auto query = terms.empty() ? Xapian::Query(std::string()) : Xapian::Query(Xapian::Query::OP_AND, terms.begin(), terms.end());
    for (const auto& [facet, value] : question.filters) {
      query = Xapian::Query(Xapian::Query::OP_FILTER, query, Xapian::Query(facet_term(facet, value)));
    }
    return query;
  }

  static Xapian::Query prefix_query(const Question& question) {
    return {Xapian::Query::OP_WILDCARD, question.words.front(), kMostEndings, Xapian::Query::WILDCARD_LIMIT_MOST_FREQUENT, Xapian::Query::OP_OR};
  }

  Xapian::Database database_;
  Xapian::Stem stem_;
  volatile std::size_t kept_ = 0;  // so that what was read counts as used
};

MakeAnswer open(const fs::path& folder) {
  return [folder] { return Answer([answerer = std::make_shared<Answerer>(folder)](const Question& question) { return answerer->answer(question); }); };
}

}  // namespace

const Baseline kXapianBaseline{"xapian", build, open};

}  // namespace whatworks::bench
