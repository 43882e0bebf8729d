// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "core/text.h"
#include "interchange/csv.h"
#include "site_implementation.h"

// Accounts and the audit trail, for administrators.
namespace whatworks {
namespace {

constexpr std::size_t kEntriesOnPage = 100;
constexpr std::size_t kEntriesAtATime = 1'000;

std::vector<Role> roles_in(const Parameters& form) {
  std::vector<Role> out;
  for (const auto& [name, value] : form) {
    if (const auto role = name == "role" ? find_role(value) : std::nullopt) {
      out.push_back(*role);
    }
  }
  return out;
}

// "north, south" or one in a line.
std::vector<std::string> groups_in(const Parameters& form) {
  std::string text(value_of(form, "groups"));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == ';'; }, ',');
  std::vector<std::string> out;
  for (auto& name : split(text, ',')) {
    if (!name.empty()) {
      out.push_back(std::move(name));
    }
  }
  return out;
}

// Where somebody has to look when that cannot be done: the id of an element of the page of an account.
std::string field_in_question(std::string_view what, const Parameters& form) {
  if (what != "save") {
    return what == "erase" ? "sure" : "more";
  }
  return roles_in(form).empty() ? "role-reader" : "display_name";
}

std::string trimmed(const Parameters& form, std::string_view name) { return std::string(trim(value_of(form, name))); }

}  // namespace

std::string Site::Implementation::link_for(const Call& call, std::string_view token) const {
  return base(call.request) + std::string(kSetPasswordPath) + "?token=" + std::string(token);
}

Response Site::Implementation::show_accounts(const Call& call, const std::optional<Error>& problem) const {
  const auto accounts = access_.accounts().list();
  if (!accounts) {
    return refusal(call, accounts.error());
  }
  return form_answer("accounts", accounts_view(context(), *accounts, call.form, problem), problem);
}

Response Site::Implementation::accounts_page(const Call& call) const { return show_accounts(call, std::nullopt); }

Response Site::Implementation::add_account(const Call& call) const {
  const auto actor = call.visitor.actor();
  const auto added = access_.accounts().add({trimmed(call.form, "name"), trimmed(call.form, "display_name"), roles_in(call.form), groups_in(call.form)}, actor);
  if (!added) {
    return show_accounts(call, added.error());
  }
  auto shown = call;
  shown.id = added->account.pseudonym;
  return show_account_to_edit(shown, {"added", link_for(call, added->token), std::nullopt});
}

Response Site::Implementation::show_account_to_edit(const Call& call, const AccountNews& news) const {
  const auto account = access_.accounts().find(call.id);
  if (!account) {
    return refusal(call, account.error());
  }
  const auto all = access_.accounts().list();
  if (!all) {
    return refusal(call, all.error());
  }
  std::set<std::string> groups;
  for (const auto& other : *all) {
    groups.insert(other.groups.begin(), other.groups.end());
  }
  return form_answer("account_edit", account_to_edit_view(context(), *account, {groups.begin(), groups.end()}, news), news.problem);
}

Response Site::Implementation::edit_account_page(const Call& call) const { return show_account_to_edit(call, {}); }

Response Site::Implementation::edit_account(const Call& call) const {
  const auto& accounts = access_.accounts();
  const auto actor = call.visitor.actor();
  const auto what = value_of(call.form, "do");
  AccountNews news{std::string(what), {}, std::nullopt};
  Status done;
  if (what == "save") {
    done = accounts.change(call.id, {trimmed(call.form, "display_name"), roles_in(call.form), groups_in(call.form)}, actor);
  } else if (what == "disable") {
    done = accounts.disable(call.id, actor);
  } else if (what == "enable") {
    done = accounts.enable(call.id, actor);
  } else if (what == "link") {
    const auto token = accounts.make_link(call.id, actor);
    news.link = token ? link_for(call, *token) : std::string();
    done = token ? Status{} : Status(failure(token.error()));
  } else if (what == "erase" && value_of(call.form, "sure") == "yes") {
    if (done = accounts.erase(call.id, actor); done) {
      return see_other("/admin/accounts");
    }
  } else if (what == "erase") {
    done = failure(ErrorCode::bad_input, "Tick the box to say that you mean it, since nothing brings an erased account back");
  } else {
    return refusal(call, Error{ErrorCode::bad_parameter, "The form does not say what to do with the account", {}});
  }
  if (!done) {
    if (done.error().code == ErrorCode::not_found) {
      return refusal(call, done.error());
    }
    news = {{}, {}, done.error(), field_in_question(what, call.form)};
  }
  return show_account_to_edit(call, news);
}

Response Site::Implementation::data_on_account(const Call& call) const {
  const auto data = all_data_on(call, call.id);
  if (!data) {
    return refusal(call, data.error());
  }
  auto response = json_response(*data);
  response.headers.emplace_back("content-disposition", "attachment; filename=\"" + call.id + ".json\"");
  return response;
}

namespace {

// The filters of an address; people name others as they know them, the trail by pseudonym.
AuditFilter filter_of(const Parameters& parameters, const std::map<std::string, std::string>& names) {
  AuditFilter filter;
  const auto pseudonym_of = [&](std::string_view typed) {
    const auto name = account_name(typed).value_or(std::string(typed));
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.second == name; });
    return found == names.end() ? std::string(trim(typed)) : found->first;
  };
  filter.actor = pseudonym_of(value_of(parameters, "actor"));
  filter.action = value_of(parameters, "action");
  if (const auto subject = pseudonym_of(value_of(parameters, "subject")); !subject.empty()) {
    filter.subject = subject_named(subject);
  }
  filter.before = parse_integer(value_of(parameters, "before")).value_or(0);
  return filter;
}

std::map<std::string, std::string> names_of(const std::vector<Account>& accounts) {
  std::map<std::string, std::string> out;
  for (const auto& account : accounts) {
    if (!account.name.empty()) {
      out.emplace(account.pseudonym, account.name);
    }
  }
  return out;
}

}  // namespace

Response Site::Implementation::audit_page(const Call& call) const {
  const auto accounts = access_.accounts().list();
  if (!accounts) {
    return refusal(call, accounts.error());
  }
  AuditPage shown;
  shown.names = names_of(*accounts);
  shown.asked = call.target.parameters;
  auto filter = filter_of(call.target.parameters, shown.names);
  filter.limit = kEntriesOnPage + 1;
  auto entries = access_.audit().entries(filter);
  if (!entries) {
    return refusal(call, entries.error());
  }
  shown.more = entries->size() > kEntriesOnPage;
  entries->resize(std::min(entries->size(), kEntriesOnPage));
  shown.entries = *std::move(entries);
  if (filter.before == 0) {
    const auto check = access_.audit().check();
    if (!check) {
      return refusal(call, check.error());
    }
    shown.check = *check;
  }
  return page("audit", audit_view(context(), shown));
}

Response Site::Implementation::audit_file(const Call& call) const {
  const auto accounts = access_.accounts().list();
  if (!accounts) {
    return refusal(call, accounts.error());
  }
  auto filter = filter_of(call.target.parameters, names_of(*accounts));
  filter.before = 0;
  filter.oldest_first = true;
  filter.limit = kEntriesAtATime;
  const AuditEvent taken{call.visitor.actor(), AuditAction::trail_exported, {}, {}};
  if (auto told = access_.audit().add(std::span(&taken, 1)); !told) {
    return refusal(call, told.error());
  }
  const bool csv = call.target.path.ends_with(".csv");
  Response response;
  response.content_type = csv ? kCsvMediaType : std::string_view("application/x-ndjson; charset=utf-8");
  response.headers.emplace_back("content-disposition", csv ? "attachment; filename=\"audit.csv\"" : "attachment; filename=\"audit.jsonl\"");
  response.rest = [&audit = access_.audit(), filter, csv](const BodySink& sink) mutable -> Status {
    for (bool first = true;; first = false) {
      const auto entries = audit.entries(filter);
      if (!entries) {
        return failure(entries.error());
      }
      const auto part = csv ? audit_csv(*entries, first) : audit_json_lines(*entries);
      if ((!part.empty() && !sink(part)) || entries->size() < filter.limit) {
        return {};
      }
      filter.after = entries->back().number;
    }
  };
  return response;
}

}  // namespace whatworks
