// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "body.h"
#include "content_rules.h"
#include "figures.h"
#include "front_matter.h"
#include "readability.h"
#include "record/record.h"
#include "reuse_rules.h"
#include "schema_check.h"
#include "schema_judge.h"
#include "split.h"
#include "verdict_rules.h"

namespace whatworks {
namespace {

Reading refused(Report& report) { return {std::nullopt, report.take()}; }

}  // namespace

class RecordReader::Implementation {
 public:
  Implementation(const Schemas& schemas, RecordSchema schema, SchemaJudge judge) : schemas_(schemas), schema_(std::move(schema)), judge_(std::move(judge)) {}

  [[nodiscard]] Reading read(std::string_view file_name, std::string_view text) const {
    Report report(file_name);
    if (text.size() > kRecordSizeLimit) {
      report.add("too-large", {}, {}, fmt::format("the file holds {} bytes, more than the limit of {}", text.size(), kRecordSizeLimit), "shorten the record");
      return refused(report);
    }
    const auto normalised = normalise_lines(text);
    if (!check_characters(normalised, report)) {
      return refused(report);
    }
    const auto parts = split_record(normalised, report);
    if (!parts) {
      return refused(report);
    }
    auto front_matter = parse_yaml(parts->front_matter, parts->front_matter_line, schema_, report);
    const BodyLines body_lines(parts->body, parts->body_line, false);
    if (!front_matter) {
      read_body(parts->body, body_lines, report);
      return refused(report);
    }
    const fs::path path{std::string(file_name)};
    const BodyLines front_matter_lines(parts->front_matter, parts->front_matter_line, false);
    check_front_matter(*front_matter, path.stem().string(), path.parent_path().filename().string(), report);
    return finish(std::move(*front_matter), front_matter_lines, parts->body, body_lines, sha256(text), report);
  }

  [[nodiscard]] Reading read_json(std::string_view name, int line, std::string_view json_line) const {
    Report report(name);
    auto parsed = parse_json_line(json_line, line, report);
    if (!parsed) {
      return refused(report);
    }
    check_front_matter(parsed->front_matter, {}, {}, report);
    const auto body = normalise_lines(parsed->body);
    const BodyLines lines(body, line, true);
    Report of_body(name);
    if (!check_characters(body, of_body)) {
      for (const auto& problem : of_body.take()) {
        report.add("control-character", {line, 1}, "#body", problem.message, problem.hint);
      }
      return refused(report);
    }
    return finish(std::move(parsed->front_matter), lines, body, lines, sha256(json_line), report);
  }

  [[nodiscard]] std::optional<Json> read_front_matter(std::string_view text) const {
    Report unread("");
    const auto normalised = normalise_lines(text.substr(0, kRecordSizeLimit));
    const auto parts = check_characters(normalised, unread) ? split_record(normalised, unread) : std::nullopt;
    auto front_matter = parts ? parse_yaml(parts->front_matter, parts->front_matter_line, schema_, unread) : std::nullopt;
    return front_matter ? std::optional(std::move(front_matter->value)) : std::nullopt;
  }

  [[nodiscard]] std::optional<Record> read_draft(std::string_view text) const {
    Report unread("");
    const auto normalised = normalise_lines(text.substr(0, kRecordSizeLimit));
    const auto parts = check_characters(normalised, unread) ? split_record(normalised, unread) : std::nullopt;
    if (!parts) {
      return std::nullopt;
    }
    auto front_matter = parse_yaml(parts->front_matter, parts->front_matter_line, schema_, unread);
    auto body = read_body(parts->body, BodyLines(parts->body, parts->body_line, false), unread);
    return make_draft(front_matter ? std::move(front_matter->value) : Json::object(), std::string(parts->body), std::move(body.sections), sha256(text));
  }

 private:
  void check_front_matter(const FrontMatter& front_matter, std::string_view stem, std::string_view folder, Report& report) const {
    check_placeholders(front_matter, report);
    check_keys(front_matter, schema_, report);
    check_codes(front_matter, schemas_, report);
    check_content(front_matter, stem, folder, report);
  }

  Reading finish(FrontMatter front_matter, const BodyLines& front_matter_lines, std::string_view markdown, const BodyLines& body_lines, std::string digest,
                 Report& report) const {
    auto body = read_body(markdown, body_lines, report);
    check_figures(front_matter, front_matter_lines, body.prose, body_lines, report);
    if (!report.has_errors()) {
      for (const auto& complaint : judge_.judge(front_matter.value)) {
        report.add("schema", front_matter.positions.value(complaint.pointer), complaint.pointer, "this does not fit the schema: " + complaint.message,
                   "see schemas/record.schema.json");
      }
    }
    if (report.has_errors()) {
      return refused(report);  // without advice on a text that is not finished
    }
    check_verdict(front_matter, report);
    check_reuse(front_matter, body, body_lines, report);
    check_readability(front_matter, body, body_lines, report);
    markdown.remove_prefix(std::min(markdown.size(), markdown.find_first_not_of('\n')));
    return {make_record(std::move(front_matter.value), std::string(markdown), std::move(body.sections), std::move(digest)), report.take()};
  }

  const Schemas& schemas_;
  RecordSchema schema_;
  SchemaJudge judge_;
};

RecordReader::RecordReader(std::unique_ptr<const Implementation> implementation) noexcept : implementation_(std::move(implementation)) {}
RecordReader::RecordReader(RecordReader&&) noexcept = default;
RecordReader& RecordReader::operator=(RecordReader&&) noexcept = default;
RecordReader::~RecordReader() = default;

Result<RecordReader> RecordReader::make(const Schemas& schemas) {
  auto schema = RecordSchema::make(schemas);
  if (!schema) {
    return failure(std::move(schema.error()));
  }
  auto judge = SchemaJudge::make(*schema);
  if (!judge) {
    return failure(std::move(judge.error()));
  }
  return RecordReader(std::make_unique<const Implementation>(schemas, *std::move(schema), *std::move(judge)));
}

Reading RecordReader::read(std::string_view file_name, std::string_view text) const { return implementation_->read(file_name, text); }

std::optional<nlohmann::ordered_json> RecordReader::read_front_matter(std::string_view text) const { return implementation_->read_front_matter(text); }

std::optional<Record> RecordReader::read_draft(std::string_view text) const { return implementation_->read_draft(text); }

Reading RecordReader::read_file(const fs::path& path, std::string* source) const {
  auto text = whatworks::read_file(path, kRecordSizeLimit);
  if (!text) {
    Report report(path.string());
    if (text.error().code == ErrorCode::too_large) {
      report.add("too-large", {}, {}, text.error().message, "shorten the record");
    } else {
      report.add("unreadable", {}, {}, text.error().message, text.error().hint);
    }
    return refused(report);
  }
  auto reading = read(path.string(), *text);
  if (source != nullptr) {
    *source = *std::move(text);
  }
  return reading;
}

Reading RecordReader::read_json(std::string_view name, int line, std::string_view json_line) const { return implementation_->read_json(name, line, json_line); }

}  // namespace whatworks
