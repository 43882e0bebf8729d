// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contribute/difference.h"
#include "contribute/examination.h"
#include "contribute/reviews.h"
#include "view_parts.h"

// Pieces that the pages of writing and of reviewing share.
namespace whatworks {

// Problems by line, with what links to their lines, and how many of each level there are in words.
Json problems_view(const ViewContext& context, const Examination& examination);

struct DifferenceOptions {
  bool all = false;             // else lines far from a change and without a comment are left out, and a row in their place says how many
  bool plain = false;           // a text that has nothing before it, so that its lines are no changes
  bool anchors = false;         // whether links lead to its lines: once in a page
  std::string comment_address;  // to which the number of a line is added; empty: lines are not commented on
};

// Lines of a difference with the comments that stand on them.
Json difference_view(const Difference& difference, const std::vector<ReviewComment>& comments, const DifferenceOptions& options);

// The comments on the whole, which stand on no line.
Json general_comments(const std::vector<ReviewComment>& comments);

// A decision in words; null where there is none.
Json decision_view(const ViewContext& context, const std::optional<DecisionMade>& decision);

}  // namespace whatworks
