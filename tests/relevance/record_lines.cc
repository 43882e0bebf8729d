// SPDX-License-Identifier: GPL-3.0-or-later
#include "relevance/record_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <ostream>

#include "core/text.h"

namespace whatworks::bench {
namespace {

constexpr std::size_t kTitleLimit = 160;     // code points, as in record.schema.json
constexpr std::size_t kTextLimit = 120'000;  // bytes; every one of them may be escaped, and a record ends at 256 KiB
constexpr std::string_view kNoWords = "…";

struct Cut {
  std::string kept;
  std::string rest;
};

// At most `limit` bytes, cut after a word where there is one.
Cut cut_bytes(const std::string& text, std::size_t limit) {
  if (text.size() <= limit) {
    return {text, ""};
  }
  auto end = text.rfind(' ', limit);
  if (end == std::string::npos || end == 0) {
    end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
      --end;
    }
  }
  return {text.substr(0, end), text.substr(end)};
}

Cut cut_title(const std::string& title) { return count_code_points(title) <= kTitleLimit ? Cut{title, ""} : cut_bytes(title, kTitleLimit); }

std::string first_sentence(const std::string& text) {
  const auto end = text.find(". ");
  return cut_title(end == std::string::npos ? text : text.substr(0, end)).kept;
}

// Text as Markdown that reads as that text: one paragraph, no character of it an instruction.
std::string as_markdown(const std::string& text) {
  std::string out;
  for (const auto c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::ispunct(byte) != 0) {
      out += '\\';
    }
    out += c;
  }
  return out;
}

std::string body(const std::string& text) {
  std::string out = "## What was done\n\n" + (text.empty() ? std::string(kNoWords) : as_markdown(text)) + "\n";
  for (const auto* heading : {"Effect", "Mechanism", "Moderators", "Implementation", "Economics", "Limits", "Using it here"}) {
    out += fmt::format("\n## {}\n\n{}\n", heading, kNoWords);
  }
  return out;
}

nlohmann::ordered_json front_matter(const std::string& id, const std::string& title) {
  return {{"id", id},
          {"kind", "exemplar"},
          {"title", title},
          {"summary", kNoWords},
          {"intervention", kNoWords},
          {"priorities", {"ocg-business-models"}},
          {"crime_types", {"organised-crime-general"}},
          {"countries", {"GB"}},
          {"published", 2000},
          {"design", "descriptive"},
          {"effect", "not-measured"},
          {"harms", "not-reported"},
          {"strength", 0},
          {"sources", {{{"type", "report"}, {"title", kNoWords}}}},
          {"circulation", "public"},
          {"added", "2026-01-01"}};
}

// A record's id for a document's, which may hold anything.
std::string record_id(const std::string& document, const std::map<std::string, std::string>& taken) {
  auto id = slug(document);
  for (auto number = taken.size() + 1; !is_slug(id) || taken.contains(id); ++number) {
    id = fmt::format("document-{}", number);
  }
  return id;
}

std::string one_line(const std::string& text) {
  auto line = clean_utf8(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::replace(line.begin(), line.end(), '\t', ' ');
  return std::string(trim(line));
}

}  // namespace

RecordLines write_record_lines(const Collection& collection, EmptyTitle empty_title, std::ostream& out) {
  RecordLines lines;
  for (const auto& document : collection.documents) {
    auto title = cut_title(one_line(document.title));
    auto text = cut_bytes(std::string(trim(title.rest + " " + one_line(document.text))), kTextLimit);
    lines.titles_cut += title.rest.empty() ? 0U : 1U;
    lines.texts_cut += text.rest.empty() ? 0U : 1U;
    if (title.kept.empty()) {
      ++lines.titles_made;
      title.kept = empty_title == EmptyTitle::sentence ? first_sentence(text.kept) : std::string();
    }
    auto id = record_id(document.id, lines.document_of);
    const nlohmann::ordered_json line{{"record", front_matter(id, title.kept.empty() ? std::string(kNoWords) : title.kept)}, {"body", body(text.kept)}};
    out << line.dump() << '\n';
    lines.document_of.emplace(std::move(id), document.id);
  }
  return lines;
}

}  // namespace whatworks::bench
