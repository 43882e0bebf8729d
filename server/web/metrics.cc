// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics.h"

#include <fmt/format.h>

#include "site_implementation.h"

namespace whatworks {

void Metrics::count(std::size_t route, int status, std::chrono::steady_clock::duration time) noexcept {
  auto& counters = counters_[route];
  counters.answers[static_cast<std::size_t>(status / 100) % kClasses].fetch_add(1, std::memory_order_relaxed);
  counters.microseconds.fetch_add(static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count()), std::memory_order_relaxed);
}

std::string Metrics::text(const std::vector<std::string>& routes) const {
  std::string answers = "# HELP whatworks_answers_total Answers by route and class of status.\n# TYPE whatworks_answers_total counter\n";
  std::string times = "# HELP whatworks_answer_seconds_total Time spent on them.\n# TYPE whatworks_answer_seconds_total counter\n";
  for (std::size_t i = 0; i < counters_.size(); ++i) {
    std::uint64_t all = 0;
    for (std::size_t status = 0; status < kClasses; ++status) {
      const auto number = counters_[i].answers[status].load(std::memory_order_relaxed);
      all += number;
      if (number > 0) {
        answers += fmt::format("whatworks_answers_total{{route=\"{}\",status=\"{}xx\"}} {}\n", routes[i], status, number);
      }
    }
    if (all > 0) {
      const auto seconds = static_cast<double>(counters_[i].microseconds.load(std::memory_order_relaxed)) / 1e6;
      times += fmt::format("whatworks_answer_seconds_total{{route=\"{}\"}} {:.6f}\n", routes[i], seconds);
    }
  }
  return answers + times;
}

Response Site::Implementation::metrics(const Call& call) const {
  const auto address = Address::parse(call.visitor.address);
  // A proxy on this machine that nobody named as trusted passes on what all the world asks.
  const auto is_set = [&](std::string_view name) { return !call.request.header(name).empty(); };
  const bool passed_on = call.request.client.through_proxy || is_set("x-forwarded-for") || is_set("forwarded") || is_set("via") || is_set("x-real-ip");
  const bool here = !passed_on && address && address->is_loopback();
  if (!here && !call.visitor.may(Permission::administer)) {
    return error_response(ErrorCode::not_found, 404, "There is nothing at this address.", call.target.path);
  }
  std::vector<std::string> routes;
  for (const auto& route : table()) {
    routes.push_back(std::string(route.method) + " " + std::string(route.pattern));
  }
  const auto state = open_to_all().state();
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = metrics_.text(routes) +
                  fmt::format(
                      "# HELP whatworks_ready Whether searches can be answered.\n# TYPE whatworks_ready gauge\nwhatworks_ready {}\n"
                      "# HELP whatworks_public_records Records that everybody may read.\n# TYPE whatworks_public_records gauge\nwhatworks_public_records {}\n",
                      state.ready ? 1 : 0, state.records);
  return response;
}

}  // namespace whatworks
