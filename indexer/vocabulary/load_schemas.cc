// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/text.h"
#include "vocabulary/schemas.h"

namespace whatworks {
namespace {

using nlohmann::json;

constexpr std::size_t kSchemaFileLimit = 4 << 20;

// Reads the members of one JSON object and remembers what is wrong with it, so that every mistake names file and entry.
class ObjectReader {
 public:
  ObjectReader(const json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object_.is_object()) {
      complain("must be an object");
    }
  }

  std::string text(const std::string& key, bool required = true) {
    const auto* value = find(key, required);
    if (value == nullptr) {
      return {};
    }
    if (!value->is_string()) {
      complain("\"" + key + "\" must be a text");
      return {};
    }
    return value->get<std::string>();
  }

  bool truth(const std::string& key) {
    const auto* value = find(key, false);
    if (value != nullptr && !value->is_boolean()) {
      complain("\"" + key + "\" must be true or false");
    }
    return value != nullptr && value->is_boolean() && value->get<bool>();
  }

  std::vector<std::string> texts(const std::string& key) {
    std::vector<std::string> out;
    const auto* value = find(key, false);
    if (value == nullptr) {
      return out;
    }
    for (const auto& item : *value) {
      if (!item.is_string()) {
        complain("\"" + key + "\" must be a list of texts");
        break;
      }
      out.push_back(item.get<std::string>());
    }
    return out;
  }

  const json& list(const std::string& key) {
    static const json kNone = json::array();
    const auto* value = find(key, true);
    if (value == nullptr || !value->is_array()) {
      complain("\"" + key + "\" must be a list");
      return kNone;
    }
    return *value;
  }

  const json& object(const std::string& key) {
    static const json kNone = json::object();
    const auto* value = find(key, true);
    if (value == nullptr || !value->is_object()) {
      complain("\"" + key + "\" must be an object");
      return kNone;
    }
    return *value;
  }

  void complain(const std::string& what) {
    if (!error_) {
      error_ = Error{ErrorCode::bad_input, where_ + ": " + what, "see docs/records.md on schemas"};
    }
  }

  // The first mistake, an unknown key among them; to be asked last.
  std::optional<Error> error() {
    if (object_.is_object()) {
      for (const auto& [key, value] : object_.items()) {
        if (!known_.contains(key)) {
          complain("unknown key \"" + key + "\"");
        }
      }
    }
    return error_;
  }

 private:
  const json* find(const std::string& key, bool required) {
    known_.insert(key);
    if (!object_.is_object()) {
      return nullptr;
    }
    const auto found = object_.find(key);
    if (found == object_.end()) {
      if (required) {
        complain("\"" + key + "\" is missing");
      }
      return nullptr;
    }
    return &*found;
  }

  const json& object_;
  std::string where_;
  std::set<std::string> known_;
  std::optional<Error> error_;
};

Result<json> parse_json(const fs::path& path, const std::string& text) {
  try {
    return json::parse(text);
  } catch (const json::parse_error& error) {
    return failure(ErrorCode::bad_input, path.string() + ": not JSON at byte " + std::to_string(error.byte));
  }
}

std::optional<Error> check_broader(const Vocabulary& vocabulary, const std::string& where) {
  for (const auto& entry : vocabulary.concepts()) {
    std::set<std::string> seen;
    for (const Concept* at = &entry; !at->broader.empty();) {
      if (!seen.insert(at->code).second) {
        return Error{ErrorCode::bad_input, where + ": \"broader\" of \"" + entry.code + "\" runs in a circle", {}};
      }
      const auto* above = vocabulary.find(at->broader);
      if (above == nullptr) {
        return Error{ErrorCode::bad_input, where + ": \"" + at->code + "\" has an unknown broader code \"" + at->broader + "\"", {}};
      }
      at = above;
    }
  }
  return std::nullopt;
}

Result<Vocabulary> read_vocabulary(const fs::path& path, const json& root) {
  const auto where = path.string();
  ObjectReader scheme(root, where);
  const auto name = scheme.text("name");
  const auto label = scheme.text("label");
  const auto definition = scheme.text("definition");
  const bool ordered = scheme.truth("ordered");
  const auto standard = scheme.text("exact_match", false);
  if (name != path.stem().string()) {
    scheme.complain("\"name\" must be the name of the file, \"" + path.stem().string() + "\"");
  }
  std::vector<Concept> concepts;
  std::set<std::string> codes;
  for (const auto& item : scheme.list("concepts")) {
    ObjectReader reader(item, where + ": concept " + std::to_string(concepts.size() + 1));
    Concept entry;
    entry.code = reader.text("code");
    entry.label = reader.text("label");
    entry.other_labels = reader.texts("other_labels");
    entry.definition = reader.text("definition");
    entry.broader = reader.text("broader", false);
    entry.region = reader.text("region", false);
    entry.exact_match = standard.empty() ? std::string() : standard + entry.code;
    if (!codes.insert(entry.code).second) {
      reader.complain("code \"" + entry.code + "\" stands twice");
    }
    if (auto error = reader.error()) {
      return failure(*std::move(error));
    }
    concepts.push_back(std::move(entry));
  }
  if (auto error = scheme.error()) {
    return failure(*std::move(error));
  }
  Vocabulary vocabulary(name, label, definition, ordered, std::move(concepts));
  if (auto error = check_broader(vocabulary, where)) {
    return failure(*std::move(error));
  }
  return vocabulary;
}

template <typename Enum>
Enum one_of(ObjectReader& reader, const std::string& key, const std::vector<std::pair<std::string, Enum>>& choices) {
  const auto text = reader.text(key);
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (name == text) {
      return value;
    }
    names.push_back(name);
  }
  reader.complain("\"" + key + "\" must be one of " + join(names, ", "));
  return choices.front().second;
}

Result<std::vector<Facet>> read_facets(const fs::path& path, const json& root, const std::map<std::string, Vocabulary>& vocabularies) {
  ObjectReader catalogue(root, path.string());
  std::vector<Facet> facets;
  std::set<std::string> names;
  for (const auto& item : catalogue.list("facets")) {
    ObjectReader reader(item, path.string() + ": facet " + std::to_string(facets.size() + 1));
    Facet facet;
    facet.name = reader.text("name");
    facet.label = reader.text("label");
    facet.field = reader.text("field");
    facet.type = one_of<FacetType>(reader, "type",
                                   {{"vocabulary", FacetType::vocabulary},
                                    {"country", FacetType::country},
                                    {"region", FacetType::region},
                                    {"integer", FacetType::integer},
                                    {"year", FacetType::year}});
    facet.vocabulary = reader.text("vocabulary", facet.type != FacetType::year);
    facet.several = reader.truth("several");
    facet.default_value = reader.text("default", false);
    facet.show = one_of<FacetShow>(reader, "show", {{"open", FacetShow::open}, {"closed", FacetShow::closed}, {"hidden", FacetShow::hidden}});
    facet.index = facets.size();
    if (!is_slug(facet.name)) {
      reader.complain("\"name\" must be lower-case letters, digits and hyphens");
    }
    if (!names.insert(facet.name).second) {
      reader.complain("facet \"" + facet.name + "\" stands twice");
    }
    if (!facet.vocabulary.empty() && !vocabularies.contains(facet.vocabulary)) {
      reader.complain("there is no vocabulary \"" + facet.vocabulary + "\" in vocabularies/");
    }
    if (auto error = reader.error()) {
      return failure(*std::move(error));
    }
    facets.push_back(std::move(facet));
  }
  if (auto error = catalogue.error()) {
    return failure(*std::move(error));
  }
  return facets;
}

Result<CrosswalkRule> read_rule(const json& item, const std::string& where) {
  ObjectReader reader(item, where);
  CrosswalkRule rule;
  rule.says = reader.text("says");
  const auto& conditions = reader.object("when");
  for (const auto& [key, values] : conditions.items()) {
    ObjectReader condition(conditions, where);
    rule.when.emplace(key, condition.texts(key));
  }
  if (auto error = reader.error()) {
    return failure(*std::move(error));
  }
  return rule;
}

Result<Crosswalk> read_crosswalk(const fs::path& path, const json& root) {
  ObjectReader file(root, path.string());
  Crosswalk crosswalk;
  crosswalk.note = file.text("note");
  for (const auto& item : file.list("bodies")) {
    const auto where = path.string() + ": body " + std::to_string(crosswalk.bodies.size() + 1);
    ObjectReader reader(item, where);
    CrosswalkBody body{reader.text("name"), reader.text("url"), reader.text("about"), {}};
    for (const auto& rule : reader.list("rules")) {
      auto parsed = read_rule(rule, where + ", rule " + std::to_string(body.rules.size() + 1));
      if (!parsed) {
        return failure(std::move(parsed.error()));
      }
      body.rules.push_back(*std::move(parsed));
    }
    if (auto error = reader.error()) {
      return failure(*std::move(error));
    }
    crosswalk.bodies.push_back(std::move(body));
  }
  if (auto error = file.error()) {
    return failure(*std::move(error));
  }
  return crosswalk;
}

Result<std::vector<ThesaurusEntry>> read_thesaurus(const fs::path& path, const json& root) {
  ObjectReader file(root, path.string());
  file.text("about");
  std::vector<ThesaurusEntry> thesaurus;
  for (const auto& item : file.list("entries")) {
    ObjectReader reader(item, path.string() + ": entry " + std::to_string(thesaurus.size() + 1));
    const auto same = reader.texts("same");
    ThesaurusEntry entry{reader.texts("slang"), reader.texts("means"), true};
    if (!same.empty()) {
      entry = {same, same, false};
    }
    if (entry.typed.empty() || entry.means.empty()) {
      reader.complain("it needs \"same\", or \"slang\" and \"means\"");
    }
    if (auto error = reader.error()) {
      return failure(*std::move(error));
    }
    thesaurus.push_back(std::move(entry));
  }
  if (auto error = file.error()) {
    return failure(*std::move(error));
  }
  return thesaurus;
}

Result<std::vector<BestBet>> read_best_bets(const fs::path& path, const json& root) {
  ObjectReader file(root, path.string());
  file.text("about");
  std::vector<BestBet> bets;
  for (const auto& item : file.list("bets")) {
    ObjectReader reader(item, path.string() + ": bet " + std::to_string(bets.size() + 1));
    BestBet bet{reader.texts("typed"), reader.texts("records")};
    if (bet.typed.empty() || bet.records.empty()) {
      reader.complain("it needs \"typed\" and \"records\"");
    }
    if (auto error = reader.error()) {
      return failure(*std::move(error));
    }
    bets.push_back(std::move(bet));
  }
  if (auto error = file.error()) {
    return failure(*std::move(error));
  }
  return bets;
}

// Reads a file of the schemas that need not be there.
template <typename T, typename Load, typename Read>
Result<T> read_optional(const fs::path& path, const Load& load, const Read& read) {
  if (!fs::exists(path)) {
    return T{};
  }
  auto root = load(path);
  if (!root) {
    return failure(std::move(root.error()));
  }
  return read(path, *root);
}

}  // namespace

Result<Schemas> load_schemas(const fs::path& folder) {
  std::string everything;
  const auto load_into = [](std::string* digested, const fs::path& path) -> Result<json> {
    auto text = read_file(path, kSchemaFileLimit);
    if (!text) {
      return failure(ErrorCode::unreadable, text.error().message, "name the folder of the schemas with --schemas");
    }
    if (digested != nullptr) {
      *digested += path.filename().string() + '\0' + *text + '\0';
    }
    return parse_json(path, *text);
  };
  const auto load = [&](const fs::path& path) { return load_into(&everything, path); };
  const auto load_undigested = [&](const fs::path& path) { return load_into(nullptr, path); };

  auto files = list_files(folder / "vocabularies", ".json");
  if (!files) {
    return failure(std::move(files.error()));
  }
  std::map<std::string, Vocabulary> vocabularies;
  for (const auto& path : *files) {
    auto root = load(path);
    if (!root) {
      return failure(std::move(root.error()));
    }
    auto vocabulary = read_vocabulary(path, *root);
    if (!vocabulary) {
      return failure(std::move(vocabulary.error()));
    }
    auto name = vocabulary->name();
    vocabularies.emplace(std::move(name), *std::move(vocabulary));
  }

  const auto facets_path = folder / "facets.json";
  auto facets_root = load(facets_path);
  if (!facets_root) {
    return failure(std::move(facets_root.error()));
  }
  auto facets = read_facets(facets_path, *facets_root, vocabularies);
  if (!facets) {
    return failure(std::move(facets.error()));
  }

  auto record_schema = load(folder / "record.schema.json");
  if (!record_schema) {
    return failure(std::move(record_schema.error()));
  }
  auto crosswalk = read_optional<Crosswalk>(folder / "crosswalk.json", load, read_crosswalk);
  if (!crosswalk) {
    return failure(std::move(crosswalk.error()));
  }
  auto thesaurus = read_optional<std::vector<ThesaurusEntry>>(folder / "thesaurus.json", load, read_thesaurus);
  if (!thesaurus) {
    return failure(std::move(thesaurus.error()));
  }
  // No index depends on these: a change of them must not make one outdated.
  auto best_bets = read_optional<std::vector<BestBet>>(folder / "best_bets.json", load_undigested, read_best_bets);
  if (!best_bets) {
    return failure(std::move(best_bets.error()));
  }
  return Schemas(*std::move(facets), std::move(vocabularies), record_schema->dump(), *std::move(crosswalk), *std::move(thesaurus), *std::move(best_bets),
                 sha256(everything));
}

}  // namespace whatworks
