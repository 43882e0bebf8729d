// SPDX-License-Identifier: GPL-3.0-or-later
// Names, passwords and tokens, as strangers send them.
#include "access/access.h"

#include "core/text.h"
#include "fuzz.h"
#include "support/office.h"

using namespace whatworks;
using fuzz::demand;

namespace {

const test::Office& office() {
  static const test::Office one;
  static const auto ann = one.person("ann");
  return one;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  if (const auto name = account_name(text)) {
    demand(name->size() <= kLongestAccountName && !name->empty() && fuzz::is_clean(*name), "a name is short and clean");
    demand(account_name(*name) == name, "a name is its own form");
  }
  static const CommonPasswords common({"password", "dragon"});
  if (check_password(text, "annabel", common)) {
    demand(!find_invalid_utf8(text) && count_code_points(text) >= kShortestPassword && text.size() <= kLongestPassword,
           "a password that is taken keeps the rules");
  }
  const auto& sessions = office().access->sessions();
  const auto visitor = office().access->identify({}, text, "192.0.2.1");
  demand(visitor && !visitor->person, "a token that was not given out is nobody's");
  demand(!office().access->accounts().account_of_link(text), "nor does it set a password");
  if (text.find(test::kPassword) == std::string_view::npos) {
    const auto outcome = sessions.sign_in({"ann", std::string(text), "192.0.2.1", std::string(text), std::string(text)});
    demand(outcome && !std::holds_alternative<SignedIn>(*outcome), "a wrong password lets nobody in");
    const auto other = sessions.sign_in({std::string(text), "wrong", "192.0.2.1", {}, {}});
    demand(other && !std::holds_alternative<SignedIn>(*other), "nor does another name");
  }
  return 0;
}
