// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/files.h"
#include "core/result.h"

namespace whatworks {

// The Mustache templates of a folder, read and parsed once. Free to share between threads.
//
// `{{name}}` is escaped for HTML, `{{{name}}}` is not and is for HTML that was made safe before. `{{>part}}` puts in the file
// part.mustache of the same folder; a part cannot hold itself. A section is shown for true, a number, a text that is not empty, an
// object, and for each entry of a list; null, false, "" and [] are nothing.
class Templates {
 public:
  // Reads every *.mustache file below `folder`. Fails with unreadable or not_found where there are none, and with bad_input, naming
  // the file, where one does not parse or asks for a part that does not exist.
  static Result<Templates> load(const fs::path& folder);
  Templates(Templates&&) noexcept;
  Templates& operator=(Templates&&) noexcept;
  ~Templates();

  // Fails with internal where there is no such template: a defect of the caller.
  [[nodiscard]] Result<std::string> render(std::string_view name, const nlohmann::ordered_json& data) const;

  // Changes with every byte of a template.
  [[nodiscard]] const std::string& digest() const noexcept;

 private:
  class Implementation;
  explicit Templates(std::unique_ptr<Implementation> implementation) noexcept;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace whatworks
