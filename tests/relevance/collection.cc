// SPDX-License-Identifier: GPL-3.0-or-later
#include "relevance/collection.h"

#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/text.h"

namespace whatworks::bench {
namespace {

// Calls `take` for every line that is not blank. What `take` says is wrong becomes an error with the file and the line.
Status for_each_line(const fs::path& file, const std::function<std::string(const std::string&)>& take) {
  std::error_code missing;
  if (!fs::is_regular_file(file, missing)) {
    return failure(ErrorCode::not_found, "there is no file " + file.string(), "a collection's folder holds docs.jsonl, queries.tsv and qrels.txt");
  }
  std::ifstream in(file);
  if (!in) {
    return failure(ErrorCode::unreadable, "cannot read " + file.string(), "check its permissions");
  }
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (trim(line).empty()) {
      continue;
    }
    const auto wrong = find_invalid_utf8(line) ? std::string("the line is not valid UTF-8") : take(line);
    if (!wrong.empty()) {
      return failure(ErrorCode::bad_input, fmt::format("{}:{}: {}", file.string(), number, wrong));
    }
  }
  return {};
}

// The text at a key; nothing where it is something else. An absent or null key reads as empty.
std::optional<std::string> text_at(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) {
    return std::string();
  }
  return found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
}

Status load_documents(const fs::path& file, Collection& collection) {
  std::set<std::string> seen;
  return for_each_line(file, [&](const std::string& line) -> std::string {
    const auto object = nlohmann::json::parse(line, nullptr, false);
    if (!object.is_object()) {
      return "the line is no JSON object";
    }
    const auto id = text_at(object, "id");
    const auto title = text_at(object, "title");
    const auto text = text_at(object, "text");
    if (!id || id->empty() || !title || !text) {
      return "\"id\" must be a text that is not empty, \"title\" and \"text\" must be texts";
    }
    if (!seen.insert(*id).second) {
      return "the id \"" + *id + "\" stands on an earlier line too";
    }
    collection.documents.push_back({*id, *title, *text});
    return {};
  });
}

Status load_queries(const fs::path& file, Collection& collection) {
  std::set<std::string> seen;
  return for_each_line(file, [&](const std::string& line) -> std::string {
    const auto tab = line.find('\t');
    if (tab == std::string::npos || tab == 0) {
      return "a line is the query's id, a tab, and its text";
    }
    CollectionQuery query{line.substr(0, tab), std::string(trim(line.substr(tab + 1)))};
    if (!seen.insert(query.id).second) {
      return "the id \"" + query.id + "\" stands on an earlier line too";
    }
    collection.queries.push_back(std::move(query));
    return {};
  });
}

Status load_judgements(const fs::path& file, Collection& collection) {
  return for_each_line(file, [&](const std::string& line) -> std::string {
    std::istringstream words(line);
    std::string query;
    std::string iteration;
    std::string document;
    std::string grade;
    std::string more;
    if (!(words >> query >> iteration >> document >> grade) || words >> more) {
      return "a line has four parts: query, 0, document, grade";
    }
    const auto number = parse_integer(grade);
    if (!number || *number < -10 || *number > 1000) {
      return "the grade \"" + grade + "\" is no whole number from -10 to 1000";
    }
    collection.judgements[query][document] = static_cast<int>(*number);
    return {};
  });
}

}  // namespace

Result<Collection> load_collection(const fs::path& folder) {
  Collection collection;
  collection.name = fs::path(folder / ".").lexically_normal().parent_path().filename().string();
  const auto loaded =
      load_documents(folder / "docs.jsonl", collection).and_then([&] { return load_queries(folder / "queries.tsv", collection); }).and_then([&] {
        return load_judgements(folder / "qrels.txt", collection);
      });
  if (!loaded) {
    return failure(loaded.error());
  }
  if (collection.documents.empty() || collection.queries.empty() || collection.judgements.empty()) {
    return failure(ErrorCode::bad_input, folder.string() + " holds no documents, no queries or no judgements");
  }
  return collection;
}

}  // namespace whatworks::bench
