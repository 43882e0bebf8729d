// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "body.h"
#include "core/text.h"
#include "core/time.h"
#include "record/record.h"
#include "schema.h"
#include "schema_check.h"

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

class TemplateWriter {
 public:
  TemplateWriter(const Schemas& schemas, const RecordSchema& schema, std::string_view kind, std::string_view id)
      : schemas_(schemas), schema_(schema), kind_(kind), id_(id) {
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
      out += entry(key, value(key, *node), needed);
    }
    out += "---\n";
    for (const auto& row : headings()) {
      out += "\n## " + std::string(row.heading) + "\n\n" + std::string(kPlaceholder) + ": " + std::string(row.prompt) + "\n";
    }
    return out;
  }

 private:
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
  std::string kind_;
  std::string id_;
  std::set<std::string> required_;
};

}  // namespace

Result<std::string> record_template(const Schemas& schemas, std::string_view kind, std::string_view id) {
  const auto* kinds = schemas.find_vocabulary("kind");
  if (kinds != nullptr && kinds->find(kind) == nullptr) {
    return failure(ErrorCode::bad_parameter, "\"" + std::string(kind) + "\" is no kind of record", "the kinds are " + join(kinds->codes(), ", "));
  }
  if (!is_slug(id)) {
    return failure(ErrorCode::bad_parameter, "\"" + std::string(id) + "\" is no id",
                   "an id is lower-case letters, digits and hyphens, as in doe-2019-phone-lines");
  }
  const auto schema = RecordSchema::make(schemas);
  if (!schema) {
    return failure(schema.error());
  }
  return TemplateWriter(schemas, *schema, kind, id).write();
}

}  // namespace whatworks
