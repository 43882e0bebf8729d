// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>

#include "core/text.h"
#include "interchange/archive.h"
#include "interchange/exporter.h"
#include "site_implementation.h"

namespace whatworks {
namespace {

// Few enough that what is in memory at a time stays small, many enough that finding them costs little beside writing them.
constexpr std::size_t kBatch = 500;
constexpr std::size_t kMostIds = 100;
constexpr std::string_view kByteOrderMark = "yes";

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

// The records of a search as a file, a batch of them in memory at a time.
class ExportStream {
 public:
  ExportStream(const SearchService& service, std::unique_ptr<Exporter> exporter, SearchRequest search) : service_(service), exporter_(std::move(exporter)) {
    next_.search = std::move(search);
    next_.limit = kBatch;
  }

  // The next part of the file; the first begins it, the last ends it. May be empty: records without outcomes have no rows in a table of outcomes.
  Result<std::string> next() {
    const auto batch = service_.batch(next_, Audience::everyone());
    if (!batch) {
      return failure(batch.error());
    }
    auto out = next_.after.empty() ? exporter_->header() : std::string();
    for (const auto& record : batch->records) {
      out += (next_.after.empty() ? std::string() : exporter_->separator()) + exporter_->item(record);
      next_.after = record.id;
    }
    ended_ = !batch->more;
    return out + (ended_ ? exporter_->footer() : std::string());
  }

  // All that is left.
  Status write(const BodySink& sink) {
    while (!ended_) {
      const auto part = next();
      if (!part) {
        return failure(part.error());
      }
      if (!part->empty() && !sink(*part)) {
        break;
      }
    }
    return {};
  }

  [[nodiscard]] bool ended() const noexcept { return ended_; }

 private:
  const SearchService& service_;
  std::unique_ptr<Exporter> exporter_;
  BatchRequest next_;
  bool ended_ = false;
};

}  // namespace

Response Site::Implementation::records_as(const ExportFormatInfo& format, const std::vector<Record>& records, const Call& call, std::string_view name) const {
  const auto exporter = make_exporter(format.format, schemas_, {base(call.request)});
  auto response = file_response(format, name);
  response.body = exporter->header();
  for (std::size_t i = 0; i < records.size(); ++i) {
    response.body += (i == 0 ? std::string() : exporter->separator()) + exporter->item(records[i]);
  }
  response.body += exporter->footer();
  return response;
}

Response Site::Implementation::export_api(const Call& call) const {
  auto wanted = parse_export(schemas_, call.target.parameters);
  if (!wanted.search.problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, summary_of(wanted.search.problems), call.target.path, wanted.search.problems);
  }
  if (!wanted.ids.empty()) {
    const auto records = service_.records(wanted.ids, Audience::everyone());
    return records ? records_as(*wanted.format, *records, call, "whatworks-records") : refusal(call, records.error());
  }
  auto stream = std::make_shared<ExportStream>(service_, make_exporter(wanted.format->format, schemas_, {base(call.request), wanted.byte_order_mark}),
                                               std::move(wanted.search.request));
  auto first = stream->next();
  if (!first) {
    return refusal(call, first.error());
  }
  auto response = file_response(*wanted.format, "whatworks-records");
  response.body = *std::move(first);
  if (!stream->ended()) {
    response.rest = [stream](const BodySink& sink) { return stream->write(sink); };
  }
  return response;
}

Response Site::Implementation::record_file(const Call& call) const {
  const auto& name = call.target.segments.back();
  const auto formats = export_formats();
  const auto format = std::find_if(formats.begin(), formats.end(), [&](const auto& info) { return name == call.id + "." + std::string(info.extension); });
  const auto records = service_.records({call.id}, Audience::everyone());
  if (!records) {
    return refusal(call, records.error());
  }
  if (records->empty()) {
    return refusal(call, Error{ErrorCode::not_found, "There is no record \"" + call.id + '"', {}});
  }
  return records_as(*format, *records, call, call.id);
}

Response Site::Implementation::shortlist_references(const Call& call) const {
  const auto list = asked_shortlist(call);
  std::vector<std::string> ids;
  for (const auto& item : list.items) {
    ids.push_back(item.id);
  }
  const auto records = service_.records(ids, Audience::everyone());
  const auto formats = export_formats();
  const auto format =
      std::find_if(formats.begin(), formats.end(), [&](const auto& info) { return call.target.segments.back() == "shortlist." + std::string(info.extension); });
  return records ? records_as(*format, *records, call, "shortlist") : refusal(call, records.error());
}

Response Site::Implementation::archive(const Call& call) const {
  if (const auto state = service_.state(Audience::everyone()); !state.ready) {
    return refusal(call, Error{ErrorCode::index_missing, state.message, {}});
  }
  const ArchiveSource source{schemas_, schemas_folder_, base(call.request), archive_read_me_, [this](const auto& use) -> Status {
                               BatchRequest next;
                               next.limit = kBatch;
                               for (bool more = true; more;) {
                                 const auto batch = service_.batch(next, Audience::everyone());
                                 if (!batch) {
                                   return failure(batch.error());
                                 }
                                 more = std::all_of(batch->records.begin(), batch->records.end(), use) && batch->more;
                                 next.after = batch->records.empty() ? std::string() : batch->records.back().id;
                               }
                               return {};
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
