// SPDX-License-Identifier: GPL-3.0-or-later
#include "relevance/measures.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace whatworks::bench;

namespace {

// Hits with scores that fall from 1.
std::vector<Hit> ranked(const std::vector<std::string>& documents) {
  std::vector<Hit> hits;
  for (const auto& document : documents) {
    hits.push_back({document, 1.0 / static_cast<double>(hits.size() + 1)});
  }
  return hits;
}

}  // namespace

TEST_CASE("the measures of a list are those worked out by hand") {
  // Found: grade 3 at rank 1, nothing at 2, grade 1 at 3; the other relevant document, grade 2, is missed.
  const auto got = measure(ranked({"p", "x", "q"}), {{"p", 3}, {"q", 1}, {"r", 2}, {"x", 0}});
  const double gain = 3 + 1 / 2.0;                      // log2(2) = 1, log2(4) = 2
  const double ideal = 3 + 2 / std::log2(3) + 1 / 2.0;  // 3 + 1.261860 + 0.5
  CHECK(got.ndcg_at_10 == Approx(gain / ideal));        // 0.735001
  CHECK(got.ndcg_at_10 == Approx(0.735001).margin(1e-6));
  CHECK(got.average_precision == Approx((1.0 + 2.0 / 3) / 3));
  CHECK(got.precision_at_5 == Approx(2.0 / 5));
  CHECK(got.recall_at_100 == Approx(2.0 / 3));
}

TEST_CASE("a list is cut where each measure ends") {
  std::vector<std::string> documents(120, "");
  for (std::size_t i = 0; i < documents.size(); ++i) {
    documents[i] = "x" + std::to_string(i);
  }
  documents[5] = "six";            // after P@5, before nDCG@10
  documents[10] = "eleven";        // after nDCG@10, before R@100
  documents[100] = "hundred-one";  // counts for average precision alone
  const auto got = measure(ranked(documents), {{"six", 1}, {"eleven", 1}, {"hundred-one", 1}});
  CHECK(got.precision_at_5 == 0);
  CHECK(got.ndcg_at_10 == Approx((1 / std::log2(7)) / (1 + 1 / std::log2(3) + 0.5)));
  CHECK(got.recall_at_100 == Approx(2.0 / 3));
  CHECK(got.average_precision == Approx((1.0 / 6 + 2.0 / 11 + 3.0 / 101) / 3));
}

TEST_CASE("equal scores are taken by document id, the higher first, and a document counts once") {
  const std::map<std::string, int> grades{{"b", 1}};
  CHECK(measure({{"a", 1}, {"b", 1}}, grades).average_precision == 1);
  CHECK(measure({{"c", 1}, {"b", 1}}, grades).average_precision == 0.5);
  CHECK(measure({{"b", 3}, {"b", 2}, {"c", 1}}, grades).precision_at_5 == Approx(0.2));
}

TEST_CASE("the mean is over all queries with a relevant document, answered or not") {
  const Judgements judgements{{"answered", {{"a", 1}}}, {"not-answered", {{"b", 2}}}, {"nothing-relevant", {{"c", 0}, {"d", -1}}}};
  const auto per_query = measure_run({{"answered", ranked({"a"})}, {"not-judged", ranked({"a"})}}, judgements);
  REQUIRE(per_query.size() == 2);
  CHECK(per_query.at("not-answered").ndcg_at_10 == 0);
  CHECK(mean(per_query).ndcg_at_10 == 0.5);
  CHECK(mean(per_query).average_precision == 0.5);
}

TEST_CASE("scores that rise down the list are told") {
  CHECK(out_of_order({{"q", {{"a", 2}, {"b", 2}, {"c", 1}}}}) == 0);
  CHECK(out_of_order({{"q", {{"a", 1}, {"b", 2}, {"c", 3}}}}) == 2);
}
