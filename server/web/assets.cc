// SPDX-License-Identifier: GPL-3.0-or-later
#include "assets.h"

#include <array>
#include <nlohmann/json.hpp>

namespace whatworks {
namespace {

constexpr std::size_t kAssetSizeLimit = 4 << 20;

std::string content_type_of(const std::string& name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kTypes{{
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".svg", "image/svg+xml; charset=utf-8"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".txt", "text/plain; charset=utf-8"},
  }};
  for (const auto& [extension, type] : kTypes) {
    if (name.size() > extension.size() && std::string_view(name).substr(name.size() - extension.size()) == extension) {
      return std::string(type);
    }
  }
  return "application/octet-stream";
}

}  // namespace

Result<Assets> Assets::load(const fs::path& dist_folder) {
  const auto manifest_path = dist_folder / "manifest.json";
  auto text = read_file(manifest_path, kAssetSizeLimit);
  if (!text) {
    auto error = text.error();
    error.hint = "run script/build-site, or name the site folder with --site";
    return failure(std::move(error));
  }
  const auto manifest = nlohmann::json::parse(*text, nullptr, false);
  if (!manifest.is_object()) {
    return failure(ErrorCode::bad_input, manifest_path.string() + " is not a JSON object", "run script/build-site again");
  }
  Assets out;
  for (const auto& [name, hashed] : manifest.items()) {
    if (!hashed.is_string() || hashed.get_ref<const std::string&>().find('/') != std::string::npos) {
      return failure(ErrorCode::bad_input, manifest_path.string() + " has no file name for " + name, "run script/build-site again");
    }
    const auto file_name = hashed.get<std::string>();
    auto body = read_file(dist_folder / file_name, kAssetSizeLimit);
    if (!body) {
      return failure(body.error());
    }
    out.names_[name] = file_name;
    out.files_[file_name] = Asset{content_type_of(file_name), std::move(*body)};
  }
  out.digest_ = sha256(*text);
  return out;
}

const Asset* Assets::find(std::string_view hashed_name) const noexcept {
  const auto found = files_.find(hashed_name);
  return found == files_.end() ? nullptr : &found->second;
}

std::string Assets::address(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? std::string() : "/assets/" + found->second;
}

}  // namespace whatworks
