// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "site_folder.h"
#include "workshop/workshops.h"

namespace whatworks::test {

// The site with a workshop of fay's: two interventions on the agenda of one group, and a panel whose personal codes are known. Everything is invented.
class SiteWithWorkshop : public SiteWithoutIndex {
 public:
  explicit SiteWithWorkshop(const std::string& circulation = "internal", const std::string& record = {}) {
    office().person("fay", {Role::facilitator});
    office().person("rae", {Role::reader});
    const auto info = planning().create({"Routes & ports", "2027-03-18", "Room 4", "To choose what to try.", circulation}, as("fay")).value();
    name = info.name;
    const auto group = planning().add_group(name, 1, {"Table one", {"international-links"}}, as("fay")).value();
    planning().add_items(name, 2, group, {{{}, record, "Scan every box", "What it is."}, {{}, {}, "Walk the quay", "What it is."}}, as("fay")).value();
  }

  [[nodiscard]] const Planning& planning() const { return workshops().planning(); }
  [[nodiscard]] Visitor as(const std::string& person) const { return office().visitor(session(person)); }
  [[nodiscard]] Workshop workshop() const { return planning().find(name, as("fay")).value(); }
  [[nodiscard]] const std::string address() const { return "/workshops/" + name; }
  [[nodiscard]] std::string item(std::size_t place) const { return workshop().groups[0].agenda[place].name; }

  void advance(Stage to) const {
    if (!planning().advance(name, workshop().info.stage, to, as("fay"))) {
      throw std::runtime_error("cannot go to the stage");
    }
  }
  // The personal code of somebody new on the panel.
  std::string join(const std::string& person, Organisation organisation = Organisation::police) {
    codes.push_back(new_personal_code());
    workshops().panel().join(workshop().info.join_code, {codes.back(), person, organisation, 1}).value();
    return codes.back();
  }
  // So many people, who all judge both interventions in a round.
  void join_all(std::size_t people) {
    for (std::size_t i = 0; i < people; ++i) {
      join("Person " + std::to_string(i + 1), i % 2 == 0 ? Organisation::police : Organisation::academia);
    }
  }
  void judge_all(int round) const {
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const auto seat = workshops().panel().find(codes[i]).value();
      for (const auto& entry : seat.workshop.groups[0].agenda) {
        const auto effect = static_cast<double>(70 + i);
        const Assessment answer{
            {{"effect", effect}, {"certainty", 70}, {"harms", 5}, {"relevance", 3}, {"feasibility", 3}, {"time-to-start", 2}, {"cost", std::nullopt}},
            "Reason <b>" + std::to_string(i + 1) + "</b>",
            {},
            {}};
        workshops().assessments().save(seat.member.key, entry.name, round, answer, 0).value();
      }
    }
  }

  // As somebody with an account, or with a personal code, or as nobody.
  [[nodiscard]] Response get_as(const std::string& person, const std::string& target) const {
    return ask("GET", target, {{"cookie", "session=" + session(person)}});
  }
  [[nodiscard]] Response get_with(const std::string& code, const std::string& target) const { return ask("GET", target, {{"cookie", "panel=" + code}}); }
  [[nodiscard]] Response post_as(const std::string& person, const std::string& target, Parameters fields) const {
    fields.emplace_back("form_token", as(person).form_token);
    return ask("POST", target, {{"content-type", kForm}, {"cookie", "session=" + session(person)}}, to_query_string(fields).substr(1));
  }
  [[nodiscard]] Response post_with(const std::string& code, const std::string& target, const Parameters& fields) const {
    return ask("POST", target, {{"content-type", kForm}, {"cookie", "panel=" + code}}, to_query_string(fields).substr(1));
  }

  std::string name;
  std::vector<std::string> codes;

 private:
  static constexpr const char* kForm = "application/x-www-form-urlencoded";
  [[nodiscard]] const std::string& session(const std::string& person) const {
    auto& token = sessions_[person];
    if (token.empty()) {
      token = office().signed_in(person);
    }
    return token;
  }
  mutable std::map<std::string, std::string> sessions_;
};

}  // namespace whatworks::test
