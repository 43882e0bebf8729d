// SPDX-License-Identifier: GPL-3.0-or-later
#include "interchange_fixtures.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

std::vector<std::string> lines_of(const std::string& ris) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < ris.size();) {
    const auto end = ris.find("\r\n", at);
    REQUIRE(end != std::string::npos);
    lines.push_back(ris.substr(at, end - at));
    at = end + 2;
  }
  return lines;
}

std::vector<std::string> values(const std::string& ris, const std::string& tag) {
  std::vector<std::string> found;
  for (const auto& line : lines_of(ris)) {
    if (line.starts_with(tag + "  - ")) {
      found.push_back(line.substr(6));
    }
  }
  return found;
}

// Every line is a tag and a value, the first TY and the last ER, and no other is either.
void check_shape(const std::string& ris) {
  INFO(ris);
  const auto lines = lines_of(ris);
  REQUIRE(lines.size() > 2);
  CHECK(lines.front().starts_with("TY  - "));
  CHECK(lines.back() == "ER  - ");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& line = lines[i];
    REQUIRE(line.size() >= 6);
    CHECK((line[0] >= 'A' && line[0] <= 'Z'));
    CHECK(line.substr(2, 4) == "  - ");
    CHECK(line.find("  - ", 3) == std::string::npos);
    CHECK(line.find_first_of("\r\n\t") == std::string::npos);
    CHECK(line.starts_with("TY") == (i == 0));
    CHECK(line.starts_with("ER") == (i + 1 == lines.size()));
    CHECK((line.size() > 6 || i + 1 == lines.size()));
  }
}

}  // namespace

TEST_CASE("RIS has each field of a reference under its tag") {
  const auto ris = item(ExportFormat::ris,
                        with_source({{"authors", {"Doe, Jane", "Roe, R., Jr.", "Home Office", "Ministry of Examples, Utopia"}},
                                     {"venue", "Journal of Examples 12(3), 45-67"},
                                     {"doi", "10.1000/ex_ample.1"},
                                     {"url", "https://example.org/a?b=c_d#e%20f"}}),
                        {.base_url = "https://host.example"});
  check_shape(ris);
  CHECK(values(ris, "TY") == std::vector<std::string>{"JOUR"});
  CHECK(values(ris, "ID") == std::vector<std::string>{"doe-2019-phone-lines"});
  CHECK(values(ris, "AU") == std::vector<std::string>{"Doe, Jane", "Roe, R., Jr.", "Home Office", "Ministry of Examples; Utopia"});
  CHECK(values(ris, "TI") == std::vector<std::string>{"Closing lines"});
  CHECK(values(ris, "T2") == std::vector<std::string>{"Journal of Examples"});
  CHECK(values(ris, "PY") == std::vector<std::string>{"2019"});
  CHECK(values(ris, "VL") == std::vector<std::string>{"12"});
  CHECK(values(ris, "IS") == std::vector<std::string>{"3"});
  CHECK(values(ris, "SP") == std::vector<std::string>{"45"});
  CHECK(values(ris, "EP") == std::vector<std::string>{"67"});
  CHECK(values(ris, "DO") == std::vector<std::string>{"10.1000/ex_ample.1"});
  CHECK(values(ris, "UR") == std::vector<std::string>{"https://example.org/a?b=c_d#e%20f"});
  CHECK(values(ris, "AB") == std::vector<std::string>{"Closing advertised phone lines cut the calls to them."});
  CHECK(values(ris, "KW").size() >= 4);
  CHECK(says(values(ris, "N1").at(0), "https://host.example/records/doe-2019-phone-lines"));
}

TEST_CASE("RIS leaves out what the source does not have") {
  const auto ris = item(ExportFormat::ris, with_source({{"authors", nullptr}, {"year", nullptr}}));
  check_shape(ris);
  for (const auto* tag : {"AU", "PY", "T2", "DO", "UR", "VL", "SP"}) {
    CHECK(values(ris, tag).empty());
  }
}

TEST_CASE("no text breaks the lines of RIS") {
  for (const auto& text : hard_texts()) {
    check_shape(item(ExportFormat::ris, with_source({{"title", text}, {"venue", text}, {"authors", {text}}})));
  }
  CHECK(values(item(ExportFormat::ris, with_source({{"title", "three\r\nlines\n\nhere"}})), "TI").at(0) == "three lines here");
}

TEST_CASE("every record of the corpus is well-formed RIS") {
  for (const auto& record : corpus_records()) {
    check_shape(item(ExportFormat::ris, record, {.base_url = "https://host.example"}));
  }
}
