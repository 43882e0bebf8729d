// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include "core/text.h"
#include "interchange/reference.h"
#include "one_line.h"

namespace whatworks {
namespace {

constexpr auto kSuffixes = std::to_array<std::string_view>({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"});

// What stands before a family name, in lower or upper case: "van der Laan", "De Werd".
constexpr auto kParticles = std::to_array<std::string_view>({"af",  "al", "ap",  "bin", "da",  "das",   "de",     "degli", "del", "della", "den", "der",
                                                             "di",  "do", "dos", "du",  "e",   "el",    "ibn",    "la",    "le",  "les",   "lo",  "st",
                                                             "st.", "'t", "ten", "ter", "van", "vande", "vander", "von",   "y",   "zu",    "zum", "zur"});

// Words of the names of bodies that no person's name has.
constexpr auto kBodyWords = std::to_array<std::string_view>({"of", "for", "and", "the", "in", "into", "on", "to", "&", "at", "from", "with"});

constexpr std::size_t kMostGivenNames = 3;
constexpr std::size_t kMostFamilyNames = 2;  // besides particles

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_particle(const std::string& word) { return is_one_of(kParticles, fold(word)); }

std::vector<std::string> words_of(std::string_view name) { return split(name, ' '); }

std::size_t count_names(const std::vector<std::string>& words) {
  return static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [](const std::string& word) { return !is_particle(word); }));
}

// Whether "family, given" is more than a person's name holds: "Ministry of Examples, Utopia".
bool is_of_body(std::string_view family, std::string_view given) {
  const auto has_body_word = [](const std::vector<std::string>& words) {
    return std::any_of(words.begin(), words.end(), [](const std::string& word) { return is_one_of(kBodyWords, fold(word)); });
  };
  const auto has_sign = [](std::string_view name) { return name.find_first_of("0123456789()[]/:") != std::string_view::npos; };
  const auto family_words = words_of(family);
  const auto given_words = words_of(given);
  return has_sign(family) || has_sign(given) || has_body_word(family_words) || has_body_word(given_words) || count_names(family_words) > kMostFamilyNames ||
         count_names(given_words) > kMostGivenNames;
}

}  // namespace

Author parse_author(std::string_view text) {
  auto whole = one_line(text);
  auto parts = split(whole, ',');
  for (auto& part : parts) {
    part = std::string(trim(part));
  }
  std::string suffix;
  if (parts.size() == 3) {  // the suffix stands at the end, or as BibTeX has it, in the middle
    const std::size_t at = is_one_of(kSuffixes, parts[2]) ? 2 : 1;
    if (is_one_of(kSuffixes, parts[at])) {
      suffix = parts[at];
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
  if (parts.size() != 2 || parts[0].empty() || parts[1].empty() || is_of_body(parts[0], parts[1])) {
    return {{}, {}, {}, std::move(whole)};
  }
  return {std::move(parts[0]), std::move(parts[1]), std::move(suffix), {}};
}

}  // namespace whatworks
