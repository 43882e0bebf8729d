// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <xapian.h>

#include <string>
#include <vector>

namespace whatworks {

// Which documents match, as a tree of plain values that may go from thread to thread, which Xapian's queries may not.
struct PlanNode {
  enum class Kind {
    nothing,
    everything,
    term,     // the documents of a posting list
    matcher,  // what has no posting list (phrases, nearness, wildcards, ranges): Xapian's matcher finds it
    all_of,   // of the children
    any_of,
    but_not,  // the first child without the others
  };
  Kind kind = Kind::nothing;
  std::string text = {};  // of a term: itself; for the matcher: the serialised query
  std::vector<PlanNode> children = {};

  bool operator==(const PlanNode&) const = default;
};

// What a match's score is the sum of. A part counts for every match that it applies to, wherever in the query it stood.
struct ScoringPart {
  enum class Kind {
    term,     // one term, BM25
    synonym,  // several terms as if they were one
    phrase,   // several terms, where the serialised query matches
  };
  Kind kind = Kind::term;
  std::vector<std::string> terms = {};
  std::string query = {};  // of a phrase, serialised
  unsigned repeats = 1;    // how often the query names a single term
  double factor = 1;

  [[nodiscard]] bool same_as(const ScoringPart& other) const { return kind == other.kind && terms == other.terms && query == other.query; }
};

// A query taken apart: what matches, and what a match is worth. The local engine and the query that remote shards are sent are both made from it, so
// that the two agree.
struct QueryPlan {
  PlanNode match;
  std::vector<ScoringPart> scoring;
};

// `preferred`: terms that need not be there, but count `factor` of their weight where they are.
struct Preference {
  std::vector<std::string> terms = {};
  double factor = 0;
};

// An empty query gives a plan that matches everything and scores nothing.
QueryPlan make_plan(const Xapian::Query& query, const Preference& preferred);

// The plan as one query for Xapian's matcher, with the same matches and scores.
Xapian::Query to_query(const QueryPlan& plan);

// The matches alone, without weight.
Xapian::Query to_query(const PlanNode& node);

}  // namespace whatworks
