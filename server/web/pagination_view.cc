// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <nlohmann/json.hpp>

#include "web/views.h"

namespace whatworks {

using Json = nlohmann::ordered_json;

int last_page(std::uint32_t total, int per_page) noexcept {
  const auto size = static_cast<std::uint32_t>(std::max(per_page, 1));
  return static_cast<int>(std::max<std::uint32_t>(1, total / size + (total % size == 0 ? 0 : 1)));
}

Json pagination_view(const SearchRequest& request, std::string_view path, std::uint32_t total) {
  const int last = last_page(total, request.per_page);
  if (last == 1) {
    return nullptr;
  }
  const int current = std::clamp(request.page, 1, last);
  const auto address = [&](int page) { return std::string(path) + to_query_string(request.at_page(page)); };
  auto items = Json::array();
  int previous_number = 0;
  for (int number = 1; number <= last; number = number == 1 ? std::max(2, current - 1) : number == current + 1 ? std::max(last, number + 1) : number + 1) {
    if (number > last) {
      break;
    }
    if (number > previous_number + 1) {
      items.push_back({{"ellipsis", true}, {"number", nullptr}, {"href", nullptr}, {"current", false}});
    }
    items.push_back({{"ellipsis", false}, {"number", number}, {"href", address(number)}, {"current", number == current}});
    previous_number = number;
  }
  return Json{{"previous", current > 1 ? Json(address(current - 1)) : Json(nullptr)},
              {"next", current < last ? Json(address(current + 1)) : Json(nullptr)},
              {"previous_label", std::to_string(current - 1) + " of " + std::to_string(last)},
              {"next_label", std::to_string(current + 1) + " of " + std::to_string(last)},
              {"items", std::move(items)}};
}

}  // namespace whatworks
