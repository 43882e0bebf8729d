// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <string>

#include "web/patience.h"

// The library is compiled apart. Without the flags of its pkg-config file its structs have another size here than there, and it links all the same.
#ifndef CPPHTTPLIB_OPENSSL_SUPPORT
#error "build with the flags of pkg-config cpp-httplib"
#endif

namespace whatworks {

// A connection on which one request after the other is read and answered, as the library's stream. Belongs to the thread that made it, and closes its socket
// in the end. Reading fails once the client is late with a request; the answer can still be sent.
class Connection : public httplib::Stream {
 public:
  // Of what goes wrong while a request is read.
  enum class Trouble { none, late, head_too_large };

  Connection(socket_t socket, const Patience& patience);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() override;

  // The one that the calling thread serves; null outside of serve().
  static Connection* current() noexcept;

  // Waits for the first byte of a request and begins to measure. False where none comes.
  bool await_request();

  // From now on a body is read.
  void head_is_whole() noexcept;

  // The bytes of the request's head, as they came.
  [[nodiscard]] const std::string& head() const noexcept { return head_; }

  // The connection ends after this answer, since it is not known where the next request begins.
  void end_after_this() noexcept { ends_ = true; }

  // Whether to go on to the next request.
  [[nodiscard]] bool ends() const noexcept { return ends_ || !head_whole_ || trouble_ != Trouble::none; }
  [[nodiscard]] Trouble trouble() const noexcept { return trouble_; }

  [[nodiscard]] bool is_readable() const override;
  [[nodiscard]] bool is_writable() const override { return true; }  // write() does the waiting
  ssize_t read(char* to, std::size_t size) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  using Clock = std::chrono::steady_clock;

  bool fill();           // reads what has come, waiting for it; false where nothing comes any more
  bool wait_to_write();  // false where the client takes too long
  void say_goodbye();    // so that the client reads the answer before it learns that what else it sent is not read

  socket_t socket_;
  Patience patience_;
  std::array<char, 16 * 1024> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  Clock::time_point deadline_{};
  std::string head_;
  bool head_whole_ = false;
  bool answered_ = false;
  bool ends_ = false;
  Trouble trouble_ = Trouble::none;
  Clock::duration waited_{};  // for the client to take the answer
  std::size_t sent_ = 0;
};

// The library's server, on connections of ours.
class PatientServer : public httplib::Server {
 public:
  explicit PatientServer(const Patience& patience) : patience_(patience) {}

 private:
  bool process_and_close_socket(socket_t socket) override;

  Patience patience_;
};

}  // namespace whatworks
