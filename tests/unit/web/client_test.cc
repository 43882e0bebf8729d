// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/client.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace whatworks;

namespace {

Network network(const std::string& text) {
  INFO(text);
  auto parsed = Network::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

ProxyTrust trust(const std::vector<std::string>& networks) {
  ProxyTrust out;
  for (const auto& text : networks) {
    out.proxies.push_back(network(text));
  }
  out.user_header = "x-forwarded-user";
  return out;
}

std::string address_of(const std::string& peer, Headers headers) { return client_of(peer, headers, trust({"127.0.0.1", "10.0.0.0/8", "fd00::/8"})).address; }

}  // namespace

TEST_CASE("a network holds the addresses that begin like it") {
  CHECK(network("10.0.0.0/8").contains("10.255.0.1"));
  CHECK_FALSE(network("10.0.0.0/8").contains("11.0.0.1"));
  CHECK(network("192.0.2.128/25").contains("192.0.2.129"));
  CHECK_FALSE(network("192.0.2.128/25").contains("192.0.2.127"));
  CHECK(network("10.1.2.3/8").contains("10.9.9.9"));
  CHECK(network("127.0.0.1").contains("127.0.0.1"));
  CHECK_FALSE(network("127.0.0.1").contains("127.0.0.2"));
  CHECK(network("::1").contains("0:0:0:0:0:0:0:1"));
  CHECK(network("fd00::/8").contains("fdff::1"));
  CHECK_FALSE(network("fd00::/8").contains("fe80::1"));
  CHECK(network("0.0.0.0/0").contains("203.0.113.9"));
  CHECK_FALSE(network("0.0.0.0/0").contains("2001:db8::1"));
  CHECK_FALSE(network("::/0").contains("203.0.113.9"));
  CHECK_FALSE(network("::/0").contains("nobody"));
  CHECK_FALSE(network("::/0").contains(""));
}

TEST_CASE("an IPv4 address is the same when it is written as IPv6") {
  CHECK(network("10.0.0.0/8").contains("::ffff:10.1.1.1"));
  CHECK(network("::ffff:10.0.0.0/104").contains("10.1.1.1"));
  CHECK(Address::parse("::ffff:192.0.2.1")->text() == "192.0.2.1");
  CHECK(Address::parse("2001:DB8:0:0::1")->text() == "2001:db8::1");
  CHECK(Address::parse("::ffff:127.0.0.1")->is_loopback());
  CHECK(Address::parse("127.8.8.8")->is_loopback());
  CHECK(Address::parse("::1")->is_loopback());
  CHECK_FALSE(Address::parse("::")->is_loopback());
  CHECK_FALSE(Address::parse("10.0.0.1")->is_loopback());
}

TEST_CASE("what is no network is refused with the way to write one") {
  for (const auto* text : {"", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "fd00::/129", "10.0.0/8", "example.org", "10.0.0.0/8/8", "10.0.0.0/8 ", "*"}) {
    INFO(text);
    const auto parsed = Network::parse(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == ErrorCode::bad_usage);
    CHECK_FALSE(parsed.error().hint.empty());
  }
}

TEST_CASE("headers of a peer that is not trusted are as if they had not come") {
  const Headers headers{{"x-forwarded-for", "203.0.113.7"}, {"x-forwarded-proto", "https"}, {"x-forwarded-user", "anna"}};
  const auto client = client_of("192.0.2.1", headers, trust({"10.0.0.0/8"}));
  CHECK(client.address == "192.0.2.1");
  CHECK_FALSE(client.secure);
  CHECK(client.user.empty());
  CHECK_FALSE(client.through_proxy);
  const auto nobody = client_of("", headers, trust({"10.0.0.0/8", "::/0"}));
  CHECK(nobody.address.empty());
  CHECK_FALSE(nobody.through_proxy);
}

TEST_CASE("a trusted proxy tells the address of the person, their way and their name") {
  const Headers headers{{"x-forwarded-for", "203.0.113.7"}, {"x-forwarded-proto", "HTTPS"}, {"x-forwarded-user", " anna@force.example "}};
  const auto client = client_of("::ffff:10.0.0.1", headers, trust({"10.0.0.0/8"}));
  CHECK(client.address == "203.0.113.7");
  CHECK(client.secure);
  CHECK(client.user == "anna@force.example");
  CHECK(client.through_proxy);
  const auto silent = client_of("10.0.0.1", {}, trust({"10.0.0.0/8"}));
  CHECK(silent.address == "10.0.0.1");
  CHECK_FALSE(silent.secure);
  CHECK(silent.through_proxy);
}

TEST_CASE("the address of the person is the last one that no proxy of ours has") {
  CHECK(address_of("127.0.0.1", {{"x-forwarded-for", "198.51.100.1, 203.0.113.7"}}) == "203.0.113.7");
  CHECK(address_of("127.0.0.1", {{"x-forwarded-for", "198.51.100.1, 203.0.113.7, 10.2.3.4"}}) == "203.0.113.7");
  CHECK(address_of("127.0.0.1", {{"x-forwarded-for", "198.51.100.1"}, {"x-forwarded-for", "203.0.113.7,10.2.3.4"}}) == "203.0.113.7");
  CHECK(address_of("127.0.0.1", {{"x-forwarded-for", "10.9.9.9, 10.2.3.4"}}) == "10.9.9.9");
  CHECK(address_of("fd00::1", {{"x-forwarded-for", "2001:DB8::0:7"}}) == "2001:db8::7");
  CHECK(address_of("127.0.0.1", {{"x-forwarded-for", "::ffff:203.0.113.7"}}) == "203.0.113.7");
  CHECK(address_of("127.0.0.1", {{"x-forwarded-for", "203.0.113.7:4711"}}) == "203.0.113.7");
  CHECK(address_of("127.0.0.1", {{"x-forwarded-for", "[2001:db8::7]:4711"}}) == "2001:db8::7");
  CHECK(address_of("127.0.0.1", {{"x-forwarded-for", "[2001:db8::7]"}}) == "2001:db8::7");
}

TEST_CASE("an entry that is no address is never believed, nor what stands before it") {
  for (const auto* entry : {"unknown", "", "203.0.113", "203.0.113.7.8", "203.0.113.7:", "203.0.113.7:x", "[2001:db8::7", "[2001:db8::7]x", "]", "[",
                            "fe80::1%eth0", "<script>", "203.0.113.7\r\n", "0x7f.1", "203.0.113.007"}) {
    INFO(entry);
    const auto address = address_of("127.0.0.1", {{"x-forwarded-for", "198.51.100.1, " + std::string(entry) + ", 10.2.3.4"}});
    CHECK(address == (std::string(entry) == "203.0.113.7\r\n" ? "203.0.113.7" : "10.2.3.4"));
  }
}

TEST_CASE("of several schemes the last counts, which our proxy has written") {
  const auto secure = [](Headers headers) { return client_of("10.0.0.1", headers, trust({"10.0.0.0/8"})).secure; };
  CHECK(secure({{"x-forwarded-proto", "http, https"}}));
  CHECK_FALSE(secure({{"x-forwarded-proto", "https, http"}}));
  CHECK_FALSE(secure({{"x-forwarded-proto", "https"}, {"x-forwarded-proto", "http"}}));
  CHECK_FALSE(secure({{"x-forwarded-proto", "httpsx"}}));
  CHECK_FALSE(secure({{"x-forwarded-proto", ""}}));
}

TEST_CASE("a name is taken only where exactly one came, from the header that was chosen") {
  const auto user = [](Headers headers, ProxyTrust with = trust({"10.0.0.0/8"})) { return client_of("10.0.0.1", headers, with).user; };
  CHECK(user({{"x-forwarded-user", "anna"}}) == "anna");
  CHECK(user({{"x-forwarded-user", "anna"}, {"x-forwarded-user", "anna"}}).empty());
  CHECK(user({{"x-forwarded-user", "an\nna"}}).empty());
  CHECK(user({{"x-forwarded-user", "\xff"}}).empty());
  CHECK(user({{"x-forwarded-user", std::string(300, 'a')}}).empty());
  auto other = trust({"10.0.0.0/8"});
  other.user_header = "remote-user";
  CHECK(user({{"x-forwarded-user", "anna"}}, other).empty());
  CHECK(user({{"remote-user", "anna"}}, other) == "anna");
  other.user_header.clear();
  CHECK(user({{"x-forwarded-user", "anna"}, {"", "bob"}}, other).empty());
}

TEST_CASE("one household is one IPv4 address, or all that begin with the same half of an IPv6 address") {
  CHECK(household_of("203.0.113.7") == "203.0.113.7");
  CHECK(household_of("::ffff:203.0.113.7") == "203.0.113.7");
  CHECK(household_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
  CHECK(household_of("2001:db8:1:2:ffff::") == "2001:db8:1:2::/64");
  CHECK(household_of("2001:db8:1:3::") != "2001:db8:1:2::/64");
  CHECK(household_of("nobody") == "nobody");
}
