// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace whatworks {

// Where the first byte stands that is not valid UTF-8 (also surrogates, overlong forms), or nothing.
std::optional<std::size_t> find_invalid_utf8(std::string_view text) noexcept;

// Replaces what is not valid UTF-8, and U+FFFE and U+FFFF, by U+FFFD, and control characters (all below U+0020 but tab and line feed, and DEL) by a space.
std::string clean_utf8(std::string_view text);

// Lower case without accents, for comparing what people type: "Québec" and "quebec" are the same. Invalid UTF-8 is cleaned first.
std::string fold(std::string_view text);

// The number of code points in valid UTF-8.
std::size_t count_code_points(std::string_view text) noexcept;

// At most `limit` code points; where it cuts, it cuts at a space if one is near and adds "…".
std::string shorten(std::string_view text, std::size_t limit);

std::string_view trim(std::string_view text) noexcept;  // ASCII white space at both ends
std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);

// With line feeds for all ends of lines: those of Windows, and those of old Macintoshes.
std::string normalise_line_ends(std::string_view text);

// Escapes & < > " ' for HTML, in element content and in quoted attributes.
std::string escape_html(std::string_view text);

// A fragment identifier from a heading: "Using it here" becomes "using-it-here". Never empty ("section" stands in).
std::string slug(std::string_view text);

// Whether it is lower-case ASCII letters, digits and single hyphens between them, 1 to 100 bytes: the form of ids and codes.
bool is_slug(std::string_view text) noexcept;

// Damerau-Levenshtein distance in code points, where a swap of neighbours counts one.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate that somebody most likely meant by `typed`, by edit distance on folded text; nothing where all are farther than a third of its length.
std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> candidates);

// A whole decimal number with an optional minus sign and nothing else; nothing where it does not fit.
std::optional<long long> parse_integer(std::string_view text) noexcept;

// A decimal number such as "-0.5" or "12"; no exponent, no hex, no infinity.
std::optional<double> parse_decimal(std::string_view text) noexcept;

// FNV-1a, 64 bits: spreads texts evenly, the same on every machine. Not for secrets.
std::uint64_t fnv1a(std::string_view text) noexcept;

}  // namespace whatworks
