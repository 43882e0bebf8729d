// SPDX-License-Identifier: GPL-3.0-or-later
#include "corpus_folder.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "record/corpus.h"

namespace whatworks {
namespace {

// As the front matter says it; empty where it cannot be read.
std::string kind_of(const RecordReader& reader, const fs::path& file) {
  const auto text = read_file(file, kRecordSizeLimit);
  const auto front_matter = text ? reader.read_front_matter(*text) : std::nullopt;
  const auto kind = front_matter && front_matter->is_object() ? front_matter->find("kind") : nlohmann::ordered_json::const_iterator();
  return front_matter && front_matter->is_object() && kind != front_matter->end() && kind->is_string() ? kind->get<std::string>() : std::string();
}

}  // namespace

Result<FilesById> list_by_id(const fs::path& corpus) {
  auto files = list_record_files(corpus);
  if (!files) {
    return failure(std::move(files.error()));
  }
  FilesById by_id;
  for (auto& file : *files) {
    by_id[file.stem().string()].push_back(std::move(file));
  }
  return by_id;
}

std::vector<fs::path> files_of(const FilesById& files, std::string_view id) {
  const auto found = files.find(id);
  return found == files.end() ? std::vector<fs::path>{} : found->second;
}

std::string path_below(const fs::path& corpus, const fs::path& file) { return file.lexically_relative(corpus).generic_string(); }

fs::path place_for(const fs::path& corpus, const std::string& id, const std::string& kind, const RecordReader& reader, const std::vector<fs::path>& present) {
  const auto folder = folder_of_kind(kind);
  if (!present.empty() && (present.front().parent_path().filename() == folder || kind_of(reader, present.front()) == kind)) {
    return present.front();
  }
  return corpus / folder / (id + ".md");
}

Status refuse_links(const fs::path& corpus, const fs::path& file) {
  auto at = corpus;
  for (const auto& part : file.lexically_relative(corpus)) {
    at /= part;
    std::error_code error;
    if (fs::is_symlink(fs::symlink_status(at, error))) {
      return failure(ErrorCode::conflict, path_below(corpus, at) + " is a link, through which the server does not write",
                     "put what it leads to in its place, or change the file there by hand");
    }
  }
  return {};
}

bool may_be_restricted(std::string_view text) {
  for (const auto& line : split(text, '\n')) {
    if (constexpr std::string_view kKey = "circulation:"; line.starts_with(kKey)) {
      auto value = std::string(trim(std::string_view(line).substr(kKey.size())));
      std::erase_if(value, [](char c) { return c == '"' || c == '\''; });
      return value != "public" && value != "internal";
    }
  }
  return true;
}

}  // namespace whatworks
