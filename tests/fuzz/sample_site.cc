// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_site.h"

#include "fuzz.h"
#include "index/build.h"
#include "support/sample_record.h"
#include "support/temp_folder.h"
#include "unit/web/site_folder.h"

namespace whatworks::fuzz {
namespace {

using test::SampleRecord;

// Folders that live as long as the program.
struct Sample {
  test::TempFolder site_folder;
  test::TempFolder folder;
  test::Office office;
  SearchService service{folder / "index", schemas()};

  Sample() {
    put(SampleRecord("doe-2015-lines").with("published", "2015"), "doe-2015-lines");
    put(SampleRecord("roe-2016-ports")
            .with("title", "Scanning containers in “Québec” & <ports>")
            .with("published", "2016")
            .with("countries", "[CA, NL]")
            .with("crime_types", "[drugs]")
            .with("effect", "no-effect")
            .body("Customs scanned containers, and the smugglers' mentors looked on."),
        "roe-2016-ports");
    put(SampleRecord("poe-2017-exit")
            .with("title", "Helping people to leave gangs")
            .with("published", "2017")
            .with("strategy", "[prevent]")
            .with("harms", "reported")
            .with("related", "[{id: doe-2015-lines, how: extends}]")
            .body("Mentors met members each week."),
        "poe-2017-exit");
    put(SampleRecord("coe-2018-inside").with("title", "The trial of " + std::string(kUnseenWord)).with("circulation", "internal"), "coe-2018-inside");
    BuildOptions options;
    options.index = folder / "index";
    options.report = [](const std::vector<Problem>& problems, const std::string& source) {
      demand(!has_errors(problems), format_problem(problems.front(), source));
    };
    demand(build_index(schemas(), folder / "corpus", options).has_value(), "the sample's index is built");
    test::fill_site_folder(site_folder);
    office.person("ann", {Role::administrator});
  }

  void put(const SampleRecord& record, const std::string& id) const { test::write(folder / "corpus" / "studies" / (id + ".md"), record.text()); }
};

const Sample& sample() {
  static const Sample made;
  return made;
}

}  // namespace

const Schemas& schemas() { return test::real_schemas(); }

const SearchService& service() { return sample().service; }

const Site& site() {
  static const auto contributions = Contributions::make(schemas(), *sample().office.store, *sample().office.access, service(), nullptr).value();
  static const auto workshops = Workshops::make(WHATWORKS_SOURCE_DIR "/schemas", schemas(), *sample().office.store, *sample().office.access).value();
  static const auto loaded =
      Site::load({sample().site_folder.path(), WHATWORKS_SOURCE_DIR "/schemas", {}}, {schemas(), service(), *sample().office.access, contributions, workshops});
  demand(loaded.has_value(), "the site is loaded");
  return *loaded;
}

}  // namespace whatworks::fuzz
