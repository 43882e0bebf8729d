// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "relevance/collection.h"

namespace whatworks::bench {

struct Hit {
  std::string document;
  double score = 0;
};

// query id: hits in the order in which the system shows them
using Run = std::map<std::string, std::vector<Hit>>;

// As trec_eval defines them: the gain in nDCG is the grade itself and its discount log2(rank + 1); average precision is over the whole list.
struct Measures {
  double ndcg_at_10 = 0;
  double average_precision = 0;
  double precision_at_5 = 0;
  double recall_at_100 = 0;
};

// Measures one list against the grades of one query, of which at least one must be above 0. Hits are taken by falling score, equal scores by document
// id descending, and a document that stands twice counts once, as trec_eval does.
Measures measure(std::vector<Hit> hits, const std::map<std::string, int>& grades);

// Per query, over all queries with a relevant document; one that the run does not answer has 0 everywhere.
std::map<std::string, Measures> measure_run(const Run& run, const Judgements& judgements);

Measures mean(const std::map<std::string, Measures>& per_query);

// How many hits have a higher score than one shown before them. Above 0, a run file tells another order than the system showed.
std::size_t out_of_order(const Run& run);

}  // namespace whatworks::bench
