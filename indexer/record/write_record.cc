// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time.h"
#include "record/record.h"
#include "schema.h"
#include "write_record.h"

namespace whatworks {
namespace {

constexpr std::size_t kLineWidth = 110;

// What other YAML readers take for something else than a text, among them the country code of Norway.
constexpr auto kTaken = std::to_array<std::string_view>({"y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf", "~", ""});

// Whether a text can stand without quotation marks in every YAML reader.
bool is_plain(std::string_view text) {
  if (parse_date(text)) {
    return true;
  }
  const auto folded = fold(text);
  if (std::find(kTaken.begin(), kTaken.end(), folded) != kTaken.end()) {
    return false;
  }
  const auto first = static_cast<unsigned char>(text.front());
  const bool starts_well = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || (first >= '0' && first <= '9') || first >= 0x80;
  const bool looks_like_number =
      folded.find_first_of("0123456789") != std::string::npos && folded.find_first_not_of("0123456789.,_:+-exo ") == std::string::npos;
  const bool has_mark = text.find_first_of(",[]{}\"'#&*!|>%@`\\\n\t") != std::string_view::npos;
  const bool has_colon = text.find(": ") != std::string_view::npos || text.ends_with(':');
  return starts_well && !looks_like_number && !has_mark && !has_colon && text.back() != ' ';
}

std::string scalar(const Json& value) {
  if (!value.is_string()) {
    return value.is_null() ? std::string("\"\"") : value.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  const auto& text = value.get_ref<const std::string&>();
  // A text in JSON's quotation marks is one in YAML's too.
  return is_plain(text) ? text : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Inside brackets colons and question marks are read differently by different readers.
std::string flow(const Json& value) {
  std::string out;
  if (value.is_array()) {
    for (const auto& item : value) {
      out += (out.empty() ? "" : ", ") + flow(item);
    }
    return '[' + out + ']';
  }
  if (value.is_object()) {
    for (const auto& [key, item] : value.items()) {
      out += (out.empty() ? "" : ", ") + flow(Json(key)) + ": " + flow(item);
    }
    return '{' + out + '}';
  }
  const bool has_sign = value.is_string() && value.get_ref<const std::string&>().find_first_of(":?") != std::string::npos;
  return has_sign ? value.dump(-1, ' ', false, Json::error_handler_t::replace) : scalar(value);
}

// A long text as a folded block: "key: >" and lines of words. Only where folding gives the same text back.
bool can_fold(const Json& value) {
  if (!value.is_string()) {
    return false;
  }
  const auto& text = value.get_ref<const std::string&>();
  return text.size() > kLineWidth - 10 && text.find_first_of("\n\t\\\"") == std::string::npos && text.find("  ") == std::string::npos && text == trim(text);
}

std::string folded(const std::string& text, const std::string& indent) {
  std::string out = ">\n";
  std::string line;
  for (const auto& word : split(text, ' ')) {
    if (!line.empty() && indent.size() + line.size() + 1 + word.size() > kLineWidth) {
      out += indent + line + '\n';
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return out + indent + line + '\n';
}

void write_entry(const std::string& key, const Json& value, const std::string& indent, std::string& out);

void write_list(const Json& list, const std::string& indent, std::string& out) {
  constexpr std::size_t kFewKeys = 2;
  for (const auto& item : list) {
    if (!item.is_object() || item.empty() || (item.size() <= kFewKeys && flow(item).size() < kLineWidth)) {
      out += indent + "- " + flow(item) + '\n';
      continue;
    }
    bool first = true;
    for (const auto& [key, value] : item.items()) {
      std::string entry;
      write_entry(key, value, indent + "  ", entry);
      if (first) {
        entry.replace(indent.size(), 1, "-");
      }
      first = false;
      out += entry;
    }
  }
}

void write_entry(const std::string& key, const Json& value, const std::string& indent, std::string& out) {
  out += indent + scalar(Json(key)) + ':';
  if (can_fold(value)) {
    out += ' ' + folded(value.get<std::string>(), indent + "  ");
  } else if (value.is_array() && !value.empty() && std::any_of(value.begin(), value.end(), [](const Json& item) { return item.is_structured(); })) {
    out += '\n';
    write_list(value, indent + "  ", out);
  } else {
    out += ' ' + (value.is_structured() ? flow(value) : scalar(value)) + '\n';
  }
}

}  // namespace

std::string yaml_entry(const std::string& key, const Json& value) {
  std::string out;
  write_entry(key, value, {}, out);
  return out;
}

std::string write_record(const nlohmann::ordered_json& front_matter, std::string_view body) {
  const auto& order = key_order();
  std::string out = "---\n";
  for (const auto& key : order) {
    if (const auto found = front_matter.find(key); found != front_matter.end()) {
      write_entry(key, *found, {}, out);
    }
  }
  for (const auto& [key, value] : front_matter.items()) {
    if (std::find(order.begin(), order.end(), key) == order.end()) {
      write_entry(key, value, {}, out);
    }
  }
  out += "---\n\n";
  while (body.starts_with('\n')) {
    body.remove_prefix(1);
  }
  out += body;
  if (!out.ends_with('\n')) {
    out += '\n';
  }
  return out;
}

}  // namespace whatworks
