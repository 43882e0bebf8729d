// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>

#include "access/accounts.h"
#include "access/audit.h"
#include "access/sessions.h"
#include "core/files.h"
#include "core/result.h"
#include "store/store.h"

namespace whatworks {

// What is kept for how long, and what signing in costs. Where nothing else is said, in the spirit of the UK GDPR: as short as the purpose allows.
struct AccessOptions {
  fs::path common_passwords;  // a text file, one in a line
  HashCost hash_cost;
  std::chrono::seconds link_life = std::chrono::hours(72);  // of a link to set a password
  Sessions::Options sessions;
  std::chrono::seconds keep_addresses = std::chrono::days(90);  // in the audit trail; zero: for ever
  std::chrono::seconds keep_audit{0};                           // entries of the audit trail; zero: for ever
  bool proxy_makes_accounts = true;                             // whether an unknown person for whom a trusted proxy vouches becomes a reader
};

// The time of the machine, in whole seconds.
Instant machine_time();

// People, their sessions and the trail of what they did, over one database. Free to share between threads.
class Access {
 public:
  // `store` must outlive it. Fails as CommonPasswords::load() does.
  static Result<Access> make(const Store& store, AccessOptions options, Clock clock = machine_time);
  Access(Access&&) noexcept;
  Access& operator=(Access&&) noexcept;
  ~Access();

  [[nodiscard]] const Accounts& accounts() const noexcept;
  [[nodiscard]] const Sessions& sessions() const noexcept;
  [[nodiscard]] const AuditTrail& audit() const noexcept;
  [[nodiscard]] const AccessOptions& options() const noexcept;
  [[nodiscard]] Instant now() const;

  // Who sent a request: the person for whom a trusted proxy vouches, else whoever has the session's token, else nobody. `proxy_user` and `token` may be empty.
  [[nodiscard]] Result<Visitor> identify(std::string_view proxy_user, std::string_view token, std::string_view address) const;

  // Removes what is older than it is to be kept. To be called at the start and every hour or so.
  [[nodiscard]] Status tidy() const;

 private:
  struct Parts;
  explicit Access(std::unique_ptr<const Parts> parts) noexcept;
  std::unique_ptr<const Parts> parts_;
};

}  // namespace whatworks
