// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>
#include <vector>

#include "site_folder.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

// More than the buffers of a connection hold.
const std::string& large_asset() {
  static const std::string text(4 << 20, 'x');
  return text;
}

// A server on a free port, serving in a thread of its own.
class RunningServer {
 public:
  explicit RunningServer(ServerOptions base = {}) : base_(std::move(base)), service_(site_.folder() / "no-index", real_schemas()), server_(make()) {
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
    ServerOptions out = base_;
    out.port = port_;
    out.site.folder = site_.folder().path();
    out.access_log = false;
    return out;
  }
  [[nodiscard]] const SearchService& service() const noexcept { return service_; }
  [[nodiscard]] const Access& access() const noexcept { return *site_.office().access; }
  [[nodiscard]] SiteModules modules() const { return {real_schemas(), service_, *site_.office().access, site_.contributions(), site_.workshops()}; }

 private:
  WebServer make() {
    const auto dist = site_.folder() / "dist";
    write(dist / "large-0123456789.js", large_asset());
    write(dist / "manifest.json",
          R"({"app.css": "app-0123456789.css", "app.js": "app-abcdefabcd.js", "icon.svg": "icon-0011223344.svg", "large.js": "large-0123456789.js"})");
    auto made = WebServer::make(options(), modules());
    REQUIRE(made);
    return std::move(*made);
  }

  ServerOptions base_;
  SiteWithoutIndex site_;
  SearchService service_;
  int port_ = 0;
  WebServer server_;
  std::thread thread_;
};

// A connection on which bytes are sent as they are.
class Connection {
 public:
  explicit Connection(int port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{2, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
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

  // Sends one byte after another, a few in a second, until the server says or does something; for half a minute at most. Returns what it said.
  [[nodiscard]] std::string drip(const std::string& bytes) const {
    for (int i = 0; i < 1'500; ++i) {
      send(bytes.substr(static_cast<std::size_t>(i) % bytes.size(), 1));
      pollfd waiting{socket_, POLLIN, 0};
      if (::poll(&waiting, 1, 20) > 0) {
        return read_until({});
      }
    }
    return "nothing";
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
  auto second = WebServer::make(server.options(), server.modules());
  REQUIRE(second);
  const auto port = second->bind();
  REQUIRE_FALSE(port);
  CHECK(port.error().code == ErrorCode::address_in_use);
}

TEST_CASE("a host that is not of this machine is a wrong option") {
  const RunningServer server;
  auto options = server.options();
  options.host = "192.0.2.1";
  auto other = WebServer::make(options, server.modules());
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
  auto other = WebServer::make(options, server.modules());
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
      "POST /oai HTTP/1.1\r\nHost: x\r\nContent-Length : " + length + "\r\n\r\n",
      "POST /oai HTTP/1.1\r\nHost: x\r\nX: a\r\n Content-Length: " + length + "\r\n\r\n",
      "POST /oai HTTP/1.1\r\nHost: x\r\nContent-Length: 0x10\r\n\r\n",
      "POST /oai HTTP/1.1\r\nHost: x\r\nContent-Length: %30\r\n\r\n",
      "POST /oai HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: %63hunked\r\n\r\n",
      "POST /oai HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n",
      "POST /oai HTTP/1.1\r\nHost: x\r\nX: a\rTransfer-Encoding: chunked\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
  };
  for (const auto& head : heads) {
    INFO(head);
    const Connection connection(server.port());
    connection.send(head);
    const bool is_head = head.starts_with("HEAD");
    const auto answer = connection.read_until(is_head ? "\r\n\r\n" : "</html>");
    CHECK(answer.substr(0, 12) == "HTTP/1.1 400");
    CHECK(holds(answer, "</html>") != is_head);
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

TEST_CASE("a form arrives whole, in one piece or in chunks") {
  const RunningServer server;
  const Connection connection(server.port());
  const std::string type = "Content-Type: application/x-www-form-urlencoded\r\n";
  connection.send("POST /shortlist HTTP/1.1\r\nHost: x\r\n" + type + "Content-Length: 8\r\n\r\nsave=abc");
  CHECK(connection.read_until("\r\n\r\n").substr(0, 12) == "HTTP/1.1 303");
  // Without a length there is no body, and nothing is waited for.
  connection.send("POST /shortlist HTTP/1.1\r\nHost: x\r\n" + type + "\r\n");
  CHECK(connection.read_until("</html>").substr(0, 12) == "HTTP/1.1 400");
  connection.send("DELETE /shortlist HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(connection.read_until("</html>").substr(0, 12) == "HTTP/1.1 405");
  connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(holds(connection.read_until("pass"), "{\"status\":\"pass\"}"));
  // Where chunks end is read in more than one way: what comes after them is not taken for a request.
  for (const auto* size : {"4", "0x4", "4;a=b", " 4"}) {
    const auto answer = exchange(server.port(), "POST /shortlist HTTP/1.1\r\nHost: x\r\n" + type + "Transfer-Encoding: chunked\r\n\r\n" + size +
                                                    "\r\nsave\r\n4\r\n=abc\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(holds(answer, "/shortlist#r-abc"));
    CHECK_FALSE(holds(answer, "pass"));
  }
}

TEST_CASE("the log holds neither what people search for nor anything that a terminal would obey") {
  const RunningServer running;
  auto options = running.options();
  options.port = 0;
  options.access_log = true;
  auto logging = WebServer::make(options, running.modules());
  REQUIRE(logging);
  const auto port = logging->bind();
  REQUIRE(port);
  const TempFolder folder;
  const auto file = folder / "log";
  const int errors = ::dup(STDERR_FILENO);
  const int into = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(into, STDERR_FILENO);
  std::thread thread([&] { logging->serve(); });
  const std::string end = " HTTP/1.1\r\nHost: x\r\nCookie: session=secret\r\nConnection: close\r\n\r\n";
  for (const std::string line : {"GET /about?q=secret", "GET /set-password?token=secret", "GET\x1b[31mX /about", "G\tT /about",
                                 "GET /\xC2\x9B"
                                 "31m"}) {
    (void)exchange(int{*port}, line + end);
  }
  logging->stop();
  thread.join();
  ::dup2(errors, STDERR_FILENO);
  ::close(errors);
  ::close(into);
  const auto log = read(file);
  CHECK(holds(log, "Z GET /about 200 "));
  CHECK(holds(log, "Z GET /set-password 404 "));
  CHECK(holds(log, "Z GET.[31mX /about 400 "));
  CHECK_FALSE(holds(log, "secret"));
  CHECK(std::all_of(log.begin(), log.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
}

TEST_CASE("what a proxy says of a person is taken letter by letter") {
  ServerOptions options;
  options.trust.proxies.push_back(*Network::parse("127.0.0.1"));
  options.trust.user_header = "x-forwarded-user";
  const RunningServer server(options);
  const auto name_of = [&](const std::string& user) {
    const auto page = exchange(server.port(), "GET /about HTTP/1.1\r\nHost: x\r\nX-Forwarded-User: " + user + "\r\nConnection: close\r\n\r\n");
    return holds(page, ">ann</span>") && holds(page, "href=\"/account\"");
  };
  CHECK(name_of("ann"));
  CHECK_FALSE(name_of("%61nn"));
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

TEST_CASE("a client that drips the head of its request is cut off in time") {  // pitfalls B.2: read timeout is per read
  ServerOptions options;
  options.threads = 1;
  options.patience.head = std::chrono::milliseconds(300);
  const RunningServer server(options);
  const Connection line(server.port());
  CHECK(line.drip("GET /").empty());  // there is no request yet that could be answered
  const Connection headers(server.port());
  headers.send("GET /about HTTP/1.1\r\nHost: x\r\nX-Slow: ");
  const auto answer = headers.drip("a");
  CHECK(answer.substr(0, 12) == "HTTP/1.1 408");
  CHECK(holds(answer, "took too long"));
  CHECK(holds(answer, "connection: close"));
  // The one thread is free again.
  CHECK(holds(exchange(server.port(), "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), "pass"));
}

TEST_CASE("a client that drips the body of its request is told, and cut off in time") {
  ServerOptions options;
  options.patience.body = std::chrono::milliseconds(300);
  const RunningServer server(options);
  for (const auto* head : {"Content-Length: 60000\r\n\r\n", "Content-Length: 200000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n4000\r\n"}) {
    INFO(head);
    const Connection connection(server.port());
    connection.send(std::string("POST /shortlist HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n") + head);
    const auto answer = connection.drip("a");
    CHECK(answer.substr(0, 12) == (holds(head, "200000") ? "HTTP/1.1 413" : "HTTP/1.1 408"));
    CHECK(holds(answer, "connection: close"));
  }
}

TEST_CASE("a client that is silent within a request is cut off in time") {
  ServerOptions options;
  options.patience.silence = std::chrono::milliseconds(100);
  const RunningServer server(options);
  CHECK(exchange(server.port(), "GET /about HTTP/1.1\r\nHost: x\r\n").substr(0, 12) == "HTTP/1.1 408");
  CHECK(exchange(server.port(), "GET /about").empty());
}

TEST_CASE("a connection that is kept open, and one that reads slowly, are not late") {
  ServerOptions options;
  options.patience.idle = std::chrono::seconds(20);
  options.patience.head = std::chrono::milliseconds(150);
  options.patience.body = std::chrono::milliseconds(150);
  const RunningServer server(options);
  const Connection connection(server.port(), 16 * 1024);
  connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(holds(connection.read_until("pass\"}"), "{\"status\":\"pass\"}"));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // longer than a request may take
  connection.send("GET /assets/large-0123456789.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const auto answer = connection.read_until({});
  CHECK(answer.substr(0, 15) == "HTTP/1.1 200 OK");
  CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == large_asset());
}

TEST_CASE("a client that does not take its answer holds nobody up for long") {
  ServerOptions options;
  options.threads = 1;
  SECTION("it stopped") { options.patience.stalled = std::chrono::milliseconds(200); }
  SECTION("it takes too little") {
    options.patience.answer = std::chrono::milliseconds(200);
    options.patience.bytes_a_second = 1 << 20;
  }
  const RunningServer server(options);
  const Connection connection(server.port(), 4 * 1024);
  connection.send("GET /assets/large-0123456789.js HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(holds(exchange(server.port(), "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), "pass"));
}

TEST_CASE("requests that are sent without waiting for answers are all answered, in order") {
  const RunningServer server;
  const auto answers = exchange(server.port(),
                                "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
                                "POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=1"
                                "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto first = answers.find("HTTP/1.1 200");
  const auto second = answers.find("HTTP/1.1 405");
  const auto third = answers.find("HTTP/1.1 503");
  CHECK(first == 0);
  CHECK(first < second);
  CHECK(second < third);
  CHECK(third != std::string::npos);
}

TEST_CASE("a head without an end is not kept") {  // pitfalls B.2: a line without newline is read without limit
  const RunningServer server;
  std::string headers;
  for (int i = 0; i < 80; ++i) {
    headers += "X-" + std::to_string(i) + ": " + std::string(1'000, 'a') + "\r\n";
  }
  const auto answer = exchange(server.port(), "GET / HTTP/1.1\r\nHost: x\r\n" + headers);
  CHECK(answer.substr(0, 12) == "HTTP/1.1 431");
  CHECK(holds(answer, "</html>"));
  CHECK(exchange(server.port(), "GET /" + std::string(200'000, 'a')).empty());
}

TEST_CASE("a request that the library refuses by itself ends its connection") {
  const RunningServer server;
  const std::string inner = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  const auto length = "Content-Length: " + std::to_string(inner.size()) + "\r\n";
  for (const auto& request : {"POST /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: x\r\n" + length + "\r\n" + inner,
                              "POST / HTTP/1.1\r\nHost: x\r\nRange: nonsense\r\n" + length + "\r\n" + inner, "NONSENSE\r\n" + inner}) {
    INFO(request.substr(0, 100));
    const auto answer = exchange(server.port(), request);
    CHECK(answer.substr(0, 10) == "HTTP/1.1 4");
    CHECK_FALSE(holds(answer, "{\"status\":\"pass\"}"));
    CHECK(holds(answer, "connection: close"));
  }
}

TEST_CASE("whoever asks too often is told when to come back; others, and what pages are made of, are not held up") {
  ServerOptions options;
  options.requests_per_second = 0.01;
  options.burst = 2;
  options.trust.proxies.push_back(*Network::parse("127.0.0.1"));
  const RunningServer server(options);
  const auto ask = [&](const std::string& path, const std::string& address) {
    return exchange(server.port(), "GET " + path + " HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + address + "\r\nConnection: close\r\n\r\n");
  };
  CHECK(ask("/healthz", "203.0.113.7").substr(0, 12) == "HTTP/1.1 200");
  CHECK(ask("/healthz", "2001:db8::7").substr(0, 12) == "HTTP/1.1 200");
  CHECK(ask("/healthz", "203.0.113.7").substr(0, 12) == "HTTP/1.1 200");
  const auto page = ask("/about", "203.0.113.7");
  CHECK(page.substr(0, 12) == "HTTP/1.1 429");
  CHECK(holds(page, "retry-after: 100\r\n"));
  CHECK(holds(page, "Too many pages at once"));
  CHECK(holds(page, "cache-control: no-store"));
  const auto data = ask("/api/v1/search", "203.0.113.7");
  CHECK(data.substr(0, 12) == "HTTP/1.1 429");
  CHECK(holds(data, "application/problem+json"));
  CHECK(holds(data, "\"type\":\"/about/problems/too-many-requests\",\"title\":\"Too Many Requests\""));
  CHECK(ask("/assets/app-0123456789.css", "203.0.113.7").substr(0, 12) == "HTTP/1.1 200");
  CHECK(ask("/healthz", "203.0.113.8").substr(0, 12) == "HTTP/1.1 200");
  CHECK(ask("/healthz", "2001:db8::ffff").substr(0, 12) == "HTTP/1.1 200");
  CHECK(ask("/healthz", "2001:db8::8").substr(0, 12) == "HTTP/1.1 429");  // the same household
}

TEST_CASE("whoever sits at the machine is not limited, whatever they say of themselves") {
  ServerOptions options;
  options.requests_per_second = 0.01;
  options.burst = 1;
  const RunningServer server(options);
  for (int i = 0; i < 5; ++i) {
    const auto answer = exchange(server.port(), "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.7\r\nConnection: close\r\n\r\n");
    CHECK(answer.substr(0, 12) == "HTTP/1.1 200");
  }
}

TEST_CASE("a refusal for asking too often leaves no body behind that would count as a request") {
  ServerOptions options;
  options.requests_per_second = 0.01;
  options.burst = 1;
  options.trust.proxies.push_back(*Network::parse("127.0.0.1"));
  const RunningServer server(options);
  CHECK(holds(exchange(server.port(), "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), "pass"));
  const std::string inner = "GET /assets/app-0123456789.css HTTP/1.1\r\nHost: x\r\n\r\n";
  const auto answer = exchange(server.port(), "POST /shortlist HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(inner.size()) + "\r\n\r\n" + inner);
  CHECK(answer.substr(0, 12) == "HTTP/1.1 429");
  CHECK(answer.find("HTTP/1.1", 8) == std::string::npos);
}

TEST_CASE("line breaks in what a visitor sends do not become headers of the answer") {
  const RunningServer server;
  const std::string type = "Content-Type: application/x-www-form-urlencoded\r\n";
  const std::string form = "save=abc&back=/search%0D%0ASet-Cookie:%20a=b";
  for (const auto& request : {"GET /search?q=a%0D%0ASet-Cookie:%20a=b&page=0 HTTP/1.1\r\nHost: x\r\n\r\n",
                              "GET /search?q=a&q=%0ASet-Cookie:%20a=b&crime= HTTP/1.1\r\nHost: x\r\n\r\n",
                              "GET /about HTTP/1.1\r\nHost: x%0D%0ASet-Cookie:%20a=b\r\nReferer: %0D%0ASet-Cookie:%20a=b\r\n\r\n"}) {
    INFO(request);
    const Connection connection(server.port());
    connection.send(request);
    CHECK_FALSE(holds(connection.read_until("\r\n\r\n"), "\nSet-Cookie: a=b"));
  }
  const Connection connection(server.port());
  connection.send("POST /shortlist HTTP/1.1\r\nHost: x\r\n" + type + "Content-Length: " + std::to_string(form.size()) + "\r\n\r\n" + form);
  const auto answer = connection.read_until("\r\n\r\n");
  CHECK(answer.substr(0, 12) == "HTTP/1.1 303");
  CHECK_FALSE(holds(answer, "\nSet-Cookie: a=b"));
}
