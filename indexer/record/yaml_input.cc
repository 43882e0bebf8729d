// SPDX-License-Identifier: GPL-3.0-or-later
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <unordered_set>
#include <utility>

#include "core/text.h"
#include "front_matter.h"

namespace whatworks {
namespace {

// -12, 0.5: no leading zeros, which other programs read as octal, no plus sign, no exponent, no separators.
bool is_plain_decimal(std::string_view text, bool with_fraction) {
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  const auto point = digits.find('.');
  const auto whole = digits.substr(0, point);
  const auto only_digits = [](std::string_view part) { return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos; };
  if (!only_digits(whole) || (whole.size() > 1 && whole.front() == '0')) {
    return false;
  }
  return point == std::string_view::npos || (with_fraction && only_digits(digits.substr(point + 1)));
}

Json typed(const std::string& text, bool plain, const Json* schema) {
  const auto type = type_of(schema);
  const bool number = type == "number";
  if (plain && (number || type == "integer") && is_plain_decimal(text, number)) {
    if (const auto whole = parse_integer(text)) {
      return *whole;
    }
    if (const auto value = parse_decimal(text); number && value) {
      return *value;
    }
  }
  return std::string(trim(text));
}

// Builds the value from the parser's events, in one pass: aliases are never followed, so that a page of them cannot unfold.
class Builder : public YAML::EventHandler {
 public:
  Builder(int first_line, const RecordSchema& schema, Report& report)
      : first_line_(first_line), schema_(schema), report_(report), positions_(Position{first_line - 1, 1}) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 2) {
      stop("yaml-documents", at(mark), "a second YAML document starts here", "take out the line of hyphens or dots");
    }
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    stop("yaml-alias", at(mark), "&" + name + " makes an anchor, which records do not use", "a text that starts with & needs quotation marks");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { stop_at_alias(at(mark)); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (wants_key()) {
      stop_at_key(at(mark));
    } else {
      place(Json(), frames_.empty() ? at(mark) : frames_.back().is_map ? frames_.back().key_at : at(mark));
    }
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
    if (stopped_ || has_tag(mark, tag)) {
      return;
    }
    if (wants_key()) {
      take_key(value, at(mark));
    } else {
      place(typed(value, tag == "?", schema_of_next()), at(mark));
    }
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, YAML::EmitterStyle::value) override { open(mark, tag, Json::array()); }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, YAML::EmitterStyle::value) override { open(mark, tag, Json::object()); }
  void OnMapEnd() override { close(); }

  void stop_at_alias(Position where) {
    stop("yaml-alias", where, "a * at the start of a value makes an alias, which records do not use", "put the text in quotation marks");
  }

  [[nodiscard]] Position at(const YAML::Mark& mark) const { return {std::max(mark.line, 0) + first_line_, std::max(mark.column, 0) + 1}; }
  [[nodiscard]] bool stopped() const noexcept { return stopped_; }

  std::optional<FrontMatter> take() {
    if (stopped_) {
      return std::nullopt;
    }
    if (root_.is_null()) {
      report_.add("not-a-mapping", {first_line_, 1}, {}, "the front matter is empty", "write the keys, one to a line, as in `title: Phone line closure`");
      return std::nullopt;
    }
    if (!root_.is_object()) {
      report_.add("not-a-mapping", root_at_, {}, "the front matter is not a list of keys and values",
                  "write `key: value` lines, with a space after the colon and no hyphen before the key");
      return std::nullopt;
    }
    return FrontMatter{std::move(root_), std::move(positions_)};
  }

 private:
  struct Frame {
    bool is_map = false;
    bool wants_key = false;
    Json value;
    Position start;
    std::string pointer;
    const Json* schema = nullptr;
    std::unordered_set<std::string> keys;
    std::string key;
    Position key_at;
    bool discard = false;  // the key stood before
  };

  template <typename... Texts>
  void stop(RuleRef rule, Position where, Texts... texts) {
    if (!stopped_) {
      report_.add(rule, where, {}, std::move(texts)...);
      stopped_ = true;
    }
  }
  void stop_at_key(Position where) { stop("bad-key", where, "this is no key", "a key is a word, followed by a colon and a space"); }

  bool has_tag(const YAML::Mark& mark, const std::string& tag) {
    const bool custom = !tag.empty() && tag != "?" && tag != "!";
    if (custom) {
      stop("yaml-tag", at(mark), "a ! at the start of a value makes a tag, which records do not use", "put the text in quotation marks");
    }
    return custom;
  }

  [[nodiscard]] bool wants_key() const { return !stopped_ && !frames_.empty() && frames_.back().wants_key; }

  void take_key(const std::string& key, Position where) {
    auto& frame = frames_.back();
    frame.key = key;
    frame.key_at = where;
    frame.wants_key = false;
    frame.discard = !frame.keys.insert(key).second;
    if (frame.discard) {
      report_.add("duplicate-key", where, child(frame.pointer, key), "the key " + in_quotes(key) + " stands twice here", "keep one of the two");
    }
  }

  [[nodiscard]] const Json* schema_of_next() const {
    if (frames_.empty()) {
      return &schema_.root();
    }
    const auto& frame = frames_.back();
    return frame.is_map ? schema_.property(frame.schema, frame.key) : schema_.items(frame.schema);
  }

  [[nodiscard]] std::string pointer_of_next() const {
    if (frames_.empty()) {
      return {};
    }
    const auto& frame = frames_.back();
    return frame.is_map ? child(frame.pointer, frame.key) : child(frame.pointer, frame.value.size());
  }

  void open(const YAML::Mark& mark, const std::string& tag, Json empty) {
    if (stopped_ || has_tag(mark, tag)) {
      return;
    }
    if (wants_key()) {
      stop_at_key(at(mark));
      return;
    }
    if (frames_.size() == kDeepestFrontMatter) {
      stop("nested-too-deeply", at(mark), "lists and mappings lie more than " + std::to_string(kDeepestFrontMatter) + " deep in each other",
           "see docs/records.md for the shape of each key");
      return;
    }
    Frame frame;
    frame.is_map = empty.is_object();
    frame.wants_key = frame.is_map;
    frame.value = std::move(empty);
    frame.start = at(mark);
    frame.pointer = pointer_of_next();
    frame.schema = schema_of_next();
    frames_.push_back(std::move(frame));
  }

  void close() {
    if (stopped_) {
      return;
    }
    auto frame = std::move(frames_.back());
    frames_.pop_back();
    place(std::move(frame.value), frame.start);
  }

  // Puts a finished value where it belongs.
  void place(Json value, Position where) {
    if (stopped_) {
      return;
    }
    if (frames_.empty()) {
      root_ = std::move(value);
      root_at_ = where;
      return;
    }
    auto& frame = frames_.back();
    if (!frame.is_map) {
      positions_.add(pointer_of_next(), where, where);
      frame.value.push_back(std::move(value));
      return;
    }
    frame.wants_key = true;
    if (!frame.discard) {
      positions_.add(pointer_of_next(), frame.key_at, where);
      frame.value[frame.key] = std::move(value);
    }
  }

  int first_line_;
  const RecordSchema& schema_;
  Report& report_;
  PositionMap positions_;
  std::vector<Frame> frames_;
  Json root_;
  Position root_at_;
  int documents_ = 0;
  bool stopped_ = false;
};

// yaml-cpp's complaints in words that help; its own words where it has another.
struct SyntaxHelp {
  std::string_view theirs;
  std::string_view message;
  std::string_view hint;
};

constexpr std::array kSyntaxHelp{
    SyntaxHelp{"illegal map value", "there is a second colon on this line", "put a text that holds a colon in quotation marks: title: \"Phones: what works\""},
    SyntaxHelp{"unknown token", "a value cannot start with this character", "put the text in quotation marks"},
    SyntaxHelp{"illegal block entry", "a list cannot start on the line of its key with a hyphen", "start it on the next line, or write it as [one, two]"},
    SyntaxHelp{"end of sequence flow not found", "a list is not closed", "put the missing ] at its end"},
    SyntaxHelp{"end of map flow not found", "a mapping is not closed", "put the missing } at its end"},
    SyntaxHelp{"illegal flow end", "a bracket is closed that was not opened", "take it out, or put the text in quotation marks"},
    SyntaxHelp{"end of map not found", "this does not fit what stands before it",
               "check the indentation; a quotation mark inside a text in quotation marks is written \\\" or, in single ones, twice"},
    SyntaxHelp{"end of sequence not found", "this does not fit the list that it stands in",
               "keys of one entry stand in line below each other; the next entry starts with a hyphen"},
    SyntaxHelp{"illegal EOF in scalar", "a quotation mark is not closed", "put the missing quotation mark at the end of the text"},
};

void report_syntax(const YAML::ParserException& error, Builder& builder, Report& report) {
  if (builder.stopped()) {
    return;
  }
  const auto where = builder.at(error.mark);
  if (error.msg == YAML::ErrorMsg::UNKNOWN_ANCHOR || error.msg == YAML::ErrorMsg::ALIAS_NOT_FOUND) {
    builder.stop_at_alias(where);
    return;
  }
  for (const auto& help : kSyntaxHelp) {
    if (error.msg == help.theirs) {
      report.add("yaml-syntax", where, {}, std::string(help.message), std::string(help.hint));
      return;
    }
  }
  report.add("yaml-syntax", where, {}, "the front matter is not YAML here: " + clean_utf8(error.msg), "see docs/records.md for an example");
}

// A tab in front of a value indents nothing, and what it would mean depends on who reads it.
bool check_indentation(std::string_view yaml, int first_line, Report& report) {
  int number = first_line;
  for (const auto& line : split(yaml, '\n')) {
    const auto start = line.find_first_not_of(' ');
    if (start != std::string::npos && line[start] == '\t' && !trim(line).empty()) {
      report.add("yaml-tab", {number, static_cast<int>(start) + 1}, {}, "the line is indented by a tab", "indent with spaces");
      return false;
    }
    ++number;
  }
  return true;
}

}  // namespace

std::optional<FrontMatter> parse_yaml(std::string_view yaml, int first_line, const RecordSchema& schema, Report& report) {
  if (!check_indentation(yaml, first_line, report)) {
    return std::nullopt;
  }
  Builder builder(first_line, schema, report);
  try {
    std::istringstream stream{std::string(yaml)};
    YAML::Parser parser(stream);
    while (!builder.stopped() && parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::ParserException& error) {  // also its DeepRecursion, about 500 levels deep
    report_syntax(error, builder, report);
    return std::nullopt;
  }
  return builder.take();
}

}  // namespace whatworks
