// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "vocabulary/schemas.h"

// Vocabularies as SKOS concept schemes (w3.org/TR/skos-reference). `base` is "https://host"; what a scheme and a concept are named never changes:
// BASE/vocab/NAME and BASE/vocab/NAME/CODE.
namespace whatworks {

std::string scheme_path(std::string_view vocabulary);
std::string concept_path(std::string_view vocabulary, std::string_view code);

// JSON-LD, and the same graph as Turtle.
nlohmann::ordered_json vocabulary_skos(const Vocabulary& vocabulary, std::string_view base);
std::string vocabulary_turtle(const Vocabulary& vocabulary, std::string_view base);

}  // namespace whatworks
