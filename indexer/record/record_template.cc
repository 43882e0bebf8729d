// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "body.h"
#include "core/text.h"
#include "core/time.h"
#include "record/record.h"
#include "schema.h"
#include "write_record.h"

namespace whatworks {
namespace {

constexpr std::size_t kCommentWidth = 100;
constexpr std::size_t kMostCodesShown = 40;

// `text` as comment lines, folded.
std::string comment(const std::string& text) {
  std::string out;
  std::string line;
  for (const auto& word : split(text, ' ')) {
    if (!line.empty() && line.size() + 1 + word.size() > kCommentWidth) {
      out += "# " + line + '\n';
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return out + "# " + line + '\n';
}

// Plain text as a Markdown paragraph that says the same: signs are escaped, and white space is single spaces, so that no line starts a list or a heading.
std::string escape_markdown(std::string_view text) {
  constexpr std::string_view kSigns = "\\`*_{}[]<>()#+-.!|~&";
  std::string out;
  for (const char c : text) {
    if (kSigns.find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += c;
  }
  return out;
}

class TemplateWriter {
 public:
  TemplateWriter(const Schemas& schemas, const RecordSchema& schema, const RecordOutline& outline)
      : schemas_(schemas), schema_(schema), outline_(outline), kind_(outline.kind), id_(outline.id) {
    if (const auto required = schema.root().find("required"); required != schema.root().end()) {
      required_ = required->get<std::set<std::string>>();
    }
  }

  std::string write() const {
    std::string out = "---\n";
    for (const auto& key : keys()) {
      const auto* node = schema_.property(&schema_.root(), key);
      const bool needed = required_.contains(key);
      out += comment(node->value("description", key) + (needed ? "" : " (optional)") + choices(key, *node));
      const auto* known = known_value(key);
      out += known != nullptr ? yaml_entry(key, *known) : entry(key, value(key, *node), needed);
    }
    out += "---\n";
    bool first = true;
    for (const auto& row : headings()) {
      out += "\n## " + std::string(row.heading) + "\n\n" + std::string(kPlaceholder) + ": " + std::string(row.prompt) + "\n";
      out += first ? abstract() : std::string();
      out += notes(row.heading);
      first = false;
    }
    return out;
  }

 private:
  [[nodiscard]] const Json* known_value(const std::string& key) const {
    if (outline_.known == nullptr) {
      return nullptr;
    }
    const auto found = outline_.known->find(key);
    return found == outline_.known->end() ? nullptr : &*found;
  }

  // Each paragraph says of itself that it must go, so that none is left by mistake.
  [[nodiscard]] std::string abstract() const {
    std::string out;
    for (const auto& paragraph : outline_.abstract) {
      out += "\n> " + std::string(kPlaceholder) + " in your own words, and take this out (abstract of the source): " + escape_markdown(paragraph) + "\n";
    }
    return out;
  }

  // What is known already, below what is still to be said.
  [[nodiscard]] std::string notes(std::string_view heading) const {
    std::string out;
    for (const auto& note : outline_.notes) {
      out += note.heading == heading ? "\n" + escape_markdown(note.text) + "\n" : std::string();
    }
    return out;
  }

  // "key: value", behind a hash where the key is optional.
  static std::string entry(const std::string& key, const std::string& value, bool needed) {
    const auto text = key + ':' + (value.starts_with('\n') ? "" : " ") + value;
    std::string out;
    for (const auto& line : split(text, '\n')) {
      out += (needed ? "" : "#") + line + '\n';
    }
    return out;
  }

  // In the order of files, then those that the facet catalogue added.
  std::vector<std::string> keys() const {
    auto all = keys_of(&schema_.root());
    std::vector<std::string> ordered;
    for (const auto& key : key_order()) {
      if (std::find(all.begin(), all.end(), key) != all.end()) {
        ordered.push_back(key);
      }
    }
    for (auto& key : all) {
      if (std::find(ordered.begin(), ordered.end(), key) == ordered.end()) {
        ordered.push_back(std::move(key));
      }
    }
    return ordered;
  }

  std::string choices(const std::string& key, const Json& node) const {
    std::vector<std::string> codes;
    if (node.contains("enum")) {
      codes = node["enum"].get<std::vector<std::string>>();
    }
    for (const auto& facet : schemas_.facets()) {
      const auto* vocabulary = schemas_.vocabulary_of(facet);
      if (facet.field == key && vocabulary != nullptr && codes.empty()) {
        codes = vocabulary->codes();
      }
    }
    return codes.empty() || codes.size() > kMostCodesShown ? std::string() : ": " + join(codes, ", ");
  }

  std::string value(const std::string& key, const Json& node) const {
    if (key == "id") {
      return id_;
    }
    if (key == "kind") {
      return kind_;
    }
    if (key == "circulation") {
      return "public";
    }
    if (node.value("format", std::string()) == "date") {
      return format_date(today());
    }
    const auto type = type_of(&node);
    const std::string blank(kPlaceholder);
    if (type == "array") {
      return list_value(schema_.items(&node));
    }
    return type == "object" ? mapping_value(&node) : blank;
  }

  std::string list_value(const Json* item) const {
    return type_of(item) == "object" ? "\n" + std::string(2, ' ') + "- " + mapping_value(item) : '[' + std::string(kPlaceholder) + ']';
  }

  // The keys that an entry needs, or all where it needs none.
  static std::string mapping_value(const Json* node) {
    std::vector<std::string> parts;
    const auto names = node->contains("required") ? node->at("required").get<std::vector<std::string>>() : keys_of(node);
    for (const auto& name : names) {
      parts.push_back(name + ": " + std::string(kPlaceholder));
    }
    return '{' + join(parts, ", ") + '}';
  }

  const Schemas& schemas_;
  const RecordSchema& schema_;
  const RecordOutline& outline_;
  std::string kind_;
  std::string id_;
  std::set<std::string> required_;
};

}  // namespace

class RecordTemplate::Implementation {
 public:
  Implementation(const Schemas& schemas, RecordSchema schema) : schemas_(schemas), schema_(std::move(schema)) {}

  [[nodiscard]] Result<std::string> write(const RecordOutline& outline) const {
    const auto* kinds = schemas_.find_vocabulary("kind");
    if (kinds != nullptr && kinds->find(outline.kind) == nullptr) {
      return failure(ErrorCode::bad_parameter, "\"" + std::string(outline.kind) + "\" is no kind of record", "the kinds are " + join(kinds->codes(), ", "));
    }
    if (!is_slug(outline.id)) {
      return failure(ErrorCode::bad_parameter, "\"" + std::string(outline.id) + "\" is no id",
                     "an id is lower-case letters, digits and hyphens, as in doe-2019-phone-lines");
    }
    return TemplateWriter(schemas_, schema_, outline).write();
  }

 private:
  const Schemas& schemas_;
  RecordSchema schema_;
};

RecordTemplate::RecordTemplate(std::unique_ptr<const Implementation> implementation) noexcept : implementation_(std::move(implementation)) {}
RecordTemplate::RecordTemplate(RecordTemplate&&) noexcept = default;
RecordTemplate& RecordTemplate::operator=(RecordTemplate&&) noexcept = default;
RecordTemplate::~RecordTemplate() = default;

Result<RecordTemplate> RecordTemplate::make(const Schemas& schemas) {
  auto schema = RecordSchema::make(schemas);
  if (!schema) {
    return failure(std::move(schema.error()));
  }
  return RecordTemplate(std::make_unique<const Implementation>(schemas, *std::move(schema)));
}

Result<std::string> RecordTemplate::write(const RecordOutline& outline) const { return implementation_->write(outline); }

Result<std::string> record_template(const Schemas& schemas, std::string_view kind, std::string_view id) {
  const auto made = RecordTemplate::make(schemas);
  return made ? made->write({.kind = kind, .id = id}) : failure(made.error());
}

}  // namespace whatworks
