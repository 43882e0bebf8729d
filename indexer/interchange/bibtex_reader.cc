// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/text.h"
#include "import_text.h"
#include "latex_reader.h"
#include "reference_builder.h"
#include "source_types.h"

namespace whatworks {
namespace {

constexpr std::size_t kLongestField = 256 * 1024;
constexpr std::size_t kMostWrittenOut = 16 * 1024 * 1024;  // bytes that abbreviations stand for, which may name each other
constexpr std::size_t kLongestInherited = 2000;

bool is_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\t'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name(char c) noexcept { return !is_space(c) && std::string_view("{}()\",=#%").find(c) == std::string_view::npos; }

struct TypeRow {
  std::string_view bibtex;
  std::string_view type;  // empty: it does not tell
  std::string_view genre = {};
};

constexpr auto kTypes = std::to_array<TypeRow>({
    {"article", "article"},
    {"periodical", "article"},
    {"techreport", "report"},
    {"report", "report"},
    {"manual", "report"},
    {"phdthesis", "thesis", "PhD thesis"},
    {"mastersthesis", "thesis", "Master's thesis"},
    {"bachelorsthesis", "thesis", "Bachelor's thesis"},
    {"thesis", "thesis"},
    {"incollection", "chapter"},
    {"inbook", "chapter"},
    {"suppbook", "chapter"},
    {"inreference", "chapter"},
    {"suppcollection", "chapter"},
    {"book", "book"},
    {"booklet", "book"},
    {"collection", "book"},
    {"mvbook", "book"},
    {"mvcollection", "book"},
    {"proceedings", "book"},
    {"mvproceedings", "book"},
    {"reference", "book"},
    {"inproceedings", "conference-paper"},
    {"conference", "conference-paper"},
    {"unpublished", "preprint"},
    {"online", "web-page"},
    {"electronic", "web-page"},
    {"www", "web-page"},
    {"webpage", "web-page"},
    {"dataset", "dataset"},
    {"data", "dataset"},
    {"legislation", "legislation"},
    {"legal", "legislation"},
    {"misc", {}},
    {"software", {}},
    {"patent", {}},
    {"jurisdiction", {}},
});

struct Entry {
  std::string type;
  std::string key;
  int line = 1;
  std::map<std::string, std::string> fields;  // names in lower case; values in LaTeX
  std::vector<std::string> order;
};

// What ends an entry that cannot be read.
struct Broken {
  std::string what;
  std::string hint;
};

class Syntax {
 public:
  Syntax(std::string_view text, const ImportSink& sink) : text_(text), sink_(sink), lines_(text) {
    for (const auto* month : {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}) {
      strings_[month] = month;
    }
  }

  // The next entry; nothing at the end of the text.
  std::optional<Entry> next() {
    for (;;) {
      at_ = text_.find('@', at_);
      if (at_ == std::string_view::npos) {
        return std::nullopt;
      }
      sink_.progress(at_);
      Entry entry;
      entry.line = lines_.line_at(at_);
      start_ = at_++;
      if (!is_entry_start()) {
        continue;
      }
      if (read_entry(entry)) {
        return entry;
      }
    }
  }

 private:
  // Only a letter behind the @, and its own line or entry before it: addresses of mail stand in comments between entries.
  [[nodiscard]] bool is_entry_start() const noexcept {
    const bool after_word = start_ != 0 && !is_space(text_[start_ - 1]) && text_[start_ - 1] != '}' && text_[start_ - 1] != ')';
    return at_ < text_.size() && is_letter(text_[at_]) && !after_word;
  }

  bool read_entry(Entry& entry) {
    entry.type = fold(take_name());
    skip_spaces();
    if (entry.type == "comment" || entry.type == "preamble") {
      skip_group();
      return false;
    }
    if (at_ >= text_.size() || (text_[at_] != '{' && text_[at_] != '(')) {
      return false;  // an @ in a comment between entries
    }
    close_ = text_[at_++] == '{' ? '}' : ')';
    const auto broken = entry.type == "string" ? read_string() : read_fields(entry);
    if (broken) {
      sink_.error(entry.line, "bibtex-syntax", fmt::format("@{}{{{} {}", entry.type, entry.key, broken->what), broken->hint);
      return false;
    }
    return entry.type != "string";
  }

  std::string take_name() {
    const auto from = at_;
    while (at_ < text_.size() && is_name(text_[at_])) {
      ++at_;
    }
    return std::string(text_.substr(from, at_ - from));
  }

  void skip_spaces() noexcept {
    while (at_ < text_.size() && is_space(text_[at_])) {
      ++at_;
    }
  }

  // Whether an entry starts on the line behind this line feed: then a brace is missing before it.
  [[nodiscard]] bool entry_follows(std::size_t line_feed) const noexcept {
    auto at = line_feed + 1;
    if (at >= text_.size() || text_[at] != '@') {
      return false;
    }
    const auto from = ++at;
    while (at < text_.size() && is_letter(text_[at])) {
      ++at;
    }
    return at > from && at < text_.size() && text_[at] == '{';
  }

  // A @comment or @preamble goes to its closing brace; where it has none, to the end of its line. Once there was none, none is looked for again.
  void skip_group() {
    const auto end_of_line = std::min(text_.find('\n', at_), text_.size());
    if (at_ >= text_.size() || (text_[at_] != '{' && text_[at_] != '(') || unbalanced_) {
      at_ = end_of_line;
      return;
    }
    std::size_t depth = 0;
    for (auto at = at_; at < text_.size(); ++at) {
      depth += text_[at] == '{' || text_[at] == '(' ? 1U : 0U;
      if ((text_[at] == '}' || text_[at] == ')') && --depth == 0) {
        at_ = at + 1;
        return;
      }
    }
    unbalanced_ = true;
    at_ = end_of_line;
  }

  std::optional<Broken> cut_off() const {
    if (at_ >= text_.size()) {
      return Broken{"is not closed: the file ends inside of it", "the file may have been cut off; export it again"};
    }
    return Broken{"is not closed before the next entry begins", "look for a brace or a quotation mark too many or too few"};
  }

  // A value in braces, with all braces inside; `at_` stands behind the opening one. False where it is not closed.
  bool take_braced(std::string& out) {
    std::size_t depth = 1;
    const auto from = at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n' && text_[at_ + 1] != '{' && text_[at_ + 1] != '}') {
        ++at_;
      } else if (c == '{') {
        ++depth;
      } else if (c == '}' && --depth == 0) {
        out.append(text_.substr(from, at_ - from));
        ++at_;
        return true;
      } else if (c == '\n' && entry_follows(at_)) {
        return false;
      }
    }
    return false;
  }

  bool take_quoted(std::string& out) {
    std::size_t depth = 0;
    const auto from = at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '{') {
        ++depth;
      } else if (c == '}') {
        depth -= depth == 0 ? 0 : 1;
      } else if (c == '"' && depth == 0) {
        out.append(text_.substr(from, at_ - from));
        ++at_;
        return true;
      } else if (c == '\n' && entry_follows(at_)) {
        return false;
      }
    }
    return false;
  }

  // Pieces joined by #.
  std::optional<Broken> take_value(std::string& out) {
    for (;;) {
      skip_spaces();
      if (at_ >= text_.size()) {
        return cut_off();
      }
      const char c = text_[at_];
      if (c == '{' || c == '"') {
        ++at_;
        if (!(c == '{' ? take_braced(out) : take_quoted(out))) {
          return cut_off();
        }
      } else {
        const auto name = take_name();
        if (name.empty()) {
          return Broken{fmt::format("has a value that starts with {}", c == '@' ? "the next entry" : std::string(1, c < 0 ? '?' : c)),
                        "values stand in braces, {like this}"};
        }
        const auto known = strings_.find(fold(name));
        out += known == strings_.end() ? name : known->second;
        written_out_ += known == strings_.end() ? 0 : known->second.size();
      }
      if (written_out_ > kMostWrittenOut) {
        return Broken{"comes after so many abbreviations that they make too much text", "write them out where they are used"};
      }
      if (out.size() > kLongestField) {
        return Broken{fmt::format("has a field of more than {} bytes", kLongestField), "shorten it"};
      }
      skip_spaces();
      if (at_ >= text_.size() || text_[at_] != '#') {
        return std::nullopt;
      }
      ++at_;
    }
  }

  std::optional<Broken> take_assignment(std::string& name, std::string& value) {
    name = fold(take_name());
    skip_spaces();
    if (at_ >= text_.size()) {
      return cut_off();
    }
    if (text_[at_] != '=' || name.empty()) {
      return Broken{name.empty() ? "holds something that is no field" : "has no = behind " + shorten(clean_value(name), 40),
                    "a field is written name = {value}, with a comma behind it"};
    }
    ++at_;
    return take_value(value);
  }

  std::optional<Broken> read_string() {
    skip_spaces();
    std::string name;
    std::string value;
    if (auto broken = take_assignment(name, value)) {
      return broken;
    }
    skip_spaces();
    if (at_ < text_.size() && text_[at_] == close_) {
      ++at_;
    }
    strings_[name] = std::move(value);
    return std::nullopt;
  }

  std::optional<Broken> read_fields(Entry& entry) {
    skip_spaces();
    const auto comma = at_;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != close_ && text_[at_] != '\n' && text_[at_] != '=') {
      ++at_;
    }
    if (at_ < text_.size() && text_[at_] == '=') {
      at_ = comma;  // there is no key
    } else {
      entry.key = shorten(clean_value(text_.substr(comma, at_ - comma)), 100);
    }
    for (;;) {
      while (at_ < text_.size() && (is_space(text_[at_]) || text_[at_] == ',')) {
        ++at_;
      }
      if (at_ >= text_.size()) {
        return cut_off();
      }
      if (text_[at_] == close_) {
        ++at_;
        return std::nullopt;
      }
      if (text_[at_] == '%') {  // a line that somebody took out
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      if (text_[at_] == '@') {
        return cut_off();
      }
      if (entry.order.size() == kMostFields) {
        return Broken{fmt::format("has more than {} fields", kMostFields), "take out what is too much"};
      }
      std::string name;
      std::string value;
      if (auto broken = take_assignment(name, value)) {
        return broken;
      }
      if (entry.fields.emplace(name, std::move(value)).second) {
        entry.order.push_back(std::move(name));
      }
    }
  }

  std::string_view text_;
  const ImportSink& sink_;
  LineCounter lines_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;
  char close_ = '}';
  bool unbalanced_ = false;
  std::map<std::string, std::string> strings_;
  std::size_t written_out_ = 0;
};

// Whether the whole of a name stands in one pair of braces: it is a body's, or meant to be taken as it is.
bool is_braced(std::string_view name) noexcept {
  if (!name.starts_with('{') || !name.ends_with('}')) {
    return false;
  }
  std::size_t depth = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    depth += name[i] == '{' ? 1U : 0U;
    if (name[i] == '}' && --depth == 0 && i + 1 != name.size()) {
      return false;
    }
  }
  return !name.starts_with("{\\") || name.find(' ') != std::string_view::npos;
}

// Splits at `separator` where it stands in no braces; a separator of spaces is any run of white space.
std::vector<std::string_view> split_outside_braces(std::string_view text, std::string_view word) {
  std::vector<std::string_view> parts;
  std::size_t depth = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}') {
      depth -= depth == 0 ? 0 : 1;
    } else if (depth == 0) {
      const bool word_here = word == "and" ? i != 0 && is_space(text[i - 1]) && fold(text.substr(i, 3)) == "and" && i + 3 < text.size() && is_space(text[i + 3])
                                           : text[i] == word.front();
      if (word_here) {
        parts.push_back(trim(text.substr(from, i - from)));
        i += word.size() - 1;
        from = i + 1;
      }
    }
  }
  parts.push_back(trim(text.substr(std::min(from, text.size()))));
  return parts;
}

std::vector<std::string_view> words_outside_braces(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t depth = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool end = i == text.size() || (depth == 0 && (is_space(text[i]) || text[i] == '~'));
    if (end) {
      if (i > from) {
        words.push_back(text.substr(from, i - from));
      }
      from = i + 1;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}') {
      depth -= depth == 0 ? 0 : 1;
    }
  }
  return words;
}

std::string join_words(const std::vector<std::string_view>& words, std::size_t from, std::size_t to) {
  std::string out;
  for (auto i = from; i < to; ++i) {
    out += (out.empty() ? "" : " ") + std::string(words[i]);
  }
  return out;
}

bool starts_lower(std::string_view word) {
  const auto set = clean_value(read_latex(word));
  return !set.empty() && set.front() >= 'a' && set.front() <= 'z';
}

class Placer {
 public:
  Placer(const Entry& entry, const Entry* parent) : entry_(entry), parent_(parent), builder_(entry.line, entry.key) {}

  ImportedReference place() {
    place_type();
    use({"title"}, [&](auto name, auto value) {
      auto title = read_latex(value);
      if (const auto subtitle = take("subtitle"); !subtitle.empty()) {
        title += ": " + read_latex(subtitle);
      }
      builder_.title(name, title);
    });
    use({"author"}, [&](auto name, auto value) { place_names(name, value, false); });
    use({"editor"}, [&](auto name, auto value) { place_names(name, value, true); });
    use({"year", "date"}, [&](auto name, auto value) { builder_.date(name, read_latex(value)); });
    place_venue();
    place_rest();
    for (const auto& name : entry_.order) {
      if (!used_.contains(name)) {
        builder_.unmapped(name, read_latex(entry_.fields.at(name)));
      }
    }
    return builder_.finish();
  }

 private:
  // The value of a field of the entry, or of the one that it is part of; empty where there is none.
  std::string_view take(const std::string& name) {
    used_.insert(name);
    if (const auto own = entry_.fields.find(name); own != entry_.fields.end()) {
      return own->second;
    }
    if (parent_ == nullptr || name == "title" || name == "author" || name == "subtitle" || name == "editor" || name == "pages" || name == "doi" ||
        name == "url" || name == "abstract" || name == "keywords" || name == "annote" || name == "note") {
      return {};
    }
    const auto inherited = parent_->fields.find(name == "booktitle" && !parent_->fields.contains(name) ? "title" : name);
    return inherited == parent_->fields.end() || inherited->second.size() > kLongestInherited ? std::string_view() : std::string_view(inherited->second);
  }

  template <typename Use>
  void use(std::initializer_list<const char*> names, const Use& action) {
    for (const auto* name : names) {
      if (const auto value = take(name); !trim(value).empty()) {
        action(std::string_view(name), value);
      }
    }
  }

  void place_type() {
    const auto row = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& candidate) { return candidate.bibtex == entry_.type; });
    builder_.type(row == kTypes.end() ? std::string_view() : row->type);
    const auto eprint = fold(std::string(take("archiveprefix")) + std::string(take("eprinttype")));
    if (builder_.type().empty() && eprint.find("arxiv") != std::string::npos) {
      builder_.type("preprint");
    } else if (!eprint.empty()) {
      builder_.unmapped("eprint", std::string(eprint) + ' ' + std::string(take("eprint")));
    }
    if (builder_.type().empty()) {
      builder_.unmapped("type of entry", entry_.type);
    }
    if (builder_.type() != "thesis") {
      return;
    }
    use({"type"}, [&](auto name, auto value) {
      const auto written = std::string(trim(read_latex(value)));
      builder_.genre(name, written == "phdthesis" ? "PhD thesis" : written == "mathesis" ? "Master's thesis" : written);
    });
    if (take("type").empty() && !row->genre.empty()) {
      builder_.genre("type", row->genre);
    }
  }

  void place_venue() {
    const auto place = [&](auto name, auto value) { builder_.venue(name, read_latex(value)); };
    const auto& type = builder_.type();
    if (type == "article") {
      use({"journaltitle", "journal"}, place);
    } else if (type == "report") {
      use({"institution", "publisher", "organization"}, place);
    } else if (type == "thesis") {
      use({"school", "institution", "publisher"}, place);
    } else if (type == "chapter" || type == "conference-paper") {
      use({"booktitle"}, place);
    } else if (type == "book") {
      use({"publisher"}, place);
    } else {
      use({"howpublished"}, [&](auto name, auto value) {
        const auto address = std::string(trim(read_latex_verbatim(value)));
        address.starts_with("http") ? builder_.url(name, address) : builder_.venue(name, read_latex(value));
      });
      use({"publisher", "organization", "institution", "journal", "journaltitle"}, place);
    }
  }

  void place_rest() {
    use({"volume"}, [&](auto name, auto value) { builder_.volume(name, read_latex(value)); });
    use({"number", "issue"}, [&](auto name, auto value) { builder_.issue(name, read_latex(value)); });
    use({"pages", "eid", "articleno"}, [&](auto name, auto value) { builder_.pages(name, read_latex(value)); });
    use({"doi"}, [&](auto name, auto value) { builder_.doi(name, read_latex_verbatim(value)); });
    use({"url"}, [&](auto name, auto value) { builder_.url(name, read_latex_verbatim(value)); });
    use({"abstract"}, [&](auto name, auto value) { builder_.abstract(name, read_latex(value)); });
    use({"annote", "note", "annotation"}, [&](auto name, auto value) { builder_.note(name, read_latex(value)); });
    use({"keywords", "keyword"}, [&](auto name, auto value) {
      for (const auto part : split_outside_braces(value, ",")) {
        builder_.keyword(name, read_latex(part));
      }
    });
    for (const auto* name : {"month", "urldate", "crossref", "day", "timestamp", "owner", "date-added", "date-modified", "bdsk-url-1", "bdsk-url-2", "file",
                             "shorttitle", "groups"}) {
      used_.insert(name);  // of the program that wrote the file, or told already
    }
  }

  void place_names(std::string_view field, std::string_view value, bool editors) {
    for (const auto name : split_outside_braces(value, "and")) {
      const auto written = written_name(name);
      editors ? builder_.editor(field, written) : builder_.author(field, written);
    }
  }

  // "First von Last", "von Last, First" and "von Last, Jr, First" as "von Last, First, Jr".
  static std::string written_name(std::string_view name) {
    if (is_braced(name)) {
      return read_latex(name);
    }
    const auto parts = split_outside_braces(name, ",");
    const auto set = [](std::string_view part) { return clean_value(read_latex(part)); };
    if (parts.size() == 2) {
      return set(parts[0]) + ", " + set(parts[1]);
    }
    if (parts.size() >= 3) {
      return set(parts[0]) + ", " + set(parts[2]) + ", " + set(parts[1]);
    }
    const auto words = words_outside_braces(name);
    auto whole = set(name);
    const auto folded = ' ' + fold(whole) + ' ';
    const bool body = words.size() < 2 ||
                      std::any_of(std::begin(kBodyWords), std::end(kBodyWords), [&](std::string_view word) { return folded.find(word) != std::string::npos; });
    if (body) {
      return whole;
    }
    std::size_t family = words.size() - 1;
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
      if (starts_lower(words[i])) {
        family = i;
        break;
      }
    }
    return set(join_words(words, family, words.size())) + ", " + set(join_words(words, 0, family));
  }

  static constexpr std::string_view kBodyWords[] = {" of ",       " for ",        " and ",    " the ",    " & ",         " office ",
                                                    " ministry ", " department ", " police ", " agency ", " university "};

  const Entry& entry_;
  const Entry* parent_;
  ReferenceBuilder builder_;
  std::set<std::string> used_;
};

}  // namespace

void read_bibtex(std::string_view text, const ImportSink& sink) {
  Syntax syntax(text, sink);
  std::vector<Entry> entries;
  std::map<std::string, std::size_t> by_key;
  constexpr std::size_t kMostEntries = 200'000;  // are held at once, since an entry may name one that comes later
  while (auto entry = syntax.next()) {
    if (entries.size() == kMostEntries) {
      break;
    }
    by_key.emplace(fold(entry->key), entries.size());
    entries.push_back(*std::move(entry));
  }
  for (const auto& entry : entries) {
    const auto named = entry.fields.find("crossref");
    const auto found = named == entry.fields.end() ? by_key.end() : by_key.find(fold(trim(named->second)));
    const Entry* parent = found == by_key.end() || &entries[found->second] == &entry ? nullptr : &entries[found->second];
    if (named != entry.fields.end() && parent == nullptr) {
      sink.warning(entry.line, "bibtex-crossref",
                   fmt::format("{} is part of {}, which is not in the file", entry.key, shorten(clean_value(named->second), 100)),
                   "what it takes from there is missing from its draft");
    }
    if (!sink.take(Placer(entry, parent).place())) {
      return;
    }
  }
}

}  // namespace whatworks
