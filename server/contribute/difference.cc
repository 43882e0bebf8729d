// SPDX-License-Identifier: GPL-3.0-or-later
#include "contribute/difference.h"

#include <git2.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "core/text.h"

namespace whatworks {
namespace {

struct FreePatch {
  void operator()(git_patch* patch) const noexcept { git_patch_free(patch); }
};

// The library counts those who use it.
struct Library {
  Library() { git_libgit2_init(); }
  ~Library() { git_libgit2_shutdown(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

LineChange change_of(const git_diff_line& line) {
  switch (line.origin) {
    case GIT_DIFF_LINE_ADDITION: return LineChange::added;
    case GIT_DIFF_LINE_DELETION: return LineChange::removed;
    default: return LineChange::same;
  }
}

// Texts that are alike have no hunks to read lines from.
Difference nothing_changed(std::string_view text) {
  Difference out;
  auto lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) {
    lines.pop_back();
  }
  int number = 0;
  for (auto& line : lines) {
    ++number;
    out.lines.push_back({LineChange::same, number, number, std::move(line)});
  }
  return out;
}

}  // namespace

Result<Difference> difference(std::string_view before, std::string_view after) {
  if (before == after) {
    return nothing_changed(after);
  }
  const Library library;
  git_diff_options options{};
  if (git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION) != 0) {
    return failure(ErrorCode::internal, "the two texts cannot be compared");
  }
  options.context_lines = std::numeric_limits<int>::max() / 2;  // the whole text
  options.flags |= GIT_DIFF_FORCE_TEXT | GIT_DIFF_PATIENCE;     // patience keeps paragraphs together
  git_patch* made = nullptr;
  if (git_patch_from_buffers(&made, before.data(), before.size(), "before", after.data(), after.size(), "after", &options) != 0) {
    return failure(ErrorCode::internal, "the two texts cannot be compared");
  }
  const std::unique_ptr<git_patch, FreePatch> patch(made);
  Difference out;
  for (std::size_t hunk = 0; hunk < git_patch_num_hunks(patch.get()); ++hunk) {
    const auto count = git_patch_num_lines_in_hunk(patch.get(), hunk);
    for (int i = 0; i < count; ++i) {
      const git_diff_line* line = nullptr;
      if (git_patch_get_line_in_hunk(&line, patch.get(), hunk, static_cast<std::size_t>(i)) != 0 || line->old_lineno < -1 ||
          line->origin == GIT_DIFF_LINE_CONTEXT_EOFNL || line->origin == GIT_DIFF_LINE_ADD_EOFNL || line->origin == GIT_DIFF_LINE_DEL_EOFNL) {
        continue;
      }
      std::string text(line->content, line->content_len);
      if (!text.empty() && text.back() == '\n') {
        text.pop_back();
      }
      const auto change = change_of(*line);
      out.added += change == LineChange::added ? 1 : 0;
      out.removed += change == LineChange::removed ? 1 : 0;
      out.lines.push_back({change, std::max(line->old_lineno, 0), std::max(line->new_lineno, 0), std::move(text)});
    }
  }
  return out;
}

}  // namespace whatworks
