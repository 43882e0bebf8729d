// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/audit.h"
#include "access/visitor.h"
#include "core/result.h"
#include "search/search.h"

namespace whatworks {

// The evidence as one visitor may see it: SearchService with their audience, and an entry in the audit trail for each restricted record that they read.
// Whatever answers a visitor goes through this, so that nothing forgets either. Where the entry cannot be written, the record is not given. Made for each
// request, on one thread.
class Evidence {
 public:
  // All must outlive it.
  Evidence(const SearchService& service, const AuditTrail& audit, const Visitor& visitor);

  // What anybody may see and pass on, whoever asks: for what is published as a whole, such as the archive and OAI-PMH.
  static Evidence open_to_all(const SearchService& service, const AuditTrail& audit);

  // As the functions of SearchService of the same names.
  [[nodiscard]] Result<SearchResults> search(const SearchRequest& request) const;
  [[nodiscard]] Result<EvidenceMap> map(const MapRequest& request) const;
  [[nodiscard]] Result<std::vector<SimilarRecord>> similar(std::string_view id) const;
  [[nodiscard]] Result<std::vector<Suggestion>> suggest(std::string_view typed) const;
  [[nodiscard]] Result<std::vector<CodeSuggestion>> suggest_codes(const Record& draft) const;
  [[nodiscard]] Result<std::vector<SimilarRecord>> similar_to(const Record& draft) const;
  [[nodiscard]] Result<RecordDetail> preview(const Record& draft) const;
  [[nodiscard]] IndexState state() const;

  // As those of SearchService, told to the audit trail; fail as AuditTrail::add() too.
  [[nodiscard]] Result<RecordDetail> record(std::string_view id) const;
  [[nodiscard]] Result<std::vector<Record>> records(const std::vector<std::string>& ids) const;
  [[nodiscard]] Result<RecordBatch> batch(const BatchRequest& request) const;

  // The same records for lists that show no more of each than a search does: no reading, so nothing is told.
  [[nodiscard]] Result<std::vector<Record>> listed(const std::vector<std::string>& ids) const;

  [[nodiscard]] const Audience& audience() const noexcept { return audience_; }

 private:
  Evidence(const SearchService& service, const AuditTrail& audit, Actor actor, Audience audience);
  [[nodiscard]] AuditEvent reading_of(std::string_view id) const;
  [[nodiscard]] Status tell(const std::vector<Record>& records) const;

  const SearchService* service_;
  const AuditTrail* audit_;
  Actor actor_;
  Audience audience_;
};

}  // namespace whatworks
