// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema.h"

#include <array>

namespace whatworks {
namespace {

// Instants are whole seconds since 1970 in UTC. What people type is text; tokens are kept as digests only.
constexpr std::string_view kAccess = R"sql(
CREATE TABLE accounts(
  id            INTEGER PRIMARY KEY,
  pseudonym     TEXT NOT NULL UNIQUE,  -- what all other tables and files call this person, for ever
  name          TEXT UNIQUE,           -- as typed to sign in, in lower case; null once erased
  display_name  TEXT NOT NULL,
  password_hash TEXT,                  -- Argon2id; null until set, or where a proxy vouches
  state         TEXT NOT NULL CHECK (state IN ('active', 'disabled', 'erased')),
  source        TEXT NOT NULL CHECK (source IN ('administrator', 'proxy')),
  form_key      TEXT NOT NULL,         -- for the tokens of forms where there is no session
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE account_roles(
  account INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  role    TEXT NOT NULL,
  PRIMARY KEY (account, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_groups(
  account    INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  group_name TEXT NOT NULL,            -- as in the front matter of restricted records
  PRIMARY KEY (account, group_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE password_links(
  token_digest TEXT PRIMARY KEY,
  account      INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX password_links_by_account ON password_links(account);

CREATE TABLE sessions(
  token_digest TEXT PRIMARY KEY,
  account      INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
  created_at   INTEGER NOT NULL,
  seen_at      INTEGER NOT NULL,
  address      TEXT NOT NULL,
  browser      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions(account);

-- How often in a row a name or an address failed to sign in. Names are kept as digests: people type passwords into the wrong field.
CREATE TABLE sign_in_failures(
  who      TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit(
  number   INTEGER PRIMARY KEY,        -- 1, 2, 3 without a gap
  at       INTEGER NOT NULL,
  actor    TEXT NOT NULL,              -- pseudonym, 'terminal', 'server' or 'visitor'
  action   TEXT NOT NULL,
  subject  TEXT NOT NULL,              -- what it was done to: 'account p-…', 'record …'
  detail   TEXT NOT NULL,              -- nothing personal
  origin   TEXT NOT NULL,              -- digest of salt and address, which can be erased without breaking the chain
  previous TEXT NOT NULL,              -- hash of the entry before
  hash     TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_actor ON audit(actor);
CREATE INDEX audit_by_subject ON audit(subject);

CREATE TABLE audit_origins(
  number  INTEGER PRIMARY KEY,
  salt    TEXT NOT NULL,
  address TEXT NOT NULL
) STRICT;

-- Up to which entry the trail was cut off because it was older than it is to be kept, and that entry's hash.
CREATE TABLE audit_cut(
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL,
  hash   TEXT NOT NULL
) STRICT;
INSERT INTO audit_cut VALUES (1, 0, '');

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit trail is append only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit WHEN old.number > (SELECT number FROM audit_cut)
  BEGIN SELECT raise(ABORT, 'the audit trail is append only'); END;
)sql";

constexpr std::array kSteps{kAccess};

}  // namespace

std::span<const std::string_view> schema_steps() noexcept { return kSteps; }

}  // namespace whatworks
