// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "search/search.h"
#include "support/office.h"
#include "support/temp_folder.h"
#include "vocabulary/schemas.h"
#include "web/site.h"

namespace whatworks::test {

inline const Schemas& real_schemas() {
  static const auto schemas = [] {
    auto loaded = load_schemas(WHATWORKS_SOURCE_DIR "/schemas");
    if (!loaded) {
      throw std::runtime_error(loaded.error().message);
    }
    return std::move(*loaded);
  }();
  return schemas;
}

inline const nlohmann::ordered_json& real_words() {
  static const auto words = nlohmann::ordered_json::parse(read(WHATWORKS_SOURCE_DIR "/site/content.json"));
  return words;
}

// The real templates and texts with assets that no build has to make.
inline void fill_site_folder(const TempFolder& folder) {
  std::filesystem::copy(WHATWORKS_SOURCE_DIR "/site/templates", folder / "templates", std::filesystem::copy_options::recursive);
  for (const auto* name : {"archive", "examples"}) {
    std::filesystem::copy(std::filesystem::path(WHATWORKS_SOURCE_DIR "/site") / name, folder / name, std::filesystem::copy_options::recursive);
  }
  for (const auto* name : {"content.json", "openapi.json"}) {
    std::filesystem::copy_file(std::filesystem::path(WHATWORKS_SOURCE_DIR "/site") / name, folder / name);
  }
  write(folder / "dist" / "manifest.json", R"({"app.css": "app-0123456789.css", "app.js": "app-abcdefabcd.js", "icon.svg": "icon-0011223344.svg"})");
  write(folder / "dist" / "app-0123456789.css", "body{}");
  write(folder / "dist" / "app-abcdefabcd.js", "1");
  write(folder / "dist" / "icon-0011223344.svg", "<svg/>");
  write(folder / "dist" / "secret.txt", "not in the manifest");
}

// The site over an index that is not there, or is made by the test in index().
class SiteWithoutIndex {
 public:
  SiteWithoutIndex() : service_(folder_ / "index", real_schemas()) {
    fill_site_folder(folder_);
    auto site = Site::load({folder_.path(), WHATWORKS_SOURCE_DIR "/schemas", {}}, modules());
    if (!site) {
      throw std::runtime_error(site.error().message);
    }
    site_ = std::make_unique<Site>(std::move(*site));
  }

  [[nodiscard]] Response get(const std::string& target, Headers headers = {}) const { return ask("GET", target, std::move(headers)); }
  [[nodiscard]] Response ask(const std::string& method, const std::string& target, Headers headers = {}, std::string body = {}) const {
    return site_->handle(Request{method, target, std::move(headers), std::move(body)});
  }
  [[nodiscard]] const Site& site() const noexcept { return *site_; }
  [[nodiscard]] const TempFolder& folder() const noexcept { return folder_; }
  [[nodiscard]] std::filesystem::path index() const { return folder_ / "index"; }
  [[nodiscard]] Office& office() noexcept { return office_; }
  [[nodiscard]] const Office& office() const noexcept { return office_; }
  [[nodiscard]] const Contributions& contributions() const noexcept { return contributions_; }
  [[nodiscard]] const Workshops& workshops() const noexcept { return workshops_; }
  [[nodiscard]] SiteModules modules() const { return {real_schemas(), service_, *office_.access, contributions_, workshops_}; }

 private:
  TempFolder folder_;
  Office office_;
  SearchService service_;
  Contributions contributions_ = Contributions::make(real_schemas(), *office_.store, *office_.access, service_, nullptr).value();
  Workshops workshops_ = Workshops::make(WHATWORKS_SOURCE_DIR "/schemas", real_schemas(), *office_.store, *office_.access).value();
  std::unique_ptr<Site> site_;
};

}  // namespace whatworks::test
