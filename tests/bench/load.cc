// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>

#include "bench/http_connection.h"
#include "core/text.h"

namespace whatworks::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostAnswers = 50'000;  // of one client
constexpr std::size_t kMostFailures = 100;    // of one client, after which it gives up
constexpr double kFirstPassFactor = 4;
constexpr double kReadyWithin = 600;  // a cold and slow disk
constexpr int kNotFound = 404;

double milliseconds_since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

Clock::time_point after(double seconds) { return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds)); }

// The number at a key of an answer, without taking the whole of it apart; nothing where it is not there.
std::optional<double> number_at(const std::string& body, const char* key) {
  const auto at = body.rfind(key);
  return at == std::string::npos ? std::nullopt : std::optional(std::strtod(body.c_str() + at + std::strlen(key), nullptr));
}

// One connection's share of the load. Used by one thread.
class Client {
 public:
  Client(const Load& load, const std::vector<std::string>& paths) : load_(load), paths_(paths), connection_(load.port) {}

  // Every question once, so that what the server keeps of them is there; their times are told apart.
  void first_pass() {
    const auto end = after(load_.seconds * kFirstPassFactor);
    for (std::size_t i = 0; i < paths_.size() && Clock::now() < end; ++i) {
      ask(paths_[i], timing.first_ms);
    }
    timing.round_trip_ms.clear();
  }

  void measure(std::size_t number, Clock::time_point end) {
    const auto begun = Clock::now();
    for (auto i = number * 7; timing.ms.size() < kMostAnswers && timing.failures < kMostFailures && (Clock::now() < end || i == number * 7); ++i) {
      ask(paths_[i % paths_.size()], timing.ms);
    }
    timing.seconds = milliseconds_since(begun) / 1000;
    timing.reconnections = connection_.connections() - std::min<std::size_t>(connection_.connections(), 1);
    timing.answers_of_client = {timing.ms.size()};
  }

  Timing timing;
  int last_status = 0;

 private:
  void ask(const std::string& path, std::vector<double>& times) {
    const auto start = Clock::now();
    const auto answer = connection_.get(path);
    const auto round_trip = milliseconds_since(start);
    last_status = answer ? answer->status : 0;
    if (last_status != 200) {
      ++timing.failures;
      timing.failure = answer ? fmt::format("status {} for {}", answer->status, path) : answer.error().message;
      return;
    }
    times.push_back(number_at(answer->body, "\"took_ms\":").value_or(round_trip));
    timing.round_trip_ms.push_back(round_trip);
    if (&times == &timing.first_ms) {
      timing.totals.push_back(number_at(answer->body, "\"total\":").value_or(0));
    }
  }

  const Load& load_;
  const std::vector<std::string>& paths_;
  HttpConnection connection_;
};

void add(Timing& all, const Timing& one) {
  all.ms.insert(all.ms.end(), one.ms.begin(), one.ms.end());
  all.round_trip_ms.insert(all.round_trip_ms.end(), one.round_trip_ms.begin(), one.round_trip_ms.end());
  all.answers_of_client.insert(all.answers_of_client.end(), one.answers_of_client.begin(), one.answers_of_client.end());
  all.seconds = std::max(all.seconds, one.seconds);
  all.failures += one.failures;
  all.reconnections += one.reconnections;
  all.failure = all.failure.empty() ? one.failure : all.failure;
}

}  // namespace

std::string address_of(const Question& question) {
  if (question.completion) {
    return "/api/v1/suggest?q=" + question.words.front();
  }
  std::string path = "/api/v1/search?per_page=10";
  if (!question.words.empty()) {
    path += "&q=" + join(question.words, "+");
  }
  for (const auto& [facet, value] : question.filters) {
    path += fmt::format("&{}={}", kCountedFacets[facet], value);
  }
  return path + "&facets=" + (question.counts ? "priority,crime,country,strategy,effect" : "none");
}

Result<Timing> load_server(const Load& load, const Questions& questions) {
  std::vector<std::string> paths;
  for (const auto& question : questions) {
    paths.push_back(address_of(question));
  }
  Timing all;
  {
    Client first(load, paths);  // gone before the measuring, so that no idle connection takes a place in the server
    first.first_pass();
    if (first.last_status == kNotFound) {
      return failure(ErrorCode::not_found, "the server does not know " + paths.front());
    }
    all = std::move(first.timing);
  }
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < load.clients; ++i) {
    clients.push_back(std::make_unique<Client>(load, paths));
  }
  const auto end = after(load.seconds);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < load.clients; ++i) {
    threads.emplace_back([&clients, i, end] { clients[i]->measure(i, end); });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  for (const auto& client : clients) {
    add(all, client->timing);
  }
  return all;
}

Status wait_until_ready(int port) {
  HttpConnection connection(port);
  for (const auto end = after(kReadyWithin); Clock::now() < end; std::this_thread::sleep_for(std::chrono::milliseconds(5))) {
    if (const auto answer = connection.get("/readyz"); answer && answer->status == 200) {
      return {};
    }
  }
  return failure(ErrorCode::internal, "the server was not ready within ten minutes");
}

}  // namespace whatworks::bench
