// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/access.h"

namespace whatworks {

struct Access::Parts {
  Parts(const Store& store, AccessOptions wanted, CommonPasswords passwords, Clock now)
      : options(std::move(wanted)),
        clock(std::move(now)),
        common(std::move(passwords)),
        audit(store, clock),
        accounts(store, audit, common, clock, options.link_life, options.hash_cost),
        sessions(store, audit, clock, options.sessions, options.hash_cost) {}

  AccessOptions options;
  Clock clock;
  CommonPasswords common;
  AuditTrail audit;
  Accounts accounts;
  Sessions sessions;
};

Instant machine_time() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

Access::Access(std::unique_ptr<const Parts> parts) noexcept : parts_(std::move(parts)) {}
Access::Access(Access&&) noexcept = default;
Access& Access::operator=(Access&&) noexcept = default;
Access::~Access() = default;

Result<Access> Access::make(const Store& store, AccessOptions options, Clock clock) {
  auto common = CommonPasswords::load(options.common_passwords);
  if (!common) {
    return failure(std::move(common.error()));
  }
  return Access(std::make_unique<const Parts>(store, std::move(options), *std::move(common), std::move(clock)));
}

const Accounts& Access::accounts() const noexcept { return parts_->accounts; }
const Sessions& Access::sessions() const noexcept { return parts_->sessions; }
const AuditTrail& Access::audit() const noexcept { return parts_->audit; }
const AccessOptions& Access::options() const noexcept { return parts_->options; }
Instant Access::now() const { return parts_->clock(); }

Result<Visitor> Access::identify(std::string_view proxy_user, std::string_view token, std::string_view address) const {
  if (!proxy_user.empty()) {
    return parts_->sessions.identify_by_proxy(proxy_user, address, parts_->options.proxy_makes_accounts);
  }
  if (!token.empty()) {
    return parts_->sessions.identify(token, address);
  }
  return Visitor{std::nullopt, std::string(address), {}, {}};
}

Status Access::tidy() const {
  if (auto status = parts_->sessions.tidy(); !status) {
    return status;
  }
  return parts_->audit.tidy(parts_->options.keep_addresses, parts_->options.keep_audit);
}

}  // namespace whatworks
