// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/audit.h"
#include "access/visitor.h"
#include "agreement/agreement.h"
#include "contribute/drafts.h"
#include "core/result.h"
#include "record/record.h"
#include "store/store.h"
#include "vocabulary/schemas.h"

namespace whatworks {

// What a reviewer may decide.
enum class Decision { accept, ask_for_changes, decline };

// "accept", "ask-for-changes", "decline": as in forms and in the database.
std::string_view decision_name(Decision decision) noexcept;
std::optional<Decision> find_decision(std::string_view name) noexcept;

struct DecisionMade {
  Decision decision = Decision::accept;
  std::string reviewer;       // pseudonym
  std::string reviewer_name;  // as shown
  std::string reason;
  Instant at;
};

struct ReviewComment {
  std::int64_t line = 0;  // of the submission's text, from 1; 0: on the whole
  std::string author;     // pseudonym
  std::string author_name;
  std::string text;
  Instant at;
};

// A draft as it was handed in, with what was said of it.
struct Submission {
  DraftInfo draft;
  std::int64_t number = 0;  // 1, 2, 3
  std::string text;
  std::string note;  // of the contributor; may be empty
  std::string circulation;
  std::vector<std::string> groups;
  Instant at;
  std::vector<ReviewComment> comments;   // by line, then time
  std::optional<DecisionMade> decision;  // nothing while it waits
};

// Codes by the name of their facet.
using Codes = std::map<std::string, std::vector<std::string>>;

// One facet of a submission as its coders and its contributor coded it.
struct FacetAgreement {
  const Facet* facet = nullptr;          // of the schemas
  std::vector<std::string> contributor;  // codes
  std::vector<std::vector<std::string>> coders;
  bool agreed = false;  // all coders gave the same codes
};

// How the coders of one submission agree: each code of each facet is a unit that every coder gave or did not give.
struct CodingAgreement {
  std::vector<std::string> coders;  // as shown
  std::vector<FacetAgreement> facets;
  Agreement alpha;  // Krippendorff's, nominal
  Agreement raw;
};

// The work on submissions. Whoever reviews sees only submissions that they might read once published, and no drafts of their own among those that they decide
// on; functions fail with not_found for others, and all fail as Store does. Free to share between threads.
class Reviews {
 public:
  // All must outlive it.
  Reviews(const Store& store, const AuditTrail& audit, const RecordReader& reader, const Schemas& schemas, Clock clock);

  // What waits for a decision, the oldest first; one's own too, which others decide on.
  [[nodiscard]] Result<std::vector<Submission>> queue(const Visitor& reviewer) const;

  // One submission; number 0: the last. Its contributor may see it as well.
  [[nodiscard]] Result<Submission> find(std::string_view draft, std::int64_t number, const Visitor& asker) const;

  // Fails with bad_input where the text is empty or longer than kLongestRemark, or the line is none, and with conflict where it was decided on.
  [[nodiscard]] Status comment(std::string_view draft, std::int64_t number, std::int64_t line, std::string_view text, const Visitor& reviewer) const;

  // Asks for changes or declines. Fails with bad_input where no reason is given, with forbidden where it is the reviewer's own, and with conflict where
  // somebody has decided, or the contributor has taken it back. To accept is for Publisher.
  [[nodiscard]] Status decide(std::string_view draft, std::int64_t number, Decision decision, std::string_view reason, const Visitor& reviewer) const;

  // The facets that reviewers code: all that are judged by reading, in the order of the catalogue.
  [[nodiscard]] std::vector<const Facet*> coded_facets() const;

  // Keeps how a reviewer codes a submission; once handed in it stands. Fails with bad_input where a code is none, with forbidden where it is their own draft,
  // and with conflict where they have coded it, or where it was decided on.
  [[nodiscard]] Status code(std::string_view draft, std::int64_t number, const Codes& codes, const Visitor& reviewer) const;

  // Whether somebody has coded a submission.
  [[nodiscard]] Result<bool> has_coded(std::string_view draft, std::int64_t number, const Visitor& reviewer) const;

  // How many have coded it, and how they agree: nothing for somebody who might still code it and has not, so that each codes blind.
  [[nodiscard]] Result<std::optional<CodingAgreement>> agreement(std::string_view draft, std::int64_t number, const Visitor& asker) const;

  // Puts the codes on which the coders settled into the front matter: a new submission of the draft, which still waits. Fails as code(), and with conflict
  // where fewer than two have coded it.
  [[nodiscard]] Status settle(std::string_view draft, std::int64_t number, const Codes& codes, const Visitor& reviewer) const;

 private:
  const Store& store_;
  const AuditTrail& audit_;
  const RecordReader& reader_;
  const Schemas& schemas_;
  Clock clock_;
};

}  // namespace whatworks
