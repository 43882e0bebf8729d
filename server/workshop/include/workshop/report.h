// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "workshop/workshops.h"

// The report of a workshop, for somebody who was not there: a plain document, in the order and style of government social research. What it says is written
// here and nowhere else; how it looks, as a page, in Markdown or as a file for word processors, is for others.
namespace whatworks {

struct ReportTable {
  std::string caption;
  std::vector<std::string> columns;  // the first names the row
  std::vector<std::vector<std::string>> rows;
};

// One of these is filled.
struct ReportBlock {
  std::string heading;  // of a part of the section
  std::string paragraph;
  std::vector<std::string> list;
  std::vector<std::string> quotes;  // what people wrote, without names
  std::optional<ReportTable> table;
  std::string link;  // the address of what `paragraph` tells of, from our root: "/records/doe-2019-lines"
};

struct ReportSection {
  std::string id;  // in addresses: "findings-1"
  std::string heading;
  std::vector<ReportBlock> blocks;
};

struct Report {
  std::string title;
  std::string reference;  // "w-3f9a0c77b1d2/2027-03-18"
  std::string day;        // "18 March 2027"; empty where it is not known
  std::string place;
  std::string circulation;  // in words
  std::string disclaimer;
  bool has_findings = false;  // whether a round has been closed
  std::vector<ReportSection> sections;
};

// All that a report is made from. What it points to must outlive it.
struct ReportSource {
  const Workshop* workshop = nullptr;
  const WorkshopResults* results = nullptr;
  const std::map<std::string, KeptDecision>* decisions = nullptr;
  const std::map<std::string, Trial>* trials = nullptr;
  const std::vector<MemberProgress>* panel = nullptr;
  const EvaluationScheme* evaluation_scheme = nullptr;
  const EvaluationResults* evaluation = nullptr;  // nothing before the workshop is closed
};
Report report_of(const ReportSource& source);

// The same, with all of it looked up.
Result<Report> report_of(const Workshops& workshops, const Workshop& workshop);

// "Likely to be beneficial"; the words of Conservation Evidence.
std::string_view category_in_words(Category category) noexcept;

// The report as Markdown (CommonMark with tables). Whatever people typed is escaped, so that none of it is markup, a link, a picture or HTML.
// `base` is what stands before our addresses.
std::string report_markdown(const Report& report, std::string_view base);

// A rating as open data. What Results does not show of a criterion is not in it: scores to an intervention of which fewer than the scheme's fewest were given
// in a round are left out for everybody; raters are told apart by organisation only where their group has enough of the police and of others for every
// criterion; and a rater has a number only where enough others answered the same items, since somebody may be known to have left some out.
struct OpenRating {
  int round = 0;
  std::string group;
  std::string item;
  std::string title;
  std::string record_id;
  std::string rater;                // "rater 12"; empty where the number would tell too much
  std::string organisation;         // "police", "other", or empty where it would tell too much
  std::vector<std::string> scores;  // by criterion of the scheme; "cannot judge"; empty where not answered or left out
};
// Reasons and other texts are not among them: beside a number that stands by all of somebody's scores, one that gives its writer away would give all away.
std::vector<OpenRating> open_ratings(const Workshop& workshop, const std::vector<RatingRow>& rows);

}  // namespace whatworks
