// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>

#include "core/text.h"
#include "interchange/archive.h"
#include "interchange/exporter.h"
#include "site_implementation.h"

namespace whatworks {
namespace {

constexpr std::size_t kMostIds = 100;
constexpr std::string_view kByteOrderMark = "yes";
constexpr std::string_view kFileName = "whatworks-records";

// What an export is asked for beside the search.
struct ExportRequest {
  const ExportFormatInfo* format = nullptr;
  bool byte_order_mark = false;
  std::vector<std::string> ids;  // these records, in this order, instead of a search
  ParsedRequest search;
};

std::string format_names() {
  std::vector<std::string> names;
  for (const auto& info : export_formats()) {
    names.emplace_back(info.name);
  }
  return join(names, ", ");
}

ExportRequest parse_export(const Schemas& schemas, const Parameters& parameters) {
  ExportRequest wanted;
  std::vector<ParameterProblem> problems;
  Parameters rest;
  std::string format;
  for (const auto& [name, value] : parameters) {
    if (name == "format") {
      format = value;
    } else if (name == "bom") {
      wanted.byte_order_mark = value == kByteOrderMark;
      if (!value.empty() && !wanted.byte_order_mark) {
        problems.push_back({name, value, "bom must be yes, or left out"});
      }
    } else if (name == "id") {
      wanted.ids.push_back(value);
    } else {
      rest.emplace_back(name, value);
    }
  }
  wanted.search = parse_search_request(schemas, rest);
  wanted.format = find_export_format(format);
  if (wanted.format == nullptr) {
    problems.push_back({"format", format, "format must be one of " + format_names()});
  }
  if (wanted.ids.size() > kMostIds) {
    problems.push_back({"id", {}, "At most " + std::to_string(kMostIds) + " records can be named; leave id out and choose by filters"});
  }
  if (!wanted.ids.empty() && !rest.empty()) {
    problems.push_back({"id", {}, "Records are named by id or found by a search, not both"});
  }
  wanted.search.problems.insert(wanted.search.problems.begin(), problems.begin(), problems.end());
  return wanted;
}

Response file_response(const ExportFormatInfo& format, std::string_view name) {
  Response response;
  response.content_type = format.media_type;
  response.headers.emplace_back("content-disposition", "attachment; filename=\"" + std::string(name) + "." + std::string(format.extension) + "\"");
  return response;
}

// The first part of a file begins it; the last ends it.
enum class Place { first, later };

std::string part_of_file(const Exporter& exporter, const RecordBatch& batch, Place place) {
  bool first = place == Place::first;
  auto out = first ? exporter.header() : std::string();
  for (const auto& record : batch.records) {
    out += (first ? std::string() : exporter.separator()) + exporter.item(record);
    first = false;
  }
  return out + (batch.more ? std::string() : exporter.footer());
}

// The format whose extension the name of a file has after `stem` and a dot; the routes name no other.
const ExportFormatInfo& format_of(std::string_view file_name, std::string_view stem) {
  const auto extension = file_name.substr(std::min(file_name.size(), stem.size() + 1));
  const auto formats = export_formats();
  return *std::find_if(formats.begin(), formats.end(), [&](const ExportFormatInfo& format) { return format.extension == extension; });
}

}  // namespace

Status each_batch(const Evidence& evidence, BatchRequest next, const std::function<bool(const RecordBatch&)>& use) {
  for (bool more = true; more;) {
    const auto batch = evidence.batch(next);
    if (!batch) {
      return failure(batch.error());
    }
    more = use(*batch) && batch->more;
    if (more) {
      next.after = batch->records.back().id;
    }
  }
  return {};
}

Response Site::Implementation::records_as(const ExportFormatInfo& format, std::vector<Record> records, const Call& call, std::string_view name) const {
  auto response = file_response(format, name);
  response.body = part_of_file(*make_exporter(format.format, schemas_, {base(call.request)}), {std::move(records)}, Place::first);
  return response;
}

Response Site::Implementation::export_api(const Call& call) const {
  auto wanted = parse_export(schemas_, call.target.parameters);
  if (!wanted.search.problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, summary_of(wanted.search.problems), call.target.path, wanted.search.problems);
  }
  if (!wanted.ids.empty()) {
    auto records = call.evidence.records(wanted.ids);
    return records ? records_as(*wanted.format, *std::move(records), call, kFileName) : refusal(call, records.error());
  }
  // The first part at once, so that what goes wrong can still be told by a status.
  BatchRequest request{std::move(wanted.search.request), {}, kRecordsAtATime, {}, {}};
  const auto first = call.evidence.batch(request);
  if (!first) {
    return refusal(call, first.error());
  }
  const std::shared_ptr<const Exporter> exporter = make_exporter(wanted.format->format, schemas_, {base(call.request), wanted.byte_order_mark});
  auto response = file_response(*wanted.format, kFileName);
  response.body = part_of_file(*exporter, *first, Place::first);
  if (first->more) {
    request.after = first->records.back().id;
    response.rest = [evidence = call.evidence, exporter, request](const BodySink& sink) {
      return each_batch(evidence, request, [&](const RecordBatch& batch) {
        const auto part = part_of_file(*exporter, batch, Place::later);
        return part.empty() || sink(part);  // records without outcomes have no rows in a table of outcomes
      });
    };
  }
  return response;
}

Response Site::Implementation::record_file(const Call& call) const {
  auto records = call.evidence.records({call.id});
  if (!records) {
    return refusal(call, records.error());
  }
  if (records->empty()) {
    return record_refusal(call, Error{ErrorCode::not_found, "There is no record \"" + call.id + '"', {}});
  }
  return records_as(format_of(call.target.segments.back(), call.id), *std::move(records), call, call.id);
}

Response Site::Implementation::shortlist_references(const Call& call) const {
  constexpr std::string_view kName = "shortlist";
  std::vector<std::string> ids;
  for (const auto& item : asked_shortlist(call).items) {
    ids.push_back(item.id);
  }
  auto records = call.evidence.records(ids);
  return records ? records_as(format_of(call.target.segments.back(), kName), *std::move(records), call, kName) : refusal(call, records.error());
}

Response Site::Implementation::archive(const Call& call) const {
  const auto evidence = open_to_all();
  if (const auto state = evidence.state(); !state.ready) {
    return refusal(call, Error{ErrorCode::index_missing, state.message, {}});
  }
  const ArchiveSource source{schemas_, schemas_folder_, base(call.request), archive_read_me_, [evidence](const auto& use) {
                               return each_batch(evidence, {{}, {}, kRecordsAtATime, {}, {}},
                                                 [&](const RecordBatch& batch) { return std::all_of(batch.records.begin(), batch.records.end(), use); });
                             }};
  Response response;
  response.content_type = "application/zip";
  response.headers.emplace_back("content-disposition", "attachment; filename=\"whatworks.zip\"");
  response.rest = [source](const BodySink& sink) { return write_archive(source, sink); };
  return response;
}

Response Site::Implementation::data_package_file(const Call& call) const {
  const auto address = base(call.request);
  return json_response(data_package(schemas_, address, address + "/api/v1/export?format=csv", address + "/api/v1/export?format=csv-outcomes"));
}

}  // namespace whatworks
