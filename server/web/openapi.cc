// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/openapi.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "interchange/exporter.h"
#include "search/map.h"
#include "search/request.h"
#include "view_parts.h"

namespace whatworks {
namespace {

constexpr std::string_view kSampleRecord = "@record";
constexpr const char* kJson = "application/json";
constexpr const char* kProblemJson = "application/problem+json";
constexpr const char* kLinkedData = "application/ld+json";

Json schema_reference(const std::string& name) { return Json{{"$ref", "#/components/schemas/" + name}}; }
Json parameter_reference(const std::string& name) { return Json{{"$ref", "#/components/parameters/" + name}}; }

Json integer(int low, int high) { return Json{{"type", "integer"}, {"minimum", low}, {"maximum", high}}; }

Json in_query(std::string_view name, std::string_view description, Json schema, bool required = false) {
  Json out{{"name", name}, {"in", "query"}, {"description", description}};
  if (required) {
    out["required"] = true;
  }
  out["schema"] = std::move(schema);
  return out;
}

Json in_path(std::string_view name, std::string_view description, Json schema) {
  return Json{{"name", name}, {"in", "path"}, {"required", true}, {"description", description}, {"schema", std::move(schema)}};
}

template <typename Names>
Json one_of(const Names& names) {
  auto values = Json::array();
  for (const auto& name : names) {
    values.push_back(std::string(name));
  }
  return Json{{"type", "string"}, {"enum", std::move(values)}};
}

// The parameters by the groups that site/openapi.json names; each by its name in the components.
class ParameterTable {
 public:
  explicit ParameterTable(const Schemas& schemas) : schemas_(schemas) {
    add("words", in_query("q",
                          fmt::format("Words, \"phrases\", -word, AND OR NOT, brackets, title: author: contributor: intervention: country:, prefix*, "
                                      "2015..2020; at most {} bytes count",
                                      kMaximumQueryBytes),
                          {{"type", "string"}}));
    for (const auto& facet : schemas.facets()) {
      add_facet(facet);
    }
    add("filters", in_query("year_from", "Published in this year or later", integer(1, 9999)));
    add("filters", in_query("year_to", "Published in this year or earlier", integer(1, 9999)));
    add("sort", in_query("sort", "Order of the results; relevance with words, strength without", one_of(sort_names())));
    add("paging", in_query("page", "From 1", integer(1, kMaximumPage)));
    add("paging", in_query("per_page", fmt::format("Results a page, {} unless told", kDefaultPerPage), integer(1, kMaximumPerPage)));
    add("facets", in_query("facets", "Which facets to count: all, none, or names with commas", {{"type", "string"}}));
    std::vector<std::string> formats;
    for (const auto& format : export_formats()) {
      formats.emplace_back(format.name);
    }
    add("format", in_query("format", "Form of the file", one_of(formats), true));
    add("format", in_query("bom", "yes puts a byte order mark before a table, which Excel needs to read it as UTF-8", one_of(std::vector<std::string>{"yes"})));
    add("ids", in_query("id", "Records by their ids, repeated, instead of a search", Json{{"type", "array"}, {"items", Json{{"type", "string"}}}}),
        "record_ids");
    add("id", in_path("id", "The record's id", Json{{"type", "string"}}), "record_id");
    add("typed", in_query("q", "What has been typed so far", {{"type", "string"}}), "typed");
    std::vector<std::string> axes;
    for (const auto& facet : schemas.facets()) {
      axes.push_back(facet.name);
    }
    add("axes", in_query("rows", "Facet of the rows", one_of(axes), true));
    add("axes", in_query("columns", "Facet of the columns; without it the map has rows alone", one_of(axes)));
    std::vector<std::string> vocabularies;
    for (const auto& [name, vocabulary] : schemas.vocabularies()) {
      vocabularies.push_back(name);
    }
    add("vocabulary", in_path("name", "The vocabulary's name", one_of(vocabularies)), "vocabulary_name");
  }

  [[nodiscard]] const Json& components() const noexcept { return components_; }
  [[nodiscard]] const Json& code_lists() const noexcept { return code_lists_; }

  [[nodiscard]] Json of(const Json& groups) const {
    auto out = Json::array();
    for (const auto& group : groups) {
      for (const auto& name : groups_.at(group.get<std::string>())) {
        out.push_back(parameter_reference(name.get<std::string>()));
      }
    }
    return out;
  }

 private:
  void add(const std::string& group, Json parameter, std::string name = {}) {
    name = name.empty() ? parameter.at("name").get<std::string>() : std::move(name);
    groups_[group].push_back(name);
    components_[name] = std::move(parameter);
  }

  void add_facet(const Facet& facet) {
    const auto* vocabulary = schemas_.vocabulary_of(facet);
    if (facet.type == FacetType::year) {
      return;
    }
    Json item{{"type", "string"}};
    if (vocabulary != nullptr) {
      const auto name = vocabulary->name() + "_code";
      if (!code_lists_.contains(name)) {
        auto codes = vocabulary->codes();
        codes.emplace_back(kMissingValue);
        code_lists_[name] = one_of(codes);
        code_lists_[name]["description"] =
            vocabulary->label() + ": see /vocab/" + vocabulary->name() + "; " + std::string(kMissingValue) + " stands for not stated";
      }
      item = schema_reference(name);
    }
    const Json list{{"type", "array"}, {"items", std::move(item)}};
    add("filters", in_query(facet.name, facet.label + "; repeat it to take any of several", list));
    add("filters", in_query("not." + facet.name, facet.label + ": leave out records with this value", list));
  }

  const Schemas& schemas_;
  Json groups_ = Json::object();
  Json components_ = Json::object();
  Json code_lists_ = Json::object();
};

Json content_of(const Json& operation) {
  auto content = Json::object();
  if (operation.contains("produces")) {
    for (const auto& format : export_formats()) {
      content[std::string(format.media_type)] = Json{{"schema", Json{{"type", "string"}}}};
    }
    return content;
  }
  const auto name = operation.at("schema").get<std::string>();
  content[kJson] = Json{{"schema", schema_reference(name)}};
  if (name == "Vocabulary") {
    content[kLinkedData] = Json{{"schema", schema_reference("SkosGraph")}};
  }
  return content;
}

Json problem_response(const char* description) {
  return Json{{"description", description}, {"content", Json{{kProblemJson, Json{{"schema", schema_reference("Problem")}}}}}};
}

Json operation_json(const ParameterTable& parameters, const Json& described, std::string_view record) {
  auto examples = Json::array();
  for (const auto& example : described.at("examples")) {
    auto address = example.get<std::string>();
    if (const auto at = address.find(kSampleRecord); at != std::string::npos) {
      address.replace(at, kSampleRecord.size(), record);
    }
    examples.push_back(std::move(address));
  }
  Json responses{{"200", Json{{"description", "As asked"}, {"content", content_of(described)}}}};
  if (described.at("tag") == "Operation") {
    responses["503"] = Json{{"description", "Not ready"}, {"content", content_of(described)}};
  } else {
    responses["304"] = Json{{"description", "What the client has is still right"}};
    responses["400"] = problem_response("A parameter is not known or has a value that is not known");
    responses["404"] = problem_response("There is no such thing");
    responses["406"] = problem_response("It cannot be had in any of the types that Accept names");
    responses["503"] = problem_response("The index cannot be searched just now");
  }
  return Json{{"operationId", described.at("id")},
              {"summary", described.at("summary")},
              {"description", described.at("description")},
              {"tags", Json::array({described.at("tag")})},
              {"parameters", parameters.of(described.at("parameters"))},
              {"responses", std::move(responses)},
              {"x-examples", std::move(examples)}};
}

// Of an operation to which a text is sent.
Json sending_json(const Json& described) {
  auto taken = Json::object();
  for (const auto& type : described.at("takes")) {
    taken[type.get<std::string>()] = Json{{"schema", Json{{"type", "string"}}}};
  }
  return Json{{"operationId", described.at("id")},
              {"summary", described.at("summary")},
              {"description", described.at("description")},
              {"tags", Json::array({described.at("tag")})},
              {"parameters", Json::array()},
              {"requestBody", Json{{"required", true}, {"content", std::move(taken)}}},
              {"responses", Json{{"200", Json{{"description", "What was found, also where the text is no record at all"}, {"content", content_of(described)}}},
                                 {"400", problem_response("A parameter was given; this address takes none")},
                                 {"413", problem_response("The text is larger than any record")},
                                 {"415", problem_response("The body is compressed or of another type")}}},
              {"x-samples", described.at("samples")}};
}

// What a schema allows, in words.
std::string values_in_words(const Json& schema) {
  if (schema.contains("items")) {
    return values_in_words(schema.at("items"));
  }
  if (schema.contains("$ref")) {
    const auto name = schema.at("$ref").get<std::string>();
    const auto code = name.substr(name.rfind('/') + 1);
    return "codes of " + code.substr(0, code.rfind('_'));
  }
  if (schema.contains("enum")) {
    return join(schema.at("enum").get<std::vector<std::string>>(), ", ");
  }
  if (schema.contains("maximum")) {
    return fmt::format("{} to {}", schema.at("minimum").get<int>(), schema.at("maximum").get<int>());
  }
  return "text";
}

}  // namespace

Json openapi_document(const Json& described, const Schemas& schemas, std::string_view base, std::string_view record) {
  const ParameterTable parameters(schemas);
  auto info = described.at("info");
  info["version"] = "1.0.0";
  auto paths = Json::object();
  for (const auto& [path, operation] : described.at("operations").items()) {
    paths[path] = operation.contains("takes") ? Json{{"post", sending_json(operation)}} : Json{{"get", operation_json(parameters, operation, record)}};
  }
  auto shapes = described.at("schemas");
  Json session{
      {"type", "apiKey"}, {"in", "cookie"}, {"name", "session"}, {"description", "Of somebody who has signed in; behind TLS its name is __Host-session."}};
  for (const auto& [name, codes] : parameters.code_lists().items()) {
    shapes[name] = codes;
  }
  return Json{{"openapi", "3.1.0"},
              {"info", std::move(info)},
              {"servers", Json::array({Json{{"url", base.empty() ? std::string_view("/") : base}}})},
              {"security", Json::array({Json::object(), Json{{"session", Json::array()}}})},  // none is needed, and one shows more
              {"tags", described.at("tags")},
              {"paths", std::move(paths)},
              {"components",
               Json{{"parameters", parameters.components()}, {"schemas", std::move(shapes)}, {"securitySchemes", Json{{"session", std::move(session)}}}}}};
}

Json openapi_view(const Json& document) {
  auto operations = Json::array();
  for (const auto& [path, item] : document.at("paths").items()) {
    const bool sends = item.contains("post");
    const auto& operation = item.at(sends ? "post" : "get");
    auto rows = Json::array();
    for (const auto& reference : operation.at("parameters")) {
      const auto name = reference.at("$ref").get<std::string>();
      const auto& parameter = document.at("components").at("parameters").at(name.substr(name.rfind('/') + 1));
      rows.push_back({{"name", parameter.at("name")},
                      {"description", parameter.at("description")},
                      {"values", values_in_words(parameter.at("schema"))},
                      {"required", parameter.value("required", false)}});
    }
    operations.push_back({{"anchor", operation.at("operationId")},
                          {"path", path},
                          {"summary", operation.at("summary")},
                          {"description", operation.at("description")},
                          {"parameters", rows.empty() ? Json(nullptr) : Json{{"rows", std::move(rows)}}},
                          {"method", sends ? "POST" : "GET"},
                          {"examples", sends ? Json(nullptr) : Json{{"addresses", operation.at("x-examples")}}},
                          {"samples", sends ? operation.at("x-samples") : Json(nullptr)}});
  }
  const auto& info = document.at("info");
  return Json{{"title", info.at("title")},
              {"section", "about"},
              {"about", info.at("description")},
              {"operations", std::move(operations)},
              {"json_href", "/openapi.json"}};
}

Json problem_kinds_view(const ViewContext& context) {
  auto kinds = Json::array();
  for (const auto& [name, words] : context.words.at("problems").items()) {
    kinds.push_back({{"name", name}, {"title", words.at("title")}, {"text", words.at("text")}});
  }
  return Json{{"title", "Problems that the API tells of"}, {"section", "about"}, {"kinds", std::move(kinds)}};
}

}  // namespace whatworks
