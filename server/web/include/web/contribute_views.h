// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contribute/contributions.h"
#include "contribute/difference.h"
#include "contribute/drafts.h"
#include "contribute/examination.h"
#include "contribute/record_history.h"
#include "contribute/reviews.h"
#include "web/views.h"

// The pages on which records are written, reviewed and followed through their versions, as data for their templates.
namespace whatworks {

// The start of contributing. `drafts` is nothing for whoever may not write any.
struct ContributePage {
  std::optional<std::vector<DraftInfo>> drafts;
  bool signed_in = false;
  bool reviews = false;
  std::size_t waiting = 0;  // submissions that the asker may decide on
  std::string id;           // as typed for a new record
  std::string kind;         // likewise
  std::optional<Error> problem;
  std::string field;  // what it is about, by the id of its element
};
nlohmann::ordered_json contribute_view(const ViewContext& context, const ContributePage& page);

// What an import made.
nlohmann::ordered_json import_view(const ViewContext& context, const ImportedDrafts& page);

// A search that finds the record, and how many it finds now.
struct FindingSearch {
  SearchRequest request;
  std::uint32_t total = 0;
};

// A draft with all that is known of its text.
struct DraftPage {
  Draft draft;
  Examination examination;
  std::optional<RecordDetail> preview;
  std::vector<FindingSearch> searches;
  std::vector<Submission> submissions;          // the newest first
  std::optional<std::string> published_digest;  // of the record that it corrects, as it is now; empty where it is no more; nothing for a new record
  std::optional<std::string> typed;             // a text that was refused, to be shown in the place of the draft's
  std::string note;                             // for reviewers, as typed
  std::string notice;                           // the key of a text of content.json, contribute.notices, or empty
  std::optional<Error> problem;
  std::string field = "text";
};
nlohmann::ordered_json draft_view(const ViewContext& context, const DraftPage& page);

// The page of a record that a text would become; null parts where there is too little of it. `back` leads to where it is written or reviewed.
nlohmann::ordered_json preview_view(const ViewContext& context, const RecordDetail& record, std::string_view back);

// Submissions that wait.
nlohmann::ordered_json review_queue_view(const ViewContext& context, const std::vector<Submission>& waiting, std::string_view asker);

// One submission under review.
struct ReviewPage {
  Submission submission;
  Difference difference;   // to the published record, or to nothing
  bool all_lines = false;  // whether lines far from any change are shown
  Examination examination;
  bool own = false;       // the asker's own, to look at only
  bool waits = false;     // for a decision
  bool may_code = false;  // blind: the asker has not coded it and may
  std::optional<CodingAgreement> agreement;
  std::int64_t line = 0;  // to comment on, as asked; 0: on the whole
  std::string comment;    // as typed
  std::string decision;   // likewise
  std::string reason;     // likewise
  std::string notice;     // as in DraftPage
  std::optional<Error> problem;
  std::string field;
};
nlohmann::ordered_json review_view(const ViewContext& context, const ReviewPage& page);

// The form in which a submission is coded without sight of its codes, or in which codes are settled: then `agreement` is there.
struct CodingPage {
  Submission submission;
  std::optional<RecordDetail> record;
  std::vector<const Facet*> facets;
  Codes codes;  // as chosen
  std::optional<CodingAgreement> agreement;
  std::optional<Error> problem;
};
nlohmann::ordered_json coding_view(const ViewContext& context, const CodingPage& page);

// The versions of a record, and how one of them differs from the one before.
struct HistoryPage {
  std::string record_id;
  std::string title;
  bool there = false;                    // whether the record can be read now
  std::vector<RecordVersion> versions;   // the newest first
  std::optional<std::size_t> shown;      // of the versions, by its place
  std::optional<Difference> difference;  // of that one to the one before
  std::string added;                     // day, where no version is known
};
nlohmann::ordered_json history_view(const ViewContext& context, const HistoryPage& page);

// The records that somebody wrote, the newest first.
struct ContributorPage {
  Contributor contributor;  // as the newest of them has it
  std::vector<ResultCard> cards;
  bool more = false;     // whether there are others
  SearchRequest search;  // that finds all of them
};
nlohmann::ordered_json contributor_view(const ViewContext& context, const ContributorPage& page);

// What stands in the place of a record that was withdrawn.
nlohmann::ordered_json gone_view(const ViewContext& context, const RecordVersion& end);

// The form to withdraw a record.
nlohmann::ordered_json withdraw_view(const ViewContext& context, const RecordDetail& record, std::string_view reason, const std::optional<Error>& problem);

}  // namespace whatworks
