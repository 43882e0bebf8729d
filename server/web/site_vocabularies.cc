// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "site_implementation.h"
#include "web/skos.h"

namespace whatworks {
namespace {

constexpr int kRecordsOfConcept = 5;
constexpr std::string_view kLinkedData = "application/ld+json";

const Error kNoVocabulary{ErrorCode::not_found, "There is no such vocabulary; /api/v1/vocabularies lists all", {}};

// What a vocabulary is beside its page; a term is described with all others of its vocabulary.
std::vector<Form> linked_data(const Vocabulary& vocabulary) {
  const auto path = scheme_path(vocabulary.name());
  return {{"text/turtle", path + ".ttl"}, {kLinkedData, path + ".jsonld"}};
}

}  // namespace

Response Site::Implementation::vocabularies_page(const Call&) const { return page("vocabularies", vocabularies_view(context())); }

Response Site::Implementation::vocabulary_page(const Call& call) const {
  const auto* vocabulary = schemas_.find_vocabulary(call.id);
  if (vocabulary == nullptr) {
    return refusal(call, kNoVocabulary);
  }
  auto other = other_form(call, linked_data(*vocabulary));
  return other ? *std::move(other) : with_vary(page("vocabulary", vocabulary_view(*vocabulary)));
}

Response Site::Implementation::vocabulary_file(const Call& call) const {
  const auto* vocabulary = schemas_.find_vocabulary(call.id);
  if (vocabulary == nullptr) {
    return refusal(call, kNoVocabulary);
  }
  if (call.target.path.ends_with(".jsonld")) {
    return json_response(vocabulary_skos(*vocabulary, base(call.request)), std::string(kLinkedData));
  }
  Response response;
  response.content_type = "text/turtle; charset=utf-8";
  response.body = vocabulary_turtle(*vocabulary, base(call.request));
  return response;
}

Response Site::Implementation::concept_page(const Call& call) const {
  const auto* vocabulary = schemas_.find_vocabulary(call.target.segments.at(1));
  const auto* entry = vocabulary == nullptr ? nullptr : vocabulary->find(call.id);
  if (entry == nullptr) {
    return refusal(call, Error{ErrorCode::not_found, "There is no such term", {}});
  }
  if (auto other = other_form(call, linked_data(*vocabulary))) {
    return *std::move(other);
  }
  const auto& facets = schemas_.facets();
  const auto facet = std::find_if(facets.begin(), facets.end(), [&](const Facet& candidate) { return candidate.vocabulary == vocabulary->name(); });
  if (facet == facets.end()) {
    return with_vary(page("concept", concept_view(context(), *vocabulary, *entry, std::nullopt)));
  }
  auto search = SearchRequest{}.with(*facet, entry->code);
  search.per_page = kRecordsOfConcept;
  search.facets.emplace();
  auto results = call.evidence.search(search);
  if (!results) {
    return refusal(call, results.error());
  }
  auto view = concept_view(context(), *vocabulary, *entry, std::move(*results));
  add_shortlist_state(view, own_shortlist(call.request), call.target.address);
  return with_vary(page("concept", std::move(view)));
}

}  // namespace whatworks
