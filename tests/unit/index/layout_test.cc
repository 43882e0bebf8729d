// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/layout.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/sample_record.h"

using namespace whatworks;
using test::SampleRecord;

namespace {

Record sample(const std::string& what_was_done = "Officers asked the company to close advertised lines.") {
  static const Schemas schemas = load_schemas(fs::path(WHATWORKS_SOURCE_DIR) / "schemas").value();
  static const auto reader = RecordReader::make(schemas).value();
  return reader.read("studies/doe-2019-a.md", SampleRecord("doe-2019-a").body(what_was_done).text()).record.value();
}

}  // namespace

TEST_CASE("a record comes back from its document as it went in") {
  const auto record = sample("Two towns, “three” lines.\n\nA second paragraph.");
  const auto data = layout::encode_document(record);
  const auto parts = layout::split_document(data);
  const auto back = layout::decode_record(parts.record);
  REQUIRE(back);
  CHECK(*back->front_matter == *record.front_matter);
  CHECK(back->digest == record.digest);
  REQUIRE(back->sections.size() == record.sections.size());
  CHECK(back->sections[0].heading == record.sections[0].heading);
  CHECK(back->sections[0].slug == record.sections[0].slug);
  CHECK(back->sections[0].html == record.sections[0].html);
  CHECK(back->sections[0].text == record.sections[0].text);
}

TEST_CASE("card and snippet text can be read without the record") {
  const auto data = layout::encode_document(sample("First paragraph.\n\nSecond paragraph."));
  const auto parts = layout::split_document(data);
  CHECK(nlohmann::json::parse(parts.card).at("id") == "doe-2019-a");
  CHECK(parts.text.starts_with("Closing advertised phone lines cut the calls to them. First"));
  CHECK(parts.text.find("First paragraph. Second paragraph.") != std::string_view::npos);
}

TEST_CASE("a document that is damaged anywhere is corrupt, not a crash") {
  const auto data = layout::encode_document(sample());
  const auto start = static_cast<std::size_t>(layout::split_document(data).record.data() - data.data());
  for (auto at = start; at < data.size(); ++at) {
    auto damaged = data;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    const auto back = layout::decode_record(layout::split_document(damaged).record);
    REQUIRE_FALSE(back);
    CHECK(back.error().code == ErrorCode::index_corrupt);
    CHECK_FALSE(layout::decode_record(std::string_view(data).substr(start, at - start)));
  }
  CHECK_FALSE(layout::decode_record(layout::split_document("no line feed").record));
  CHECK_FALSE(layout::decode_record(layout::split_document(data + "more").record));
}

TEST_CASE("what is inflated is bounded") {
  auto record = sample();
  record.body = std::string(64 << 20, 'x');
  const auto data = layout::encode_document(record);
  REQUIRE(data.size() < 1 << 20);
  const auto back = layout::decode_record(layout::split_document(data).record);
  REQUIRE_FALSE(back);
  CHECK(back.error().code == ErrorCode::index_corrupt);
}

TEST_CASE("the tie-break is the same everywhere") {
  CHECK(layout::tie_break("") == 0x4fd0bfc1);
  CHECK(layout::tie_break("doe-2019-a") == 0xaa78ae7a);
}
