// SPDX-License-Identifier: GPL-3.0-or-later
#include "query_parser.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "index/layout.h"
#include "index/words.h"

namespace whatworks {
namespace {

constexpr std::size_t kMaximumWords = 64;      // a query of a thousand words costs 180 ms on 20,000 records
constexpr std::size_t kMaximumTokens = 256;    // with brackets and operators
constexpr int kDeepestBrackets = 16;           // brackets below are left out
constexpr std::size_t kShortestPrefix = 3;     // letters before a star; one letter would stand for too many words
constexpr std::size_t kLongestWordBytes = 64;  // the index holds none longer

struct Token {
  enum class Kind { term, open, close, conjunction, disjunction, negation, years };
  Kind kind = Kind::term;
  QueryTerm term;
  YearRange years;
  bool excluded = false;  // with a minus before it
};

std::string_view operator_name(Token::Kind kind) {
  switch (kind) {
    case Token::Kind::conjunction: return "and";
    case Token::Kind::disjunction: return "or";
    case Token::Kind::negation: return "not";
    default: return {};
  }
}

class Lexer {
 public:
  explicit Lexer(std::string_view typed) : text_(straight_quotes(clean_utf8(typed))) {}

  std::vector<Token> tokens() {
    while (at_ < text_.size() && words_ < kMaximumWords && tokens_.size() < kMaximumTokens) {
      read();
    }
    return std::move(tokens_);
  }

 private:
  static bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  void read() {
    const char c = text_[at_];
    const bool begins = at_ == 0 || is_space(text_[at_ - 1]) || text_[at_ - 1] == '(';
    if (is_space(c)) {
      ++at_;
    } else if (c == '(' || c == ')') {
      sign(c == '(' ? Token::Kind::open : Token::Kind::close);
    } else if (c == '"') {
      phrase();
    } else if ((c == '-' || c == '+') && begins) {
      excluded_ = c == '-' && at_ + 1 < text_.size() && !is_space(text_[at_ + 1]);
      ++at_;
    } else {
      chunk();
    }
  }

  void sign(Token::Kind kind) {
    tokens_.push_back({kind, {}, {}, kind == Token::Kind::open && excluded_});
    excluded_ = false;
    ++at_;
  }

  void phrase() {
    const auto end = std::min(text_.find('"', at_ + 1), text_.size());
    QueryTerm term{{}, field_, true, false};
    for (auto& word : split_words(fold(join_initials(text_.substr(at_ + 1, end - at_ - 1))))) {
      term.words.push_back(std::move(word.text));
    }
    at_ = std::min(end + 1, text_.size());
    add(std::move(term));
    finish();
  }

  // What stands between spaces, brackets and quotation marks.
  void chunk() {
    const auto begin = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && std::string_view("()\"").find(text_[at_]) == std::string_view::npos) {
      ++at_;
    }
    auto chunk = std::string_view(text_).substr(begin, at_ - begin);
    if (chunk == "AND" || chunk == "OR" || chunk == "NOT") {
      tokens_.push_back({chunk == "AND" ? Token::Kind::conjunction : chunk == "OR" ? Token::Kind::disjunction : Token::Kind::negation, {}, {}, false});
    } else if (const auto years = parse_years(chunk)) {
      tokens_.push_back({Token::Kind::years, {}, *years, excluded_});
    } else {
      for (const auto& field : layout::kTextFields) {
        const auto name = field.query_name;
        if (!name.empty() && chunk.size() > name.size() && chunk[name.size()] == ':' && fold(chunk.substr(0, name.size())) == name) {
          field_ = field.prefix;
          chunk.remove_prefix(name.size() + 1);
          break;
        }
      }
      words(chunk);
      if (chunk.empty() && at_ < text_.size() && text_[at_] == '"') {
        return;  // the field and the minus are those of the phrase that follows
      }
    }
    finish();
  }

  void words(std::string_view chunk) {
    const bool starred = !chunk.empty() && chunk.back() == '*';
    auto found = split_words(fold(join_initials(chunk)));
    for (std::size_t begin = 0; begin < found.size();) {
      QueryTerm term{{std::move(found[begin].text)}, field_, false, false};
      for (++begin; begin < found.size() && found[begin].hyphenated; ++begin) {
        term.words.push_back(std::move(found[begin].text));
      }
      term.starred = starred && begin == found.size() && count_code_points(term.words.back()) >= kShortestPrefix;
      add(std::move(term));
    }
  }

  void add(QueryTerm term) {
    std::erase_if(term.words, [](const std::string& word) { return word.size() > kLongestWordBytes; });
    term.words.resize(std::min(term.words.size(), kMaximumWords - std::min(words_, kMaximumWords)));
    if (!term.words.empty()) {
      words_ += term.words.size();
      tokens_.push_back({Token::Kind::term, std::move(term), {}, excluded_});
    }
  }

  void finish() {
    field_.clear();
    excluded_ = false;
  }

  std::string text_;
  std::size_t at_ = 0;
  std::size_t words_ = 0;
  std::string field_;
  bool excluded_ = false;
  std::vector<Token> tokens_;
};

// Leaves out brackets that have no other half: those of "1) as a list" join nothing.
std::vector<Token> without_stray_brackets(std::vector<Token> tokens) {
  std::vector<std::size_t> open;
  std::vector<char> stray(tokens.size());
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (tokens[at].kind == Token::Kind::open) {
      open.push_back(at);
    } else if (tokens[at].kind == Token::Kind::close) {
      if (open.empty()) {
        stray[at] = 1;
      } else {
        open.pop_back();
      }
    }
  }
  for (const auto at : open) {
    stray[at] = 1;
  }
  std::vector<Token> kept;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (stray[at] == 0) {
      kept.push_back(std::move(tokens[at]));
    }
  }
  return kept;
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(without_stray_brackets(std::move(tokens))) {}

  ParsedQuery parse() {
    parsed_.words = alternatives(0);
    return std::move(parsed_);
  }

 private:
  using Kind = Token::Kind;

  static bool is_empty(const QueryNode& node) { return node.kind != QueryNode::Kind::term && node.children.empty() && node.forbidden.empty(); }

  [[nodiscard]] bool next_is(Kind kind) const { return at_ < tokens_.size() && tokens_[at_].kind == kind; }

  // Whether something to look for stands after the operator that stands here.
  [[nodiscard]] bool joins_what_follows() const {
    return at_ + 1 < tokens_.size() && (tokens_[at_ + 1].kind == Kind::term || tokens_[at_ + 1].kind == Kind::open || tokens_[at_ + 1].kind == Kind::years ||
                                        (tokens_[at_ + 1].kind == Kind::negation && tokens_[at_].kind != Kind::negation));
  }

  QueryNode alternatives(int depth) {
    QueryNode node{QueryNode::Kind::any, {}, {}, {}};
    do {
      if (auto part = list(depth); !is_empty(part)) {
        node.children.push_back(std::move(part));
      }
    } while (next_is(Kind::disjunction) && ++at_ != 0);
    if (node.children.empty()) {
      return {};
    }
    return node.children.size() == 1 ? QueryNode(std::move(node.children.front())) : std::move(node);
  }

  QueryNode list(int depth) {
    QueryNode node;
    for (bool forbidden = false; at_ < tokens_.size() && !next_is(Kind::close);) {
      auto& token = tokens_[at_];
      if (const auto name = operator_name(token.kind); !name.empty()) {
        const bool empty = node.children.empty() && node.forbidden.empty();
        if (joins_what_follows() && (token.kind == Kind::negation || !empty)) {
          if (token.kind == Kind::disjunction) {
            break;
          }
          forbidden = token.kind == Kind::negation;
        } else {
          node.children.push_back({QueryNode::Kind::term, {{std::string(name)}, {}, false, false}, {}, {}});
        }
        ++at_;
        continue;
      }
      forbidden = forbidden || token.excluded;
      if (token.kind == Kind::years) {
        (forbidden ? parsed_.excluded_years : parsed_.years).push_back(token.years);
        ++at_;
      } else if (auto part = operand(depth); !is_empty(part)) {
        (forbidden ? node.forbidden : node.children).push_back(std::move(part));
      }
      forbidden = false;
    }
    return node;
  }

  QueryNode operand(int depth) {
    if (next_is(Kind::term)) {
      return {QueryNode::Kind::term, std::move(tokens_[at_++].term), {}, {}};
    }
    ++at_;  // the bracket
    if (depth >= kDeepestBrackets) {
      return {};
    }
    auto inner = alternatives(depth + 1);
    at_ += next_is(Kind::close) ? 1U : 0U;
    return inner;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  ParsedQuery parsed_;
};

}  // namespace

std::string straight_quotes(std::string text) {
  static constexpr std::array<std::string_view, 5> kDouble{"\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E", "\xC2\xAB", "\xC2\xBB"};
  for (const auto quote : kDouble) {
    for (auto at = text.find(quote); at != std::string::npos; at = text.find(quote, at)) {
      text.replace(at, quote.size(), "\"");
    }
  }
  return text;
}

std::optional<YearRange> parse_years(std::string_view text) {
  const auto dots = text.find("..");
  if (dots == std::string_view::npos || text.size() == 2) {
    return std::nullopt;
  }
  const auto year = [](std::string_view digits, int otherwise) -> std::optional<int> {
    if (digits.empty()) {
      return otherwise;
    }
    const auto number = digits.size() <= 4 ? parse_integer(digits) : std::nullopt;
    return number && *number >= 0 ? std::optional(static_cast<int>(*number)) : std::nullopt;
  };
  const auto from = year(text.substr(0, dots), 0);
  const auto to = year(text.substr(dots + 2), 9999);
  return from && to ? std::optional(YearRange{std::min(*from, *to), std::max(*from, *to)}) : std::nullopt;
}

ParsedQuery parse_query(std::string_view typed) { return Parser(Lexer(typed).tokens()).parse(); }

}  // namespace whatworks
