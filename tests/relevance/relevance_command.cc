// SPDX-License-Identifier: GPL-3.0-or-later
#include "relevance/relevance_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "bench/program.h"
#include "relevance/collection.h"
#include "relevance/measures.h"
#include "relevance/reference.h"
#include "relevance/systems.h"

namespace whatworks::bench {
namespace {

constexpr auto kOurs = "whatworks";

struct SystemResult {
  std::string name;
  Run run;
  std::map<std::string, Measures> per_query;
  Measures mean;
};

struct CollectionResult {
  std::string name;
  std::size_t documents = 0;
  std::size_t queries = 0;            // that have a relevant document
  std::vector<SystemResult> systems;  // ours first
  RecordLines lines;
  std::map<std::string, double> reference;

  [[nodiscard]] const SystemResult& best_baseline() const {
    return *std::max_element(systems.begin() + 1, systems.end(), [](const auto& a, const auto& b) { return a.mean.ndcg_at_10 < b.mean.ndcg_at_10; });
  }
  [[nodiscard]] double ratio() const {
    const auto best = best_baseline().mean.ndcg_at_10;
    return best > 0 ? systems.front().mean.ndcg_at_10 / best : 0;
  }
};

struct Ratios {
  double mean = 0;
  double lowest = 0;
};

Ratios ratios_of(const std::vector<CollectionResult>& results) {
  Ratios ratios{0, results.front().ratio()};
  for (const auto& result : results) {
    ratios.mean += result.ratio() / static_cast<double>(results.size());
    ratios.lowest = std::min(ratios.lowest, result.ratio());
  }
  return ratios;
}

void add_system(CollectionResult& result, const Collection& collection, std::string name, Run run) {
  auto per_query = measure_run(run, collection.judgements);
  const auto average = mean(per_query);
  result.systems.push_back({std::move(name), std::move(run), std::move(per_query), average});
}

Result<CollectionResult> measure_collection(const RelevanceCommand& command, const Collection& collection, const fs::path& folder) {
  auto ours = run_product(collection, command.empty_title, folder);
  if (!ours) {
    return failure(ours.error());
  }
  auto sqlite = run_sqlite(collection);
  if (!sqlite) {
    return failure(sqlite.error());
  }
  auto xapian = run_xapian(collection, folder);
  if (!xapian) {
    return failure(xapian.error());
  }
  CollectionResult result;
  result.name = collection.name;
  result.documents = collection.documents.size();
  result.lines = std::move(ours->lines);
  add_system(result, collection, kOurs, std::move(ours->run));
  add_system(result, collection, "sqlite-fts5", std::move(*sqlite));
  add_system(result, collection, "xapian", std::move(*xapian));
  result.queries = result.systems.front().per_query.size();
  return result;
}

Status write_runs(const CollectionResult& result, const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  for (const auto& system : result.systems) {
    const auto path = folder / fmt::format("{}.{}.run", result.name, system.name);
    std::ofstream out(path, std::ios::binary);
    for (const auto& [query, hits] : system.run) {
      for (std::size_t rank = 0; rank < hits.size(); ++rank) {
        out << fmt::format("{} Q0 {} {} {} {}\n", query, hits[rank].document, rank + 1, hits[rank].score, system.name);
      }
    }
    out.close();
    if (!out) {
      return failure(ErrorCode::unreadable, "cannot write " + path.string(), "check the folder's permissions and the space left");
    }
  }
  return {};
}

std::string row(const std::string& name, const Measures& measures) {
  return fmt::format("  {:<16}{:>9.4f}{:>9.4f}{:>9.4f}{:>9.4f}\n", name, measures.ndcg_at_10, measures.average_precision, measures.precision_at_5,
                     measures.recall_at_100);
}

void print_per_query(const CollectionResult& result, std::ostream& out) {
  for (const auto& [query, measures] : result.systems.front().per_query) {
    out << fmt::format("  {:<16}", query);
    for (const auto& system : result.systems) {
      out << fmt::format("{:>9.4f}", system.per_query.at(query).ndcg_at_10);
    }
    out << '\n';
  }
}

void print_notes(const CollectionResult& result, std::ostream& out) {
  if (result.lines.titles_cut + result.lines.texts_cut + result.lines.titles_made > 0) {
    out << fmt::format("  {} titles were too long and end in the text, {} texts were cut, {} documents have no title\n", result.lines.titles_cut,
                       result.lines.texts_cut, result.lines.titles_made);
  }
  if (const auto count = out_of_order(result.systems.front().run); count > 0) {
    out << fmt::format("  warning: {} results of ours have a higher score than one shown before them; the measures go by score\n", count);
  }
}

void print_text(const std::vector<CollectionResult>& results, bool per_query, std::ostream& out) {
  for (const auto& result : results) {
    out << fmt::format("{}: {} documents, {} queries\n  {:<16}{:>9}{:>9}{:>9}{:>9}\n", result.name, result.documents, result.queries, "", "nDCG@10", "MAP",
                       "P@5", "R@100");
    for (const auto& system : result.systems) {
      out << row(system.name, system.mean);
    }
    for (const auto& [system, ndcg] : result.reference) {
      out << fmt::format("  {:<16}{:>9.4f}  (measured elsewhere)\n", system, ndcg);
    }
    out << fmt::format("  {:.3f} times {}, the best baseline of this run\n", result.ratio(), result.best_baseline().name);
    print_notes(result, out);
    if (per_query) {
      out << fmt::format("  {:<16}{:>9}{:>9}{:>9}   (nDCG@10)\n", "query", "ours", "sqlite", "xapian");
      print_per_query(result, out);
    }
    out << '\n';
  }
  const auto ratios = ratios_of(results);
  out << fmt::format("Mean of the ratios {:.3f}, lowest {:.3f}\n", ratios.mean, ratios.lowest);
}

nlohmann::ordered_json to_json(const Measures& measures) {
  return {
      {"ndcg_at_10", measures.ndcg_at_10}, {"map", measures.average_precision}, {"p_at_5", measures.precision_at_5}, {"recall_at_100", measures.recall_at_100}};
}

nlohmann::ordered_json to_json(const CollectionResult& result, bool per_query) {
  nlohmann::ordered_json json{{"collection", result.name},
                              {"documents", result.documents},
                              {"queries", result.queries},
                              {"ratio", result.ratio()},
                              {"best_baseline", result.best_baseline().name},
                              {"titles_cut", result.lines.titles_cut},
                              {"texts_cut", result.lines.texts_cut},
                              {"without_title", result.lines.titles_made},
                              {"out_of_order", out_of_order(result.systems.front().run)}};
  for (const auto& system : result.systems) {
    auto measured = to_json(system.mean);
    if (per_query) {
      for (const auto& [query, measures] : system.per_query) {
        measured["per_query"][query] = to_json(measures);
      }
    }
    json["systems"][system.name] = std::move(measured);
  }
  for (const auto& [system, ndcg] : result.reference) {
    json["reference"][system] = ndcg;
  }
  return json;
}

void print_json(const std::vector<CollectionResult>& results, bool per_query, std::ostream& out) {
  nlohmann::ordered_json json;
  for (const auto& result : results) {
    json["collections"].push_back(to_json(result, per_query));
  }
  const auto ratios = ratios_of(results);
  json["mean_ratio"] = ratios.mean;
  json["lowest_ratio"] = ratios.lowest;
  out << json.dump(2) << '\n';
}

Result<CollectionResult> run_collection(const RelevanceCommand& command, const std::string& path, const Reference& reference) {
  const auto collection = load_collection(path);
  if (!collection) {
    return failure(collection.error());
  }
  const auto folder = WorkFolder::make(command.keep.empty() ? fs::path() : command.keep / collection->name);
  if (!folder) {
    return failure(folder.error());
  }
  auto result = measure_collection(command, *collection, folder->path());
  if (!result) {
    return failure(result.error());
  }
  if (const auto known = reference.find(collection->name); known != reference.end()) {
    result->reference = known->second;
  }
  if (!command.runs.empty()) {
    if (const auto written = write_runs(*result, command.runs); !written) {
      return failure(written.error());
    }
  }
  return result;
}

}  // namespace

int run_relevance(const RelevanceCommand& command, std::ostream& out, std::ostream& err) {
  const auto fail = [&err](const Error& error) {
    err << "bench: error: " << to_text(error) << '\n';
    return exit_status(error.code);
  };
  Reference reference;
  if (!command.reference.empty()) {
    auto loaded = load_reference(command.reference);
    if (!loaded) {
      return fail(loaded.error());
    }
    reference = std::move(*loaded);
  }
  std::vector<CollectionResult> results;
  for (const auto& path : command.collections) {
    auto result = run_collection(command, path, reference);
    if (!result) {
      return fail(result.error());
    }
    results.push_back(std::move(*result));
  }
  if (command.format == "json") {
    print_json(results, command.per_query, out);
  } else {
    print_text(results, command.per_query, out);
  }
  return 0;
}

}  // namespace whatworks::bench
