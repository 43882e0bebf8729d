// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluate.h"

#include <algorithm>

namespace whatworks {
namespace {

using Kind = PlanNode::Kind;

SharedDocs share(DocSet documents) { return std::make_shared<const DocSet>(std::move(documents)); }

// From the rarest on, so that little is left to look up in the broad ones, and those that follow an empty one are not read at all.
SharedDocs evaluate_all(const PlanNode& node, const OpenShard& shard) {
  std::vector<const PlanNode*> order;
  for (const auto& child : node.children) {
    order.push_back(&child);
  }
  const auto breadth = [&](const PlanNode* child) {
    return child->kind == Kind::term ? shard.database.get_termfreq(child->text) : shard.database.get_doccount();
  };
  std::stable_sort(order.begin(), order.end(), [&](const PlanNode* a, const PlanNode* b) { return breadth(a) < breadth(b); });
  SharedDocs common;
  for (const auto* child : order) {
    if (common && common->empty()) {
      return common;
    }
    auto documents = evaluate(*child, shard);
    common = common ? share(intersect(*common, *documents)) : std::move(documents);
  }
  return common ? common : shard.memory->columns().documents;
}

SharedDocs evaluate_any(const PlanNode& node, const OpenShard& shard) {
  std::vector<SharedDocs> sets;
  for (const auto& child : node.children) {
    if (auto documents = evaluate(child, shard); !documents->empty()) {
      sets.push_back(std::move(documents));
    }
  }
  if (sets.empty()) {
    return share({});
  }
  return sets.size() == 1 ? sets.front() : share(unite(sets, shard.memory->columns().last));
}

SharedDocs evaluate_but_not(const PlanNode& node, const OpenShard& shard) {
  auto documents = evaluate(node.children.front(), shard);
  for (std::size_t i = 1; i < node.children.size() && !documents->empty(); ++i) {
    documents = share(subtract(*documents, *evaluate(node.children[i], shard)));
  }
  return documents;
}

}  // namespace

SharedDocs evaluate(const PlanNode& node, const OpenShard& shard) {
  switch (node.kind) {
    case Kind::nothing: break;
    case Kind::everything: return shard.memory->columns().documents;
    case Kind::term: return shard.memory->postings(shard.database, node.text)->documents;
    case Kind::matcher: return shard.memory->matches(shard.database, node.text);
    case Kind::all_of: return evaluate_all(node, shard);
    case Kind::any_of: return evaluate_any(node, shard);
    case Kind::but_not: return evaluate_but_not(node, shard);
  }
  return share({});
}

}  // namespace whatworks
