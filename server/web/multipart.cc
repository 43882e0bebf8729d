// SPDX-License-Identifier: GPL-3.0-or-later
#include "multipart.h"

#include <algorithm>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kBlanks = " \t";
constexpr std::size_t kLongestBoundary = 70;  // RFC 2046, 5.1.1
constexpr std::size_t kMostHeaders = 8;       // of a part
constexpr std::size_t kLongestHeader = 4096;  // bytes

auto refusal(std::string reason) {
  return failure(ErrorCode::bad_parameter, "The form cannot be read: " + std::move(reason), "send it as multipart/form-data, as browsers do");
}

bool is_letter_or_digit(char c) noexcept { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_in_token(char c) noexcept { return is_letter_or_digit(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos; }

bool is_in_boundary(char c) noexcept { return is_letter_or_digit(c) || std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos; }

bool is_control(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size())); }

std::string_view take_token(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_in_token);
  const auto token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(token.size());
  return token;
}

// After its opening mark. A backslash takes its meaning from a quotation mark or a backslash alone: some browsers send paths of Windows.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return out;
    }
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) {
      ++i;
    }
    out.push_back(text[i]);
  }
  return std::nullopt;
}

// "form-data; name=\"a\"", taken apart.
struct HeaderValue {
  std::string value;  // in lower case
  std::vector<std::pair<std::string, std::string>> parameters;

  // Nothing where it is not there.
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const {
    const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& entry) { return entry.first == name; });
    return found == parameters.end() ? std::nullopt : std::optional(found->second);
  }
};

// Nothing where it is ill-formed or names a parameter twice.
std::optional<HeaderValue> parse_header_value(std::string_view text) {
  const auto semicolon = std::min(text.find(';'), text.size());
  HeaderValue out{lower(trim(text.substr(0, semicolon))), {}};
  text.remove_prefix(semicolon);
  while (!text.empty()) {
    text.remove_prefix(1);  // the semicolon
    skip_blanks(text);
    auto name = lower(take_token(text));
    if (name.empty() || out.parameter(name) || !text.starts_with('=')) {
      return std::nullopt;
    }
    text.remove_prefix(1);
    std::optional<std::string> value;
    if (text.starts_with('"')) {
      text.remove_prefix(1);
      value = take_quoted(text);
    } else {
      const auto end = text.find_first_of("; \t\"");
      value = std::string(text.substr(0, end));
      text.remove_prefix(value->size());
    }
    skip_blanks(text);
    if (!value || (!text.empty() && !text.starts_with(';'))) {
      return std::nullopt;
    }
    out.parameters.emplace_back(std::move(name), *std::move(value));
  }
  return out;
}

Result<std::string> boundary_in(std::string_view content_type) {
  const auto parsed = parse_header_value(content_type);
  auto boundary = parsed ? parsed->parameter("boundary") : std::nullopt;
  if (!boundary || boundary->empty()) {
    return refusal("its Content-Type names no boundary between the fields, or is ill-formed");
  }
  if (boundary->size() > kLongestBoundary || boundary->back() == ' ' || !std::all_of(boundary->begin(), boundary->end(), is_in_boundary)) {
    return refusal("the boundary between its fields is none that may be used");
  }
  return *std::move(boundary);
}

// Whether a transfer encoding leaves the bytes as they are.
bool is_plain_encoding(std::string_view value) {
  const auto name = lower(trim(value));
  return name == "7bit" || name == "8bit" || name == "binary";
}

// The name, and the name of the file, from the headers of a part; `head` is without the empty line.
Result<FormPart> read_part_head(std::string_view head) {
  std::optional<HeaderValue> disposition;
  std::size_t count = 0;
  while (!head.empty()) {
    const auto end = std::min(head.find(kLineEnd), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + kLineEnd.size(), head.size()));
    auto rest = line;
    const auto name = lower(take_token(rest));
    if (++count > kMostHeaders || line.size() > kLongestHeader || name.empty() || !rest.starts_with(':') || std::any_of(line.begin(), line.end(), is_control)) {
      return refusal("a header of one of its fields is ill-formed, too long, or one too many");
    }
    const auto value = trim(rest.substr(1));
    if (name == "content-disposition") {
      if (disposition) {
        return refusal("one of its fields has two names");
      }
      disposition = parse_header_value(value);
      if (!disposition || disposition->value != "form-data" || disposition->parameter("filename*")) {
        return refusal("a Content-Disposition is ill-formed");
      }
    } else if (name == "content-transfer-encoding" && !is_plain_encoding(value)) {
      return refusal("one of its fields is encoded once more");
    }
  }
  auto name = disposition ? disposition->parameter("name") : std::nullopt;
  if (!name || name->empty()) {
    return refusal("one of its fields has no name");
  }
  FormPart out{*std::move(name), {}, disposition->parameter("filename")};
  if (find_invalid_utf8(out.name) || find_invalid_utf8(out.file_name.value_or(""))) {
    return refusal("the name of a field or of a file is not UTF-8");
  }
  return out;
}

}  // namespace

Result<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body) {
  const auto boundary = boundary_in(content_type);
  if (!boundary) {
    return failure(boundary.error());
  }
  const auto first = "--" + *boundary;
  const auto delimiter = std::string(kLineEnd) + first;
  if (!body.starts_with(first)) {
    return refusal("it does not begin with the boundary that its Content-Type names");
  }
  body.remove_prefix(first.size());
  std::vector<FormPart> out;
  while (body.starts_with(kLineEnd)) {
    if (out.size() == kMostFormParts) {
      return refusal("it has more than " + std::to_string(kMostFormParts) + " fields");
    }
    body.remove_prefix(kLineEnd.size());
    const auto end = body.find(delimiter);
    if (end == std::string_view::npos) {
      return refusal("it ends in the middle of a field");
    }
    const auto content = body.substr(0, end);
    body.remove_prefix(end + delimiter.size());
    const auto head_end = content.find("\r\n\r\n");
    if (head_end == std::string_view::npos) {
      return refusal("one of its fields has no headers");
    }
    auto part = read_part_head(content.substr(0, head_end));
    if (!part) {
      return failure(part.error());
    }
    part->value = content.substr(head_end + 2 * kLineEnd.size());
    if (!part->file_name && (find_invalid_utf8(part->value) || part->value.find('\0') != std::string::npos)) {
      return refusal("the field " + clean_utf8(shorten(part->name, 60)) + " holds bytes that are not UTF-8, or a null byte");
    }
    out.push_back(*std::move(part));
  }
  if (body != "--" && body != "--\r\n") {
    return refusal("it does not end with the boundary, or goes on after it");
  }
  return out;
}

}  // namespace whatworks
