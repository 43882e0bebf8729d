// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema.h"

namespace whatworks {
namespace {

bool is_number(const Facet& facet) { return facet.type == FacetType::integer || facet.type == FacetType::year; }

Json property_for(const Facet& facet) {
  Json value{{"type", is_number(facet) ? "integer" : "string"}};
  if (!is_number(facet)) {
    value["minLength"] = 1;
  }
  if (!facet.several) {
    value["description"] = facet.label;
    return value;
  }
  return {{"description", facet.label}, {"type", "array"}, {"uniqueItems", true}, {"items", std::move(value)}};
}

Status check_against_catalogue(const RecordSchema& schema, const Facet& facet) {
  const auto* node = schema.property(&schema.root(), facet.field);
  const bool list = type_of(node) == "array";
  const auto scalar = type_of(list ? schema.items(node) : node);
  if (list != facet.several || scalar != (is_number(facet) ? "integer" : "string")) {
    return failure(ErrorCode::bad_input, "record.schema.json and facets.json do not agree on \"" + facet.field + "\" (facet \"" + facet.name + "\")",
                   "a facet with \"several\" needs a list; a vocabulary's codes are strings, an integer's are integers");
  }
  return {};
}

}  // namespace

Result<RecordSchema> RecordSchema::make(const Schemas& schemas) {
  auto root = Json::parse(schemas.record_schema(), nullptr, false);
  if (!root.is_object() || !root.contains("properties") || !root["properties"].is_object()) {
    return failure(ErrorCode::bad_input, "record.schema.json is no schema of an object with properties");
  }
  for (const auto& facet : schemas.facets()) {
    if (!root["properties"].contains(facet.field)) {
      root["properties"][facet.field] = property_for(facet);
    }
  }
  RecordSchema schema(std::move(root));
  try {
    compile_patterns(schema.root_, schema.patterns_);
  } catch (const std::regex_error& error) {
    return failure(ErrorCode::bad_input, std::string("record.schema.json has a malformed pattern: ") + error.what());
  }
  for (const auto& facet : schemas.facets()) {
    if (auto status = check_against_catalogue(schema, facet); !status) {
      return failure(std::move(status.error()));
    }
  }
  return schema;
}

void RecordSchema::compile_patterns(const Json& node, std::map<std::string, std::regex>& patterns) {
  if (node.is_object()) {
    if (const auto found = node.find("pattern"); found != node.end() && found->is_string()) {
      const auto& pattern = found->get_ref<const std::string&>();
      patterns.try_emplace(pattern, pattern, std::regex::ECMAScript);
    }
  }
  for (const auto& child : node) {
    if (child.is_structured()) {
      compile_patterns(child, patterns);
    }
  }
}

bool RecordSchema::matches(const std::string& pattern, const std::string& text) const {
  const auto found = patterns_.find(pattern);
  return found != patterns_.end() && std::regex_search(text, found->second);
}

const Json* RecordSchema::resolve(const Json* node) const {
  constexpr int kMostReferences = 8;
  for (int i = 0; node != nullptr && node->is_object() && i < kMostReferences; ++i) {
    const auto reference = node->find("$ref");
    if (reference == node->end()) {
      return node;
    }
    if (!reference->is_string() || !reference->get_ref<const std::string&>().starts_with("#/")) {
      return nullptr;
    }
    const auto pointer = Json::json_pointer(reference->get_ref<const std::string&>().substr(1));
    node = root_.contains(pointer) ? &root_.at(pointer) : nullptr;
  }
  return nullptr;
}

const Json* RecordSchema::property(const Json* node, const std::string& key) const {
  node = resolve(node);
  if (node == nullptr) {
    return nullptr;
  }
  const auto properties = node->find("properties");
  if (properties == node->end()) {
    return nullptr;
  }
  const auto found = properties->find(key);
  return found == properties->end() ? nullptr : resolve(&*found);
}

const Json* RecordSchema::items(const Json* node) const {
  node = resolve(node);
  if (node == nullptr) {
    return nullptr;
  }
  const auto found = node->find("items");
  return found == node->end() ? nullptr : resolve(&*found);
}

std::string_view type_of(const Json* node) {
  if (node == nullptr || !node->is_object()) {
    return {};
  }
  const auto type = node->find("type");
  return type != node->end() && type->is_string() ? std::string_view(type->get_ref<const std::string&>()) : std::string_view();
}

std::vector<std::string> keys_of(const Json* node) {
  std::vector<std::string> keys;
  if (node != nullptr && node->is_object() && node->contains("properties")) {
    for (const auto& [key, value] : node->at("properties").items()) {
      keys.push_back(key);
    }
  }
  return keys;
}

const std::vector<std::string>& key_order() {
  static const std::vector<std::string> kOrder{
      "id",          "kind",        "title",     "summary",         "intervention", "priorities", "themes",    "crime_types", "strategy",
      "model_stage", "partners",    "countries", "published",       "fieldwork",    "design",     "sms_level", "studies",     "consistency",
      "effect",      "harms",       "strength",  "strength_reason", "emmie",        "outcomes",   "figures",   "sources",     "contributors",
      "related",     "circulation", "groups",    "status",          "added",        "reviewed"};
  return kOrder;
}

}  // namespace whatworks
