// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/evidence.h"

#include <array>

namespace whatworks {
namespace {

constexpr std::string_view kRestricted = "restricted";

}  // namespace

Evidence::Evidence(const SearchService& service, const AuditTrail& audit, const Visitor& visitor)
    : Evidence(service, audit, visitor.actor(), audience_of(visitor)) {}

Evidence::Evidence(const SearchService& service, const AuditTrail& audit, Actor actor, Audience audience)
    : service_(&service), audit_(&audit), actor_(std::move(actor)), audience_(std::move(audience)) {}

Evidence Evidence::open_to_all(const SearchService& service, const AuditTrail& audit) {
  return {service, audit, Actor{std::string(kVisitorActor), {}}, Audience::everyone()};
}

Result<SearchResults> Evidence::search(const SearchRequest& request) const { return service_->search(request, audience_); }
Result<EvidenceMap> Evidence::map(const MapRequest& request) const { return service_->map(request, audience_); }
Result<std::vector<SimilarRecord>> Evidence::similar(std::string_view id) const { return service_->similar(id, audience_); }
Result<std::vector<Suggestion>> Evidence::suggest(std::string_view typed) const { return service_->suggest(typed, audience_); }
Result<std::vector<CodeSuggestion>> Evidence::suggest_codes(const Record& draft) const { return service_->suggest_codes(draft, audience_); }
Result<std::vector<SimilarRecord>> Evidence::similar_to(const Record& draft) const { return service_->similar_to(draft, audience_); }
Result<RecordDetail> Evidence::preview(const Record& draft) const { return service_->preview(draft, audience_); }
IndexState Evidence::state() const { return service_->state(audience_); }
Result<std::vector<Record>> Evidence::listed(const std::vector<std::string>& ids) const { return service_->records(ids, audience_); }

AuditEvent Evidence::reading_of(std::string_view id) const { return {actor_, AuditAction::record_read, record_subject(id), {}}; }

Status Evidence::tell(const std::vector<Record>& records) const {
  std::vector<AuditEvent> events;
  for (const auto& record : records) {
    if (record.circulation == kRestricted) {
      events.push_back(reading_of(record.id));
    }
  }
  return audit_->add(events);
}

Result<RecordDetail> Evidence::record(std::string_view id) const {
  auto found = service_->record(id, audience_);
  if (found && found->card.circulation == kRestricted) {
    if (auto told = audit_->add(std::array{reading_of(id)}); !told) {
      return failure(std::move(told.error()));
    }
  }
  return found;
}

Result<std::vector<Record>> Evidence::records(const std::vector<std::string>& ids) const {
  auto found = service_->records(ids, audience_);
  if (found) {
    if (auto told = tell(*found); !told) {
      return failure(std::move(told.error()));
    }
  }
  return found;
}

Result<RecordBatch> Evidence::batch(const BatchRequest& request) const {
  auto found = service_->batch(request, audience_);
  if (found) {
    if (auto told = tell(found->records); !told) {
      return failure(std::move(told.error()));
    }
  }
  return found;
}

}  // namespace whatworks
