// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/queries.h"

#include <algorithm>
#include <set>

#include "bench/words.h"

namespace whatworks::bench {
namespace {

constexpr std::size_t kQuestions = 200;  // different ones of an operation
constexpr std::size_t kSamples = 1'000;  // records that they are made of
constexpr double kThreeWords = 0.4;      // of the keyword questions; the rest have two

// A middling word is in this share of the records: what people look for, neither everywhere nor nowhere.
constexpr double kMiddlingLeast = 0.01;
constexpr double kMiddlingMost = 0.15;

constexpr std::size_t kPrefixLeast = 3;
constexpr std::size_t kPrefixMost = 6;

// Facets that questions filter by. Crime types are left out: a broader one is found by the product and not by the baselines.
constexpr std::array<std::size_t, 4> kFilterFacets{0, 2, 3, 4};

bool is_plain(const std::string& word) {
  return word.size() >= 4 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

std::string_view operation_name(Operation operation) noexcept {
  switch (operation) {
    case Operation::keyword: return "keyword";
    case Operation::keyword_facets: return "keyword+facets";
    case Operation::filter_facets: return "filter+facets";
    case Operation::broad_facets: return "broad+facets";
    case Operation::browse_facets: return "browse+facets";
    case Operation::completion: return "completion";
  }
  return "";
}

QuestionMaker::QuestionMaker(const Model& model, std::size_t records, std::uint64_t seed)
    : model_(model), records_(records), random_(seed), records_with_(model.language.sample_words()), last_with_(model.language.sample_words()) {}

void QuestionMaker::see(const SyntheticRecord& record) {
  ++seen_;
  for (const auto word : record.words) {
    if (word < Language::kMadeUp && last_with_[word] != seen_) {
      last_with_[word] = seen_;
      ++records_with_[word];
    }
  }
  const auto every = std::max<std::size_t>(records_ / kSamples, 1);
  if (seen_ % every != 0) {
    return;
  }
  Sample sample{record.words, record.title, {}};
  for (const auto facet : kFilterFacets) {
    if (const auto values = record.values(facet); !values.empty()) {
      sample.codes.emplace_back(facet, values.front());
    }
  }
  samples_.push_back(std::move(sample));
}

bool QuestionMaker::is_middling(Language::Word word) const {
  if (word >= Language::kMadeUp || std::find(model_.broad.begin(), model_.broad.end(), word) != model_.broad.end()) {
    return false;
  }
  const auto share = static_cast<double>(records_with_[word]) / static_cast<double>(seen_);
  const auto spelling = model_.language.spelling(word);
  return share >= kMiddlingLeast && share <= kMiddlingMost && is_plain(spelling) && !is_stop_word(spelling);
}

Question QuestionMaker::keyword(const Sample& sample) {
  const std::size_t wanted = random_.chance(kThreeWords) ? 3 : 2;
  std::set<std::string> chosen;
  std::vector<Language::Word> middling;
  std::copy_if(sample.words.begin(), sample.words.end(), std::back_inserter(middling), [this](auto word) { return is_middling(word); });
  for (std::size_t tries = 0; !middling.empty() && chosen.size() < wanted && tries < 20; ++tries) {
    chosen.insert(model_.language.spelling(middling[random_.below(middling.size())]));
  }
  return {{chosen.begin(), chosen.end()}, {}, false};
}

Question QuestionMaker::filter(const Sample& sample) {
  auto codes = sample.codes;
  Question question{{}, {}, true};
  while (question.filters.size() < 2 && !codes.empty()) {
    const auto chosen = codes.begin() + static_cast<std::ptrdiff_t>(random_.below(codes.size()));
    question.filters.push_back(*chosen);
    codes.erase(chosen);
  }
  return question;
}

Questions QuestionMaker::questions(Operation operation) {
  Questions questions;
  if (operation == Operation::browse_facets) {
    questions.push_back({{}, {}, true});
  } else if (operation == Operation::broad_facets) {
    for (const auto word : model_.broad) {
      questions.push_back({{model_.language.spelling(word)}, {}, true});
    }
  }
  // A record may hold too little to ask about, so more of them are tried than there are questions.
  const bool is_done = !questions.empty();
  for (std::size_t tries = 0; !is_done && questions.size() < kQuestions && tries < 5 * kQuestions && !samples_.empty(); ++tries) {
    const auto& sample = samples_[random_.below(samples_.size())];
    if (operation == Operation::filter_facets) {
      if (auto question = filter(sample); question.filters.size() == 2) {
        questions.push_back(std::move(question));
      }
    } else if (operation == Operation::completion) {
      const auto words = words_of(sample.title);
      const auto& word = words[random_.below(words.size())];
      if (is_plain(word)) {
        questions.push_back({{word.substr(0, kPrefixLeast + random_.below(kPrefixMost - kPrefixLeast + 1))}, {}, false, true});
      }
    } else if (auto question = keyword(sample); question.words.size() >= 2) {
      question.counts = operation == Operation::keyword_facets;
      questions.push_back(std::move(question));
    }
  }
  return questions;
}

}  // namespace whatworks::bench
