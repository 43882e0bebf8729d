// SPDX-License-Identifier: GPL-3.0-or-later
#include "stub.h"

#include <fmt/format.h>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr std::size_t kStubLimit = 1 << 20;
constexpr unsigned kAnswerMilliseconds = 2'000;  // a shard that takes longer would hold up every search
constexpr unsigned kConnectMilliseconds = 1'000;

Result<StubShard> parse_line(std::string_view line, const fs::path& folder) {
  const auto space = line.find(' ');
  const auto kind = line.substr(0, space);
  const auto rest = space == std::string_view::npos ? std::string_view() : trim(line.substr(space));
  if (kind == "remote") {
    const auto colon = rest.rfind(':');
    const auto port = colon == std::string_view::npos ? std::nullopt : parse_integer(rest.substr(colon + 1));
    if (port && colon > 0 && *port > 0 && *port < 65536) {
      return StubShard{std::string(rest.substr(0, colon)), static_cast<unsigned>(*port), {}};
    }
  } else if ((kind == "auto" || kind == "glass") && !rest.empty()) {
    return StubShard{{}, 0, folder / fs::path(rest)};
  }
  return failure(ErrorCode::bad_input, fmt::format("\"{}\" names no shard", line), "write \"remote HOST:PORT\" or \"auto PATH\"");
}

}  // namespace

bool is_stub(const fs::path& index) {
  std::error_code ignored;  // what cannot be looked at is no stub
  return fs::is_regular_file(index, ignored);
}

Result<std::vector<StubShard>> load_stub(const fs::path& stub) {
  const auto text = read_file(stub, kStubLimit);
  if (!text) {
    return failure(text.error());
  }
  std::vector<StubShard> shards;
  int number = 0;
  for (const auto& raw : split(*text, '\n')) {
    ++number;
    const auto line = trim(raw);
    if (line.empty() || line.front() == '#') {
      continue;
    }
    auto shard = parse_line(line, stub.parent_path());
    if (!shard) {
      return failure(shard.error().code, fmt::format("{}:{}: {}", stub.string(), number, shard.error().message), shard.error().hint);
    }
    shards.push_back(*std::move(shard));
  }
  return shards;
}

Xapian::Database open_stub_shard(const StubShard& shard) {
  return shard.host.empty() ? Xapian::Database(shard.path.string()) : Xapian::Remote::open(shard.host, shard.port, kAnswerMilliseconds, kConnectMilliseconds);
}

}  // namespace whatworks
