// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/server.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "site_folder.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

// A server on a free port, serving in a thread of its own.
class RunningServer {
 public:
  RunningServer() : service_(site_.folder() / "no-index", real_schemas()), server_(make()) {
    const auto port = server_.bind();
    REQUIRE(port);
    port_ = *port;
    thread_ = std::thread([this] { server_.serve(); });
  }
  ~RunningServer() { stop(); }

  void stop() {
    if (thread_.joinable()) {
      server_.stop();
      thread_.join();
    }
  }
  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] ServerOptions options() const {
    ServerOptions out;
    out.port = port_;
    out.site.folder = site_.folder().path();
    out.access_log = false;
    return out;
  }
  [[nodiscard]] const SearchService& service() const noexcept { return service_; }

 private:
  WebServer make() {
    auto made = WebServer::make(options(), real_schemas(), service_);
    REQUIRE(made);
    return std::move(*made);
  }

  SiteWithoutIndex site_;
  SearchService service_;
  int port_ = 0;
  WebServer server_;
  std::thread thread_;
};

// A connection on which bytes are sent as they are.
class Connection {
 public:
  explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{2, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { ::close(socket_); }

  [[nodiscard]] bool connected() const noexcept { return connected_; }

  void send(const std::string& bytes) const {
    std::size_t sent = 0;
    while (connected_ && sent < bytes.size()) {
      const auto got = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (got <= 0) {
        return;
      }
      sent += static_cast<std::size_t>(got);
    }
  }

  // Reads until `end` has come, or the server has closed, or it is silent for two seconds.
  [[nodiscard]] std::string read_until(const std::string& end) const {
    std::string answer;
    std::array<char, 4096> buffer;
    while (end.empty() || answer.find(end) == std::string::npos) {
      const auto got = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (got <= 0) {
        break;
      }
      answer.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return answer;
  }

 private:
  int socket_;
  bool connected_ = false;
};

std::string exchange(int port, const std::string& bytes) {
  const Connection connection(port);
  connection.send(bytes);
  return connection.read_until({});
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a request is answered over a socket, and HEAD without a body") {
  const RunningServer server;
  const auto get = exchange(server.port(), "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(get.substr(0, 15) == "HTTP/1.1 200 OK");
  CHECK(holds(get, "{\"status\":\"pass\"}"));
  CHECK_FALSE(holds(get, "EXCEPTION_WHAT"));
  const auto head = exchange(server.port(), "HEAD /about HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(head.substr(0, 15) == "HTTP/1.1 200 OK");
  CHECK(head.substr(head.size() - 4) == "\r\n\r\n");
  CHECK_FALSE(holds(head, "Content-Length: 0"));
}

TEST_CASE("a second server on the same port is refused") {  // pitfalls B.2: SO_REUSEPORT
  const RunningServer server;
  auto second = WebServer::make(server.options(), real_schemas(), server.service());
  REQUIRE(second);
  const auto port = second->bind();
  REQUIRE_FALSE(port);
  CHECK(port.error().code == ErrorCode::address_in_use);
}

TEST_CASE("a host that is not of this machine is a wrong option") {
  const RunningServer server;
  auto options = server.options();
  options.host = "192.0.2.1";
  auto other = WebServer::make(options, real_schemas(), server.service());
  REQUIRE(other);
  const auto port = other->bind();
  REQUIRE_FALSE(port);
  CHECK(port.error().code == ErrorCode::bad_usage);
}

TEST_CASE("stopping ends serving, also where it comes before serving") {
  RunningServer server;
  server.stop();
  auto options = server.options();
  options.port = 0;
  auto other = WebServer::make(options, real_schemas(), server.service());
  REQUIRE(other);
  REQUIRE(other->bind());
  other->stop();
  other->serve();
}

TEST_CASE("what follows a request of unclear end is never taken for a request") {
  const RunningServer server;
  const std::string inner = "GET /about HTTP/1.1\r\nHost: x\r\n\r\n";
  const auto length = std::to_string(inner.size());
  const std::vector<std::string> heads{
      "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n",
      "HEAD / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
  };
  for (const auto& head : heads) {
    INFO(head);
    const Connection connection(server.port());
    connection.send(head);
    const auto answer = connection.read_until("</html>");
    CHECK(answer.substr(0, 12) == "HTTP/1.1 400");
    CHECK(holds(answer, "</html>"));
    connection.send(inner);
    CHECK(connection.read_until({}).find("HTTP/1.1") == std::string::npos);
  }
}

TEST_CASE("a body that belongs to a refused request is read and left behind") {
  const RunningServer server;
  const Connection connection(server.port());
  connection.send("POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=1");
  CHECK(connection.read_until("</html>").substr(0, 12) == "HTTP/1.1 405");
  connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(holds(connection.read_until("pass"), "{\"status\":\"pass\"}"));
}

TEST_CASE("a form arrives whole, in one piece or in chunks, and the connection goes on") {
  const RunningServer server;
  const Connection connection(server.port());
  const std::string type = "Content-Type: application/x-www-form-urlencoded\r\n";
  connection.send("POST /shortlist HTTP/1.1\r\nHost: x\r\n" + type + "Content-Length: 8\r\n\r\nsave=abc");
  CHECK(connection.read_until("\r\n\r\n").substr(0, 12) == "HTTP/1.1 303");
  connection.send("POST /shortlist HTTP/1.1\r\nHost: x\r\n" + type + "Transfer-Encoding: chunked\r\n\r\n4\r\nsave\r\n4\r\n=abc\r\n0\r\n\r\n");
  CHECK(holds(connection.read_until("\r\n\r\n"), "/shortlist#r-abc"));
  // Without a length there is no body, and nothing is waited for.
  connection.send("POST /shortlist HTTP/1.1\r\nHost: x\r\n" + type + "\r\n");
  CHECK(connection.read_until("</html>").substr(0, 12) == "HTTP/1.1 400");
  connection.send("DELETE /shortlist HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(connection.read_until("</html>").substr(0, 12) == "HTTP/1.1 405");
  connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(holds(connection.read_until("pass"), "{\"status\":\"pass\"}"));
}

TEST_CASE("a body that cannot be taken ends the connection with an answer") {  // pitfalls B.2: bodies
  const RunningServer server;
  const std::string chunk = "4000\r\n" + std::string(0x4000, 'a') + "\r\n";
  std::string chunks;
  for (int i = 0; i < 10; ++i) {
    chunks += chunk;
  }
  const std::string inner = "GET /about HTTP/1.1\r\nHost: x\r\n\r\n";
  const auto length = "Content-Length: " + std::to_string(inner.size()) + "\r\n";
  const std::vector<std::pair<std::string, std::string>> all{
      {"413", "POST /shortlist HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunks + "0\r\n\r\n"},
      {"413", "PUT /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunks + "0\r\n\r\n"},
      {"400", "POST /shortlist HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n" + inner},
      {"415", "POST /shortlist HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Encoding: gzip\r\n" + length + "\r\n" + inner},
      {"415", "POST /shortlist HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n" + length + "\r\n" + inner},
      {"404", "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n" + length + "\r\n" + inner},
      {"414", "POST /" + std::string(2'000, 'a') + " HTTP/1.1\r\nHost: x\r\n" + length + "\r\n" + inner},
      {"400", "OPTIONS /shortlist HTTP/1.1\r\nHost: x\r\n" + length + "\r\n" + inner},
  };
  for (const auto& [status, request] : all) {
    INFO(request.substr(0, 200));
    const auto answer = exchange(server.port(), request);
    CHECK(answer.substr(0, 12) == "HTTP/1.1 " + status);
    CHECK(holds(answer, "content-security-policy"));
    CHECK(answer.find("HTTP/1.1", 8) == std::string::npos);  // what stood in the body is not answered
  }
}

TEST_CASE("too much of anything is refused by our own page") {
  const RunningServer server;
  const auto long_address = exchange(server.port(), "GET /search?q=" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(long_address.substr(0, 12) == "HTTP/1.1 414");
  CHECK(holds(long_address, "content-security-policy"));
  std::string headers;
  for (int i = 0; i < 200; ++i) {
    headers += "X-" + std::to_string(i) + ": 1\r\n";
  }
  CHECK(exchange(server.port(), "GET / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n").substr(0, 12) == "HTTP/1.1 431");
  const auto large =
      exchange(server.port(), "POST /search HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 70000\r\n\r\n" + std::string(70000, 'a'));
  CHECK(large.substr(0, 12) == "HTTP/1.1 413");
}

TEST_CASE("nonsense instead of a request is refused") {
  const RunningServer server;
  for (const auto* bytes : {"\r\n\r\n", "GARBAGE\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "FOO / HTTP/1.1\r\nHost: x\r\n\r\n"}) {
    INFO(bytes);
    const auto answer = exchange(server.port(), bytes);
    CHECK((answer.empty() || answer.substr(0, 10) == "HTTP/1.1 4"));
  }
  CHECK(holds(exchange(server.port(), "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), "pass"));
}

TEST_CASE("a Range header gets the whole refusal") {  // pitfalls B.2: Range
  const RunningServer server;
  const auto answer = exchange(server.port(), "GET /about HTTP/1.1\r\nHost: x\r\nRange: bytes=0-5\r\nConnection: close\r\n\r\n");
  CHECK(answer.substr(0, 12) == "HTTP/1.1 416");
  CHECK(holds(answer, "</html>"));
}
