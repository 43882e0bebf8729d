// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/skos.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "interchange/reference.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSkos = "http://www.w3.org/2004/02/skos/core#";

Json in_english(const std::string& text) { return Json{{"@value", text}, {"@language", "en-GB"}}; }

Json reference(std::string id) { return Json{{"@id", std::move(id)}}; }

class SkosGraph {
 public:
  SkosGraph(const Vocabulary& vocabulary, std::string_view base) : vocabulary_(vocabulary), base_(base) {}

  [[nodiscard]] Json scheme() const {
    auto top = Json::array();
    for (const auto& entry : vocabulary_.concepts()) {
      if (entry.broader.empty()) {
        top.push_back(reference(address(entry.code)));
      }
    }
    return Json{{"@id", scheme_address()},
                {"@type", "skos:ConceptScheme"},
                {"skos:prefLabel", in_english(vocabulary_.label())},
                {"skos:definition", in_english(vocabulary_.definition())},
                {"dct:license", reference(std::string(kRecordsLicence))},
                {"skos:hasTopConcept", std::move(top)}};
  }

  [[nodiscard]] Json node(const Concept& entry) const {
    Json out{{"@id", address(entry.code)},
             {"@type", "skos:Concept"},
             {"skos:inScheme", reference(scheme_address())},
             {"skos:notation", entry.code},
             {"skos:prefLabel", in_english(entry.label)}};
    for (const auto& label : entry.other_labels) {
      out["skos:altLabel"].push_back(in_english(label));
    }
    if (!entry.definition.empty()) {
      out["skos:definition"] = in_english(entry.definition);
    }
    if (entry.broader.empty()) {
      out["skos:topConceptOf"] = reference(scheme_address());
    } else {
      out["skos:broader"] = reference(address(entry.broader));
    }
    for (const auto& other : vocabulary_.concepts()) {
      if (other.broader == entry.code) {
        out["skos:narrower"].push_back(reference(address(other.code)));
      }
    }
    if (!entry.region.empty()) {
      out["skos:broadMatch"] = reference(base_ + concept_path("region", entry.region));
    }
    if (!entry.exact_match.empty()) {
      out["skos:exactMatch"] = reference(entry.exact_match);
    }
    return out;
  }

 private:
  [[nodiscard]] std::string scheme_address() const { return base_ + scheme_path(vocabulary_.name()); }
  [[nodiscard]] std::string address(std::string_view code) const { return base_ + concept_path(vocabulary_.name(), code); }

  const Vocabulary& vocabulary_;
  std::string base_;
};

std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      default: out += c;
    }
  }
  return out + '"';
}

// One value of the graph; names of types are written with their prefix.
std::string turtle_value(const Json& value, bool is_type) {
  if (value.is_string()) {
    return is_type ? value.get<std::string>() : literal(value.get<std::string>());
  }
  if (const auto id = value.find("@id"); id != value.end()) {
    return "<" + id->get<std::string>() + ">";
  }
  return literal(value.at("@value").get<std::string>()) + "@" + value.at("@language").get<std::string>();
}

std::string turtle_node(const Json& node) {
  std::string out = "\n<" + node.at("@id").get<std::string>() + ">";
  const char* separator = "\n    ";
  for (const auto& [key, value] : node.items()) {
    if (key == "@id" || (value.is_array() && value.empty())) {
      continue;
    }
    const bool is_type = key == "@type";
    std::vector<std::string> values;
    for (const auto& one : value.is_array() ? value : Json::array({value})) {
      values.push_back(turtle_value(one, is_type));
    }
    out += separator + (is_type ? std::string("a") : key) + " " + join(values, ", ");
    separator = " ;\n    ";
  }
  return out + " .\n";
}

}  // namespace

std::string scheme_path(std::string_view vocabulary) { return fmt::format("/vocab/{}", vocabulary); }

std::string concept_path(std::string_view vocabulary, std::string_view code) { return fmt::format("/vocab/{}/{}", vocabulary, code); }

Json vocabulary_skos(const Vocabulary& vocabulary, std::string_view base) {
  const SkosGraph graph(vocabulary, base);
  auto nodes = Json::array({graph.scheme()});
  for (const auto& entry : vocabulary.concepts()) {
    nodes.push_back(graph.node(entry));
  }
  return Json{{"@context", {{"skos", kSkos}, {"dct", "http://purl.org/dc/terms/"}}}, {"@graph", std::move(nodes)}};
}

std::string vocabulary_turtle(const Vocabulary& vocabulary, std::string_view base) {
  const auto graph = vocabulary_skos(vocabulary, base);
  std::string out;
  for (const auto& [prefix, address] : graph.at("@context").items()) {
    out += fmt::format("@prefix {}: <{}> .\n", prefix, address.get<std::string>());
  }
  for (const auto& node : graph.at("@graph")) {
    out += turtle_node(node);
  }
  return out;
}

}  // namespace whatworks
