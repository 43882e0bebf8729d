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

// Drafts on their way to records, and what became of the records.
constexpr std::string_view kContribute = R"sql(
ALTER TABLE accounts ADD COLUMN orcid TEXT NOT NULL DEFAULT '';  -- by which contributors are credited; empty where they gave none

CREATE TABLE drafts(
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,     -- in addresses: 'd-' and 12 hexadecimal digits
  owner      INTEGER NOT NULL REFERENCES accounts(id),
  record_id  TEXT NOT NULL,            -- as the text has it; empty where it has none
  title      TEXT NOT NULL,            -- likewise
  text       TEXT NOT NULL,            -- the whole file, finished or not
  version    INTEGER NOT NULL,         -- counts the saves
  state      TEXT NOT NULL CHECK (state IN ('open', 'submitted', 'changes-asked', 'accepted', 'published', 'declined')),
  corrects   TEXT NOT NULL,            -- id of the published record whose place it is to take; empty for a new one
  base       TEXT NOT NULL,            -- digest of that record's file as it was when the correction began; empty for a new record
  base_circulation TEXT NOT NULL,      -- of that file: only who may read it sees how it differs; empty for a new record
  base_groups      TEXT NOT NULL,      -- with commas between
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX drafts_by_owner ON drafts(owner);
CREATE INDEX drafts_by_state ON drafts(state) WHERE state IN ('submitted', 'accepted');

-- What a save held that came too late, because the draft was changed elsewhere meanwhile.
CREATE TABLE draft_copies(
  id      INTEGER PRIMARY KEY,
  draft   INTEGER NOT NULL REFERENCES drafts(id) ON DELETE CASCADE,
  text    TEXT NOT NULL,
  made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX draft_copies_by_draft ON draft_copies(draft);

-- The draft as it was handed in, each time.
CREATE TABLE submissions(
  draft        INTEGER NOT NULL REFERENCES drafts(id) ON DELETE CASCADE,
  number       INTEGER NOT NULL,       -- 1, 2, 3
  text         TEXT NOT NULL,
  note         TEXT NOT NULL,          -- of the contributor, for reviewers; may be empty
  circulation  TEXT NOT NULL,          -- of the record to be: who may review it
  group_names  TEXT NOT NULL,          -- with commas between
  submitted_at INTEGER NOT NULL,
  PRIMARY KEY (draft, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE review_comments(
  id         INTEGER PRIMARY KEY,
  draft      INTEGER NOT NULL,
  submission INTEGER NOT NULL,
  line       INTEGER NOT NULL,         -- of the submission's text, from 1; 0: on the whole
  author     INTEGER NOT NULL REFERENCES accounts(id),
  text       TEXT NOT NULL,
  made_at    INTEGER NOT NULL,
  FOREIGN KEY (draft, submission) REFERENCES submissions(draft, number) ON DELETE CASCADE
) STRICT;
CREATE INDEX review_comments_by_draft ON review_comments(draft, submission);

-- One for each submission, so that of two who decide at once the second is told.
CREATE TABLE review_decisions(
  draft      INTEGER NOT NULL,
  submission INTEGER NOT NULL,
  reviewer   INTEGER NOT NULL REFERENCES accounts(id),
  decision   TEXT NOT NULL CHECK (decision IN ('accept', 'ask-for-changes', 'decline')),
  reason     TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (draft, submission),
  FOREIGN KEY (draft, submission) REFERENCES submissions(draft, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How reviewers code a submission, each without seeing the others.
CREATE TABLE review_codings(
  draft      INTEGER NOT NULL,
  submission INTEGER NOT NULL,
  reviewer   INTEGER NOT NULL REFERENCES accounts(id),
  codes      TEXT NOT NULL,            -- JSON: {"facet": ["code", …]}
  coded_at   INTEGER NOT NULL,
  PRIMARY KEY (draft, submission, reviewer),
  FOREIGN KEY (draft, submission) REFERENCES submissions(draft, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What is being published or withdrawn: written before the corpus changes, taken away after, so that a start after a kill ends what was begun.
CREATE TABLE publications(
  id         INTEGER PRIMARY KEY,
  record_id  TEXT NOT NULL UNIQUE,     -- one change of a record at a time
  draft      INTEGER REFERENCES drafts(id),  -- null where a record is withdrawn
  text       TEXT,                     -- the file as it is to be; null where it is to go
  base       TEXT NOT NULL,            -- digest of the file before; empty where there is none
  actor      TEXT NOT NULL,            -- pseudonym of whoever decided
  reason     TEXT NOT NULL,
  begun_at   INTEGER NOT NULL
) STRICT;

-- The history of records since this database knows of them.
CREATE TABLE record_versions(
  record_id   TEXT NOT NULL,
  number      INTEGER NOT NULL,        -- 1, 2, 3
  event       TEXT NOT NULL CHECK (event IN ('found', 'published', 'corrected', 'changed-outside', 'withdrawn', 'removed-outside')),
  at          INTEGER NOT NULL,
  contributor TEXT NOT NULL,           -- pseudonym; empty where it is not known
  reviewer    TEXT NOT NULL,           -- likewise
  note        TEXT NOT NULL,           -- what changed, or why it was withdrawn
  circulation TEXT NOT NULL,           -- of this version: who may see it
  group_names TEXT NOT NULL,           -- with commas between
  title       TEXT NOT NULL,
  text        TEXT NOT NULL,           -- the whole file; of one that went, as it was last
  PRIMARY KEY (record_id, number)
) STRICT, WITHOUT ROWID;

-- Whoever has their account erased takes along what was not published.
CREATE TRIGGER erased_accounts_take_their_drafts AFTER UPDATE OF state ON accounts WHEN new.state = 'erased' BEGIN
  DELETE FROM drafts WHERE owner = new.id AND state NOT IN ('accepted', 'published');
END;
)sql";

// Workshops: who takes part, what they judge, and what comes of it. Whoever is on the panel is a member with a name and a rater with answers; nothing joins the
// two but the member's personal code, of which each holds another digest. Answers have neither a time nor a rowid, so that their order tells nothing either.
constexpr std::string_view kWorkshops = R"sql(
CREATE TABLE workshops(
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,    -- in addresses: 'w-' and 12 hexadecimal digits
  title       TEXT NOT NULL,
  held_on     TEXT NOT NULL,           -- '2027-03-18'; empty where it is not known yet
  place       TEXT NOT NULL,
  purpose     TEXT NOT NULL,
  circulation TEXT NOT NULL CHECK (circulation IN ('public', 'internal', 'restricted')),
  group_names TEXT NOT NULL,           -- with commas between
  facilitator INTEGER NOT NULL REFERENCES accounts(id),
  join_code   TEXT NOT NULL UNIQUE,
  scheme      TEXT NOT NULL,           -- JSON: criteria and scales, as schemas/assessment.json has them
  stage       TEXT NOT NULL CHECK (stage IN ('preparing', 'round-one', 'discussion', 'round-two', 'deciding', 'closed')),
  second_held INTEGER NOT NULL CHECK (second_held IN (0, 1)),
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE workshop_groups(
  id         INTEGER PRIMARY KEY,
  workshop   INTEGER NOT NULL REFERENCES workshops(id),
  number     INTEGER NOT NULL,         -- 1, 2, 3; that of a group that went is not given again
  label      TEXT NOT NULL,
  priorities TEXT NOT NULL,            -- codes with commas between
  UNIQUE (workshop, number)
) STRICT;

CREATE TABLE workshop_items(
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL UNIQUE, -- in addresses: 'i-' and 12 hexadecimal digits
  workshop_group INTEGER NOT NULL REFERENCES workshop_groups(id) ON DELETE CASCADE,
  position       INTEGER NOT NULL,
  record_id      TEXT NOT NULL,        -- empty where no record is its briefing
  title          TEXT NOT NULL,
  description    TEXT NOT NULL,
  notes          TEXT NOT NULL,        -- of the discussion
  notes_version  INTEGER NOT NULL
) STRICT;
CREATE INDEX workshop_items_by_group ON workshop_items(workshop_group, position);
CREATE INDEX workshop_items_by_record ON workshop_items(record_id) WHERE record_id <> '';

CREATE TABLE panel_members(
  member         TEXT PRIMARY KEY,     -- digest of the personal code
  workshop       INTEGER NOT NULL REFERENCES workshops(id),
  workshop_group INTEGER NOT NULL REFERENCES workshop_groups(id),
  display_name   TEXT NOT NULL,
  organisation   TEXT NOT NULL CHECK (organisation IN ('police', 'academia', 'other'))
) STRICT, WITHOUT ROWID;
CREATE INDEX panel_members_by_workshop ON panel_members(workshop);

-- How far a member is, without what they said.
CREATE TABLE panel_progress(
  member   TEXT NOT NULL REFERENCES panel_members(member) ON DELETE CASCADE,
  round    INTEGER NOT NULL CHECK (round IN (1, 2)),
  answered INTEGER NOT NULL,           -- items judged whole, or with a conflict of interest declared
  finished INTEGER NOT NULL CHECK (finished IN (0, 1)),
  PRIMARY KEY (member, round)
) STRICT, WITHOUT ROWID;

CREATE TABLE raters(
  rater          TEXT PRIMARY KEY,     -- another digest of the personal code; of a form on paper, one by chance
  workshop       INTEGER NOT NULL REFERENCES workshops(id),
  workshop_group INTEGER NOT NULL REFERENCES workshop_groups(id),
  organisation   TEXT NOT NULL CHECK (organisation IN ('police', 'academia', 'other')),
  paper_form     INTEGER               -- its number, where answers came on paper
) STRICT, WITHOUT ROWID;
CREATE INDEX raters_by_workshop ON raters(workshop);
CREATE UNIQUE INDEX raters_by_paper_form ON raters(workshop, paper_form) WHERE paper_form IS NOT NULL;

CREATE TABLE assessments(
  item             INTEGER NOT NULL REFERENCES workshop_items(id) ON DELETE CASCADE,
  round            INTEGER NOT NULL CHECK (round IN (1, 2)),
  rater            TEXT NOT NULL REFERENCES raters(rater) ON DELETE CASCADE,
  version          INTEGER NOT NULL,   -- counts the saves
  scores           TEXT NOT NULL,      -- JSON: {"criterion": number, or null for "cannot judge"}
  reason           TEXT NOT NULL,
  current_practice TEXT NOT NULL,
  opportunity      TEXT NOT NULL,
  PRIMARY KEY (item, round, rater)
) STRICT, WITHOUT ROWID;
CREATE INDEX assessments_by_rater ON assessments(rater);

-- Interventions that a rater may not judge.
CREATE TABLE conflicts_of_interest(
  item  INTEGER NOT NULL REFERENCES workshop_items(id) ON DELETE CASCADE,
  rater TEXT NOT NULL REFERENCES raters(rater) ON DELETE CASCADE,
  PRIMARY KEY (item, rater)
) STRICT, WITHOUT ROWID;

CREATE TABLE workshop_decisions(
  item       INTEGER PRIMARY KEY REFERENCES workshop_items(id) ON DELETE CASCADE,
  outcome    TEXT NOT NULL CHECK (outcome IN ('adopt', 'trial', 'park', 'reject')),
  owner      TEXT NOT NULL,
  due_on     TEXT NOT NULL,            -- '2027-06-30'; empty where there is no day
  reason     TEXT NOT NULL,
  done       INTEGER NOT NULL CHECK (done IN (0, 1)),
  version    INTEGER NOT NULL,
  decided_at INTEGER NOT NULL
) STRICT;
)sql";

constexpr std::string_view kEvaluation = R"sql(
-- Forms without a name. Nothing in a row tells who sent it or when, and rows lie in the order of digests of chance.
CREATE TABLE evaluation_answers(
  token    TEXT PRIMARY KEY,           -- digest of what the form was known by
  workshop INTEGER NOT NULL REFERENCES workshops(id),
  level    INTEGER NOT NULL CHECK (level IN (1, 2, 3)),
  answers  TEXT NOT NULL,              -- JSON: {"item": point of the scale, or null for "not applicable"}
  texts    TEXT NOT NULL               -- JSON: {"question": "answer"}
) STRICT, WITHOUT ROWID;
CREATE INDEX evaluation_answers_by_workshop ON evaluation_answers(workshop, level);

-- How likely a rater is to use an intervention, asked twice.
CREATE TABLE likelihoods(
  item   INTEGER NOT NULL REFERENCES workshop_items(id) ON DELETE CASCADE,
  rater  TEXT NOT NULL REFERENCES raters(rater) ON DELETE CASCADE,
  moment TEXT NOT NULL CHECK (moment IN ('before', 'after')),
  value  INTEGER NOT NULL,
  PRIMARY KEY (item, rater, moment)
) STRICT, WITHOUT ROWID;
CREATE INDEX likelihoods_by_rater ON likelihoods(rater);

CREATE TABLE follow_up_links(
  workshop INTEGER NOT NULL REFERENCES workshops(id),
  level    INTEGER NOT NULL CHECK (level IN (2, 3)),
  link_key TEXT NOT NULL,
  ends_at  INTEGER NOT NULL,
  PRIMARY KEY (workshop, level)
) STRICT, WITHOUT ROWID;
)sql";

// Trials that workshops decided on. What was registered is added to and never changed.
constexpr std::string_view kTrials = R"sql(
CREATE TABLE trials(
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,     -- in addresses: 't-' and 12 hexadecimal digits
  item       INTEGER NOT NULL UNIQUE REFERENCES workshop_items(id),
  state      TEXT NOT NULL CHECK (state IN ('drafting', 'planned', 'running', 'stopped', 'finished')),
  protocol   TEXT NOT NULL,            -- JSON: {"field": text}, as it is now
  version    INTEGER NOT NULL,         -- counts the changes
  draft      TEXT NOT NULL,            -- of the record that it becomes; empty where there is none
  writer     TEXT NOT NULL,            -- pseudonym of whoever has that draft; likewise
  begun_by   INTEGER NOT NULL REFERENCES accounts(id),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE trial_versions(
  trial         INTEGER NOT NULL REFERENCES trials(id),
  number        INTEGER NOT NULL,      -- 1, 2, 3
  protocol      TEXT NOT NULL,         -- as in trials
  text          TEXT NOT NULL,         -- all of it as one text
  hash          TEXT NOT NULL,         -- SHA-256 of that text
  reason        TEXT NOT NULL,         -- of an amendment; empty for the first
  registered_by INTEGER NOT NULL REFERENCES accounts(id),
  registered_at INTEGER NOT NULL,
  PRIMARY KEY (trial, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE trial_steps(
  trial       INTEGER NOT NULL REFERENCES trials(id),
  number      INTEGER NOT NULL,        -- 1, 2
  state       TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'finished')),
  happened_on TEXT NOT NULL,           -- '2027-03-18'
  reason      TEXT NOT NULL,           -- of stopping; else empty
  told_by     INTEGER NOT NULL REFERENCES accounts(id),
  told_at     INTEGER NOT NULL,
  PRIMARY KEY (trial, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER trial_versions_are_not_changed BEFORE UPDATE ON trial_versions BEGIN SELECT raise(ABORT, 'what was registered is not changed'); END;
CREATE TRIGGER trial_versions_are_not_deleted BEFORE DELETE ON trial_versions BEGIN SELECT raise(ABORT, 'what was registered is not deleted'); END;
)sql";

constexpr std::string_view kClosedRounds = R"sql(
-- A conflict of interest counts from the round in which it was declared: what was shown of a round that is closed stays as it is.
ALTER TABLE conflicts_of_interest ADD COLUMN round INTEGER NOT NULL DEFAULT 1 CHECK (round IN (1, 2));

-- Of how far a member is, no more than what the facilitator has to know: 0 nothing, 1 something, 2 all. A count would tell which answers are theirs.
UPDATE panel_progress SET answered = CASE
  WHEN answered = 0 THEN 0
  WHEN answered < (SELECT count(*) FROM workshop_items i JOIN panel_members m ON m.workshop_group = i.workshop_group WHERE m.member = panel_progress.member) THEN 1
  ELSE 2 END;
)sql";

constexpr std::array kSteps{kAccess, kContribute, kWorkshops, kEvaluation, kTrials, kClosedRounds};

}  // namespace

std::span<const std::string_view> schema_steps() noexcept { return kSteps; }

}  // namespace whatworks
