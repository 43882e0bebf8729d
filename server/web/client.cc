// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

#include "core/text.h"

namespace whatworks {
namespace {

constexpr int kBits = 128;
constexpr int kBitsBeforeIpv4 = 96;
constexpr std::array<unsigned char, 12> kBeforeIpv4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kHouseholdBits = 64;
constexpr std::size_t kLongestUser = 254;  // as an address of e-mail

// The values of all headers of that name, as if they had come in one, split at the commas.
std::vector<std::string> list_in(const Headers& headers, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& [header_name, value] : headers) {
    if (header_name == name) {
      for (const auto& entry : split(value, ',')) {
        out.emplace_back(trim(entry));
      }
    }
  }
  return out;
}

// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:4711".
std::optional<Address> forwarded_address(std::string_view entry) {
  if (entry.find('%') != std::string_view::npos) {
    return std::nullopt;  // a zone has a meaning on one machine only
  }
  const bool bracketed = entry.starts_with('[');
  const auto end = bracketed ? entry.find(']') : std::count(entry.begin(), entry.end(), ':') == 1 ? entry.find(':') : entry.size();
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  const auto rest = entry.substr(end + (bracketed ? 1 : 0));
  if (!rest.empty() && (rest.front() != ':' || rest.size() == 1 || rest.find_first_not_of("0123456789", 1) != std::string_view::npos)) {
    return std::nullopt;
  }
  return Address::parse(bracketed ? entry.substr(1, end - 1) : entry.substr(0, end));
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestUser && !find_invalid_utf8(text) &&
         std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::string user_in(const Headers& headers, std::string_view name) {
  const auto is_it = [&](const auto& header) { return header.first == name; };
  if (name.empty() || std::count_if(headers.begin(), headers.end(), is_it) != 1) {
    return {};
  }
  const auto user = trim(std::find_if(headers.begin(), headers.end(), is_it)->second);
  return is_name(user) ? std::string(user) : std::string();
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  const std::string terminated(text.substr(0, text.find('%')));
  if (terminated.find('\0') != std::string::npos) {
    return std::nullopt;
  }
  Address out;
  if (::inet_pton(AF_INET6, terminated.c_str(), out.bytes_.data()) == 1) {
    return out;
  }
  std::copy(kBeforeIpv4.begin(), kBeforeIpv4.end(), out.bytes_.begin());
  if (::inet_pton(AF_INET, terminated.c_str(), out.bytes_.data() + kBeforeIpv4.size()) == 1) {
    return out;
  }
  return std::nullopt;
}

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  const bool ipv4 = is_ipv4();
  ::inet_ntop(ipv4 ? AF_INET : AF_INET6, bytes_.data() + (ipv4 ? kBeforeIpv4.size() : 0), out.data(), out.size());
  return out.data();
}

bool Address::is_ipv4() const noexcept { return std::equal(kBeforeIpv4.begin(), kBeforeIpv4.end(), bytes_.begin()); }

bool Address::is_loopback() const noexcept {
  if (is_ipv4()) {
    return bytes_[kBeforeIpv4.size()] == 127;
  }
  return bytes_.back() == 1 && std::all_of(bytes_.begin(), bytes_.end() - 1, [](unsigned char byte) { return byte == 0; });
}

bool Address::begins_like(const Address& other, int bits) const noexcept { return cut_to(bits).bytes_ == other.cut_to(bits).bytes_; }

Address Address::cut_to(int bits) const noexcept {
  Address out = *this;
  for (std::size_t i = 0; i < out.bytes_.size(); ++i) {
    const int kept = std::clamp(bits - static_cast<int>(i) * 8, 0, 8);
    out.bytes_[i] = static_cast<unsigned char>(out.bytes_[i] & (0xff00 >> kept));
  }
  return out;
}

Result<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = Address::parse(text.substr(0, slash));
  const auto before = address && address->is_ipv4() && text.find(':') == std::string_view::npos ? kBitsBeforeIpv4 : 0;
  const auto bits = slash == std::string_view::npos ? std::optional<long long>(kBits - before) : parse_integer(text.substr(slash + 1));
  if (!address || !bits || *bits < 0 || *bits > kBits - before) {
    return failure(ErrorCode::bad_usage, "\"" + std::string(text) + "\" is no network", "write it as 10.0.0.0/8, fd00::/8, or one address such as 192.0.2.1");
  }
  Network out;
  out.first_ = *address;
  out.bits_ = static_cast<int>(*bits) + before;
  return out;
}

bool Network::contains(std::string_view address) const {
  const auto parsed = Address::parse(address);
  return parsed && contains(*parsed);
}

bool Network::contains(const Address& address) const noexcept {
  const bool of_ipv4 = bits_ >= kBitsBeforeIpv4 && first_.is_ipv4();
  return address.is_ipv4() == of_ipv4 && address.begins_like(first_, bits_);
}

Client client_of(std::string_view peer_address, const Headers& headers, const ProxyTrust& trust) {
  const auto trusted = [&](const Address& address) {
    return std::any_of(trust.proxies.begin(), trust.proxies.end(), [&](const Network& network) { return network.contains(address); });
  };
  Client out;
  auto address = Address::parse(peer_address);
  out.address = address ? address->text() : std::string(peer_address);
  out.through_proxy = address && trusted(*address);
  if (!out.through_proxy) {
    return out;
  }
  auto chain = list_in(headers, "x-forwarded-for");
  while (!chain.empty() && trusted(*address)) {
    const auto next = forwarded_address(chain.back());
    if (!next) {
      break;
    }
    address = next;
    chain.pop_back();
  }
  out.address = address->text();
  const auto schemes = list_in(headers, "x-forwarded-proto");
  out.secure = !schemes.empty() && fold(schemes.back()) == "https";
  out.user = user_in(headers, trust.user_header);
  return out;
}

std::string household_of(std::string_view address) {
  const auto parsed = Address::parse(address);
  if (!parsed || parsed->is_ipv4()) {
    return parsed ? parsed->text() : std::string(address);
  }
  return parsed->cut_to(kHouseholdBits).text() + "/" + std::to_string(kHouseholdBits);
}

}  // namespace whatworks
