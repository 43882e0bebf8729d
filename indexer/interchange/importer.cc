// SPDX-License-Identifier: GPL-3.0-or-later
#include "interchange/importer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "core/time.h"
#include "front_matter_access.h"
#include "import_format.h"
#include "import_text.h"
#include "reference_builder.h"
#include "source_types.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

// What the schema allows, in code points, and how much of a file the parts of a draft may fill, in bytes.
constexpr std::size_t kLongestTitle = 500;
constexpr std::size_t kLongestRecordTitle = 160;
constexpr std::size_t kLongestVenue = 300;
constexpr std::size_t kLongestSummary = 500;
constexpr std::size_t kLongestIntervention = 120;
constexpr std::size_t kMostAuthorBytes = 16 * 1024;
constexpr std::size_t kMostAbstractBytes = 48 * 1024;
constexpr std::size_t kLongestId = 80;
constexpr int kFirstPublished = 1800;

// Words of titles that say little of them.
constexpr auto kStopWords = std::to_array<std::string_view>({"a",    "an",    "and",   "are", "as",  "at",   "by",  "can", "do",  "does", "for", "from", "how",
                                                             "in",   "into",  "is",    "it",  "its", "of",   "on",  "or",  "the", "to",   "was", "were", "what",
                                                             "when", "where", "which", "who", "why", "with", "das", "der", "die", "und",  "el",  "la",   "le",
                                                             "les",  "los",   "las",   "de",  "del", "des",  "du",  "et",  "y",   "s"});

// Letters that have no accent to lose.
constexpr auto kLetters = std::to_array<std::pair<std::string_view, std::string_view>>({{"\xC3\xB8", "o"},
                                                                                        {"\xC5\x82", "l"},
                                                                                        {"\xC4\x91", "d"},
                                                                                        {"\xC3\xB0", "d"},
                                                                                        {"\xC3\xA6", "ae"},
                                                                                        {"\xC5\x93", "oe"},
                                                                                        {"\xC3\xBE", "th"},
                                                                                        {"\xC4\xB1", "i"}});

// The words of a text as ids have them: lower-case ASCII letters and digits. Apostrophes join.
std::vector<std::string> id_words(std::string_view text) {
  auto folded = fold(text);
  for (const auto& [letter, plain] : kLetters) {
    for (auto at = folded.find(letter); at != std::string::npos; at = folded.find(letter, at + plain.size())) {
      folded.replace(at, letter.size(), plain);
    }
  }
  std::vector<std::string> words;
  std::string word;
  for (std::size_t i = 0; i <= folded.size(); ++i) {
    const char c = i < folded.size() ? folded[i] : ' ';
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      word += c;
    } else if (c != '\'' && std::string_view(folded).substr(i, 3) != "\xE2\x80\x99" && !word.empty() && (static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

void add_words(std::string& id, const std::vector<std::string>& words, std::size_t most) {
  std::size_t added = 0;
  for (const auto& word : words) {
    if (added < most && id.size() + 1 + word.size() <= kLongestId) {
      id += (id.empty() ? "" : "-") + word;
      ++added;
    }
  }
}

// "doe-2019-phone-line-closure": what is not known is left out.
std::string make_id(const ImportedReference& reference) {
  constexpr std::size_t kTitleWords = 3;
  constexpr std::size_t kBodyWords = 3;
  const auto is_stop_word = [](const std::string& word) { return std::find(kStopWords.begin(), kStopWords.end(), word) != kStopWords.end(); };
  const auto without_stop_words = [&](std::vector<std::string> words) {
    words.erase(std::remove_if(words.begin(), words.end(), is_stop_word), words.end());
    return words;
  };
  std::string id;
  if (!reference.authors.empty()) {
    const auto author = parse_author(reference.authors.front());
    if (author.body.empty()) {
      const auto family = join(id_words(author.family), "");  // "van der Laan" as "vanderlaan"
      id = family.substr(0, kLongestId / 2);
    } else {
      add_words(id, without_stop_words(id_words(author.body)), kBodyWords);
    }
  }
  if (reference.year) {
    id += (id.empty() ? "" : "-") + std::to_string(*reference.year);
  }
  add_words(id, without_stop_words(id_words(shorten(reference.title, kLongestTitle))), kTitleWords);
  return id.empty() ? "reference" : id;
}

// Letters and digits of a title in lower case, and the year.
std::string title_key(std::string_view title, std::optional<long long> year) {
  std::string key;
  for (const char c : fold(shorten(title, kLongestTitle))) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      key += c;
    }
  }
  return key.empty() ? key : key + '|' + (year ? std::to_string(*year) : std::string());
}

bool tells_review(std::string_view title) {
  const auto folded = fold(title);
  constexpr auto kWords = std::to_array<std::string_view>({"systematic review",
                                                           "meta-analy",
                                                           "meta analy",
                                                           "metaanaly",
                                                           "scoping review",
                                                           "literature review",
                                                           "evidence review",
                                                           "rapid review",
                                                           "umbrella review",
                                                           "systematic map",
                                                           "evidence map",
                                                           "rapid evidence assessment",
                                                           "evidence synthesis",
                                                           "review of the evidence",
                                                           "review of the literature",
                                                           "review of evidence",
                                                           "review of reviews",
                                                           "realist review",
                                                           "revue systematique",
                                                           "revision sistematica",
                                                           "systematische ubersicht"});
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

std::string placeholder(std::string_view more) { return std::string(kPlaceholder) + (more.empty() ? "" : ": ") + std::string(more); }

// A value as long as the schema allows; what does not fit is listed.
std::string fitting(std::string text, std::size_t limit, std::string_view field, std::vector<Unmapped>& unmapped) {
  if (count_code_points(text) <= limit) {
    return text;
  }
  unmapped.push_back({std::string(field), "shortened: " + shorten(text, 100)});
  return shorten(text, limit - 1);
}

class Importer {
 public:
  Importer(KnownWorks& known, const ImportOptions& options) : known_(known), options_(options), added_(format_date(today())) {}

  Import import(ImportFormat format, std::string_view text, std::vector<Problem> problems) {
    import_.format = format;
    import_.problems = std::move(problems);
    const ImportSink sink{.file_name = std::string(options_.file_name),
                          .take = [&](ImportedReference reference) { return take(std::move(reference)); },
                          .report = [&](Problem problem) { report(std::move(problem)); },
                          .progress = [&](std::size_t offset) { show(offset, text.size()); }};
    sink_ = &sink;
    switch (format) {
      case ImportFormat::ris: read_ris(text, sink); break;
      case ImportFormat::bibtex: read_bibtex(text, sink); break;
      case ImportFormat::csl_json: read_csl_json(text, sink); break;
      case ImportFormat::endnote_xml: read_endnote_xml(text, sink); break;
      case ImportFormat::pubmed_xml: read_pubmed_xml(text, sink); break;
    }
    sort_problems(import_.problems);
    return std::move(import_);
  }

 private:
  void show(std::size_t done, std::size_t total) const {
    if (options_.progress) {
      options_.progress(done, total);
    }
  }

  // A hostile file could make more problems than references.
  void report(Problem problem) {
    constexpr std::size_t kMostProblems = 10'000;
    if (import_.problems.size() < kMostProblems) {
      import_.problems.push_back(std::move(problem));
    }
  }

  bool take(ImportedReference reference) {
    if (import_.references == options_.most_references) {
      sink_->error(reference.line, "too-many",
                   fmt::format("the file holds more than {} references; those from here on were left out", options_.most_references), "divide the file");
      return false;
    }
    ++import_.references;
    if (reference.title.empty() && reference.authors.empty() && reference.doi.empty() && reference.url.empty()) {
      sink_->error(reference.line, "reference-empty",
                   fmt::format("the reference {} has no title, author, DOI or address", reference.label.empty() ? "here" : reference.label),
                   "fill it in where it comes from, and export it again");
      return true;
    }
    ImportDraft draft;
    draft.line = reference.line;
    draft.unmapped = std::move(reference.unmapped);
    const auto source = source_of(reference, draft.unmapped);
    if (auto match = known_.find(source)) {
      import_.duplicates.push_back(
          {reference.line, shorten(reference.title.empty() ? reference.label : reference.title, 100), std::move(match->name), match->by_doi});
      if (!options_.also_duplicates) {
        return true;
      }
    }
    draft.id = unique_id(make_id(reference));
    draft.kind = reference.review || tells_review(reference.title) ? "review" : "study";
    draft.known = front_matter_of(reference, source);
    if (!reference.ours) {
      draft.abstract = abstract_of(std::move(reference.abstract), draft.unmapped);
    }
    known_.take_id(draft.id);
    known_.add_source(source, draft.id);
    import_.drafts.push_back(std::move(draft));
    return true;
  }

  std::string unique_id(const std::string& id) {
    auto unique = id;
    for (auto& number = last_numbers_[id]; known_.has_id(unique);) {
      number = std::max(number + 1, 2);
      unique = fmt::format("{}-{}", id, number);
    }
    return unique;
  }

  static Json source_of(ImportedReference& reference, std::vector<Unmapped>& unmapped) {
    Json source = Json::object();
    source["type"] = reference.type.empty() ? placeholder("one of " + all_types()) : reference.type;
    source["title"] = reference.title.empty() ? placeholder({}) : fitting(reference.title, kLongestTitle, "title", unmapped);
    std::size_t bytes = 0;
    Json authors = Json::array();
    for (auto& author : reference.authors) {
      bytes += Json(author).dump().size() + 2;
      if (bytes > kMostAuthorBytes) {
        break;
      }
      authors.push_back(author);
    }
    if (authors.size() < reference.authors.size()) {
      unmapped.push_back({"authors", fmt::format("the last {} of {}, from {} on", reference.authors.size() - authors.size(), reference.authors.size(),
                                                 reference.authors[authors.size()])});
    }
    if (!authors.empty()) {
      source["authors"] = std::move(authors);
    }
    if (reference.year) {
      source["year"] = *reference.year;
    }
    if (auto venue = fitting(compose_venue(reference.venue, reference.type), kLongestVenue, "venue", unmapped); !venue.empty()) {
      source["venue"] = std::move(venue);
    }
    if (!reference.doi.empty()) {
      source["doi"] = reference.doi;
    }
    if (!reference.url.empty()) {
      source["url"] = reference.url;
    }
    return source;
  }

  static std::string all_types() {
    std::string all;
    for (const auto& row : source_types()) {
      all += (all.empty() ? "" : ", ") + std::string(row.type);
    }
    return all;
  }

  [[nodiscard]] Json front_matter_of(const ImportedReference& reference, const Json& source) const {
    Json known = Json::object();
    // A record's title is not its source's, but the source's is where its author starts from.
    known["title"] = placeholder(shorten(reference.title, kLongestRecordTitle - kPlaceholder.size() - 3));
    if (reference.ours && !reference.abstract.empty()) {
      known["summary"] = shorten(join(reference.abstract, " "), kLongestSummary - 1);
      if (!reference.keywords.empty()) {
        known["intervention"] = shorten(reference.keywords.front(), kLongestIntervention - 1);
      }
    }
    if (reference.year && *reference.year >= kFirstPublished) {
      known["published"] = *reference.year;
    }
    known["sources"] = Json::array({source});
    known["added"] = added_;
    return known;
  }

  static std::vector<std::string> abstract_of(std::vector<std::string> paragraphs, std::vector<Unmapped>& unmapped) {
    std::vector<std::string> kept;
    std::size_t bytes = 0;
    for (auto& paragraph : paragraphs) {
      bytes += paragraph.size() + 100;
      if (bytes > kMostAbstractBytes) {
        unmapped.push_back({"abstract", "from here on: " + shorten(paragraph, 100)});
        break;
      }
      kept.push_back(std::move(paragraph));
    }
    return kept;
  }

  KnownWorks& known_;
  const ImportOptions& options_;
  std::string added_;
  std::unordered_map<std::string, int> last_numbers_;  // by id, so that thousands of one author, year and title cost no more than others
  const ImportSink* sink_ = nullptr;
  Import import_;
};

}  // namespace

void KnownWorks::take_id(std::string id) { ids_.insert(std::move(id)); }
bool KnownWorks::has_id(const std::string& id) const { return ids_.contains(id); }

void KnownWorks::add(const nlohmann::ordered_json& front_matter, const std::string& name) {
  if (auto id = text_at(front_matter, "id"); !id.empty()) {
    take_id(std::move(id));
  }
  const auto sources = front_matter.find("sources");
  if (sources != front_matter.end() && sources->is_array()) {
    for (const auto& source : *sources) {
      if (source.is_object()) {
        add_source(source, name);
      }
    }
  }
}

void KnownWorks::add_source(const nlohmann::ordered_json& source, const std::string& name) {
  const auto doi = fold(text_at(source, "doi"));
  if (!doi.empty()) {
    by_doi_.emplace(doi, name);
  }
  const auto title = text_at(source, "title");
  if (const auto key = title_key(title, number_at(source, "year")); !key.empty() && !title.starts_with(kPlaceholder)) {
    by_title_.emplace(key, Titled{name, !doi.empty()});
  }
}

std::optional<KnownWorks::Match> KnownWorks::find(const nlohmann::ordered_json& source) const {
  const auto doi = fold(text_at(source, "doi"));
  if (const auto found = by_doi_.find(doi); !doi.empty() && found != by_doi_.end()) {
    return Match{found->second, true};
  }
  const auto title = text_at(source, "title");
  const auto key = title_key(title, number_at(source, "year"));
  const auto found = key.empty() || title.starts_with(kPlaceholder) ? by_title_.end() : by_title_.find(key);
  if (found == by_title_.end() || (found->second.has_doi && !doi.empty())) {
    return std::nullopt;
  }
  return Match{found->second.name, false};
}

namespace {

// Null where there is none.
const nlohmann::ordered_json* main_source(const nlohmann::ordered_json& front_matter) {
  const auto sources = front_matter.find("sources");
  const bool has_one = sources != front_matter.end() && sources->is_array() && !sources->empty() && sources->front().is_object();
  return has_one ? &sources->front() : nullptr;
}

}  // namespace

std::optional<KnownWorks::Match> KnownWorks::find_main(const nlohmann::ordered_json& front_matter) const {
  const auto* source = main_source(front_matter);
  return source == nullptr ? std::nullopt : find(*source);
}

void KnownWorks::add_main(const nlohmann::ordered_json& front_matter, const std::string& name) {
  if (const auto* source = main_source(front_matter)) {
    add_source(*source, name);
  }
}

Problem duplicate_work(const nlohmann::ordered_json& front_matter, std::string_view file, std::string_view text, std::string_view other, bool by_doi) {
  const auto* source = main_source(front_matter);
  const auto sought = source == nullptr ? std::string() : text_at(*source, by_doi ? "doi" : "title");
  const auto sources = text.find("\nsources:");
  auto at = sought.empty() || sources == std::string_view::npos ? std::string_view::npos : text.find(sought, sources);
  at = at == std::string_view::npos ? (sources == std::string_view::npos ? 0 : sources + 1) : at;
  const auto before = text.substr(0, at);
  const auto line_start = before.rfind('\n');
  return {Severity::warning,
          "duplicate-work",
          std::string(file),
          static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(at - (line_start == std::string_view::npos ? 0 : line_start + 1)) + 1,
          "/sources/0",
          fmt::format("the main source is also that of {}: they have the same {}", other, by_doi ? "DOI" : "title and year"),
          "bring the two records together, or put first what only this one rests on"};
}

Result<Import> import_references(std::string_view text, KnownWorks& known, const ImportOptions& options) {
  if (text.size() > options.most_bytes) {
    return failure(ErrorCode::too_large, fmt::format("{} holds {} bytes, more than the limit of {}", options.file_name, text.size(), options.most_bytes),
                   "divide the file");
  }
  if (const auto is_text = check_is_text(text, options.file_name); !is_text) {
    return failure(is_text.error());
  }
  auto decoded = decode_input(text, options.file_name);
  if (!decoded) {
    return failure(decoded.error());
  }
  const auto format = detect_import_format(decoded->text, options.file_name);
  if (!format) {
    return failure(format.error());
  }
  auto import = Importer(known, options).import(*format, decoded->text, std::move(decoded->problems));
  if (import.references == 0 && !has_errors(import.problems)) {
    return failure(ErrorCode::bad_input, fmt::format("{} looks like {}, but holds no references", options.file_name, import_format_label(*format)),
                   "export it again");
  }
  return import;
}

Result<std::string> write_draft(const RecordTemplate& record_template, const ImportDraft& draft) {
  return record_template.write({.kind = draft.kind, .id = draft.id, .known = &draft.known, .abstract = draft.abstract});
}

}  // namespace whatworks
