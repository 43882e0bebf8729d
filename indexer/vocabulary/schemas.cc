// SPDX-License-Identifier: GPL-3.0-or-later
#include "vocabulary/schemas.h"

#include <algorithm>

namespace whatworks {

Vocabulary::Vocabulary(std::string name, std::string label, std::string definition, bool ordered, std::vector<Concept> concepts)
    : name_(std::move(name)), label_(std::move(label)), definition_(std::move(definition)), ordered_(ordered), concepts_(std::move(concepts)) {
  for (std::size_t i = 0; i < concepts_.size(); ++i) {
    positions_.emplace(concepts_[i].code, i);
  }
}

std::size_t Vocabulary::position(std::string_view code) const noexcept {
  const auto found = positions_.find(std::string(code));
  return found == positions_.end() ? concepts_.size() : found->second;
}

const Concept* Vocabulary::find(std::string_view code) const noexcept {
  const auto at = position(code);
  return at == concepts_.size() ? nullptr : &concepts_[at];
}

std::vector<std::string> Vocabulary::with_ancestors(std::string_view code) const {
  std::vector<std::string> chain;
  for (const Concept* entry = find(code); entry != nullptr; entry = entry->broader.empty() ? nullptr : find(entry->broader)) {
    chain.push_back(entry->code);
  }
  return chain;
}

std::vector<std::string> Vocabulary::codes() const {
  std::vector<std::string> all;
  all.reserve(concepts_.size());
  for (const auto& entry : concepts_) {
    all.push_back(entry.code);
  }
  return all;
}

Schemas::Schemas(std::vector<Facet> facets, std::map<std::string, Vocabulary> vocabularies, std::string record_schema, Crosswalk crosswalk,
                 std::vector<ThesaurusEntry> thesaurus, std::vector<BestBet> best_bets, std::string digest)
    : facets_(std::move(facets)),
      vocabularies_(std::move(vocabularies)),
      record_schema_(std::move(record_schema)),
      crosswalk_(std::move(crosswalk)),
      thesaurus_(std::move(thesaurus)),
      best_bets_(std::move(best_bets)),
      digest_(std::move(digest)) {}

const Facet* Schemas::find_facet(std::string_view name) const noexcept {
  const auto found = std::find_if(facets_.begin(), facets_.end(), [&](const Facet& facet) { return facet.name == name; });
  return found == facets_.end() ? nullptr : &*found;
}

const Vocabulary* Schemas::find_vocabulary(std::string_view name) const noexcept {
  const auto found = vocabularies_.find(std::string(name));
  return found == vocabularies_.end() ? nullptr : &found->second;
}

const Vocabulary* Schemas::vocabulary_of(const Facet& facet) const noexcept { return facet.vocabulary.empty() ? nullptr : find_vocabulary(facet.vocabulary); }

std::string Schemas::label_of(const Facet& facet, std::string_view value) const {
  if (value == kMissingValue) {
    return "Not stated";
  }
  const auto* vocabulary = vocabulary_of(facet);
  const auto* entry = vocabulary == nullptr ? nullptr : vocabulary->find(value);
  return entry == nullptr ? std::string(value) : entry->label;
}

std::vector<std::string> Schemas::expand(const Facet& facet, const std::vector<std::string>& stated) const {
  std::vector<std::string> values;
  const auto add = [&values](const std::string& value) {
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(value);
    }
  };
  const auto* vocabulary = vocabulary_of(facet);
  for (const auto& value : stated) {
    if (vocabulary == nullptr) {
      add(value);
      continue;
    }
    std::string code = value;
    if (facet.type == FacetType::region) {
      const auto* countries = find_vocabulary("country");
      const auto* country = countries == nullptr ? nullptr : countries->find(value);
      code = country == nullptr ? std::string() : country->region;
    }
    for (const auto& ancestor : vocabulary->with_ancestors(code)) {
      add(ancestor);
    }
  }
  if (values.empty() && !facet.default_value.empty()) {
    add(facet.default_value);
  }
  return values;
}

}  // namespace whatworks
