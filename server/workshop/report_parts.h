// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workshop/report.h"

// The parts of a report, and what they share: blocks, and numbers and days as its readers see them.
namespace whatworks::report_parts {

std::string count_of(std::size_t number, std::string_view one, std::string_view many);  // "1 person", "2 people"
std::string in_words(std::string_view day);                                             // "18 March 2027"; empty where it is none
std::string in_words(Instant instant);
std::string number(double value);  // of medians and quartiles: with a half where there is one, and no more
std::string with_places(double value, int places);
std::string_view outcome_in_words(Outcome outcome) noexcept;

ReportBlock heading(std::string text);
ReportBlock paragraph(std::string text, std::string link = {});
ReportBlock list(std::vector<std::string> entries);
ReportBlock table(ReportTable content);

// What people wrote, after `what` they were asked; nothing where nobody wrote anything.
void add_quotes(std::vector<ReportBlock>& blocks, std::string_view what, const std::vector<std::string>& texts);

ReportSection findings_of(const GroupResult& group);
ReportSection decisions_of(const ReportSource& source);
ReportSection trials_of(const ReportSource& source);
ReportSection evaluation_of(const ReportSource& source);
ReportSection annex_of(const ReportSource& source);  // all ratings

}  // namespace whatworks::report_parts
