// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema_judge.h"

#include <exception>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "report.h"

namespace whatworks {
namespace {

// The library names places as "<root>", "[outcomes]", "[1]".
std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (const auto& step : context) {
    if (step.size() > 2 && step.front() == '[' && step.back() == ']') {
      pointer = child(pointer, std::string_view(step).substr(1, step.size() - 2));
    }
  }
  return pointer;
}

// Takes "format" out of a schema: the library makes a regular expression anew for every date that it sees, which took most of the time of
// checking a record, and check_keys() looks at dates, more closely.
void remove_formats(nlohmann::json& node) {
  if (node.is_object() && node.contains("format") && node["format"].is_string()) {
    node.erase("format");
  }
  for (auto& inner : node) {
    if (inner.is_structured()) {
      remove_formats(inner);
    }
  }
}

}  // namespace

struct SchemaJudge::Implementation {
  valijson::Schema schema;
};

SchemaJudge::SchemaJudge(std::unique_ptr<const Implementation> implementation) noexcept : implementation_(std::move(implementation)) {}
SchemaJudge::SchemaJudge(SchemaJudge&&) noexcept = default;
SchemaJudge& SchemaJudge::operator=(SchemaJudge&&) noexcept = default;
SchemaJudge::~SchemaJudge() = default;

Result<SchemaJudge> SchemaJudge::make(const RecordSchema& schema) {
  auto implementation = std::make_unique<Implementation>();
  try {
    nlohmann::json document = schema.root();
    remove_formats(document);
    const valijson::adapters::NlohmannJsonAdapter adapter(document);
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(adapter, implementation->schema);
  } catch (const std::exception& error) {  // valijson throws std::runtime_error and std::regex_error
    return failure(ErrorCode::bad_input, std::string("record.schema.json is no usable JSON Schema: ") + error.what());
  }
  return SchemaJudge(std::move(implementation));
}

std::vector<Complaint> SchemaJudge::judge(const Json& value) const {
  const nlohmann::json document = value;
  const valijson::adapters::NlohmannJsonAdapter adapter(document);
  thread_local valijson::Validator validator;  // keeps the patterns that it has compiled
  valijson::ValidationResults results;
  std::vector<Complaint> complaints;
  try {
    if (validator.validate(implementation_->schema, adapter, &results)) {
      return complaints;
    }
  } catch (const std::exception& error) {  // std::runtime_error where the schema itself cannot be followed
    return {{std::string(), error.what()}};
  }
  // Inner complaints come first, then one per level around them: the deepest say what is wrong.
  std::size_t deepest = 0;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    if (complaints.empty() || error.context.size() > deepest) {
      deepest = error.context.size();
      complaints.clear();
    }
    if (error.context.size() == deepest && complaints.empty()) {
      complaints.push_back({pointer_of(error.context), error.description});
    }
  }
  if (complaints.empty()) {  // "propertyNames" fails without a word
    complaints.push_back({std::string(), "a rule of the schema fails that names no place"});
  }
  return complaints;
}

}  // namespace whatworks
