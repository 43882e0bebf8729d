// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "web/headers.h"

namespace whatworks {

// An address of a machine, as 16 bytes; an IPv4 address and the IPv6 address that it is mapped to (::ffff:192.0.2.1) are the same. A plain value.
class Address {
 public:
  // "192.0.2.1", "2001:db8::1" or "fe80::1%eth0"; nothing where the text is anything else.
  static std::optional<Address> parse(std::string_view text);

  [[nodiscard]] std::string text() const;  // the one usual way of writing it
  [[nodiscard]] bool is_ipv4() const noexcept;
  [[nodiscard]] bool is_loopback() const noexcept;

  // Whether the first `bits` bits, of 128, are those of `other`.
  [[nodiscard]] bool begins_like(const Address& other, int bits) const noexcept;

  // With all bits zero after the first `bits`.
  [[nodiscard]] Address cut_to(int bits) const noexcept;

 private:
  std::array<unsigned char, 16> bytes_{};
};

// The addresses that begin alike. A plain value.
class Network {
 public:
  // "10.0.0.0/8", "fd00::/8", or one address alone. What follows the first bits does not matter. Fails with bad_usage, saying how to write it.
  static Result<Network> parse(std::string_view text);

  // False where `address` is none. An IPv6 network, not even ::/0, holds no IPv4 address.
  [[nodiscard]] bool contains(std::string_view address) const;
  [[nodiscard]] bool contains(const Address& address) const noexcept;

 private:
  Address first_;
  int bits_ = 128;
};

// Whom we believe when they say for whom they ask.
struct ProxyTrust {
  std::vector<Network> proxies;  // reverse proxies that write X-Forwarded-For and X-Forwarded-Proto themselves
  std::string user_header;       // lower-case name of the header in which they say who has logged in with them, "x-forwarded-user"; empty: none
};

// Who is on the other side of a connection.
struct Client {
  std::string address;         // of the person, in its usual form; as the connection has it where that is no address
  bool secure = false;         // whether it reached the proxy by https
  std::string user;            // whom the proxy has let in; empty where it says none, or more than one, or nothing that could be a name
  bool through_proxy = false;  // whether the connection is one of a trusted proxy
};

// `peer_address` is that of the other end of the connection. Each proxy adds to X-Forwarded-For whom it heard from; it is read from its end, for as long as
// those who wrote it are trusted and what they wrote is an address (a port after it is left out). Headers from anybody else are as if they had not come. The
// proxy must take the user header out of what it passes on: we cannot tell its own from a visitor's where only the visitor's comes.
Client client_of(std::string_view peer_address, const Headers& headers, const ProxyTrust& trust);

// Whom to count as one: the address itself, or the first half of an IPv6 address, since one household has all that begin with it.
std::string household_of(std::string_view address);

}  // namespace whatworks
