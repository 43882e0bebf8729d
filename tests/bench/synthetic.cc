// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/synthetic.h"

#include <fmt/format.h>

#include <xapian.h>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>
#include <span>

#include "bench/words.h"
#include "record/corpus.h"
#include "record/record.h"

namespace whatworks::bench {
namespace {

constexpr std::size_t kLongRecord = 450;
constexpr std::size_t kShortRecord = 40;
constexpr std::size_t kLongUpTo = 100'000;

constexpr std::size_t kBroadWords = 12;
constexpr double kBroadLeast = 0.45;  // share of the records that hold the rarest and the commonest of them
constexpr double kBroadMost = 0.58;
constexpr double kSecondTime = 0.4;

constexpr double kNoise = 0.25;  // how often a group of codes comes from another record than the rest
constexpr double kMeanAge = 8;   // years, falling off exponentially
constexpr int kNewest = 2025;
constexpr int kOldest = 1950;

using Words = std::vector<Language::Word>;

// Keys that must agree with each other are taken over together.
const std::vector<std::vector<const char*>> kGroups{
    {"kind", "design", "sms_level", "studies", "consistency", "effect", "harms", "strength", "countries"},
    {"priorities", "themes", "crime_types"},
    {"strategy", "model_stage", "partners"},
    {"intervention"},
};

std::string body_text(const Record& record) {
  std::string text = record.title + "\n" + record.summary + "\n";
  for (const auto& section : record.sections) {
    text += section.text + "\n";
  }
  return text;
}

std::string all_text(const fs::path& folder) {
  std::string text;
  if (const auto files = list_files(folder, ".json")) {
    for (const auto& file : *files) {
      std::ifstream in(file);
      text.append(std::istreambuf_iterator<char>(in), {});
      text += ' ';
    }
  }
  return text;
}

// Words of the sample that are rare, long, the only ones with their stem, and in no label.
Words choose_broad(const Language& language, const fs::path& schemas) {
  const Xapian::Stem stem("en");
  std::set<std::string> used;
  for (const auto& word : words_of(all_text(schemas))) {
    used.insert(stem(word));
  }
  std::map<std::string, std::size_t> with_stem;
  for (std::size_t word = 0; word < language.sample_words(); ++word) {
    ++with_stem[stem(language.spelling(word))];
  }
  Words broad;
  for (std::size_t word = 0; word < language.sample_words() && broad.size() < kBroadWords; ++word) {
    const auto spelling = language.spelling(word);
    const auto its_stem = stem(spelling);
    const auto plain = std::all_of(spelling.begin(), spelling.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (plain && spelling.size() >= 6 && language.occurrences(word) == 2 && with_stem[its_stem] == 1 && !used.contains(its_stem)) {
      broad.push_back(word);
    }
  }
  return broad;
}

std::string in_words(const Language& language, std::span<const Language::Word> words) {
  std::string text;
  for (const auto word : words) {
    text += (text.empty() ? "" : " ") + language.spelling(word);
  }
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  }
  return text;
}

}  // namespace

std::vector<std::string> SyntheticRecord::values(std::size_t facet) const {
  const auto found = front_matter.find(kCountedFields.at(facet));
  if (found == front_matter.end()) {
    return {};
  }
  return found->is_array() ? found->get<std::vector<std::string>>() : std::vector<std::string>{found->get<std::string>()};
}

Result<Model> load_model(const fs::path& corpus, const fs::path& schemas_folder) {
  const auto schemas = load_schemas(schemas_folder);
  if (!schemas) {
    return failure(schemas.error());
  }
  const auto reader = RecordReader::make(*schemas);
  if (!reader) {
    return failure(reader.error());
  }
  const auto files = list_record_files(corpus);
  if (!files) {
    return failure(files.error());
  }
  std::string sample;
  std::vector<nlohmann::ordered_json> codings;
  for (const auto& file : *files) {
    if (const auto reading = reader->read_file(file); reading.record) {
      sample += body_text(*reading.record);
      codings.push_back(*reading.record->front_matter);
    }
  }
  if (codings.empty()) {
    return failure(ErrorCode::bad_input, corpus.string() + " holds no valid record to learn from");
  }
  Language language(sample);
  auto broad = choose_broad(language, schemas_folder);
  return Model{std::move(language), std::move(codings), std::move(broad)};
}

std::size_t words_per_record(std::size_t records) noexcept { return records <= kLongUpTo ? kLongRecord : kShortRecord; }

std::string SyntheticRecords::sentence(std::size_t words, Words* kept) {
  Words made;
  for (auto word = model_.language.first(random_); made.size() < words; word = model_.language.after(word, random_)) {
    made.push_back(word);
  }
  if (kept != nullptr) {
    kept->insert(kept->end(), made.begin(), made.end());
  }
  return in_words(model_.language, made);
}

Words SyntheticRecords::body_words(std::size_t count) {
  Words words;
  for (auto word = model_.language.first(random_); words.size() < count; word = model_.language.after(word, random_)) {
    words.push_back(word);
  }
  const auto step = (kBroadMost - kBroadLeast) / static_cast<double>(std::max<std::size_t>(model_.broad.size(), 2) - 1);
  for (std::size_t i = 0; i < model_.broad.size(); ++i) {
    if (random_.chance(kBroadLeast + step * static_cast<double>(i))) {
      for (auto times = random_.chance(kSecondTime) ? 2 : 1; times > 0; --times) {
        words.insert(words.begin() + static_cast<std::ptrdiff_t>(random_.below(words.size() + 1)), model_.broad[i]);
      }
    }
  }
  return words;
}

nlohmann::ordered_json SyntheticRecords::coding() {
  const auto whole = random_.below(model_.codings.size());
  nlohmann::ordered_json coding;
  for (const auto& group : kGroups) {
    const auto& from = model_.codings[random_.chance(kNoise) ? random_.below(model_.codings.size()) : whole];
    for (const auto* key : group) {
      if (const auto found = from.find(key); found != from.end()) {
        coding[key] = *found;
      }
    }
  }
  return coding;
}

SyntheticRecord SyntheticRecords::next() {
  const auto mean_words = words_per_record(records_);
  const bool is_short = mean_words < 100;
  const auto total = static_cast<std::size_t>(static_cast<double>(mean_words) * (0.5 + random_.unit()));
  SyntheticRecord record;
  record.title = sentence(is_short ? 5 : 8, nullptr).substr(0, 160);
  const auto summary = sentence(is_short ? 6 : 22, nullptr).substr(0, 400);
  const auto source = sentence(is_short ? 4 : 9, nullptr).substr(0, 400);
  record.words = body_words(std::max<std::size_t>(total - std::min<std::size_t>(total, is_short ? 20 : 45), 8));
  auto& matter = record.front_matter;
  matter = coding();
  const auto age = static_cast<int>(-kMeanAge * std::log(1 - random_.unit()));
  matter["id"] = fmt::format("synthetic-{:07}", ++made_);
  matter["title"] = record.title;
  matter["summary"] = summary;
  matter["published"] = std::max(kOldest, kNewest - age);
  matter["strength_reason"] = "made up";
  matter["sources"] = {{{"type", "report"}, {"title", source}, {"authors", {sentence(1, nullptr) + ", " + sentence(1, nullptr)}}}};
  matter["circulation"] = "public";
  matter["added"] = "2026-01-01";

  const std::vector<const char*> headings =
      is_short ? std::vector{"What was done", "Effect", "Limits"}
               : std::vector{"What was done", "Effect", "Mechanism", "Moderators", "Implementation", "Economics", "Limits", "Using it here"};
  record.text = matter.at("intervention").get<std::string>() + ". " + summary + ". " + source + ".";
  for (std::size_t i = 0; i < headings.size(); ++i) {
    const auto from = record.words.size() * i / headings.size();
    const auto to = record.words.size() * (i + 1) / headings.size();
    const auto text = in_words(model_.language, std::span(record.words).subspan(from, to - from));
    record.body += fmt::format("## {}\n\n{}.\n\n", headings[i], text);
    record.text += " " + text + ".";
  }
  return record;
}

}  // namespace whatworks::bench
