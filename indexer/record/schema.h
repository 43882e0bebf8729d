// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "vocabulary/schemas.h"

namespace whatworks {

using Json = nlohmann::ordered_json;

// record.schema.json with the keys that the facet catalogue adds: a facet whose field the schema does not have becomes an optional key,
// so that a new facet needs no change here. Immutable and free to share between threads.
class RecordSchema {
 public:
  // Fails with bad_input where the schema is no object with properties, has a malformed pattern or contradicts the catalogue.
  static Result<RecordSchema> make(const Schemas& schemas);

  [[nodiscard]] const Json& root() const noexcept { return root_; }

  // Follows "$ref" into the schema itself; null where it leads nowhere.
  [[nodiscard]] const Json* resolve(const Json* node) const;
  // The schema of a key of an object, or of the entries of a list; null where the schema has none.
  [[nodiscard]] const Json* property(const Json* node, const std::string& key) const;
  [[nodiscard]] const Json* items(const Json* node) const;

  // Whether a text has the form of a "pattern" of this schema. Recurses with the length of the text, so that has to be looked at before.
  [[nodiscard]] bool matches(const std::string& pattern, const std::string& text) const;

 private:
  explicit RecordSchema(Json root) : root_(std::move(root)) {}
  static void compile_patterns(const Json& node, std::map<std::string, std::regex>& patterns);

  Json root_;
  std::map<std::string, std::regex> patterns_;
};

// The "type" of a schema, or empty.
std::string_view type_of(const Json* node);

// The keys of a mapping by the schema, in its order.
std::vector<std::string> keys_of(const Json* node);

// The keys of a record in the order in which files have them. The order in record.schema.json is the same (a test holds them together);
// it is said here again because parsing JSON does not keep it.
const std::vector<std::string>& key_order();

}  // namespace whatworks
