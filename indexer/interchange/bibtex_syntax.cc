// SPDX-License-Identifier: GPL-3.0-or-later
#include "bibtex_syntax.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/text.h"
#include "import_text.h"

namespace whatworks {
namespace {

constexpr std::size_t kMostEntries = 200'000;
constexpr std::size_t kLongestField = 256 * 1024;
constexpr std::size_t kMostWrittenOut = 16 * 1024 * 1024;  // bytes that abbreviations stand for, which may name each other

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name(char c) noexcept { return !is_bibtex_space(c) && std::string_view("{}()\",=#%").find(c) == std::string_view::npos; }

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
  std::optional<BibtexEntry> next() {
    for (;;) {
      at_ = text_.find('@', at_);
      if (at_ == std::string_view::npos) {
        return std::nullopt;
      }
      sink_.progress(at_);
      BibtexEntry entry;
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
    const bool after_word = start_ != 0 && !is_bibtex_space(text_[start_ - 1]) && text_[start_ - 1] != '}' && text_[start_ - 1] != ')';
    return at_ < text_.size() && is_letter(text_[at_]) && !after_word;
  }

  bool read_entry(BibtexEntry& entry) {
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
    while (at_ < text_.size() && is_bibtex_space(text_[at_])) {
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

  // A value up to the `end` that stands in no braces of its own; `at_` stands behind the sign that opened it. False where it is not closed.
  bool take_until(char end, std::string& out) {
    std::size_t depth = 0;
    const auto from = at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == end && depth == 0) {
        out.append(text_.substr(from, at_ - from));
        ++at_;
        return true;
      }
      if (c == '{') {
        ++depth;
      } else if (c == '}') {
        depth -= depth == 0 ? 0 : 1;
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
        if (!take_until(c == '{' ? '}' : '"', out)) {
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

  std::optional<Broken> read_fields(BibtexEntry& entry) {
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
      while (at_ < text_.size() && (is_bibtex_space(text_[at_]) || text_[at_] == ',')) {
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

}  // namespace

std::vector<BibtexEntry> read_bibtex_entries(std::string_view text, const ImportSink& sink) {
  Syntax syntax(text, sink);
  std::vector<BibtexEntry> entries;
  while (auto entry = syntax.next()) {
    if (entries.size() == kMostEntries) {
      break;
    }
    entries.push_back(*std::move(entry));
  }
  return entries;
}

}  // namespace whatworks
