// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/http_connection.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/text.h"

namespace whatworks::bench {
namespace {

constexpr int kPatience = 30;  // seconds
constexpr std::size_t kLargestAnswer = 16 * 1024 * 1024;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

// The value of a header in lower case, or empty.
std::string header(const std::string& lower_head, const std::string& name) {
  const auto at = lower_head.find("\r\n" + name + ":");
  if (at == std::string::npos) {
    return {};
  }
  const auto from = at + name.size() + 3;
  return std::string(trim(lower_head.substr(from, lower_head.find("\r\n", from) - from)));
}

}  // namespace

Status HttpConnection::open() {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{kPatience, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const int at_once = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close();
    return failure(ErrorCode::unreadable, fmt::format("no connection to port {}", port_));
  }
  ++connections_;
  return {};
}

void HttpConnection::close() noexcept {
  if (socket_ >= 0) {
    ::close(socket_);
    socket_ = -1;
  }
  buffer_.clear();
}

bool HttpConnection::receive() {
  std::array<char, 64 * 1024> bytes;
  const auto got = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (got <= 0) {
    return false;
  }
  buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  return true;
}

Result<HttpAnswer> HttpConnection::get(const std::string& path) {
  const auto request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  const bool was_open = socket_ >= 0;
  auto answer = was_open ? ask(request) : open().and_then([&] { return ask(request); });
  if (!answer && was_open) {
    // The server may have closed a connection that it kept long enough just as the request went out.
    close();
    answer = open().and_then([&] { return ask(request); });
  }
  if (!answer) {
    close();
  }
  return answer;
}

Result<HttpAnswer> HttpConnection::ask(const std::string& request) {
  if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
    return failure(ErrorCode::unreadable, "the request could not be sent");
  }
  std::size_t head_end = 0;
  while ((head_end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!receive()) {
      return failure(ErrorCode::unreadable, "no answer came");
    }
  }
  const auto head = lower(buffer_.substr(0, head_end));
  const auto status = parse_integer(head.substr(std::min(head.size(), head.find(' ') + 1), 3));
  const auto length = parse_integer(header(head, "content-length"));
  if (!status || !length || *length < 0 || *length > static_cast<long long>(kLargestAnswer)) {
    return failure(ErrorCode::unreadable, "an answer has no status or no length: " + head.substr(0, 200));
  }
  const auto end = head_end + 4 + static_cast<std::size_t>(*length);
  while (buffer_.size() < end) {
    if (!receive()) {
      return failure(ErrorCode::unreadable, "an answer broke off");
    }
  }
  HttpAnswer answer{static_cast<int>(*status), buffer_.substr(head_end + 4, end - head_end - 4)};
  buffer_.erase(0, end);
  if (header(head, "connection") == "close") {
    close();
  }
  return answer;
}

}  // namespace whatworks::bench
