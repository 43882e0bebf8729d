// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/client.h"

#include "fuzz.h"
#include "raw_request.h"

using namespace whatworks;
using fuzz::demand;

namespace {

const ProxyTrust& trust() {
  static const ProxyTrust made{{Network::parse("127.0.0.0/8").value(), Network::parse("fd00::/8").value()}, "x-forwarded-user"};
  return made;
}

void check_address(std::string_view text) {
  if (const auto address = Address::parse(text)) {
    demand(fuzz::is_clean(address->text()), "an address is clean text");
    const auto again = Address::parse(address->text());
    demand(again && again->text() == address->text() && again->begins_like(*address, 128), "an address is read again as the same");
    demand(household_of(text) == household_of(address->text()), "an address is of one household however it is written");
  }
  // An IPv4 address in IPv6's form may begin an IPv6 network, which holds no IPv4 address.
  const auto first = Address::parse(text.substr(0, text.find('/')));
  const bool mapped = first && first->is_ipv4() && text.find(':') != std::string_view::npos;
  if (const auto network = Network::parse(text); network && !mapped) {
    demand(network->contains(text.substr(0, text.find('/'))), "a network holds the address that it is named by");
  }
}

}  // namespace

// The address of a connection stands where a request has its target.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto request = fuzz::raw_request(fuzz::text_of(data, size));
  check_address(request.target);
  for (const auto& header : request.headers) {
    check_address(header.second);
  }
  const auto stranger = client_of("192.0.2.1", request.headers, trust());
  demand(stranger.address == "192.0.2.1" && !stranger.secure && stranger.user.empty() && !stranger.through_proxy,
         "what a stranger says of itself is not believed");
  const auto through = client_of("127.0.0.1", request.headers, trust());
  demand(through.through_proxy && Address::parse(through.address), "who asks through a proxy has an address");
  demand(fuzz::is_clean(through.user), "a name is clean text");
  const auto any = client_of(request.target, request.headers, trust());
  demand(any.through_proxy || (any.user.empty() && !any.secure), "only a proxy is believed");
  return 0;
}
