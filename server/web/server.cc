// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/server.h"

#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>

#include "connection.h"
#include "core/text.h"
#include "core/time.h"
#include "request_head.h"
#include "web/client.h"
#include "web/http.h"
#include "web/rate_limit.h"
#include "web/site.h"

namespace whatworks {
namespace {

constexpr int kBacklog = 1024;                      // the library's own is 5: with 64 clients at once the slowest then waits for more than a second
constexpr std::size_t kKeepAliveCount = 100;        // then others have their turn
constexpr std::size_t kMostReadAway = 1024 * 1024;  // of a body that is too large, so that the answer is read before the connection ends
constexpr std::size_t kLongestAddressWithBody = 1000;
constexpr const char* kAnyPath = "[\\s\\S]*";  // the library's matching recurses with the length, which is why the one above is stated
constexpr std::size_t kMostHeaders = 100;
constexpr std::size_t kLongestLogged = 200;
constexpr std::string_view kAssets = "/assets/";

// When the handler of the request that this thread works on began; nothing where the library answered before there was one.
thread_local std::optional<std::chrono::steady_clock::time_point> started;

// `headers` as they were sent: the library undoes percent-encoding in its own, so that "%61nn" in the name that a proxy tells would be Ann.
Request to_request(const httplib::Request& from, Headers headers, const ProxyTrust& trust) {
  Request out;
  out.method = from.method;
  out.target = from.target;
  out.headers = std::move(headers);
  out.peer = from.remote_addr;
  out.client = client_of(out.peer, out.headers, trust);
  return out;
}

// Every answer of the site has this header, so that it tells them from the library's own.
constexpr const char* kMarkOfOurs = "x-content-type-options";

enum class Afterwards { keep_open, close };

// What a client did that no handler can know; the status that the library chose where it did nothing.
int status_of_trouble(int status) {
  const auto* connection = Connection::current();
  switch (connection == nullptr ? Connection::Trouble::none : connection->trouble()) {
    case Connection::Trouble::late: return 408;
    case Connection::Trouble::head_too_large: return 431;
    default: return status;
  }
}

void send(Response from, httplib::Response& to, Afterwards afterwards = Afterwards::keep_open) {
  to.status = from.status;
  for (const auto& [name, value] : from.headers) {
    to.set_header(name, value);
  }
  if (afterwards == Afterwards::close) {
    to.set_header("connection", "close");
    if (auto* connection = Connection::current()) {
      connection->end_after_this();
    }
  }
  if (from.content_type.empty() || from.status == 304) {
    return;
  }
  if (from.rest) {
    to.set_chunked_content_provider(from.content_type, [start = std::move(from.body), rest = std::move(from.rest)](std::size_t, httplib::DataSink& sink) {
      bool listening = start.empty() || sink.write(start.data(), start.size());
      const auto status = listening ? rest([&](std::string_view part) { return listening = sink.write(part.data(), part.size()); }) : Status{};
      if (!status) {
        std::fprintf(stderr, "whatworks-server: broken off: %s\n", status.error().message.c_str());
      }
      if (!status || !listening) {
        return false;  // ends the connection without the last chunk, by which the client knows
      }
      sink.done();
      return true;
    });
    return;
  }
  to.set_content(from.body, from.content_type);  // not a provider: the library cuts those short when it is told to stop
}

// The site has answered in full and in the encoding that was asked for. The library would still cut its answer into ranges, and compress it by
// brotli's slowest level, 130 ms for a search page. The object is the library's own and not const.
void answer_as_it_is(const httplib::Request& request) {
  auto& own = const_cast<httplib::Request&>(request);
  own.ranges.clear();
  own.headers.erase("Accept-Encoding");
}

// The library would take a form of several parts to pieces by rules of its own; to the site the header goes from the head as it came.
void hide_type_of_body(const httplib::Request& request) { const_cast<httplib::Request&>(request).headers.erase("Content-Type"); }

bool may_have_body(const httplib::Request& request) {
  return request.method == "POST" || request.method == "PUT" || request.method == "PATCH" || request.method == "DELETE";
}

// A body with GET or the like is not read, so that it would be taken for a request.
bool has_unwanted_body(const httplib::Request& request) {
  const bool has_body = request.has_header("Transfer-Encoding") || (request.has_header("Content-Length") && request.get_header_value("Content-Length") != "0");
  return has_body && !may_have_body(request);
}

// The headers of the request that this thread works on; nothing where they are not clear.
std::optional<Headers> present_headers() {
  const auto* connection = Connection::current();
  return connection == nullptr ? std::nullopt : read_head(connection->head());
}

// What a client sent, as a word of a line: it can neither begin another line nor give orders to a terminal.
std::string to_log(std::string_view text) {
  std::string out(text.substr(0, kLongestLogged));
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c <= 0x20 || c >= 0x7f; }, '.');
  return out.empty() ? "-" : out;
}

// One line: when, what, how it went. The path only: what people search for is not kept.
void log_access(const httplib::Request& request, const httplib::Response& response) {
  const auto now = std::chrono::steady_clock::now();
  const auto milliseconds = std::chrono::duration<double, std::milli>(now - started.value_or(now)).count();
  started.reset();
  const auto method = to_log(request.method);
  const auto path = to_log(std::string_view(request.target).substr(0, request.target.find('?')));
  const auto when = format_instant(std::chrono::system_clock::now());
  std::fprintf(stderr, "%s %s %s %d %.1fms\n", when.c_str(), method.c_str(), path.c_str(), response.status, milliseconds);
}

}  // namespace

class WebServer::Implementation {
 public:
  Implementation(ServerOptions options, Site site) : options_(std::move(options)), site_(std::move(site)), server_(options_.patience) {
    if (options_.requests_per_second > 0) {
      limiter_.emplace(RateLimit{.per_second = options_.requests_per_second, .burst = options_.burst});
    }
    server_.set_socket_options([this](socket_t descriptor) {
      // The library would set SO_REUSEPORT, and a second server on the port would take half of the connections.
      const int yes = 1;
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
      descriptor_ = descriptor;
    });
    server_.new_task_queue = [this] { return new httplib::ThreadPool(static_cast<std::size_t>(std::max(options_.threads, 1))); };
    server_.set_tcp_nodelay(true);
    server_.set_keep_alive_timeout(
        std::max<std::time_t>(std::chrono::ceil<std::chrono::seconds>(options_.patience.idle).count(), 1));  // for what it tells clients
    server_.set_keep_alive_max_count(kKeepAliveCount);
    server_.set_payload_max_length(Site::largest_body());
    server_.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      started = std::chrono::steady_clock::now();
      auto headers = present_headers();
      const bool clear = headers && !has_unwanted_body(request);
      const bool too_many = request.headers.size() > kMostHeaders;
      const auto ours = to_request(request, headers ? *std::move(headers) : Headers{}, options_.trust);
      if (const auto wait = over_limit(ours)) {
        refuse_and_close(request, response, too_many_requests(*wait, request.target));
        return httplib::Server::HandlerResponse::Handled;
      }
      if (too_many || !clear) {
        refuse_and_close(request, response, site_.error(too_many ? 431 : 400, request.target));
        return httplib::Server::HandlerResponse::Handled;
      }
      if (may_have_body(request)) {
        if (request.target.size() <= kLongestAddressWithBody) {
          hide_type_of_body(request);
          return httplib::Server::HandlerResponse::Unhandled;  // first the body is read
        }
        refuse_and_close(request, response, site_.error(414, request.target));
        return httplib::Server::HandlerResponse::Handled;
      }
      answer(request, response, site_.handle(ours));
      return httplib::Server::HandlerResponse::Handled;
    });
    // The library's own reading inflates without limit, and takes forms of 8 KB at most.
    const httplib::Server::HandlerWithContentReader with_body = [this](const auto& request, auto& response, const auto& read) {
      answer_with_body(request, response, read);
    };
    server_.Post(kAnyPath, with_body);
    server_.Put(kAnyPath, with_body);
    server_.Patch(kAnyPath, with_body);
    server_.Delete(kAnyPath, with_body);
    server_.set_error_handler([this](const httplib::Request& request, httplib::Response& response) {
      if (response.has_header(kMarkOfOurs)) {
        return;  // the site's own answer
      }
      const auto* connection = Connection::current();
      const bool unread = connection != nullptr && connection->ends();
      answer(request, response, site_.error(status_of_trouble(response.status), request.target), unread ? Afterwards::close : Afterwards::keep_open);
    });
    // Without this the library tells the client what an exception said.
    server_.set_exception_handler(
        [this](const httplib::Request& request, httplib::Response& response, const std::exception_ptr&) { send(site_.error(500, request.target), response); });
    if (options_.access_log) {
      server_.set_logger(log_access);
    }
  }

  Result<int> bind() {
    errno = 0;
    if (options_.port == 0) {
      port_ = server_.bind_to_any_port(options_.host);
    } else {
      port_ = server_.bind_to_port(options_.host, options_.port) ? options_.port : -1;
    }
    if (port_ <= 0) {
      const auto where = options_.host + ":" + std::to_string(options_.port);
      if (errno == EADDRINUSE) {
        return failure(ErrorCode::address_in_use, "somebody else listens on " + where, "choose another port with --listen");
      }
      return failure(ErrorCode::bad_usage, "cannot listen on " + where, "choose an address of this machine with --listen");
    }
    ::listen(descriptor_, kBacklog);
    return port_;
  }

  void serve() {
    serving_ = true;  // before the look at stopping_, so that a stop() between the two waits for the loop that it has to end
    if (!stopping_) {
      server_.listen_after_bind();
    }
    serving_ = false;
  }

  void stop() {
    stopping_ = true;
    // The library forgets a stop that comes before it has begun to listen.
    while (serving_ && !server_.is_running()) {
      std::this_thread::yield();
    }
    server_.stop();
  }

 private:
  // How long to wait, where this one has asked too often.
  std::optional<std::chrono::seconds> over_limit(const Request& request) {
    const auto address = Address::parse(request.client.address);
    const bool at_home = !request.client.through_proxy && address && address->is_loopback();
    if (!limiter_ || at_home || request.target.starts_with(kAssets)) {
      return std::nullopt;
    }
    return limiter_->ask(household_of(request.client.address), std::chrono::steady_clock::now());
  }

  Response too_many_requests(std::chrono::seconds wait, const std::string& target) const {
    auto response = site_.refuse(ErrorCode::too_many_requests,
                                 "Too many requests came from your address; the header Retry-After says for how many seconds to wait.", target);
    response.headers.emplace_back("retry-after", std::to_string(wait.count()));
    return response;
  }

  void answer_with_body(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader& read) const {
    auto ours = to_request(request, present_headers().value_or(Headers{}), options_.trust);
    const bool has_body = request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
    // No address takes this, and the library cannot be kept from inflating it.
    const bool unread = has_body && request.has_header("Content-Encoding");
    const auto largest = Site::largest_body(ours);
    const auto declared = parse_integer(ours.header("content-length")).value_or(0);
    const bool known_too_large = declared > static_cast<long long>(largest);
    std::size_t length = 0;
    const bool whole = !has_body || (!unread && read([&](const char* data, std::size_t size) {
      length += size;
      if (length <= largest && !known_too_large) {
        ours.body.append(data, size);
      }
      return length <= std::max(largest, kMostReadAway);
    }));
    const bool too_large = known_too_large || length > largest || response.status == 413;
    // Programs differ on what else than hexadecimal digits the size of a chunk may hold, and the library takes it all.
    const auto afterwards = whole && !request.has_header("Transfer-Encoding") ? Afterwards::keep_open : Afterwards::close;
    if ((whole || unread) && !too_large) {
      answer(request, response, site_.handle(ours), afterwards);
    } else {
      answer(request, response, site_.error(too_large ? 413 : status_of_trouble(400), request.target), afterwards);
    }
  }

  void refuse_and_close(const httplib::Request& request, httplib::Response& response, Response refusal) const {
    answer(request, response, std::move(refusal), Afterwards::close);
  }

  void answer(const httplib::Request& request, httplib::Response& response, Response from, Afterwards afterwards = Afterwards::keep_open) const {
    if (!has_sound_headers(from)) {
      std::fprintf(stderr, "whatworks-server: internal error: a control character in a header of the answer\n");
      from = site_.error(500, request.target);
    }
    send(std::move(from), response, afterwards);
    answer_as_it_is(request);
  }

  ServerOptions options_;
  Site site_;
  std::optional<RateLimiter> limiter_;
  PatientServer server_;
  int port_ = -1;
  std::atomic<int> descriptor_ = -1;
  std::atomic<bool> serving_ = false;
  std::atomic<bool> stopping_ = false;
};

WebServer::WebServer(std::unique_ptr<Implementation> implementation) noexcept : implementation_(std::move(implementation)) {}
WebServer::WebServer(WebServer&&) noexcept = default;
WebServer& WebServer::operator=(WebServer&&) noexcept = default;
WebServer::~WebServer() = default;

Result<WebServer> WebServer::make(ServerOptions options, const SiteModules& modules) {
  auto site = Site::load(options.site, modules);
  if (!site) {
    return failure(site.error());
  }
  return WebServer(std::make_unique<Implementation>(std::move(options), std::move(*site)));
}

Result<int> WebServer::bind() { return implementation_->bind(); }
void WebServer::serve() { implementation_->serve(); }
void WebServer::stop() { implementation_->stop(); }

}  // namespace whatworks
