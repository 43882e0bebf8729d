// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "access/accounts.h"
#include "access/audit.h"
#include "access/visitor.h"
#include "core/result.h"
#include "store/store.h"

namespace whatworks {

struct SignIn {
  std::string name;      // as typed
  std::string password;  // as typed
  std::string address;
  std::string browser;   // what the browser calls itself, for the list of one's sessions
  std::string replaces;  // token of the session that the browser has already, if any: it ends
  // Whom to count as one with the address: what all in a household or an office share. Empty: the address itself.
  std::string household = {};
  std::string known = {};  // what the browser got when it signed in before, if anything
};

struct SignedIn {
  std::string token;  // for the cookie, and nowhere else
  std::string known;  // by which the browser is known as one that has signed in to this account before; until the password changes
};
struct NotSignedIn {};  // name or password is wrong, or the account may not sign in: one does not learn which
struct MustWait {
  std::chrono::seconds time;  // until another try is looked at
};
using SignInOutcome = std::variant<SignedIn, NotSignedIn, MustWait>;

// A session as its owner sees it.
struct SessionInfo {
  std::string address;
  std::string browser;
  Instant created;
  Instant seen;
  bool present = false;  // the one that asks
};

// Who is signed in. Tokens are kept as digests, so that whoever reads the database cannot use them. Free to share between threads.
class Sessions {
 public:
  struct Options {
    std::chrono::seconds idle = std::chrono::minutes(60);          // without a request, a session ends
    std::chrono::seconds lifetime = std::chrono::hours(12);        // and it ends in any case
    std::chrono::seconds longest_wait = std::chrono::minutes(15);  // that failures bring about
  };
  // Failures in a row that have no consequence, of a name and of an address; after them each doubles the time to wait. A whole force may share an address, so
  // that its failures are forgiven one by one. Whoever fails on purpose keeps nobody out of an account who has signed in to it before: a browser that is known
  // is counted by itself, as a name is.
  static constexpr int kFreeFailuresOfName = 5;
  static constexpr int kFreeFailuresOfAddress = 20;
  static constexpr std::chrono::seconds kForgivenIn = std::chrono::minutes(2);

  Sessions(const Store& store, const AuditTrail& audit, Clock clock, Options options, const HashCost& cost);

  // Takes the same time whether or not there is such an account. Fails as Store does.
  [[nodiscard]] Result<SignInOutcome> sign_in(const SignIn& attempt) const;

  // Whoever has this token. Nobody where it is none, or has ended, or the account is disabled. Fails as Store does.
  [[nodiscard]] Result<Visitor> identify(std::string_view token, std::string_view address) const;

  // Whoever a trusted proxy says it is. An unknown name becomes an account of a reader where `make_accounts`, else nobody. Fails as Store does.
  [[nodiscard]] Result<Visitor> identify_by_proxy(std::string_view name, std::string_view address, bool make_accounts) const;

  // Ends the session of the visitor, or all of theirs.
  [[nodiscard]] Status sign_out(const Visitor& visitor) const;
  [[nodiscard]] Status sign_out_everywhere(const Visitor& visitor) const;

  // The newest use first.
  [[nodiscard]] Result<std::vector<SessionInfo>> sessions_of(const Visitor& visitor) const;

  // Removes what has ended.
  [[nodiscard]] Status tidy() const;

 private:
  [[nodiscard]] Result<std::chrono::seconds> wait_of(const std::vector<std::string>& keys) const;
  void count_failure(Transaction& transaction, const std::string& key) const;
  [[nodiscard]] bool has_ended(Instant created, Instant seen) const;

  const Store& store_;
  const AuditTrail& audit_;
  Clock clock_;
  Options options_;
  std::string decoy_;  // a hash that no password has, for names that there are none of
  // Each hash takes much memory for a moment: a flood of sign-ins may neither fill the memory nor take all threads.
  static constexpr int kHashesAtOnce = 2;
  static constexpr int kMostWaiting = 16;
  mutable std::counting_semaphore<kHashesAtOnce> hashing_{kHashesAtOnce};
  mutable std::atomic<int> waiting_ = 0;
};

}  // namespace whatworks
