// SPDX-License-Identifier: GPL-3.0-or-later
#include "relevance/measures.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <tuple>

namespace whatworks::bench {
namespace {

constexpr std::size_t kGainDepth = 10;
constexpr std::size_t kPrecisionDepth = 5;
constexpr std::size_t kRecallDepth = 100;

// `rank` counts from 0.
double discounted(int grade, std::size_t rank) { return grade / std::log2(static_cast<double>(rank) + 2); }

std::vector<int> grades_of_hits(std::vector<Hit> hits, const std::map<std::string, int>& grades) {
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return std::tie(a.score, a.document) > std::tie(b.score, b.document); });
  std::set<std::string> seen;
  std::vector<int> found;
  for (const auto& hit : hits) {
    if (seen.insert(hit.document).second) {
      const auto grade = grades.find(hit.document);
      found.push_back(grade == grades.end() ? 0 : std::max(grade->second, 0));
    }
  }
  return found;
}

std::vector<int> ideal_grades(const std::map<std::string, int>& grades) {
  std::vector<int> ideal;
  for (const auto& [document, grade] : grades) {
    if (grade > 0) {
      ideal.push_back(grade);
    }
  }
  std::sort(ideal.begin(), ideal.end(), std::greater<>());
  return ideal;
}

double gain(const std::vector<int>& grades) {
  double sum = 0;
  for (std::size_t rank = 0; rank < std::min(grades.size(), kGainDepth); ++rank) {
    sum += discounted(grades[rank], rank);
  }
  return sum;
}

double relevant_among(const std::vector<int>& grades, std::size_t depth) {
  const auto end = grades.begin() + static_cast<std::ptrdiff_t>(std::min(depth, grades.size()));
  return static_cast<double>(std::count_if(grades.begin(), end, [](int grade) { return grade > 0; }));
}

double sum_of_precisions(const std::vector<int>& grades) {
  double sum = 0;
  double found = 0;
  for (std::size_t rank = 0; rank < grades.size(); ++rank) {
    if (grades[rank] > 0) {
      sum += ++found / static_cast<double>(rank + 1);
    }
  }
  return sum;
}

}  // namespace

Measures measure(std::vector<Hit> hits, const std::map<std::string, int>& grades) {
  const auto found = grades_of_hits(std::move(hits), grades);
  const auto ideal = ideal_grades(grades);
  const auto relevant = static_cast<double>(ideal.size());
  return {gain(found) / gain(ideal), sum_of_precisions(found) / relevant, relevant_among(found, kPrecisionDepth) / kPrecisionDepth,
          relevant_among(found, kRecallDepth) / relevant};
}

std::map<std::string, Measures> measure_run(const Run& run, const Judgements& judgements) {
  std::map<std::string, Measures> per_query;
  for (const auto& [query, grades] : judgements) {
    if (std::any_of(grades.begin(), grades.end(), [](const auto& judged) { return judged.second > 0; })) {
      const auto hits = run.find(query);
      per_query[query] = measure(hits == run.end() ? std::vector<Hit>() : hits->second, grades);
    }
  }
  return per_query;
}

Measures mean(const std::map<std::string, Measures>& per_query) {
  Measures sum;
  for (const auto& [query, measures] : per_query) {
    sum.ndcg_at_10 += measures.ndcg_at_10;
    sum.average_precision += measures.average_precision;
    sum.precision_at_5 += measures.precision_at_5;
    sum.recall_at_100 += measures.recall_at_100;
  }
  const auto count = static_cast<double>(std::max<std::size_t>(per_query.size(), 1));
  return {sum.ndcg_at_10 / count, sum.average_precision / count, sum.precision_at_5 / count, sum.recall_at_100 / count};
}

std::size_t out_of_order(const Run& run) {
  std::size_t count = 0;
  for (const auto& [query, hits] : run) {
    for (std::size_t i = 1; i < hits.size(); ++i) {
      count += hits[i].score > hits[i - 1].score ? 1U : 0U;
    }
  }
  return count;
}

}  // namespace whatworks::bench
