// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <unordered_set>

#include "core/text.h"

namespace whatworks {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) noexcept { return is_upper(c) || (c >= 'a' && c <= 'z'); }

// Dashes and spaces beyond ASCII that stand between digits.
constexpr auto kDashes = std::to_array<std::string_view>({"\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92"});  // en dash, em dash, minus
constexpr auto kThinSpaces = std::to_array<std::string_view>({"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"});  // no-break, narrow no-break, thin

// After these, a number is a reference and counts nothing: "section 28", "Articles 5 to 8", "Act 2015".
constexpr auto kReferenceWords =
    std::to_array<std::string_view>({"act",        "annex",      "appendix", "article", "chapter",  "clause",    "code", "convention", "decision",
                                     "directive",  "figure",     "law",      "order",   "para",     "paragraph", "part", "protocol",   "recommendation",
                                     "regulation", "resolution", "rule",     "s",       "schedule", "section",   "ss",   "table"});

// After these, a small number is a label: "phase 2", "Class 3", "No. 4". Not after their plurals, and "phase 176 people" counts people.
constexpr auto kLabelWords = std::to_array<std::string_view>(
    {"band", "category", "class", "grade", "group", "level", "model", "no", "panel", "phase", "round", "stage", "step", "tier", "title", "type", "wave"});
constexpr int kGreatestLabel = 12;

// Before or after these, a year names a law: "Act of 1991", "the 1996 Act".
constexpr auto kLawWords =
    std::to_array<std::string_view>({"act", "code", "convention", "decree", "directive", "law", "order", "regulation", "statute", "treaty", "protocol"});

// Letters that may follow a number and leave it one; anything else makes a name of it, such as "5G" or "4chan".
constexpr auto kUnits = std::to_array<std::string_view>(
    {"s", "k", "m", "bn", "tn", "km", "kg", "g", "mg", "ml", "cm", "mm", "pp", "p", "x", "am", "pm", "h", "hr", "hrs", "l", "ha", "gb", "mb"});

// With these before a hyphen, the number after it is one: "mid-2016".
constexpr auto kPrefixes = std::to_array<std::string_view>({"early", "late", "mid", "non", "over", "post", "pre", "sub", "under"});

struct Scale {
  std::string_view word;
  std::size_t zeros;
};
constexpr std::array kScales{Scale{"thousand", 3}, Scale{"k", 3},  Scale{"million", 6},  Scale{"m", 6},
                             Scale{"billion", 9},  Scale{"bn", 9}, Scale{"trillion", 12}};

template <typename List>
bool contains(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// "0012.50" -> "12.5"
std::string canonical(std::string whole, std::string fraction) {
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  while (!fraction.empty() && fraction.back() == '0') {
    fraction.pop_back();
  }
  return fraction.empty() ? whole : whole + '.' + fraction;
}

std::string scaled(std::string whole, std::string fraction, std::size_t zeros) {
  while (zeros-- > 0) {
    whole += fraction.empty() ? '0' : fraction.front();
    fraction.erase(0, 1);
  }
  return canonical(std::move(whole), std::move(fraction));
}

std::string lower(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::string singular(std::string word) {
  if (word.size() > 3 && word.back() == 's') {
    word.pop_back();
  }
  return word;
}

std::string_view letters_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_letter(text[end])) {
    ++end;
  }
  return text.substr(at, end - at);
}

std::string_view trim_right(std::string_view text) {
  for (bool cut = true; cut && !text.empty();) {
    cut = false;
    if (text.back() == ' ' || text.back() == '.') {
      text.remove_suffix(1);
      cut = true;
    } else if (text.ends_with("\xC2\xA0")) {
      text.remove_suffix(2);
      cut = true;
    }
  }
  return text;
}

// The last word of `text`, past one pair of brackets: "Act (Northern Ireland) " gives "Act". `before` receives what stands before it.
std::string last_word(std::string_view text, std::string_view* before = nullptr) {
  text = trim_right(text);
  if (text.ends_with(')')) {
    const auto open = text.rfind('(');
    text = trim_right(text.substr(0, open == std::string_view::npos ? 0 : open));
  }
  std::size_t start = text.size();
  while (start > 0 && is_letter(text[start - 1])) {
    --start;
  }
  if (before != nullptr) {
    *before = text.substr(0, start);
  }
  return std::string(text.substr(start));
}

class FigureFinder {
 public:
  explicit FigureFinder(std::string_view text) : text_(text) {}

  std::vector<Figure> find() {
    while (at_ < text_.size()) {
      if (is_digit(text_[at_])) {
        take();
      } else {
        ++at_;
      }
    }
    return std::move(figures_);
  }

 private:
  void take() {
    const auto start = at_;
    std::string whole = digits();
    take_thousands(whole);
    std::string fraction;
    if (at_ + 1 < text_.size() && text_[at_] == '.' && is_digit(text_[at_ + 1])) {
      ++at_;
      fraction = digits();
    }
    Figure figure;
    figure.text = std::string(text_.substr(start, at_ - start));
    figure.forms.push_back(canonical(whole, fraction));
    add_century(start, whole, figure);
    add_scale(whole, fraction, figure);
    const bool reference = is_reference(start, whole);
    figure.in_name = reference || is_name(start);
    if (!reference) {
      list_ = false;
    }
    last_is_reference_ = reference;
    last_end_ = at_;
    figures_.push_back(std::move(figure));
  }

  std::string digits() {
    const auto start = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) {
      ++at_;
    }
    return std::string(text_.substr(start, at_ - start));
  }

  // ",200" in "1,200", also with a thin space for the comma.
  void take_thousands(std::string& whole) {
    if (whole.size() > 3) {
      return;
    }
    for (;;) {
      std::size_t width = at_ < text_.size() && text_[at_] == ',' ? 1 : 0;
      for (const auto space : kThinSpaces) {
        width = text_.substr(at_).starts_with(space) ? space.size() : width;
      }
      const auto group = text_.substr(std::min(at_ + width, text_.size()), 4);
      const bool three = group.size() >= 3 && is_digit(group[0]) && is_digit(group[1]) && is_digit(group[2]) && (group.size() == 3 || !is_digit(group[3]));
      if (width == 0 || !three) {
        return;
      }
      whole += group.substr(0, 3);
      at_ += width + 3;
    }
  }

  // What stands between the last number and this one.
  [[nodiscard]] std::string_view between(std::size_t start) const { return text_.substr(last_end_, start - last_end_); }

  // "18" in "2016-18" is 2018 as well.
  void add_century(std::size_t start, const std::string& whole, Figure& figure) const {
    if (figures_.empty() || whole.size() != 2 || figures_.back().text.size() != 4) {
      return;
    }
    const auto gap = between(start);
    if (gap == "-" || gap == "/" || contains(kDashes, gap)) {
      figure.forms.push_back(figures_.back().text.substr(0, 2) + whole);
    }
  }

  void add_scale(const std::string& whole, const std::string& fraction, Figure& figure) const {
    auto from = at_;
    if (from < text_.size() && text_[from] == ' ') {
      ++from;
    } else if (text_.substr(from).starts_with("\xC2\xA0")) {
      from += 2;
    }
    const auto word = letters_at(text_, from);
    for (const auto& scale : kScales) {
      if (word == scale.word) {
        figure.forms.push_back(scaled(whole, fraction, scale.zeros));
      }
    }
  }

  [[nodiscard]] bool is_reference(std::size_t start, const std::string& whole) {
    if (last_is_reference_ && continues_reference(between(start), whole)) {
      return true;
    }
    std::string_view before;
    const auto raw = last_word(text_.substr(0, start), &before);
    const auto word = lower(raw);
    const bool adjoins =
        start > 0 && (text_[start - 1] == ' ' || text_[start - 1] == '.' || text_[start - 1] == '(' || text_.substr(0, start).ends_with("\xC2\xA0"));
    if (adjoins && contains(kLabelWords, word) && is_label(raw, whole)) {
      list_ = false;
      return true;
    }
    if (adjoins && contains(kReferenceWords, singular(word))) {
      list_ = word.size() > 3 && word.back() == 's';
      return true;
    }
    const bool year = whole.size() == 4;
    if (year && word == "of" && names_law(last_word(before))) {
      return true;
    }
    // "the 1996 Act", but not "in 1996 acts of violence": a law is written with a capital.
    const auto next = at_ < text_.size() && text_[at_] == ' ' ? letters_at(text_, at_ + 1) : std::string_view();
    return year && !next.empty() && is_upper(next.front()) && contains(kLawWords, singular(lower(next)));
  }

  // "law of 1991" names one in any case; "Order of 1991" does with a capital, while "a court order of 2020" is an event.
  static bool names_law(const std::string& word) {
    const auto name = singular(lower(word));
    return contains(kLawWords, name) && (name == "law" || name == "act" || (!word.empty() && is_upper(word.front())));
  }

  // A label is small and stands alone: "no 4" without a capital is none of something, "phase 2%" is a share.
  [[nodiscard]] bool is_label(const std::string& word, const std::string& whole) const {
    const auto value = parse_integer(whole);
    const auto rest = text_.substr(at_);
    return value && *value <= kGreatestLabel && word != "no" && !rest.starts_with('%') && !rest.starts_with(" per cent");
  }

  // The rest of "sections 28 and 29", "1(2)", "2016/679", "109 of 1996".
  [[nodiscard]] bool continues_reference(std::string_view gap, const std::string& whole) const {
    static constexpr auto kTight = std::to_array<std::string_view>({"/", "(", ")(", ".", "-"});
    static constexpr auto kListed = std::to_array<std::string_view>({" and ", " or ", " to ", ", ", ", and ", " & "});
    return contains(kTight, gap) || contains(kDashes, gap) || (gap == " of " && whole.size() == 4) || (list_ && contains(kListed, gap));
  }

  // Part of a name: "COVID-19", "M25", "5G", "4chan"; an ordinal, "19th"; "24/7".
  [[nodiscard]] bool is_name(std::size_t start) const {
    const auto suffix = letters_at(text_, at_);
    if (!suffix.empty() && !contains(kUnits, lower(suffix))) {
      return true;
    }
    if (!suffix.empty() && suffix.size() == 1 && is_upper(suffix.front()) && suffix != "K" && suffix != "M") {
      return true;
    }
    if (text_.substr(start).starts_with("24/7") || (start >= 3 && text_.substr(start - 3).starts_with("24/7"))) {
      return true;
    }
    if (start == 0) {
      return false;
    }
    if (is_letter(text_[start - 1])) {
      return true;
    }
    if (text_[start - 1] != '-' || start < 2 || !is_letter(text_[start - 2])) {
      return false;
    }
    const auto word = last_word(text_.substr(0, start - 1));
    return std::any_of(word.begin(), word.end(), is_upper) && !contains(kPrefixes, lower(word));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Figure> figures_;
  bool last_is_reference_ = false;
  bool list_ = false;  // the reference that runs names several: "sections"
  std::size_t last_end_ = 0;
};

using Forms = std::unordered_set<std::string>;

void collect(const Json& value, Forms& carried) {
  if (value.is_structured()) {
    for (const auto& item : value) {
      collect(item, carried);
    }
    return;
  }
  const auto text = value.is_string() ? value.get<std::string>() : value.dump();
  for (auto& figure : find_figures(text)) {
    carried.insert(figure.forms.begin(), figure.forms.end());
  }
}

// Prose, names and marks: what stands here does not say where a number comes from.
constexpr auto kNotCarrying = std::to_array<std::string_view>({"id", "title", "summary", "intervention", "related", "emmie", "strength", "strength_reason"});

Forms carried_figures(const Json& front_matter) {
  Forms carried;
  for (const auto& [key, value] : front_matter.items()) {
    if (!contains(kNotCarrying, key)) {
      collect(value, carried);
    }
  }
  return carried;
}

// Where `number` stands as a whole number, from a line on; the start of that line where it is not found.
Position locate(const std::string& number, const BodyLines& lines, int from, int last) {
  for (int i = from; i <= std::min(last, lines.count()); ++i) {
    const auto line = lines.line(i);
    for (auto at = line.find(number); at != std::string_view::npos; at = line.find(number, at + 1)) {
      const bool starts = at == 0 || !is_digit(line[at - 1]);
      const bool ends = at + number.size() == line.size() || !is_digit(line[at + number.size()]);
      if (starts && ends) {
        return lines.at(i, static_cast<int>(at) + 1);
      }
    }
  }
  return lines.at(std::max(from, 1));
}

}  // namespace

std::vector<Figure> find_figures(std::string_view text) { return FigureFinder(text).find(); }

void check_figures(const FrontMatter& front_matter, const BodyLines& front_matter_lines, const std::vector<ProseLine>& prose, const BodyLines& body_lines,
                   Report& report) {
  const auto carried = carried_figures(front_matter.value);
  std::set<std::string> reported;
  const auto check = [&](std::string_view text, const std::string& pointer, const BodyLines& lines, int from, int last) {
    for (const auto& figure : find_figures(text)) {
      const bool known = std::any_of(figure.forms.begin(), figure.forms.end(), [&](const std::string& form) { return carried.contains(form); });
      if (figure.in_name || known || !reported.insert(figure.forms.front()).second) {
        continue;
      }
      report.add("figures", locate(figure.text, lines, from, last), pointer, "the number " + figure.text + " stands nowhere in the front matter",
                 "add it to an outcome, or as {value: \"" + figure.text + "\", what: …} to figures");
    }
  };
  for (const auto* key : {"title", "summary"}) {
    const auto found = front_matter.value.find(key);
    if (found != front_matter.value.end() && found->is_string()) {
      const auto pointer = child({}, key);
      const int from = front_matter_lines.body_line(front_matter.positions.value(pointer));
      check(found->get_ref<const std::string&>(), pointer, front_matter_lines, from, front_matter_lines.count());
    }
  }
  constexpr int kNear = 20;  // definitions of links before a paragraph push its lines down
  for (const auto& line : prose) {
    check(line.text, {}, body_lines, line.body_line, line.body_line + kNear);
  }
}

}  // namespace whatworks
