// SPDX-License-Identifier: GPL-3.0-or-later
#include "latex_reader.h"

#include <algorithm>
#include <array>

#include "import_text.h"

namespace whatworks {
namespace {

struct Row {
  std::string_view command;
  char32_t point;
};

constexpr auto kSymbols = std::to_array<Row>({
    {"ss", 0xDF},
    {"ae", 0xE6},
    {"AE", 0xC6},
    {"oe", 0x153},
    {"OE", 0x152},
    {"o", 0xF8},
    {"O", 0xD8},
    {"l", 0x142},
    {"L", 0x141},
    {"aa", 0xE5},
    {"AA", 0xC5},
    {"dh", 0xF0},
    {"DH", 0xD0},
    {"th", 0xFE},
    {"TH", 0xDE},
    {"dj", 0x111},
    {"DJ", 0x110},
    {"ng", 0x14B},
    {"NG", 0x14A},
    {"i", 0x131},
    {"j", 0x237},
    {"SS", 0x1E9E},
    {"S", 0xA7},
    {"P", 0xB6},
    {"copyright", 0xA9},
    {"pounds", 0xA3},
    {"textsterling", 0xA3},
    {"texteuro", 0x20AC},
    {"euro", 0x20AC},
    {"textsection", 0xA7},
    {"textdegree", 0xB0},
    {"degree", 0xB0},
    {"textellipsis", 0x2026},
    {"ldots", 0x2026},
    {"dots", 0x2026},
    {"textendash", 0x2013},
    {"textemdash", 0x2014},
    {"textquoteleft", 0x2018},
    {"textquoteright", 0x2019},
    {"textquotedblleft", 0x201C},
    {"textquotedblright", 0x201D},
    {"textquotesingle", '\''},
    {"textquotedbl", '"'},
    {"textbackslash", '\\'},
    {"textasciitilde", '~'},
    {"textasciicircum", '^'},
    {"textbraceleft", '{'},
    {"textbraceright", '}'},
    {"textbar", '|'},
    {"textless", '<'},
    {"textgreater", '>'},
    {"textunderscore", '_'},
    {"textexclamdown", 0xA1},
    {"textquestiondown", 0xBF},
    {"textregistered", 0xAE},
    {"texttrademark", 0x2122},
    {"textperiodcentered", 0xB7},
    {"textbullet", 0x2022},
    {"guillemotleft", 0xAB},
    {"guillemotright", 0xBB},
    {"slash", '/'},
    {"textdollar", '$'},
    {"textcopyright", 0xA9},
    {"textordfeminine", 0xAA},
    {"textordmasculine", 0xBA},
    {"times", 0xD7},
    {"pm", 0xB1},
    {"leq", 0x2264},
    {"le", 0x2264},
    {"geq", 0x2265},
    {"ge", 0x2265},
    {"neq", 0x2260},
    {"approx", 0x2248},
    {"sim", 0x223C},
    {"infty", 0x221E},
    {"rightarrow", 0x2192},
    {"to", 0x2192},
    {"leftarrow", 0x2190},
    {"cdot", 0xB7},
    {"div", 0xF7},
    {"prime", 0x2032},
    {"alpha", 0x3B1},
    {"beta", 0x3B2},
    {"gamma", 0x3B3},
    {"delta", 0x3B4},
    {"epsilon", 0x3B5},
    {"varepsilon", 0x3B5},
    {"zeta", 0x3B6},
    {"eta", 0x3B7},
    {"theta", 0x3B8},
    {"vartheta", 0x3D1},
    {"iota", 0x3B9},
    {"kappa", 0x3BA},
    {"lambda", 0x3BB},
    {"mu", 0x3BC},
    {"nu", 0x3BD},
    {"xi", 0x3BE},
    {"pi", 0x3C0},
    {"rho", 0x3C1},
    {"sigma", 0x3C3},
    {"varsigma", 0x3C2},
    {"tau", 0x3C4},
    {"upsilon", 0x3C5},
    {"phi", 0x3C6},
    {"varphi", 0x3C6},
    {"chi", 0x3C7},
    {"psi", 0x3C8},
    {"omega", 0x3C9},
    {"Gamma", 0x393},
    {"Delta", 0x394},
    {"Theta", 0x398},
    {"Lambda", 0x39B},
    {"Xi", 0x39E},
    {"Pi", 0x3A0},
    {"Sigma", 0x3A3},
    {"Upsilon", 0x3A5},
    {"Phi", 0x3A6},
    {"Psi", 0x3A8},
    {"Omega", 0x3A9},
});

// Marks above and below the letter that follows. Those of one letter need a space or a brace behind them.
constexpr auto kAccents = std::to_array<Row>({{"`", 0x300},
                                              {"'", 0x301},
                                              {"^", 0x302},
                                              {"~", 0x303},
                                              {"=", 0x304},
                                              {"u", 0x306},
                                              {".", 0x307},
                                              {"\"", 0x308},
                                              {"r", 0x30A},
                                              {"H", 0x30B},
                                              {"v", 0x30C},
                                              {"d", 0x323},
                                              {"c", 0x327},
                                              {"k", 0x328},
                                              {"b", 0x331},
                                              {"t", 0x361},
                                              {"G", 0x30F},
                                              {"h", 0x309}});

// Commands that only change how their argument looks.
constexpr auto kLooks = std::to_array<std::string_view>({"emph",
                                                         "textit",
                                                         "textbf",
                                                         "textsc",
                                                         "textrm",
                                                         "textsf",
                                                         "texttt",
                                                         "textup",
                                                         "textsl",
                                                         "textnormal",
                                                         "mbox",
                                                         "hbox",
                                                         "text",
                                                         "mathrm",
                                                         "mathit",
                                                         "mathbf",
                                                         "it",
                                                         "bf",
                                                         "sc",
                                                         "rm",
                                                         "em",
                                                         "tt",
                                                         "sf",
                                                         "sl",
                                                         "itshape",
                                                         "bfseries",
                                                         "scshape",
                                                         "upshape",
                                                         "uppercase",
                                                         "lowercase",
                                                         "MakeUppercase",
                                                         "MakeLowercase",
                                                         "textsuperscript",
                                                         "textsubscript",
                                                         "ensuremath",
                                                         "relax",
                                                         "protect",
                                                         "noopsort",
                                                         "url",
                                                         "href",
                                                         "underline",
                                                         "enquote",
                                                         "mkbibquote",
                                                         "nobreakspace",
                                                         "path",
                                                         "noindent",
                                                         "left",
                                                         "right"});

template <std::size_t N>
char32_t find(const std::array<Row, N>& rows, std::string_view command) noexcept {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.command == command; });
  return found == rows.end() ? 0 : found->point;
}

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class LatexReader {
 public:
  explicit LatexReader(std::string_view text) : rest_(text) {}

  std::string read() {
    while (!rest_.empty()) {
      read_one();
    }
    return std::move(out_);
  }

 private:
  bool take(std::string_view prefix) noexcept {
    if (!rest_.starts_with(prefix)) {
      return false;
    }
    rest_.remove_prefix(prefix.size());
    return true;
  }

  void read_one() {
    const char c = rest_.front();
    if (c == '\\') {
      rest_.remove_prefix(1);
      read_command();
    } else if (c == '{' || c == '}') {
      rest_.remove_prefix(1);
    } else if (c == '$') {
      rest_.remove_prefix(1);
      read_dollar();
    } else if (c == '~') {
      rest_.remove_prefix(1);
      out_ += ' ';
    } else if (take("---")) {
      out_ += "\xE2\x80\x94";
    } else if (take("--")) {
      out_ += "\xE2\x80\x93";
    } else if (take("``")) {
      out_ += "\xE2\x80\x9C";
    } else if (take("''")) {
      out_ += "\xE2\x80\x9D";
    } else {
      copy_one();
    }
  }

  void copy_one() {
    out_ += rest_.front();
    rest_.remove_prefix(1);
  }

  // A dollar that has no other is an amount of money.
  void read_dollar() {
    if (in_math_) {
      in_math_ = false;
    } else if (!dollars_are_money_ && rest_.find('$') != std::string_view::npos) {
      in_math_ = true;
    } else {
      dollars_are_money_ = true;
      out_ += '$';
    }
  }

  std::string_view take_name() noexcept {
    const auto letters = static_cast<std::size_t>(std::find_if_not(rest_.begin(), rest_.end(), is_letter) - rest_.begin());
    const auto name = rest_.substr(0, std::max<std::size_t>(letters, rest_.empty() ? 0 : 1));
    rest_.remove_prefix(name.size());
    return name;
  }

  void skip_spaces() noexcept {
    while (rest_.starts_with(' ') || rest_.starts_with('\n') || rest_.starts_with('\t')) {
      rest_.remove_prefix(1);
    }
  }

  void read_command() {
    const auto name = take_name();
    if (name.empty()) {
      out_ += '\\';
    } else if (const auto mark = find(kAccents, name); mark != 0) {
      read_accented(mark, name);
    } else if (const auto symbol = find(kSymbols, name); symbol != 0) {
      skip_spaces_after(name);
      out_ += utf8(symbol);
    } else if (std::find(kLooks.begin(), kLooks.end(), name) != kLooks.end()) {
      skip_spaces_after(name);
    } else if (!is_letter(name.front())) {
      read_sign(name.front());
    } else {
      out_ += '\\';
      out_ += name;
    }
  }

  // A space ends the name of a command and is not set.
  void skip_spaces_after(std::string_view name) noexcept {
    if (is_letter(name.front())) {
      skip_spaces();
    }
  }

  void read_sign(char sign) {
    switch (sign) {
      case '\\': out_ += ' '; break;  // a line break
      case '-':
      case '/':
      case '(':
      case ')':
      case '[':
      case ']':
      case '!': break;
      case ',':
      case ';':
      case ':':
      case ' ':
      case '\n':
      case '\t': out_ += ' '; break;
      default: out_ += sign;
    }
  }

  // The letter may stand in braces, behind spaces, or be a command of its own: \'{\i}.
  void read_accented(char32_t mark, std::string_view name) {
    skip_spaces_after(name);
    auto before = rest_;
    while (rest_.starts_with('{')) {
      rest_.remove_prefix(1);
    }
    if (rest_.starts_with('\\')) {
      rest_.remove_prefix(1);
      const auto inner = take_name();
      const auto letter = inner == "i" ? U'i' : inner == "j" ? U'j' : find(kSymbols, inner);
      if (letter != 0) {
        skip_spaces_after(inner);
        out_ += utf8(letter) + utf8(mark);
      } else {
        rest_ = before;  // two marks on one letter, or what we do not know: the letter is set, the mark is not
      }
      return;
    }
    if (rest_.empty() || rest_.front() == '}' || rest_.front() == ' ') {
      return;
    }
    copy_one();
    while (!rest_.empty() && (static_cast<unsigned char>(rest_.front()) & 0xC0U) == 0x80U) {
      copy_one();
    }
    out_ += utf8(mark);
  }

  std::string_view rest_;
  std::string out_;
  bool in_math_ = false;
  bool dollars_are_money_ = false;
};

}  // namespace

std::string read_latex(std::string_view text) { return LatexReader(text).read(); }

std::string read_latex_verbatim(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with("\\url") || text.starts_with("\\href") || text.starts_with("\\path")) {
      text.remove_prefix(text.starts_with("\\url") ? 4 : 5);
    } else if (text.size() > 1 && text.front() == '\\' && std::string_view("_%#&~$^{}").find(text[1]) != std::string_view::npos) {
      out += text[1];
      text.remove_prefix(2);
    } else if (text.starts_with("\\textasciitilde")) {
      out += '~';
      text.remove_prefix(15);
    } else {
      if (text.front() != '{' && text.front() != '}') {
        out += text.front();
      }
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace whatworks
