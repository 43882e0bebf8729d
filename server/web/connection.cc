// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection.h"

#include <linux/sockios.h>
#include <netdb.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace whatworks {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kLargestHead = 64 * 1024;     // the library would keep a line without an end as long as it comes
constexpr std::size_t kMostReadAway = 1024 * 1024;  // after the last answer
constexpr milliseconds kGoodbye{500};

thread_local Connection* current_connection = nullptr;

milliseconds until(Clock::time_point deadline) { return std::max(std::chrono::ceil<milliseconds>(deadline - Clock::now()), milliseconds(0)); }

// Whether the socket is ready before the time is over.
bool wait_for(socket_t socket, short event, milliseconds time) {
  const auto deadline = Clock::now() + time;
  for (;;) {
    pollfd waiting{socket, event, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(until(deadline).count()));
    if (ready >= 0 || errno != EINTR) {
      return ready > 0;
    }
  }
}

bool is_passing(int error) noexcept { return error == EINTR || error == EAGAIN || error == EWOULDBLOCK; }

void name_of(const sockaddr_storage& address, socklen_t length, std::string& ip, int& port) {
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> service{};
  if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address), length, host.data(), host.size(), service.data(), service.size(),
                    NI_NUMERICHOST | NI_NUMERICSERV) == 0) {
    ip = host.data();
    port = std::atoi(service.data());
  }
}

}  // namespace

Connection::Connection(socket_t socket, const Patience& patience) : socket_(socket), patience_(patience) { current_connection = this; }

Connection::~Connection() {
  current_connection = nullptr;
  if (answered_) {
    say_goodbye();
  }
  ::shutdown(socket_, SHUT_RDWR);
  ::close(socket_);
}

Connection* Connection::current() noexcept { return current_connection; }

bool Connection::await_request() {
  if (begin_ == end_ && !wait_for(socket_, POLLIN, patience_.idle)) {
    return false;
  }
  deadline_ = Clock::now() + patience_.head;
  head_.clear();
  head_whole_ = false;
  trouble_ = Trouble::none;
  waited_ = {};
  sent_ = 0;
  return true;
}

void Connection::head_is_whole() noexcept {
  head_whole_ = true;
  deadline_ = Clock::now() + patience_.body;
}

bool Connection::is_readable() const { return begin_ != end_ || wait_for(socket_, POLLIN, std::min(until(deadline_), patience_.silence)); }

ssize_t Connection::read(char* to, std::size_t size) {
  if (trouble_ != Trouble::none) {
    return -1;
  }
  if (begin_ == end_ && !fill()) {
    return trouble_ == Trouble::none ? 0 : -1;
  }
  const auto count = std::min(size, end_ - begin_);
  if (!head_whole_) {
    head_.append(buffer_.data() + begin_, count);
    if (head_.size() > kLargestHead) {
      trouble_ = Trouble::head_too_large;
      return -1;
    }
  }
  std::memcpy(to, buffer_.data() + begin_, count);
  begin_ += count;
  return static_cast<ssize_t>(count);
}

bool Connection::fill() {
  while (Clock::now() < deadline_) {
    const auto got = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got > 0) {
      begin_ = 0;
      end_ = static_cast<std::size_t>(got);
      return true;
    }
    if (got == 0 || !is_passing(errno)) {
      ends_ = true;
      return false;
    }
    if (!is_readable()) {
      break;
    }
  }
  trouble_ = Trouble::late;
  return false;
}

bool Connection::wait_to_write() {
  int in_our_buffers = 0;  // up to megabytes, which the client has not seen
  ::ioctl(socket_, SIOCOUTQ, &in_our_buffers);
  const auto taken = sent_ - std::min(sent_, static_cast<std::size_t>(std::max(in_our_buffers, 0)));
  const auto allowed = patience_.answer + milliseconds(taken * 1000 / patience_.bytes_a_second) - waited_;
  const auto before = Clock::now();
  const bool ready = allowed > Clock::duration(0) && wait_for(socket_, POLLOUT, std::min(std::chrono::ceil<milliseconds>(allowed), patience_.stalled));
  waited_ += Clock::now() - before;
  return ready;
}

ssize_t Connection::write(const char* from, std::size_t size) {
  do {
    const auto sent = ::send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);  // a send that waits would do so for each part of what it is given
    if (sent >= 0) {
      answered_ = true;
      sent_ += static_cast<std::size_t>(sent);
      return sent;
    }
  } while (is_passing(errno) && wait_to_write());
  answered_ = false;
  ends_ = true;
  return -1;
}

// A socket that is closed while something lies unread makes the other side forget what it has not read yet.
void Connection::say_goodbye() {
  if (begin_ == end_ && !ends()) {
    return;
  }
  ::shutdown(socket_, SHUT_WR);
  const auto deadline = Clock::now() + kGoodbye;
  std::size_t read = 0;
  while (read <= kMostReadAway && wait_for(socket_, POLLIN, until(deadline))) {
    const auto got = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && !is_passing(errno))) {
      return;
    }
    read += got > 0 ? static_cast<std::size_t>(got) : 0;
  }
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
    name_of(address, length, ip, port);
  }
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
    name_of(address, length, ip, port);
  }
}

bool PatientServer::process_and_close_socket(socket_t socket) {
  Connection connection(socket, patience_);
  bool answered = false;
  for (auto left = keep_alive_max_count_; left > 0 && svr_sock_ != INVALID_SOCKET && connection.await_request(); --left) {
    bool closed = false;
    answered = process_request(connection, left == 1, closed, [&](httplib::Request&) { connection.head_is_whole(); });
    if (!answered || closed || connection.ends()) {
      break;
    }
  }
  return answered;
}

}  // namespace whatworks
