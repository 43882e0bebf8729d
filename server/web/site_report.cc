// SPDX-License-Identifier: GPL-3.0-or-later
#include "interchange/csv.h"
#include "site_implementation.h"
#include "web/pandoc.h"
#include "web/report_views.h"

// The report of a workshop in all its forms, and its ratings as data.
namespace whatworks {
namespace {

constexpr std::string_view kMarkdownType = "text/markdown; charset=utf-8";
constexpr std::string_view kDocumentType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

Response file_response(std::string_view content_type, std::string content, const std::string& name) {
  Response out;
  out.content_type = content_type;
  out.body = std::move(content);
  out.headers.emplace_back("content-disposition", "attachment; filename=\"" + name + "\"");
  return out;
}

}  // namespace

Result<Workshop> Site::Implementation::reported(const Call& call) const {
  auto found = entry(call);
  if (!found) {
    return failure(std::move(found.error()));
  }
  const auto stage = found->workshop.info.stage;
  if (stage >= Stage::discussion && !may_see_results(stage, found->runs, found->member.has_value())) {
    return failure(ErrorCode::not_found, "The report is there when the workshop is closed");
  }
  return std::move(found->workshop);
}

Response Site::Implementation::report_page(const Call& call) const {
  const auto workshop = reported(call);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  const auto report = report_of(workshops_, *workshop);
  return report ? page("report", report_view(context(), {&workshop->info, &*report, !pandoc_.empty()})) : refusal(call, report.error());
}

Response Site::Implementation::report_markdown_file(const Call& call) const {
  const auto workshop = reported(call);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  const auto report = report_of(workshops_, *workshop);
  return report ? file_response(kMarkdownType, report_markdown(*report, base(call.request)), call.id + ".md") : refusal(call, report.error());
}

Response Site::Implementation::report_document(const Call& call) const {
  const auto workshop = reported(call);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  if (pandoc_.empty()) {
    const auto& words = words_.at("workshops").at("no_document");
    auto response = page("error", Json{{"title", words.at("title")}, {"section", "error"}, {"text", words.at("text")}, {"detail", nullptr}});
    response.status = http_status(ErrorCode::not_found);
    response.kind = ResponseKind::live;
    return response;
  }
  const auto report = report_of(workshops_, *workshop);
  if (!report) {
    return refusal(call, report.error());
  }
  auto document = docx_of(report_markdown(*report, base(call.request)), pandoc_);
  return document ? file_response(kDocumentType, *std::move(document), call.id + ".docx") : refusal(call, document.error());
}

Response Site::Implementation::ratings_csv(const Call& call) const {
  const auto workshop = reported(call);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  const auto rows = workshops_.results().ratings(*workshop);
  return rows ? file_response(kCsvMediaType, whatworks::ratings_csv(workshop->scheme, open_ratings(*workshop, *rows)), call.id + "-ratings.csv")
              : refusal(call, rows.error());
}

Response Site::Implementation::ratings_json(const Call& call) const {
  const auto workshop = reported(call);
  if (!workshop) {
    return refusal(call, workshop.error());
  }
  const auto rows = workshops_.results().ratings(*workshop);
  return rows ? json_response(whatworks::ratings_json(*workshop, open_ratings(*workshop, *rows))) : refusal(call, rows.error());
}

}  // namespace whatworks
