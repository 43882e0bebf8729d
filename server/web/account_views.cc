// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/account_views.h"

#include <algorithm>

#include "core/text.h"
#include "core/time.h"
#include "interchange/csv.h"
#include "view_parts.h"

namespace whatworks {
namespace {

std::string wait_in_words(std::chrono::seconds wait) {
  const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(wait.count(), 1));
  return seconds <= 90 ? count_of(seconds, "second", "seconds") : count_of((seconds + 59) / 60, "minute", "minutes");
}

Json role_views(const std::vector<Role>& held) {
  auto out = Json::array();
  for (const auto& role : roles()) {
    out.push_back({{"name", role.name}, {"label", role.label}, {"what", role.what}, {"held", std::find(held.begin(), held.end(), role.role) != held.end()}});
  }
  return out;
}

std::string role_labels(const std::vector<Role>& held) {
  std::vector<std::string> labels;
  labels.reserve(held.size());
  for (const auto role : held) {
    labels.emplace_back(info(role).label);
  }
  return join(labels, ", ");
}

std::string typed_value(const Parameters& typed, std::string_view name) {
  const auto found = std::find_if(typed.begin(), typed.end(), [&](const auto& field) { return field.first == name; });
  return found == typed.end() ? std::string() : found->second;
}

std::string state_label(const ViewContext& context, const Account& account) {
  const auto& labels = context.words.at("account").at("states");
  const bool waits = account.state == AccountState::active && !account.has_password && !account.from_proxy;
  return labels.at(waits ? "waiting" : std::string(state_name(account.state))).get<std::string>();
}

Json account_row(const ViewContext& context, const Account& account) {
  const bool erased = account.state == AccountState::erased;
  return {{"name", erased ? Json(account.pseudonym) : Json(account.name)},
          {"display_name", account.display_name},
          {"roles", role_labels(account.roles)},
          {"groups", join(account.groups, ", ")},
          {"state", state_label(context, account)},
          {"seen", account.seen ? Json(instant_in_words(*account.seen)) : Json(nullptr)},
          {"href", erased ? Json(nullptr) : Json("/admin/accounts/" + account.pseudonym)}};
}

}  // namespace

Json sign_in_view(const ViewContext& context, const SignInPage& page) {
  const auto& notices = context.words.at("account").at("notices");
  auto text = page.notice.empty() ? std::string() : notices.at(page.notice).get<std::string>();
  if (page.wait.count() > 0) {
    text = notices.at("wait_before").get<std::string>() + wait_in_words(page.wait) + ".";
  }
  const Json problem = page.is_problem ? Json{{"text", text}, {"hint", nullptr}, {"href", "#name"}} : Json(nullptr);
  return {{"title", page_title("Sign in", problem)},
          {"section", "sign-in"},
          {"back", page.back},
          {"name", page.name},
          {"notice", page.is_problem || text.empty() ? Json(nullptr) : Json(text)},
          {"problem", problem},
          {"no_accounts", page.no_accounts}};
}

Json set_password_view(const ViewContext& /*context*/, const std::optional<Account>& account, std::string_view token, const std::optional<Error>& problem) {
  const auto heading = account ? "Set your password" : "This link cannot be used";
  const auto shown_problem = problem_view(problem, "password");
  return {{"title", page_title(heading, account ? shown_problem : Json(nullptr))},
          {"heading", heading},
          {"section", "sign-in"},
          {"usable", account.has_value()},
          {"name", account ? account->name : std::string()},
          {"token", token},
          {"shortest", kShortestPassword},
          {"problem", shown_problem},
          {"errors", errors_view(shown_problem)}};
}

Json own_account_view(const ViewContext& context, const OwnAccountPage& page) {
  auto sessions = Json::array();
  for (const auto& session : page.sessions) {
    sessions.push_back({{"browser", session.browser},
                        {"address", session.address},
                        {"created", instant_in_words(session.created)},
                        {"seen", instant_in_words(session.seen)},
                        {"present", session.present}});
  }
  auto held = Json::array();
  for (const auto role : page.account.roles) {
    held.push_back({{"label", info(role).label}, {"what", info(role).what}});
  }
  const auto problem = problem_view(page.problem, page.problem && page.problem->code == ErrorCode::forbidden ? "present" : page.field);
  return {{"title", page_title("Your account", problem)},
          {"section", "account"},
          {"name", page.account.name},
          {"display_name", page.account.display_name},
          {"pseudonym", page.account.pseudonym},
          {"roles", std::move(held)},
          {"groups", join(page.account.groups, ", ")},
          {"created", instant_in_words(page.account.created)},
          {"by_proxy", page.by_proxy},
          {"sessions", std::move(sessions)},
          {"shortest", kShortestPassword},
          {"contributes", page.contributes},
          {"orcid", page.orcid},
          {"notice", page.notice.empty() ? Json(nullptr) : context.words.at("account").at("notices").at(page.notice)},
          {"problem", problem},
          {"errors", errors_view(problem)}};
}

Json accounts_view(const ViewContext& context, const std::vector<Account>& accounts, const Parameters& typed, const std::optional<Error>& problem) {
  auto rows = Json::array();
  for (const auto& account : accounts) {
    rows.push_back(account_row(context, account));
  }
  std::vector<Role> chosen;
  for (const auto& [name, value] : typed) {
    if (const auto role = name == "role" ? find_role(value) : std::nullopt) {
      chosen.push_back(*role);
    }
  }
  if (typed.empty()) {
    chosen = {Role::reader};
  }
  const auto shown_problem = problem_view(problem, chosen.empty() ? "role-reader" : "name");
  return {{"title", page_title("Accounts", shown_problem)},
          {"section", "admin"},
          {"accounts", std::move(rows)},
          {"roles", role_views(chosen)},
          {"typed", {{"name", typed_value(typed, "name")}, {"display_name", typed_value(typed, "display_name")}, {"groups", typed_value(typed, "groups")}}},
          {"problem", shown_problem}};
}

Json account_to_edit_view(const ViewContext& context, const Account& account, const std::vector<std::string>& all_groups, const AccountNews& news) {
  const auto problem = problem_view(news.problem, news.field);
  return {{"title", page_title("Account of " + account.display_name, problem)},
          {"section", "admin"},
          {"account", account_row(context, account)},
          {"pseudonym", account.pseudonym},
          {"created", instant_in_words(account.created)},
          {"from_proxy", account.from_proxy},
          {"active", account.state == AccountState::active},
          {"roles", role_views(account.roles)},
          {"all_groups", join(all_groups, ", ")},
          {"link", news.link.empty() ? Json(nullptr) : Json(news.link)},
          {"notice", news.done.empty() ? Json(nullptr) : context.words.at("account").at("done").at(news.done)},
          {"problem", problem}};
}

Json audit_view(const ViewContext& /*context*/, const AuditPage& page) {
  const auto who = [&](const std::string& pseudonym) {
    const auto found = page.names.find(pseudonym);
    return found == page.names.end() ? pseudonym : found->second;
  };
  auto rows = Json::array();
  for (const auto& entry : page.entries) {
    const auto [kind, what] = parse_audit_subject(entry.subject);
    const auto action = find_audit_action(entry.action);
    rows.push_back({{"number", entry.number},
                    {"at", instant_in_words(entry.at)},
                    {"at_machine", format_instant(entry.at)},
                    {"actor", who(entry.actor)},
                    {"action", action ? info(*action).words : std::string_view(entry.action)},
                    {"subject", what == entry.actor ? std::string() : who(what)},
                    {"href", kind == "record"     ? Json("/records/" + what)
                             : kind == "draft"    ? Json("/review/" + what)
                             : kind == "workshop" ? Json("/workshops/" + what)
                                                  : Json(nullptr)},
                    {"detail", entry.detail},
                    {"address", entry.address}});
  }
  auto actions = Json::array();
  const auto asked = typed_value(page.asked, "action");
  for (const auto& action : audit_actions()) {
    actions.push_back({{"name", action.name}, {"words", action.words}, {"chosen", action.name == asked}});
  }
  auto filters = page.asked;
  std::erase_if(filters, [](const auto& filter) { return filter.first == "before" || filter.second.empty(); });
  auto older = filters;
  if (!page.entries.empty()) {
    older.emplace_back("before", std::to_string(page.entries.back().number));
  }
  Json check = nullptr;
  if (page.check) {
    check = {{"broken", page.check->broken ? Json(*page.check->broken) : Json(nullptr)},
             {"entries", with_commas(static_cast<std::uint64_t>(page.check->entries))},
             {"head", page.check->head}};
  }
  return {{"title", "Audit trail"},
          {"section", "admin"},
          {"entries", rows.empty() ? Json(nullptr) : Json{{"list", std::move(rows)}}},
          {"actor", typed_value(page.asked, "actor")},
          {"subject", typed_value(page.asked, "subject")},
          {"actions", std::move(actions)},
          {"older_href", page.more ? Json("/admin/audit" + to_query_string(older)) : Json(nullptr)},
          {"csv_href", "/admin/audit.csv" + to_query_string(filters)},
          {"json_lines_href", "/admin/audit.jsonl" + to_query_string(filters)},
          {"check", std::move(check)}};
}

std::string audit_csv(const std::vector<AuditEntry>& entries, bool first) {
  std::string out = first ? csv_row({"number", "at", "actor", "action", "subject", "detail", "address"}) : std::string();
  for (const auto& entry : entries) {
    out += csv_row({std::to_string(entry.number), format_instant(entry.at), entry.actor, entry.action, entry.subject, entry.detail, entry.address});
  }
  return out;
}

std::string audit_json_lines(const std::vector<AuditEntry>& entries) {
  std::string out;
  for (const auto& entry : entries) {
    out += Json{{"number", entry.number},   {"at", entry.at.time_since_epoch().count()},
                {"actor", entry.actor},     {"action", entry.action},
                {"subject", entry.subject}, {"detail", entry.detail},
                {"address", entry.address}, {"salt", entry.salt},
                {"origin", entry.origin},   {"previous", entry.previous},
                {"hash", entry.hash}}
               .dump(-1, ' ', false, Json::error_handler_t::replace) +
           "\n";
  }
  return out;
}

}  // namespace whatworks
