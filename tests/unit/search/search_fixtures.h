// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "index/build.h"
#include "search/search.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"
#include "vocabulary/schemas.h"

namespace whatworks::test {

inline const Schemas& real_schemas() {
  static const Schemas loaded = load_schemas(fs::path(WHATWORKS_SOURCE_DIR) / "schemas").value();
  return loaded;
}

// A small corpus, its index and the service over it.
struct Base {
  TempFolder folder;
  const Schemas& schemas;
  fs::path corpus = folder / "corpus";
  fs::path index = folder / "index";
  std::uint32_t shards = 1;
  SearchService service{index, schemas};

  explicit Base(const Schemas& used = real_schemas()) : schemas(used) { fs::create_directories(corpus); }

  void put(const std::string& id, const SampleRecord& record) const { write(corpus / "studies" / (id + ".md"), record.text()); }
  void build() const {
    BuildOptions options;
    options.index = index;
    options.shards = shards;
    options.report = [](const std::vector<Problem>& problems, const std::string& source) { UNSCOPED_INFO(format_problem(problems.front(), source)); };
    const auto report = build_index(schemas, corpus, options);
    REQUIRE(report);
    REQUIRE(report->rejected == 0);
  }
  [[nodiscard]] SearchResults search(const Parameters& parameters, const Audience& audience = Audience::everyone()) const {
    auto results = service.search(parse_search_request(schemas, parameters).request, audience);
    REQUIRE(results);
    return *std::move(results);
  }
  [[nodiscard]] std::vector<std::string> ids(const Parameters& parameters) const {
    std::vector<std::string> found;
    for (const auto& card : search(parameters).results) {
      found.push_back(card.id);
    }
    return found;
  }
};

// The count beside a value of a facet; 0 where it is not shown.
inline std::uint32_t count_of(const SearchResults& results, const std::string& facet, const std::string& value) {
  for (const auto& counts : results.facets) {
    if (counts.name == facet) {
      for (const auto& entry : counts.values) {
        if (entry.value == value) {
          return entry.count;
        }
      }
    }
  }
  return 0;
}

// Three records that differ in what they state: a study of phone lines, one of ports, one of leaving gangs.
inline void fill(const Base& base) {
  base.put("doe-2015-lines", SampleRecord("doe-2015-lines").with("published", "2015").with("title", "Closing drug phone lines"));
  base.put("roe-2016-ports", SampleRecord("roe-2016-ports")
                                 .with("title", "Scanning containers in ports")
                                 .with("summary", "Scanners found more cocaine and prices did not move.")
                                 .with("published", "2016")
                                 .with("crime_types", "[drugs]")
                                 .with("countries", "[NL, BE]")
                                 .with("priorities", "[international-links]")
                                 .with("effect", "no-effect")
                                 .with("intervention", "Container scanning")
                                 .body("Customs scanned containers in the port of Québec too."));
  base.put("poe-2017-exit", SampleRecord("poe-2017-exit")
                                .with("title", "Helping people to leave gangs")
                                .with("summary", "Mentors helped some members to leave.")
                                .with("published", "2017")
                                .with("crime_types", "[serious-violence]")
                                .with("countries", "[DK]")
                                .with("priorities", "[protection-from-ocgs]")
                                .with("strategy", "[prevent]")
                                .with("effect", "increases")
                                .with("harms", "reported")
                                .with("strength", "2")
                                .with("intervention", "Gang exit mentoring")
                                .with("related", "[{id: doe-2015-lines, how: extends}]")
                                .body("Mentors met members each week. What works for leavers was asked."));
}

}  // namespace whatworks::test
