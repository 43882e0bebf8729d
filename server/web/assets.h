// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/files.h"
#include "core/result.h"

namespace whatworks {

struct Asset {
  std::string content_type;
  std::string body;
};

// What script/build-site made: files whose names change with their content, all in memory, so that no request reaches the disk.
// Immutable and free to share between threads.
class Assets {
 public:
  // Reads dist/manifest.json ({"app.css": "app-1a2b3c4d.css", …}) and the files that it names.
  static Result<Assets> load(const fs::path& dist_folder);

  [[nodiscard]] const Asset* find(std::string_view hashed_name) const noexcept;  // null where there is none
  // "/assets/app-1a2b3c4d.css" for "app.css"; empty where the build made none.
  [[nodiscard]] std::string address(std::string_view name) const;
  [[nodiscard]] const std::string& digest() const noexcept { return digest_; }

 private:
  std::map<std::string, Asset, std::less<>> files_;
  std::map<std::string, std::string, std::less<>> names_;
  std::string digest_;
};

}  // namespace whatworks
