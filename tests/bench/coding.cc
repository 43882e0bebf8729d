// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/coding.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <set>

#include "index/build.h"
#include "search/search.h"
#include "support/temp_folder.h"
#include "vocabulary/schemas.h"

namespace whatworks::bench {
namespace {

constexpr std::string_view kBegin = "<!-- figures -->\n";
constexpr std::string_view kEnd = "<!-- end of figures -->\n";
constexpr std::array<std::string_view, 5> kFacets{"priority", "theme", "crime", "strategy", "stage"};

// Right, wrong and missed codes over all records.
struct Tally {
  std::size_t right = 0;
  std::size_t wrong = 0;
  std::size_t missed = 0;

  void add(const std::set<std::string>& suggested, const std::set<std::string>& stated) {
    const auto both = static_cast<std::size_t>(std::count_if(suggested.begin(), suggested.end(), [&](const auto& code) { return stated.contains(code); }));
    right += both;
    wrong += suggested.size() - both;
    missed += stated.size() - both;
  }
  [[nodiscard]] double precision() const { return share(right, right + wrong); }
  [[nodiscard]] double recall() const { return share(right, right + missed); }
  [[nodiscard]] double f1() const { return share(2 * right, 2 * right + wrong + missed); }

 private:
  static double share(std::size_t part, std::size_t whole) { return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole); }
};

std::set<std::string> stated_codes(const Record& record, const Facet& facet) {
  const auto values = stated_values(record, facet);
  return {values.begin(), values.end()};
}

std::string most_frequent(const std::vector<Record>& records, const Facet& facet) {
  std::map<std::string, std::size_t> counts;
  for (const auto& record : records) {
    for (const auto& code : stated_codes(record, facet)) {
      ++counts[code];
    }
  }
  return std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->first;
}

Status replace_table(const fs::path& page, const std::string& table) {
  auto text = read_file(page, 1 << 20);
  if (!text) {
    return failure(text.error());
  }
  const auto begin = text->find(kBegin);
  const auto end = text->find(kEnd);
  if (begin == std::string::npos || end == std::string::npos) {
    return failure(ErrorCode::bad_input, page.string() + " has no place for the table");
  }
  text->replace(begin + kBegin.size(), end - begin - kBegin.size(), table);
  return write_file_atomically(page, *text);
}

Result<std::string> measure(const CodingBench& bench) {
  const auto schemas = load_schemas(bench.schemas);
  if (!schemas) {
    return failure(schemas.error());
  }
  const test::TempFolder folder;
  BuildOptions options;
  options.index = folder / "index";
  if (const auto built = build_index(*schemas, bench.corpus, options); !built) {
    return failure(built.error());
  }
  const SearchService service(options.index, *schemas);
  const auto all = service.batch({{}, {}, 100'000, {}, {}}, Audience::everyone());
  if (!all) {
    return failure(all.error());
  }
  std::map<std::string, Tally> ours;
  std::map<std::string, Tally> baseline;
  for (const auto& record : all->records) {
    const auto suggestions = service.suggest_codes(record, Audience::everyone());
    if (!suggestions) {
      return failure(suggestions.error());
    }
    std::map<std::string, std::set<std::string>> suggested;
    for (const auto& suggestion : *suggestions) {
      suggested[suggestion.facet].insert(suggestion.code);
    }
    for (const auto name : kFacets) {
      ours[std::string(name)].add(suggested[std::string(name)], stated_codes(record, *schemas->find_facet(std::string(name))));
    }
  }
  auto table = fmt::format("| facet | precision | recall | F1 | most frequent code | its F1 |\n| --- | --- | --- | --- | --- | --- |\n");
  double sum = 0;
  double baseline_sum = 0;
  for (const auto name : kFacets) {
    const auto& facet = *schemas->find_facet(std::string(name));
    const auto frequent = most_frequent(all->records, facet);
    Tally theirs;
    for (const auto& record : all->records) {
      theirs.add({frequent}, stated_codes(record, facet));
    }
    const auto& tally = ours[std::string(name)];
    table += fmt::format("| {} | {:.3f} | {:.3f} | {:.3f} | `{}` | {:.3f} |\n", name, tally.precision(), tally.recall(), tally.f1(), frequent, theirs.f1());
    sum += tally.f1();
    baseline_sum += theirs.f1();
  }
  const auto facets = static_cast<double>(kFacets.size());
  table += fmt::format("| mean | | | {:.3f} | | {:.3f} |\n", sum / facets, baseline_sum / facets);
  return table + fmt::format("\n{} records.\n", all->records.size());
}

}  // namespace

int run_coding(const CodingBench& bench, std::ostream& out, std::ostream& err) {
  const auto table = measure(bench);
  if (table) {
    out << *table;
  }
  const auto status = table && !bench.page.empty() ? replace_table(bench.page, *table) : table ? Status{} : Status(failure(table.error()));
  if (!status) {
    err << "script/bench: error: " << to_text(status.error()) << '\n';
    return exit_status(status.error().code);
  }
  return 0;
}

}  // namespace whatworks::bench
