// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmark.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace whatworks {

struct NodeDeleter {
  void operator()(cmark_node* node) const noexcept { cmark_node_free(node); }
};
struct IteratorDeleter {
  void operator()(cmark_iter* iterator) const noexcept { cmark_iter_free(iterator); }
};
struct MallocDeleter {
  void operator()(char* text) const noexcept { std::free(text); }
};

// A root: freeing it frees all below it.
using NodeHandle = std::unique_ptr<cmark_node, NodeDeleter>;
using IteratorHandle = std::unique_ptr<cmark_iter, IteratorDeleter>;
using RenderedText = std::unique_ptr<char, MallocDeleter>;

// Calls `action(node, entering)` for every node below and including `root`, without recursion. It must not unlink nodes.
template <typename Action>
void walk(cmark_node* root, const Action& action) {
  const IteratorHandle iterator(cmark_iter_new(root));
  for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(iterator.get())) {
    action(cmark_iter_get_node(iterator.get()), event == CMARK_EVENT_ENTER);
  }
}

inline std::string text_or_empty(const char* text) { return text == nullptr ? std::string() : std::string(text); }

}  // namespace whatworks
