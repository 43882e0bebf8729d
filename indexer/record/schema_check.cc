// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "core/text.h"
#include "core/time.h"
#include "record/record.h"
#include "split.h"

namespace whatworks {
namespace {

std::string number_text(const Json& number) { return number.dump(); }

// "from 1 to 5", "of at least 0", or empty.
std::string range_text(const Json& schema) {
  const bool low = schema.contains("minimum");
  const bool high = schema.contains("maximum");
  if (low && high) {
    return " from " + number_text(schema["minimum"]) + " to " + number_text(schema["maximum"]);
  }
  return low ? " of at least " + number_text(schema["minimum"]) : high ? " of at most " + number_text(schema["maximum"]) : std::string();
}

std::string type_text(const Json& schema) {
  const auto type = type_of(&schema);
  if (type == "integer") {
    return "a whole number" + range_text(schema);
  }
  if (type == "number") {
    return "a number" + range_text(schema);
  }
  if (type == "array") {
    return "a list";
  }
  if (type == "object") {
    return "a set of keys and values";
  }
  return "a text";
}

// What to do about a value of the wrong type.
std::string type_hint(const Json& schema, const Json& value, std::string_view key) {
  const auto type = type_of(&schema);
  if (type == "array" && value.is_string()) {
    return fmt::format("write {}: [{}]", key, value.get<std::string>());
  }
  if ((type == "integer" || type == "number") && value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (parse_decimal(text)) {
      return type == "number" || parse_integer(text) ? "write the digits alone, without quotation marks or leading zeros" : "write a whole number";
    }
    if (text.find_first_of("0123456789") != std::string::npos) {
      return "write the digits alone, as in 1200: no separators, no units, no other words";
    }
  }
  if (type == "object" && value.is_string()) {
    const auto keys = keys_of(&schema);
    return keys.empty() ? std::string() : fmt::format("write {}: {{{}: …}}", key, keys.front());
  }
  if (type == "string" && value.is_number()) {
    return "put it in quotation marks";
  }
  return {};
}

bool has_type(std::string_view type, const Json& value) {
  if (type == "string") {
    return value.is_string();
  }
  if (type == "integer") {
    return value.is_number_integer();
  }
  if (type == "number") {
    return value.is_number();
  }
  if (type == "array") {
    return value.is_array();
  }
  return type.empty() || (type == "object" ? value.is_object() : type == "boolean" && value.is_boolean());
}

// What a pattern wants, in words: a pattern itself tells an author nothing.
struct FormHelp {
  std::string_view key;
  std::string_view hint;
};

// Marks that end the sentence in which a DOI or an address stood.
constexpr std::string_view kStrayMarks = ".,;:!?\"'";

constexpr FormHelp kFormHelp[] = {
    {"doi", "write the DOI alone, as in 10.1000/182, without https://doi.org/ before it"},
    {"url", "write the whole address, starting with https:// and without spaces"},
    {"id", "use lower-case letters, digits and single hyphens, as in doe-2019-phone-lines"},
    {"groups", "use lower-case letters, digits and single hyphens"},
};

// The DOI in what somebody copied with something before or after it; empty where there is none.
std::string doi_within(std::string_view text) {
  const auto start = text.find("10.");
  auto doi = start == std::string_view::npos ? std::string_view{} : trim(text.substr(start));
  doi = doi.substr(0, std::min(doi.find_first_of(" \t\n?#"), doi.size()));
  while (!doi.empty() && kStrayMarks.find(doi.back()) != std::string_view::npos) {
    doi.remove_suffix(1);
  }
  return doi.find('/') == std::string_view::npos ? std::string() : std::string(doi);
}

// What to write instead of a value that lacks its form; empty where that cannot be told.
std::string form_hint(const RecordSchema& schema, const std::string& pattern, std::string_view key, const std::string& text) {
  std::string meant;
  if (key == "doi") {
    meant = doi_within(text);
  } else if (key == "url") {
    const auto doi = text.find("://") == std::string::npos ? doi_within(text) : std::string();
    meant = !doi.empty() ? "https://doi.org/" + doi : text.starts_with("www.") ? "https://" + text : std::string();
  } else if (key == "id") {
    meant = slug(text);
  }
  if (!meant.empty() && schema.matches(pattern, meant)) {
    return fmt::format("write {}: {}", key, meant);
  }
  const auto help = std::find_if(std::begin(kFormHelp), std::end(kFormHelp), [&](const FormHelp& form) { return form.key == key; });
  return help == std::end(kFormHelp) ? "it must match " + pattern : std::string(help->hint);
}

class KeyChecker {
 public:
  KeyChecker(const FrontMatter& front_matter, const RecordSchema& schema, Report& report)
      : positions_(front_matter.positions), schema_(schema), report_(report) {}

  // `key` is the key of the mapping that the value stands under, itself or as an entry of its list.
  void check(const Json& schema, const Json& value, const std::string& pointer, std::string_view key) {
    if (report_.has_error_at(pointer)) {
      return;
    }
    if (value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty())) {
      add("empty-value", pointer, subject(pointer, key) + " is empty", "fill it in, or delete the line where the key is not required");
      return;
    }
    if (!has_type(type_of(&schema), value)) {
      add("wrong-type", pointer, subject(pointer, key) + " must be " + type_text(schema), type_hint(schema, value, key));
      return;
    }
    if (value.is_object()) {
      check_object(schema, value, pointer, key);
    } else if (value.is_array()) {
      check_array(schema, value, pointer, key);
    } else if (value.is_string()) {
      check_text(schema, value.get_ref<const std::string&>(), pointer, key);
    } else if (value.is_number()) {
      check_number(schema, value, pointer, key);
    }
  }

 private:
  static std::string subject(const std::string& pointer, std::string_view key) {
    const auto last = pointer.substr(pointer.rfind('/') + 1);
    const bool entry = !last.empty() && last != key && last.find_first_not_of("0123456789") == std::string::npos;
    return entry ? "an entry of " + in_quotes(key) : in_quotes(key);
  }

  void add(RuleRef rule, const std::string& pointer, std::string message, std::string hint = {}) {
    report_.add(rule, positions_.value(pointer), pointer, std::move(message), std::move(hint));
  }

  void check_object(const Json& schema, const Json& value, const std::string& pointer, std::string_view key) {
    const auto known = keys_of(&schema);
    for (const auto& [name, item] : value.items()) {
      const auto at = child(pointer, name);
      if (const auto* property = schema_.property(&schema, name)) {
        check(*property, item, at, name);
      } else if (schema.value("additionalProperties", Json(true)) == Json(false)) {
        const auto meant = nearest(name, known);
        report_.add("unknown-key", positions_.key(at), at, "unknown key " + in_quotes(name),
                    meant ? "did you mean " + in_quotes(*meant) + "?" : "the keys here are " + join(known, ", "));
      }
    }
    if (schema.contains("minProperties") && value.size() < schema["minProperties"].get<std::size_t>()) {
      add("too-few", pointer, in_quotes(key) + " needs at least one of " + join(known, ", "));
    }
    if (!schema.contains("required")) {
      return;
    }
    for (const auto& required : schema["required"]) {
      const auto& name = required.get_ref<const std::string&>();
      if (!value.contains(name)) {
        const auto* property = schema_.property(&schema, name);
        const auto at = child(pointer, name);  // has no place of its own, so the mapping's is shown
        add("missing-key", at, in_quotes(name) + " is missing" + (pointer.empty() ? "" : " here"),
            property == nullptr ? std::string() : name + ": " + lower_first(property->value("description", std::string())));
      }
    }
  }

  static std::string lower_first(std::string text) {
    if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z') {
      text[0] = static_cast<char>(text[0] - 'A' + 'a');
    }
    return text;
  }

  void check_array(const Json& schema, const Json& value, const std::string& pointer, std::string_view key) {
    const auto size = value.size();
    if (schema.contains("maxItems") && size > schema["maxItems"].get<std::size_t>()) {
      const auto most = schema["maxItems"].get<std::size_t>();
      const bool exact = schema.value("minItems", std::size_t{0}) == most;
      add("too-many", pointer, fmt::format("{} has {} entries; {} {} allowed", in_quotes(key), size, exact ? "exactly" : "at most", most),
          "keep the " + std::to_string(most) + " that matter most");
    }
    if (schema.contains("minItems") && size < schema["minItems"].get<std::size_t>()) {
      const auto least = schema["minItems"].get<std::size_t>();
      add("too-few", pointer, fmt::format("{} needs at least {} {}", in_quotes(key), least, least == 1 ? "entry" : "entries"));
    }
    const auto* items = schema_.items(&schema);
    const bool unique = schema.value("uniqueItems", false);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < size; ++i) {
      const auto at = child(pointer, i);
      if (items != nullptr) {
        check(*items, value[i], at, key);
      }
      if (unique && value[i].is_string() && !seen.insert(value[i].get<std::string>()).second) {
        add("duplicate-entry", at, in_quotes(value[i].get<std::string>()) + " stands twice in " + in_quotes(key), "keep one of the two");
      }
    }
  }

  void check_text(const Json& schema, const std::string& text, const std::string& pointer, std::string_view key) {
    if (find_invalid_utf8(text)) {
      add("not-utf8", pointer, subject(pointer, key) + " is not UTF-8");
      return;
    }
    if (const auto bad = describe_bad_character(text); !bad.empty()) {
      add("control-character", pointer, subject(pointer, key) + " holds " + bad, "delete it");
      return;
    }
    if (schema.contains("maxLength")) {
      const auto most = schema["maxLength"].get<std::size_t>();
      if (const auto length = count_code_points(text); length > most) {
        add("too-long", pointer, fmt::format("{} has {} characters; at most {} are allowed", subject(pointer, key), length, most), "shorten it");
        return;
      }
    }
    if (schema.contains("enum")) {
      check_choice(schema["enum"], text, pointer, key);
      return;
    }
    if (schema.value("format", std::string()) == "date") {
      check_date(text, pointer, key);
      return;
    }
    if (schema.contains("pattern") && !schema_.matches(schema["pattern"].get<std::string>(), text)) {
      add("bad-form", pointer, subject(pointer, key) + " does not have its form: " + in_quotes(text),
          form_hint(schema_, schema["pattern"].get<std::string>(), key, text));
    } else if ((key == "doi" || key == "url") && !text.empty() && kStrayMarks.find(text.back()) != std::string_view::npos) {
      add("stray-mark", pointer,
          fmt::format("{} ends with {}, which came along when it was copied", subject(pointer, key), in_quotes(text.substr(text.size() - 1))),
          fmt::format("write {}: {}", key, text.substr(0, text.find_last_not_of(kStrayMarks) + 1)));
    }
  }

  void check_choice(const Json& choices, const std::string& text, const std::string& pointer, std::string_view key) {
    const auto names = choices.get<std::vector<std::string>>();
    if (std::find(names.begin(), names.end(), text) != names.end()) {
      return;
    }
    const auto meant = nearest(text, names);
    add("bad-choice", pointer, fmt::format("{} cannot be {}", subject(pointer, key), in_quotes(text)),
        meant ? "did you mean " + in_quotes(*meant) + "?" : "it is one of " + join(names, ", "));
  }

  void check_date(const std::string& text, const std::string& pointer, std::string_view key) {
    if (parse_date(text)) {
      return;
    }
    const bool form = text.size() == 10 && text[4] == '-' && text[7] == '-';
    add("bad-date", pointer, subject(pointer, key) + (form ? " is a day that does not exist: " : " is no date: ") + in_quotes(text),
        form ? std::string() : std::string("write YYYY-MM-DD, as in 2026-11-24"));
  }

  void check_number(const Json& schema, const Json& value, const std::string& pointer, std::string_view key) {
    const auto number = value.get<double>();
    const bool low = schema.contains("minimum") && number < schema["minimum"].get<double>();
    const bool high = schema.contains("maximum") && number > schema["maximum"].get<double>();
    if (low || high) {
      add("out-of-range", pointer, subject(pointer, key) + " must be " + type_text(schema) + ", not " + number_text(value));
    }
  }

  const PositionMap& positions_;
  const RecordSchema& schema_;
  Report& report_;
};

// The code that somebody most likely meant: its own letters, its label, or one of the other words for it.
std::optional<std::string> nearest_code(const Vocabulary& vocabulary, const std::string& typed) {
  const auto folded = fold(typed);
  std::vector<std::string> codes = vocabulary.codes();
  for (const auto& entry : vocabulary.concepts()) {
    const auto same = [&](const std::string& word) { return fold(word) == folded; };
    if (same(entry.code) || same(entry.label) || std::any_of(entry.other_labels.begin(), entry.other_labels.end(), same)) {
      return entry.code;
    }
  }
  if (auto code = nearest(typed, codes); code && typed.size() > 2) {
    return code;
  }
  std::vector<std::string> labels;
  for (const auto& entry : vocabulary.concepts()) {
    labels.push_back(entry.label);
  }
  if (const auto label = nearest(typed, labels)) {
    return codes[static_cast<std::size_t>(std::find(labels.begin(), labels.end(), *label) - labels.begin())];
  }
  return std::nullopt;
}

void check_code(const Vocabulary& vocabulary, const Facet& facet, const Json& value, const std::string& pointer, const PositionMap& positions, Report& report) {
  const auto code = value.is_string() ? value.get<std::string>() : value.is_number_integer() ? value.dump() : std::string();
  if (code.empty() || vocabulary.find(code) != nullptr || report.has_error_at(pointer)) {
    return;
  }
  constexpr std::size_t kFewCodes = 20;
  std::string hint;
  if (const auto meant = nearest_code(vocabulary, code)) {
    const auto* entry = vocabulary.find(*meant);
    hint = "did you mean " + in_quotes(*meant) + (slug(entry->label) == *meant ? "" : " (" + entry->label + ")") + "?";
  } else if (vocabulary.concepts().size() <= kFewCodes) {
    hint = "the codes are " + join(vocabulary.codes(), ", ");
  } else {
    hint = "see schemas/vocabularies/" + vocabulary.name() + ".json for the codes";
  }
  report.add("unknown-code", positions.value(pointer), pointer, in_quotes(code) + " is no code of " + in_quotes(facet.field), hint);
}

template <typename Action>
void for_each_text(const Json& value, const std::string& pointer, const Action& action) {
  if (value.is_string()) {
    action(value.get_ref<const std::string&>(), pointer);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      for_each_text(value[i], child(pointer, i), action);
    }
  } else if (value.is_object()) {
    for (const auto& [key, item] : value.items()) {
      for_each_text(item, child(pointer, key), action);
    }
  }
}

}  // namespace

void check_keys(const FrontMatter& front_matter, const RecordSchema& schema, Report& report) {
  KeyChecker(front_matter, schema, report).check(schema.root(), front_matter.value, {}, {});
}

void check_codes(const FrontMatter& front_matter, const Schemas& schemas, Report& report) {
  for (const auto& facet : schemas.facets()) {
    const auto* vocabulary = schemas.vocabulary_of(facet);
    const auto found = front_matter.value.find(facet.field);
    if (vocabulary == nullptr || facet.type == FacetType::region || found == front_matter.value.end()) {
      continue;
    }
    const auto pointer = child({}, facet.field);
    if (!found->is_array()) {
      check_code(*vocabulary, facet, *found, pointer, front_matter.positions, report);
      continue;
    }
    for (std::size_t i = 0; i < found->size(); ++i) {
      check_code(*vocabulary, facet, (*found)[i], child(pointer, i), front_matter.positions, report);
    }
  }
}

void check_placeholders(const FrontMatter& front_matter, Report& report) {
  for_each_text(front_matter.value, {}, [&](const std::string& text, const std::string& pointer) {
    if (text.find(kPlaceholder) != std::string::npos) {
      auto key = std::string_view(pointer);
      while (key.substr(key.rfind('/') + 1).find_first_not_of("0123456789") == std::string_view::npos) {
        key = key.substr(0, key.rfind('/'));  // the entries of a list go by the list's name
      }
      report.add("placeholder", front_matter.positions.value(pointer), pointer, in_quotes(key.substr(key.rfind('/') + 1)) + " is still to be filled in",
                 "write the value, or delete the line where the key is not required");
    }
  });
}

}  // namespace whatworks
