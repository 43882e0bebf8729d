// SPDX-License-Identifier: GPL-3.0-or-later
#include "interchange/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/text.h"
#include "interchange/exporter.h"
#include "interchange/reference.h"

namespace whatworks {
namespace {

constexpr std::size_t kSchemaLimit = 4 << 20;
constexpr int kFileMode = 0644;

struct CloseArchive {
  void operator()(archive* handle) const noexcept { archive_write_free(handle); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const noexcept { archive_entry_free(entry); }
};

// A ZIP archive that is written as it is made. Files have no time, so that the bytes do not depend on when and in which time zone they were written.
class ZipWriter {
 public:
  explicit ZipWriter(const std::function<bool(std::string_view)>& sink) : sink_(sink), handle_(archive_write_new()) {
    archive_write_set_format_zip(handle_.get());
    archive_write_set_bytes_in_last_block(handle_.get(), 1);
    archive_write_open2(handle_.get(), this, nullptr, &ZipWriter::take, nullptr, nullptr);
  }

  [[nodiscard]] bool listening() const noexcept { return listening_; }

  // A file that comes in parts: begin(), add() for each, end().
  void begin(const std::string& name, std::optional<std::size_t> size = {}) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname_utf8(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), kFileMode);
    if (size) {
      archive_entry_set_size(entry.get(), static_cast<la_int64_t>(*size));
    }
    check(archive_write_header(handle_.get(), entry.get()));
    name_ = name;
    digest_ = Sha256();
  }
  void add(std::string_view part) {
    digest_.add(part);
    if (listening_ && archive_write_data(handle_.get(), part.data(), part.size()) < 0) {
      listening_ = false;
    }
  }
  void end() {
    check(archive_write_finish_entry(handle_.get()));
    manifest_ += digest_.hex() + "  " + name_ + "\n";
  }

  void file(const std::string& name, std::string_view content) {
    begin(name, content.size());
    add(content);
    end();
  }

  // The manifest of all files so far, and the end.
  void finish() {
    const auto manifest = manifest_;
    file("manifest-sha256.txt", manifest);
    check(archive_write_close(handle_.get()));
  }

 private:
  static la_ssize_t take(archive* /*handle*/, void* self, const void* data, std::size_t size) {
    auto& writer = *static_cast<ZipWriter*>(self);
    writer.listening_ = writer.listening_ && writer.sink_(std::string_view(static_cast<const char*>(data), size));
    return writer.listening_ ? static_cast<la_ssize_t>(size) : -1;
  }
  void check(int outcome) { listening_ = listening_ && outcome >= ARCHIVE_WARN; }

  const std::function<bool(std::string_view)>& sink_;
  std::unique_ptr<archive, CloseArchive> handle_;
  std::string name_;
  Sha256 digest_;
  std::string manifest_;
  bool listening_ = true;
};

// All records in one format as one file of the archive.
Status add_table(const ArchiveSource& source, ExportFormat format, const std::string& name, ZipWriter& zip) {
  const auto exporter = make_exporter(format, source.schemas, {source.base_url});
  zip.begin(name);
  zip.add(exporter->header());
  bool first = true;
  auto status = source.each_record([&](const Record& record) {
    zip.add((first ? std::string() : exporter->separator()) + exporter->item(record));
    first = false;
    return zip.listening();
  });
  zip.add(exporter->footer());
  zip.end();
  return status;
}

// "schemas/vocabularies/crime.json" and its text, in the order of names.
Result<std::vector<std::pair<std::string, std::string>>> schema_files(const fs::path& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  std::error_code trouble;
  for (auto entry = fs::recursive_directory_iterator(folder, trouble); entry != fs::recursive_directory_iterator(); entry.increment(trouble)) {
    if (entry->path().extension() == ".json") {
      auto text = read_file(entry->path(), kSchemaLimit);
      if (!text) {
        return failure(text.error());
      }
      files.emplace_back("schemas/" + fs::relative(entry->path(), folder).generic_string(), *std::move(text));
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string type_of_column(std::string_view name) {
  constexpr auto kIntegers =
      std::to_array<std::string_view>({"published", "strength", "fieldwork_from", "fieldwork_to", "sms_level", "studies", "emmie_effect", "emmie_mechanism",
                                       "emmie_moderators", "emmie_implementation", "emmie_economics", "source_year", "n"});
  constexpr auto kNumbers = std::to_array<std::string_view>({"value", "interval_low", "interval_high"});
  constexpr auto kDates = std::to_array<std::string_view>({"added", "reviewed"});
  const auto holds = [&](const auto& names) { return std::find(names.begin(), names.end(), name) != names.end(); };
  return holds(kIntegers) ? "integer" : holds(kNumbers) ? "number" : holds(kDates) ? "date" : "string";
}

nlohmann::ordered_json table(const Schemas& schemas, ExportFormat format, std::string_view name, std::string_view title, std::string_view path) {
  using Json = nlohmann::ordered_json;
  auto fields = Json::array();
  const auto header = make_exporter(format, schemas, {})->header();
  for (const auto& column : split(header.substr(0, header.find('\r')), ',')) {
    Json field{{"name", column}, {"type", type_of_column(column)}};
    if (const auto* facet = schemas.find_facet(column); facet != nullptr) {
      field["title"] = facet->label;
    }
    fields.push_back(std::move(field));
  }
  Json schema{{"fields", std::move(fields)}};
  if (format == ExportFormat::csv) {
    schema["primaryKey"] = "id";
  } else {
    schema["foreignKeys"] = Json::array({Json{{"fields", "record"}, {"reference", Json{{"resource", "records"}, {"fields", "id"}}}}});
  }
  return Json{{"name", name},    {"title", title},          {"path", path},        {"profile", "tabular-data-resource"},
              {"format", "csv"}, {"mediatype", "text/csv"}, {"encoding", "utf-8"}, {"schema", std::move(schema)}};
}

}  // namespace

nlohmann::ordered_json data_package(const Schemas& schemas, std::string_view base_url, std::string_view records, std::string_view outcomes) {
  using Json = nlohmann::ordered_json;
  Json package{{"profile", "tabular-data-package"},
               {"name", "whatworks"},
               {"title", "Whatworks: evidence on what works against serious organised crime"},
               {"description",
                "Studies, reviews and examples, each summed up, coded and rated, with its sources. Texts that a spreadsheet would take for a formula "
                "have an apostrophe before them; lists are joined with a semicolon and a space."}};
  if (!base_url.empty()) {
    package["homepage"] = base_url;
  }
  package["licenses"] = Json::array({Json{{"name", "CC-BY-4.0"}, {"title", "Creative Commons Attribution 4.0"}, {"path", kRecordsLicence}}});
  package["resources"] = Json::array({table(schemas, ExportFormat::csv, "records", "A row per record", records),
                                      table(schemas, ExportFormat::csv_outcomes, "outcomes", "A row per measured outcome", outcomes)});
  return package;
}

Status write_archive(const ArchiveSource& source, const std::function<bool(std::string_view)>& sink) {
  const auto schemas = schema_files(source.schemas_folder);
  if (!schemas) {
    return failure(schemas.error());
  }
  ZipWriter zip(sink);
  zip.file("README.md", source.read_me);
  zip.file("datapackage.json", data_package(source.schemas, source.base_url, "records.csv", "outcomes.csv").dump(2) + "\n");
  for (const auto& [name, text] : *schemas) {
    zip.file(name, text);
  }
  const auto markdown = make_exporter(ExportFormat::markdown, source.schemas, {source.base_url});
  auto status = source.each_record([&](const Record& record) {
    zip.file("records/" + record.id + ".md", markdown->item(record));
    return zip.listening();
  });
  constexpr std::array kTables{std::pair{ExportFormat::jsonl, "records.jsonl"}, std::pair{ExportFormat::csv, "records.csv"},
                               std::pair{ExportFormat::csv_outcomes, "outcomes.csv"}};
  for (const auto& [format, name] : kTables) {
    if (status && zip.listening()) {
      status = add_table(source, format, name, zip);
    }
  }
  if (status) {
    zip.finish();
  }
  return status;
}

}  // namespace whatworks
