// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include "core/text.h"
#include "core/time.h"
#include "interchange/csv.h"
#include "site_implementation.h"
#include "web/shortlist_views.h"

namespace whatworks {
namespace {

constexpr std::string_view kCookie = "shortlist";
constexpr std::string_view kSecureCookie = "__Host-shortlist";  // a browser keeps it only where it came by TLS, for this very host
constexpr std::string_view kCookieLife = "7776000";             // 90 days in seconds
constexpr std::string_view kPage = "/shortlist";
constexpr std::size_t kLongestTitle = 100;   // code points, of a briefing
constexpr std::string_view kAnchor = "#r-";  // what stands for a record on every page

bool has(const Parameters& parameters, std::string_view name) {
  return std::any_of(parameters.begin(), parameters.end(), [&](const auto& parameter) { return parameter.first == name; });
}

std::string cookie_for(const Shortlist& list, bool secure) {
  std::string out(secure ? kSecureCookie : kCookie);
  out += "=" + to_token(list) + "; Path=/; Max-Age=" + (list.empty() ? "0" : std::string(kCookieLife)) + "; HttpOnly; SameSite=Lax";
  return secure ? out + "; Secure" : out;
}

std::string undo_address(const Shortlist& before) {
  return std::string(kPage) + (before.empty() ? std::string() : to_query_string(Parameters{{"undo", to_token(before)}}));
}

// A form's action and what it is about: the name and value of the button that was pressed.
struct Change {
  std::string_view action;
  std::string_view subject;
};

std::optional<Change> change_in(const Parameters& form) {
  constexpr std::array<std::string_view, 9> kActions{"add", "remove", "up", "down", "first", "save", "clear", "replace", "merge"};
  for (const auto& [name, value] : form) {
    if (std::find(kActions.begin(), kActions.end(), name) != kActions.end()) {
      return Change{name, value};
    }
  }
  return std::nullopt;
}

// The notes that a form holds, each after its id; whatever button is pressed, what was typed is kept. Ids that are not in the list (any
// more) are passed over, so that a page that was open for long changes nothing else.
void take_notes(const Parameters& form, Shortlist& list) {
  std::string_view id;
  for (const auto& [name, value] : form) {
    if (name == "id") {
      id = value;
    } else if (name == "note") {
      list.set_note(id, value);
    }
  }
}

void apply(const Change& change, Shortlist& list) {
  const auto& [action, subject] = change;
  const auto found = std::find_if(list.items.begin(), list.items.end(), [&, id = subject](const auto& item) { return item.id == id; });
  const auto place = static_cast<std::size_t>(found - list.items.begin());
  if (action == "add") {
    list.add(subject);
  } else if (action == "remove") {
    list.remove(subject);
  } else if (action == "up" && place > 0) {
    list.move_to(subject, place - 1);
  } else if (action == "down") {
    list.move_to(subject, place + 1);
  } else if (action == "first") {
    list.move_to(subject, 0);
  } else if (action == "clear") {
    list.items.clear();
  } else if (const auto other = parse_token(subject); other && action == "replace") {
    list = *other;
  } else if (other && action == "merge") {
    list.take_in(*other);
  }
}

}  // namespace

Shortlist own_shortlist(const Request& request) {
  const auto secure = request.cookie(kSecureCookie);
  return parse_token(secure.empty() ? request.cookie(kCookie) : secure).value_or(Shortlist{});
}

Result<std::vector<ListedRecord>> Site::Implementation::look_up(const Call& call, const Shortlist& list) const {
  std::vector<ListedRecord> out;
  for (const auto& item : list.items) {
    auto record = call.evidence.record(item.id);
    if (!record && record.error().code != ErrorCode::not_found) {
      return failure(record.error());
    }
    out.push_back({item, record ? std::optional(std::move(*record)) : std::nullopt});
  }
  return out;
}

Response Site::Implementation::show_shortlist(const Call& call, ShortlistPage wanted, const Shortlist& list) const {
  auto records = look_up(call, list);
  if (!records) {
    return refusal(call, records.error());
  }
  wanted.records = std::move(*records);
  wanted.base = base(call.request);
  return page("shortlist", shortlist_view(context(), wanted));
}

Response Site::Implementation::shortlist_page(const Call& call) const {
  ShortlistPage wanted;
  wanted.mine = own_shortlist(call.request);
  wanted.own = !has(call.target.parameters, "id");
  if (!wanted.own) {
    const auto shared = parse_shortlist(call.target.parameters);
    wanted.whole = shared.whole;
    return show_shortlist(call, std::move(wanted), shared.list);
  }
  // Our own redirects lead here; what a link on another site says of an undo is not believed.
  wanted.before = is_from_elsewhere(call.request) ? std::nullopt : parse_token(value_of(call.target.parameters, "undo"));
  if (wanted.before) {
    auto gone = wanted.before->items;
    std::erase_if(gone, [&](const auto& item) { return wanted.mine.holds(item.id); });
    if (gone.size() == 1) {
      const auto record = call.evidence.listed({gone.front().id});
      wanted.removed = record && !record->empty() ? record->front().title : gone.front().id;
    }
  }
  const auto list = wanted.mine;
  return show_shortlist(call, std::move(wanted), list);
}

Response Site::Implementation::change_shortlist(const Call& call) const {
  const auto change = change_in(call.form);
  if (!change) {
    return refusal(call, Error{ErrorCode::bad_parameter, "The form does not say what to do with the shortlist", {}});
  }
  const auto before = own_shortlist(call.request);
  if (change->action == "add" && !before.holds(change->subject)) {
    const auto record = call.evidence.listed({std::string(change->subject)});
    if (!record || record->empty()) {
      return refusal(call, record ? Error{ErrorCode::not_found, "There is no such record", {}} : record.error());
    }
  }
  auto after = before;
  take_notes(call.form, after);
  const auto noted = after;
  apply(*change, after);
  if (auto problems = problems_of(after); !problems.empty()) {
    // Nothing is kept and nothing is lost: the page shows what was typed, and says what to do.
    const bool notes_are_to_blame = !problems_of(noted).empty();
    ShortlistPage wanted;
    wanted.mine = before;
    wanted.problems = std::move(problems);
    auto response = show_shortlist(call, std::move(wanted), notes_are_to_blame ? noted : before);
    if (response.status == 200) {
      response.status = 422;
      response.kind = ResponseKind::live;
    }
    return response;
  }
  const auto back = own_address(value_of(call.form, "back"));
  const bool note_lost = change->action == "remove" && std::any_of(noted.items.begin(), noted.items.end(),
                                                                   [&](const ShortlistItem& item) { return item.id == change->subject && !item.note.empty(); });
  const bool can_be_undone = change->action == "remove" || change->action == "clear" || change->action == "replace" || change->action == "merge";
  const auto here = is_slug(change->subject) ? std::string(kAnchor) + std::string(change->subject) : std::string();
  auto response = redirect_to(!back.empty() && !note_lost ? std::string(back) + here : can_be_undone ? undo_address(noted) : std::string(kPage) + here);
  response.status = 303;
  // Behind a proxy that does not tell, only the browser knows that it speaks TLS.
  const bool secure = is_secure(call.request) || call.request.header("origin").starts_with("https://");
  response.headers.emplace_back("set-cookie", cookie_for(after, secure));
  return response;
}

void Site::Implementation::keep_public_shortlist(const Call& call, Response& response) const {
  const auto mine = own_shortlist(call.request);
  std::vector<std::string> ids;
  for (const auto& item : mine.items) {
    ids.push_back(item.id);
  }
  const auto listed = open_to_all().listed(ids);
  auto kept = mine;
  std::erase_if(kept.items, [&](const ShortlistItem& item) {
    return !listed || std::none_of(listed->begin(), listed->end(), [&](const Record& record) { return record.id == item.id; });
  });
  if (kept.items.size() != mine.items.size()) {
    response.headers.emplace_back("set-cookie", cookie_for(kept, is_secure(call.request)));
  }
}

Shortlist asked_shortlist(const Call& call) {
  return has(call.target.parameters, "id") ? parse_shortlist(call.target.parameters).list : own_shortlist(call.request);
}

Result<std::vector<ListedRecord>> Site::Implementation::asked_list(const Call& call) const { return look_up(call, asked_shortlist(call)); }

Response Site::Implementation::shortlist_print(const Call& call) const {
  const auto records = asked_list(call);
  if (!records) {
    return refusal(call, records.error());
  }
  const auto title = shorten(trim(clean_utf8(value_of(call.target.parameters, "title"))), kLongestTitle);
  return page("briefing", briefing_view(context(), *records, title, today()));
}

Response Site::Implementation::shortlist_file(const Call& call) const {
  const auto records = asked_list(call);
  if (!records) {
    return refusal(call, records.error());
  }
  const auto address = base(call.request);
  const bool json = call.target.segments.back() == "shortlist.json";
  Response response = json ? json_response(shortlist_json(*records, address)) : Response{};
  if (!json) {
    response.content_type = kCsvMediaType;
    response.body = shortlist_csv(context(), *records, address);
  }
  response.headers.emplace_back("content-disposition", json ? "attachment; filename=\"shortlist.json\"" : "attachment; filename=\"shortlist.csv\"");
  return response;
}

}  // namespace whatworks
