// SPDX-License-Identifier: GPL-3.0-or-later
#include "related.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "cards.h"
#include "core/text.h"
#include "index/layout.h"
#include "telling.h"

namespace whatworks {
namespace {

constexpr std::size_t kLookedInto = 20;  // of what was found, read whole
constexpr std::size_t kNamedWords = 3;   // that a reason names

// What counts how much for nearness, beside the likeness of the texts, which lies between 0 and 1.
constexpr double kSameIntervention = 0.3;
constexpr double kSameMechanism = 0.2;  // times the likeness of what the records say of it
constexpr double kSamePlace = 0.05;
constexpr double kAlikeMechanism = 0.25;  // from here on it is called the same

constexpr std::string_view kMechanism = "mechanism";  // the heading's slug

// The words that two texts share and that say most.
std::vector<std::string> shared_words(const Telling& a, const Telling& b, std::size_t most) {
  std::vector<std::pair<double, std::string>> shared;
  for (const auto& [word, weight] : a) {
    if (const auto other = b.find(word); other != b.end() && weight * other->second > 0) {
      shared.emplace_back(-weight * other->second, word);
    }
  }
  std::sort(shared.begin(), shared.end());
  const Xapian::Stem stem("en");
  std::set<std::string> stems;  // "knife" and "knives" say the same
  std::vector<std::string> words;
  for (auto& [weight, word] : shared) {
    if (words.size() < most && stems.insert(stem(word)).second) {
      words.push_back(std::move(word));
    }
  }
  return words;
}

std::string mechanism_of(const Record& record) {
  const auto section = std::find_if(record.sections.begin(), record.sections.end(), [](const Section& entry) { return entry.slug == kMechanism; });
  return section == record.sections.end() ? std::string() : section->text;
}

std::vector<std::string> strings_of(const Record& record, const char* key) {
  const auto found = record.front_matter->find(key);
  return found == record.front_matter->end() ? std::vector<std::string>() : found->get<std::vector<std::string>>();
}

// The data of the record with this id; nothing where the asker sees none.
std::optional<std::string> find_data(const OpenIndex& index, std::string_view id) {
  const auto term = layout::id_term(id);
  const auto posting = index.all.postlist_begin(term);
  if (posting == index.all.postlist_end(term)) {
    return std::nullopt;
  }
  return index.all.get_document(*posting).get_data();
}

RelatedRecord related_record(const ResultCard& card, std::string how, bool inward) {
  return {card.id, card.title, std::move(how), inward, card.effect, card.strength};
}

// How `from` is related to the record `id`, by its own front matter.
std::string relation_to(const Record& from, std::string_view id) {
  if (const auto links = from.front_matter->find("related"); links != from.front_matter->end()) {
    for (const auto& link : *links) {
      if (link.at("id").get<std::string>() == id) {
        return link.at("how").get<std::string>();
      }
    }
  }
  return {};
}

}  // namespace

std::string_view likeness_name(Likeness kind) noexcept {
  switch (kind) {
    case Likeness::intervention: return "intervention";
    case Likeness::mechanism: return "mechanism";
    case Likeness::place: return "place";
    case Likeness::text: return "text";
  }
  return {};
}

void leave_out_unseen(const OpenIndex& index, Record& record) {
  const auto stated = record.front_matter->find("related");
  if (stated == record.front_matter->end()) {
    return;
  }
  auto seen = nlohmann::ordered_json::array();
  std::copy_if(stated->begin(), stated->end(), std::back_inserter(seen), [&](const auto& link) {
    const auto id = link.at("id").template get<std::string>();
    return index.all.term_exists(layout::id_term(id));
  });
  if (seen.size() == stated->size()) {
    return;
  }
  auto front_matter = *record.front_matter;
  if (seen.empty()) {
    front_matter.erase("related");
  } else {
    front_matter["related"] = std::move(seen);
  }
  record.front_matter = std::make_shared<const nlohmann::ordered_json>(std::move(front_matter));
}

Result<StoredRecord> find_record(const OpenIndex& index, std::string_view id) {
  const auto data = is_slug(id) ? find_data(index, id) : std::nullopt;
  if (!data) {
    return failure(ErrorCode::not_found, "There is no record \"" + std::string(id) + '"');
  }
  const auto parts = layout::split_document(*data);
  auto record = layout::decode_record(parts.record);
  if (!record) {
    return failure(record.error());
  }
  leave_out_unseen(index, *record);
  return StoredRecord{read_card(parts.card), *std::move(record)};
}

std::vector<RelatedRecord> stated_relations(const OpenIndex& index, const Record& record) {
  std::vector<RelatedRecord> related;
  if (const auto links = record.front_matter->find("related"); links != record.front_matter->end()) {
    for (const auto& link : *links) {
      if (const auto data = find_data(index, link.at("id").get<std::string>())) {
        related.push_back(related_record(read_card(layout::split_document(*data).card), link.at("how").get<std::string>(), false));
      }
    }
  }
  const auto named = related.size();
  const auto term = layout::related_term(record.id);
  for (auto posting = index.all.postlist_begin(term); posting != index.all.postlist_end(term); ++posting) {
    const auto data = index.all.get_document(*posting).get_data();
    const auto parts = layout::split_document(data);
    const auto other = layout::decode_record(parts.record);
    const bool named_already = other && std::any_of(related.begin(), related.end(), [&](const RelatedRecord& known) { return known.id == other->id; });
    if (other && !named_already) {
      related.push_back(related_record(read_card(parts.card), relation_to(*other, record.id), true));
    }
  }
  std::sort(related.begin() + static_cast<std::ptrdiff_t>(named), related.end(), [](const RelatedRecord& a, const RelatedRecord& b) { return a.id < b.id; });
  return related;
}

std::vector<SimilarRecord> similar_records(const Schemas& schemas, const OpenIndex& index, const Record& record, std::size_t most) {
  Weigher weigher(index);
  const auto text = weigher.weigh(whole_text(record));
  const auto mechanism = weigher.weigh(mechanism_of(record));
  const auto countries = strings_of(record, "countries");
  const auto* names = schemas.find_vocabulary("country");
  std::vector<SimilarRecord> similar;
  for (auto& [card, other] : candidates(index, record.id, text, kLookedInto)) {
    const auto other_text = weigher.weigh(whole_text(other));
    const auto other_mechanism = weigher.weigh(mechanism_of(other));
    SimilarRecord entry;
    entry.card = std::move(card);
    entry.score = likeness(text, other_text);
    if (!record.intervention.empty() && fold(other.intervention) == fold(record.intervention)) {
      entry.score += kSameIntervention;
      entry.why.push_back({Likeness::intervention, {record.intervention}});
    }
    const auto alike = likeness(mechanism, other_mechanism);
    entry.score += kSameMechanism * alike;
    if (alike >= kAlikeMechanism) {
      entry.why.push_back({Likeness::mechanism, shared_words(mechanism, other_mechanism, kNamedWords)});
    }
    std::vector<std::string> shared;
    for (const auto& country : strings_of(other, "countries")) {
      if (std::find(countries.begin(), countries.end(), country) != countries.end()) {
        const auto* name = names == nullptr ? nullptr : names->find(country);
        shared.push_back(name == nullptr ? country : name->label);
      }
    }
    if (!shared.empty()) {
      entry.score += kSamePlace;
      entry.why.push_back({Likeness::place, std::move(shared)});
    }
    entry.why.push_back({Likeness::text, shared_words(text, other_text, kNamedWords)});
    similar.push_back(std::move(entry));
  }
  std::stable_sort(similar.begin(), similar.end(), [](const SimilarRecord& a, const SimilarRecord& b) { return a.score > b.score; });
  similar.resize(std::min(similar.size(), most));
  return similar;
}

}  // namespace whatworks
