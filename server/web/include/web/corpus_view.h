// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "contribute/corpus_keeper.h"
#include "core/error.h"
#include "web/views.h"

namespace whatworks {

// The administrators' page of the corpus.
struct CorpusPage {
  std::optional<CorpusState> state;  // nothing where this server looks after no corpus
  bool looked = false;               // whether it has just been looked through on demand
  bool has_rule_pages = false;       // whether each rule of the checker has a page
  std::optional<Error> problem;      // with looking through it
};
nlohmann::ordered_json corpus_view(const ViewContext& context, const CorpusPage& page);

}  // namespace whatworks
