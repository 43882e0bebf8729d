// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan.h"

#include <algorithm>

namespace whatworks {
namespace {

using Kind = PlanNode::Kind;
using Query = Xapian::Query;

std::string term_of(const Query& leaf) { return *leaf.get_terms_begin(); }

std::vector<std::string> terms_of(const Query& query) { return {query.get_unique_terms_begin(), query.get_terms_end()}; }

PlanNode matching(const Query& query);

PlanNode matching_children(Kind kind, const Query& query, std::size_t count) {
  PlanNode node{kind};
  for (std::size_t i = 0; i < count; ++i) {
    node.children.push_back(matching(query.get_subquery(i)));
  }
  return node;
}

PlanNode matching(const Query& query) {
  switch (query.get_type()) {
    case Query::LEAF_MATCH_NOTHING: return {Kind::nothing};
    case Query::LEAF_MATCH_ALL: return {Kind::everything};
    case Query::LEAF_TERM: return {Kind::term, term_of(query)};
    case Query::OP_AND:
    case Query::OP_FILTER: return matching_children(Kind::all_of, query, query.get_num_subqueries());
    case Query::OP_OR:
    case Query::OP_MAX:
    case Query::OP_SYNONYM: return matching_children(Kind::any_of, query, query.get_num_subqueries());
    case Query::OP_AND_NOT: return matching_children(Kind::but_not, query, query.get_num_subqueries());
    case Query::OP_AND_MAYBE:
    case Query::OP_SCALE_WEIGHT: return matching(query.get_subquery(0));
    default: return {Kind::matcher, query.serialise()};
  }
}

class ScoringCollector {
 public:
  void visit(const Query& query) {
    switch (query.get_type()) {
      case Query::LEAF_TERM: add({ScoringPart::Kind::term, {term_of(query)}}); return;
      case Query::OP_SYNONYM: add({ScoringPart::Kind::synonym, terms_of(query)}); return;
      case Query::OP_PHRASE:
      case Query::OP_NEAR: add({ScoringPart::Kind::phrase, terms_of(query), query.serialise()}); return;
      case Query::OP_AND:
      case Query::OP_OR:
      case Query::OP_MAX:
      case Query::OP_AND_MAYBE:
        for (std::size_t i = 0; i < query.get_num_subqueries(); ++i) {
          visit(query.get_subquery(i));
        }
        return;
      case Query::OP_FILTER:
      case Query::OP_AND_NOT: visit(query.get_subquery(0)); return;
      default: return;  // wildcards, ranges and what is scaled to nothing say what matches and not how well
    }
  }

  void add(ScoringPart part) {
    if (part.terms.empty()) {
      return;
    }
    const auto same = std::find_if(parts_.begin(), parts_.end(), [&](const ScoringPart& other) { return part.factor == other.factor && part.same_as(other); });
    if (same != parts_.end()) {
      same->repeats += part.kind == ScoringPart::Kind::term ? part.repeats : 0;
    } else {
      parts_.push_back(std::move(part));
    }
  }

  std::vector<ScoringPart> take() { return std::move(parts_); }

 private:
  std::vector<ScoringPart> parts_;
};

Query weighing(const ScoringPart& part) {
  Query query;
  if (part.kind == ScoringPart::Kind::phrase) {
    query = Query::unserialise(part.query);
  } else if (part.kind == ScoringPart::Kind::synonym) {
    query = Query(Query::OP_SYNONYM, part.terms.begin(), part.terms.end());
  } else {
    query = Query(part.terms.front(), part.repeats);
  }
  return part.factor == 1 ? query : Query(part.factor, query);
}

}  // namespace

QueryPlan make_plan(const Query& query, const Preference& preferred) {
  if (query.empty()) {
    return {{Kind::everything}, {}};
  }
  ScoringCollector scoring;
  scoring.visit(query);
  for (const auto& term : preferred.terms) {
    scoring.add({ScoringPart::Kind::term, {term}, {}, 1, preferred.factor});
  }
  return {matching(query), scoring.take()};
}

Query to_query(const PlanNode& node) {
  std::vector<Query> children;
  for (const auto& child : node.children) {
    children.push_back(to_query(child));
  }
  switch (node.kind) {
    case Kind::nothing: return {};
    case Kind::everything: return Query(std::string());
    case Kind::term: return Query(node.text);
    case Kind::matcher: return Query::unserialise(node.text);
    case Kind::all_of: return {Query::OP_AND, children.begin(), children.end()};
    case Kind::any_of: return {Query::OP_OR, children.begin(), children.end()};
    case Kind::but_not: return {Query::OP_AND_NOT, children.begin(), children.end()};
  }
  return {};
}

Query to_query(const QueryPlan& plan) {
  Query matches(0, to_query(plan.match));
  if (plan.scoring.empty()) {
    return matches;
  }
  std::vector<Query> parts;
  for (const auto& part : plan.scoring) {
    parts.push_back(weighing(part));
  }
  return {Query::OP_AND_MAYBE, matches, Query(Query::OP_OR, parts.begin(), parts.end())};
}

}  // namespace whatworks
