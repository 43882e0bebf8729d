// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/shortlist.h"

#include <algorithm>

#include "compress.h"
#include "core/text.h"

namespace whatworks {
namespace {

constexpr char kAfterId = '\x1f';    // unit separator
constexpr char kAfterItem = '\x1e';  // record separator: neither is left in a clean text
constexpr std::size_t kLargestToken = 2 * kLongestToken;
constexpr std::size_t kLargestUnpacked = 64 * 1024;

std::string clean_note(std::string_view text) {
  std::string lines;
  lines.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      lines += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      lines += '\n';  // forms send line breaks as CR LF
    }
  }
  const auto clean = clean_utf8(lines);
  return std::string(trim(clean));
}

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Base 64 with the URL's alphabet, without padding (RFC 4648).
std::string base64url(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  unsigned int pending = 0;
  int bits = 0;
  for (const char byte : bytes) {
    pending = ((pending << 8) | static_cast<unsigned char>(byte)) & 0xffffU;
    for (bits += 8; bits >= 6;) {
      bits -= 6;
      out += kDigits[(pending >> bits) & 0x3fU];
    }
  }
  if (bits > 0) {
    out += kDigits[(pending << (6 - bits)) & 0x3fU];
  }
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  out.reserve(text.size() * 3 / 4);
  unsigned int pending = 0;
  int bits = 0;
  for (const char c : text) {
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) {
      return std::nullopt;
    }
    pending = ((pending << 6) | static_cast<unsigned int>(digit)) & 0x3fffU;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((pending >> bits) & 0xffU);
    }
  }
  return out;
}

}  // namespace

ShortlistItem* Shortlist::find(std::string_view id) noexcept {
  const auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.id == id; });
  return found == items.end() ? nullptr : &*found;
}

bool Shortlist::holds(std::string_view id) const noexcept {
  return std::any_of(items.begin(), items.end(), [&](const auto& item) { return item.id == id; });
}

void Shortlist::add(std::string_view id) {
  if (!holds(id)) {
    items.push_back({std::string(id), {}});
  }
}

void Shortlist::remove(std::string_view id) {
  std::erase_if(items, [&](const auto& item) { return item.id == id; });
}

void Shortlist::set_note(std::string_view id, std::string_view text) {
  if (auto* item = find(id); item != nullptr) {
    item->note = clean_note(text);
  }
}

void Shortlist::move_to(std::string_view id, std::size_t place) {
  if (const auto* found = find(id); found != nullptr) {
    auto item = *found;
    remove(id);
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(std::min(place, items.size())), std::move(item));
  }
}

void Shortlist::take_in(const Shortlist& other) {
  for (const auto& item : other.items) {
    add(item.id);
    if (auto& note = find(item.id)->note; note.empty()) {
      note = item.note;
    }
  }
}

std::vector<ShortlistProblem> problems_of(const Shortlist& list) {
  using Kind = ShortlistProblem::Kind;
  std::vector<ShortlistProblem> out;
  if (list.items.size() > kMostShortlisted) {
    out.push_back({Kind::too_many, {}, list.items.size() - kMostShortlisted});
  }
  for (const auto& item : list.items) {
    if (const auto length = count_code_points(item.note); length > kLongestNote) {
      out.push_back({Kind::long_note, item.id, length - kLongestNote});
    }
  }
  const auto token = to_token(list).size();
  const auto query = to_query_string(to_parameters(list)).size();
  if (out.empty() && (token > kLongestToken || query > kLongestQuery)) {
    out.push_back({Kind::long_together, {}, std::max(token, kLongestToken) - kLongestToken + std::max(query, kLongestQuery) - kLongestQuery});
  }
  return out;
}

ParsedShortlist parse_shortlist(const Parameters& parameters) {
  ParsedShortlist out;
  ShortlistItem* last = nullptr;
  for (const auto& [name, value] : parameters) {
    if (name == "id") {
      last = nullptr;
      if (out.list.holds(value)) {
        continue;
      }
      if (!is_slug(value) || out.list.items.size() == kMostShortlisted) {
        out.whole = false;
        continue;
      }
      out.list.add(value);
      last = &out.list.items.back();
    } else if (name == "note" && last != nullptr) {
      const auto note = clean_note(value);
      const bool fits = count_code_points(note) <= kLongestNote;
      last->note = fits ? note : shorten(note, kLongestNote - 1);
      out.whole = out.whole && fits;
    }
  }
  return out;
}

Parameters to_parameters(const Shortlist& list) {
  Parameters out;
  for (const auto& item : list.items) {
    out.emplace_back("id", item.id);
    if (!item.note.empty()) {
      out.emplace_back("note", item.note);
    }
  }
  return out;
}

std::string to_token(const Shortlist& list) {
  std::string text;
  for (const auto& item : list.items) {
    text += item.id;
    if (!item.note.empty()) {
      text += kAfterId + item.note;
    }
    text += kAfterItem;
  }
  return text.empty() ? text : base64url(deflate_text(text));
}

std::optional<Shortlist> parse_token(std::string_view token) {
  const auto packed = token.size() <= kLargestToken ? from_base64url(token) : std::nullopt;
  const auto text = packed ? inflate_text(*packed, kLargestUnpacked) : std::nullopt;
  if (!text || text->empty() || text->back() != kAfterItem) {
    return std::nullopt;
  }
  Shortlist out;
  for (const auto& part : split(std::string_view(*text).substr(0, text->size() - 1), kAfterItem)) {
    const auto separator = std::min(part.find(kAfterId), part.size());
    ShortlistItem item{part.substr(0, separator), part.substr(std::min(separator + 1, part.size()))};
    if (!is_slug(item.id) || out.holds(item.id) || clean_note(item.note) != item.note) {
      return std::nullopt;
    }
    out.items.push_back(std::move(item));
  }
  const auto problems = problems_of(out);
  const bool fits = std::all_of(problems.begin(), problems.end(), [](const auto& problem) { return problem.kind == ShortlistProblem::Kind::long_together; });
  return fits && !out.empty() ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace whatworks
