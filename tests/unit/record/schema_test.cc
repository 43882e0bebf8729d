// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>
#include <set>

#include "unit/record/record_fixtures.h"

namespace whatworks::test {
namespace {

using nlohmann::ordered_json;

ordered_json real_schema() { return ordered_json::parse(read(kRoot / "schemas/record.schema.json")); }

// Keywords of draft-07 that our JSON Schema library knows; it takes any other without a word.
const std::set<std::string>& known_keywords() {
  static const std::set<std::string> kKnown{
      "$schema",       "$ref",    "title",    "description", "type",        "properties", "required", "additionalProperties",
      "minProperties", "items",   "minItems", "maxItems",    "uniqueItems", "enum",       "const",    "minLength",
      "maxLength",     "pattern", "format",   "minimum",     "maximum",     "allOf",      "anyOf",    "oneOf",
      "not",           "if",      "then",     "else",        "definitions"};
  return kKnown;
}

// Calls `action(schema, path)` for the schema and every schema within it.
template <typename Action>
void each_schema(const ordered_json& schema, const std::string& path, const Action& action) {
  action(schema, path);
  for (const auto& [keyword, value] : schema.items()) {
    if (keyword == "properties" || keyword == "definitions") {
      for (const auto& [key, inner] : value.items()) {
        each_schema(inner, path + "/" + key, action);
      }
    } else if (keyword == "items" || keyword == "if" || keyword == "then" || keyword == "else" || keyword == "not") {
      each_schema(value, path + "/" + keyword, action);
    } else if (keyword == "allOf" || keyword == "anyOf" || keyword == "oneOf") {
      for (const auto& inner : value) {
        each_schema(inner, path + "/" + keyword, action);
      }
    }
  }
}

}  // namespace

TEST_CASE("valijson ignores keywords that it does not know, so the schema has none") {
  each_schema(real_schema(), "", [](const ordered_json& schema, const std::string& path) {
    for (const auto& [keyword, value] : schema.items()) {
      INFO(path << " has " << keyword);
      CHECK(known_keywords().contains(keyword));
      CHECK((keyword != "format" || value == "date"));
    }
    CHECK((!schema.contains("$ref") || schema.size() == 1));  // in draft-07 what stands beside it does not count
  });
}

TEST_CASE("every mapping of the schema is closed, every key is described and every text bounded by a length or a choice") {
  const auto schema = real_schema();
  CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
  each_schema(schema, "", [&](const ordered_json& node, const std::string& path) {
    INFO(path);
    if (node.contains("properties") && node.contains("type")) {
      CHECK(node.at("additionalProperties") == false);
      for (const auto& [key, property] : node["properties"].items()) {
        INFO(key);
        CHECK(property.value("description", std::string()).size() > 5);
        CHECK(property.contains("type"));
      }
      for (const auto& required : node.value("required", ordered_json::array())) {
        CHECK(node["properties"].contains(required.get<std::string>()));
      }
    }
  });
}

TEST_CASE("a record is written in the order of the schema") {
  ordered_json backwards = ordered_json::object();
  std::vector<std::string> keys;
  const auto schema = real_schema();
  for (const auto& [key, value] : schema["properties"].items()) {
    keys.push_back(key);
  }
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    backwards[*key] = "x";
  }
  std::string expected = "---\n";
  for (const auto& key : keys) {
    expected += key + ": x\n";
  }
  CHECK(write_record(backwards, "") == expected + "---\n\n");
}

TEST_CASE("the required keys are those of the design") {
  CHECK(real_schema()["required"] == ordered_json({"id", "kind", "title", "summary", "intervention", "priorities", "crime_types", "countries", "published",
                                                   "design", "effect", "strength", "sources", "circulation", "added"}));
}

TEST_CASE("the real schemas load, and their codes are what the good record and the rules use") {
  const auto schemas = load_schemas(kRoot / "schemas");
  INFO((schemas ? std::string() : schemas.error().message));
  REQUIRE(schemas.has_value());
  const auto reader = RecordReader::make(*schemas);
  INFO((reader ? std::string() : reader.error().message));
  REQUIRE(reader.has_value());
  const auto reading = reader->read(kGoodName, good_text());
  INFO(to_text(reading.problems));
  CHECK(reading.record.has_value());
  const auto codes = [&](const char* name) {
    const auto all = schemas->find_vocabulary(name)->codes();
    return std::set<std::string>(all.begin(), all.end());
  };
  CHECK(codes("kind") == std::set<std::string>{"study", "review", "exemplar"});
  CHECK(codes("design") == std::set<std::string>{"meta-analysis", "systematic-review", "rct", "natural-experiment", "quasi-experiment", "time-series",
                                                 "before-after", "cross-sectional", "case-study", "qualitative", "simulation", "descriptive"});
  CHECK(codes("effect") == std::set<std::string>{"reduces", "mixed", "no-effect", "increases", "not-measured"});
  CHECK(codes("harms") == std::set<std::string>{"reported", "none-found", "not-reported"});
  CHECK(codes("circulation") == std::set<std::string>{"public", "internal", "restricted"});
  CHECK(codes("strength") == std::set<std::string>{"0", "1", "2", "3", "4"});
}

}  // namespace whatworks::test
