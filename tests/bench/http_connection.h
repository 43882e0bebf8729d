// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/result.h"

namespace whatworks::bench {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

// One client of a server on the loopback interface that keeps its connection and opens it anew where the server closed it. Bare sockets, so that the
// client costs little beside the server that it measures. Not to be shared between threads.
class HttpConnection {
 public:
  explicit HttpConnection(int port) noexcept : port_(port) {}
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection() { close(); }

  // GET for a path with its query. Fails with unreadable where no whole answer comes within half a minute.
  Result<HttpAnswer> get(const std::string& path);

  [[nodiscard]] std::size_t connections() const noexcept { return connections_; }  // opened so far

 private:
  Status open();
  void close() noexcept;
  Result<HttpAnswer> ask(const std::string& request);
  bool receive();  // more bytes into buffer_; false where the other side closed or time is up

  int port_;
  int socket_ = -1;
  std::size_t connections_ = 0;
  std::string buffer_;
};

}  // namespace whatworks::bench
