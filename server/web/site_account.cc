// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text.h"
#include "site_implementation.h"

// Signing in and out, and one's own account.
namespace whatworks {
namespace {

// A browser keeps a cookie with this beginning only where it came by TLS, from this very host and for all of it.
constexpr std::string_view kSecureCookie = "__Host-session";
constexpr std::string_view kPlainCookie = "session";
// By this a browser is known that has signed in before: it is not held up by what others try under the same name or from the same address.
constexpr std::string_view kSecureKnownCookie = "__Host-known";
constexpr std::string_view kPlainKnownCookie = "known";
constexpr std::string_view kKnownLife = "7776000";  // 90 days in seconds

std::string session_cookie(std::string_view token, bool secure) {
  std::string out(secure ? kSecureCookie : kPlainCookie);
  out += "=" + std::string(token) + "; Path=/; HttpOnly; SameSite=Lax";
  return (secure ? out + "; Secure" : out) + (token.empty() ? "; Max-Age=0" : "");
}

std::string known_cookie(std::string_view known, bool secure) {
  std::string out(secure ? kSecureKnownCookie : kPlainKnownCookie);
  out += "=" + std::string(known) + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::string(kKnownLife);
  return secure ? out + "; Secure" : out;
}

// Which of several values counts is a question that an answer depends on; so there is one or none.
bool is_repeated(const Parameters& form, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    return std::count_if(form.begin(), form.end(), [&](const auto& field) { return field.first == name; }) > 1;
  });
}

const Error kRepeated{ErrorCode::bad_parameter, "The form holds a field more than once", {}};

int status_of(const Error& error) { return error.code == ErrorCode::bad_input || error.code == ErrorCode::forbidden ? 422 : http_status(error.code); }

}  // namespace

std::string sign_in_address(std::string_view back) {
  return std::string(kSignInPath) + (back.empty() ? std::string() : to_query_string(Parameters{{"back", std::string(back)}}));
}

bool Site::Implementation::is_secure(const Request& request) const { return request.client.secure || base_url_.starts_with("https://"); }

Site::Implementation::Identity Site::Implementation::identify(const Request& request) const {
  const auto token = request.cookie(is_secure(request) ? kSecureCookie : kPlainCookie);
  auto visitor = access_.identify(request.client.user, token, request.client.address);
  if (visitor) {
    return {*std::move(visitor), std::nullopt};
  }
  std::fprintf(stderr, "whatworks-server: %s: %s\n", std::string(error_name(visitor.error().code)).c_str(), visitor.error().message.c_str());
  return {Visitor{std::nullopt, request.client.address, {}, {}}, std::move(visitor.error())};
}

Response Site::Implementation::not_permitted(const Call& call, bool api) const {
  if (call.visitor.person) {
    return error_response(ErrorCode::forbidden, 403, "Your account does not have the role that this needs.", call.target.path);
  }
  if (!api && (call.request.method == "GET" || call.request.method == "HEAD")) {
    return redirect_to(sign_in_address(own_address(call.request.target)));
  }
  auto response = error_response(ErrorCode::unauthenticated, 401, "Sign in first.", call.target.path);
  response.headers.emplace_back("www-authenticate", "Session realm=\"" + words_.at("name").get<std::string>() + "\"");
  return response;
}

Response Site::Implementation::show_sign_in(const Call& call, std::string_view notice, int status) const {
  const auto& source = call.request.method == "POST" ? call.form : call.target.parameters;
  SignInPage wanted;
  wanted.back = own_address(value_of(source, "back"));
  wanted.name = clean_utf8(value_of(call.form, "name").substr(0, kLongestAccountName));
  wanted.notice = notice;
  wanted.is_problem = status != 200;
  const auto accounts = access_.accounts().list();
  wanted.no_accounts = accounts && accounts->empty();
  auto response = page("sign_in", sign_in_view(context(), wanted));
  response.status = status;
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::sign_in_page(const Call& call) const {
  if (call.visitor.person) {
    const auto back = own_address(value_of(call.target.parameters, "back"));
    return redirect_to(back.empty() ? "/account" : std::string(back));
  }
  return show_sign_in(call, value_of(call.target.parameters, "done") == "password" ? "password_set" : "", 200);
}

Response Site::Implementation::sign_in(const Call& call) const {
  if (is_repeated(call.form, {"name", "password", "back"})) {
    return refusal(call, kRepeated);
  }
  const auto& request = call.request;
  const bool secure = is_secure(request);
  const auto outcome =
      access_.sessions().sign_in({std::string(value_of(call.form, "name")), std::string(value_of(call.form, "password")), call.visitor.address,
                                  std::string(request.header("user-agent")), std::string(request.cookie(secure ? kSecureCookie : kPlainCookie)),
                                  household_of(call.visitor.address), std::string(request.cookie(secure ? kSecureKnownCookie : kPlainKnownCookie))});
  if (!outcome) {
    return refusal(call, outcome.error());
  }
  if (const auto* wait = std::get_if<MustWait>(&*outcome)) {
    SignInPage wanted;
    wanted.back = own_address(value_of(call.form, "back"));
    wanted.is_problem = true;
    wanted.wait = wait->time;
    auto response = page("sign_in", sign_in_view(context(), wanted));
    response.status = 429;
    response.kind = ResponseKind::live;
    response.headers.emplace_back("retry-after", std::to_string(std::max<std::int64_t>(wait->time.count(), 1)));
    return response;
  }
  if (std::holds_alternative<NotSignedIn>(*outcome)) {
    return show_sign_in(call, "wrong", 422);
  }
  const auto back = own_address(value_of(call.form, "back"));
  auto response = see_other(back.empty() ? "/" : std::string(back));
  response.headers.emplace_back("set-cookie", session_cookie(std::get<SignedIn>(*outcome).token, secure));
  response.headers.emplace_back("set-cookie", known_cookie(std::get<SignedIn>(*outcome).known, secure));
  return response;
}

Response Site::Implementation::sign_out(const Call& call) const {
  if (call.visitor.person && !call.visitor.session.empty()) {
    if (auto status = access_.sessions().sign_out(call.visitor); !status) {
      return refusal(call, status.error());
    }
  }
  auto response = see_other("/");
  response.headers.emplace_back("set-cookie", session_cookie({}, is_secure(call.request)));
  keep_public_shortlist(call, response);
  response.headers.emplace_back("clear-site-data", "\"cache\"");  // whoever sits here next finds no page of it
  return response;
}

Response Site::Implementation::sign_out_everywhere(const Call& call) const {
  if (auto status = access_.sessions().sign_out_everywhere(call.visitor); !status) {
    return refusal(call, status.error());
  }
  auto response = see_other("/");
  response.headers.emplace_back("set-cookie", session_cookie({}, is_secure(call.request)));
  keep_public_shortlist(call, response);
  response.headers.emplace_back("clear-site-data", "\"cache\"");
  return response;
}

Response Site::Implementation::set_password_page(const Call& call) const {
  const auto token = value_of(call.target.parameters, "token");
  const auto account = access_.accounts().account_of_link(token);
  if (!account && account.error().code != ErrorCode::not_found) {
    return refusal(call, account.error());
  }
  auto response = page("set_password", set_password_view(context(), account ? std::optional(*account) : std::nullopt, token, std::nullopt));
  response.status = account ? 200 : 404;
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::set_password(const Call& call) const {
  if (is_repeated(call.form, {"token", "password"})) {
    return refusal(call, kRepeated);
  }
  const auto token = value_of(call.form, "token");
  const auto set = access_.accounts().set_password(token, value_of(call.form, "password"), call.visitor.address);
  if (set) {
    return see_other(std::string(kSignInPath) + "?done=password");
  }
  if (set.error().code != ErrorCode::bad_input && set.error().code != ErrorCode::not_found) {
    return refusal(call, set.error());
  }
  const auto account = access_.accounts().account_of_link(token);
  auto response = page("set_password", set_password_view(context(), account ? std::optional(*account) : std::nullopt, token, set.error()));
  response.status = status_of(set.error());
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::show_account(const Call& call, const std::optional<Error>& problem, std::string_view field) const {
  auto account = access_.accounts().find(call.visitor.person->pseudonym);
  if (!account) {
    return refusal(call, account.error());
  }
  auto sessions = access_.sessions().sessions_of(call.visitor);
  if (!sessions) {
    return refusal(call, sessions.error());
  }
  OwnAccountPage shown;
  const auto done = value_of(call.target.parameters, "done");
  shown.notice = done == "password" ? "password_changed" : done == "orcid" ? "orcid_saved" : "";
  shown.contributes = call.visitor.may(Permission::contribute);
  shown.orcid = field == "orcid" ? clean_utf8(value_of(call.form, "orcid").substr(0, kLongestAccountName)) : account->orcid;
  shown.account = *std::move(account);
  shown.sessions = *std::move(sessions);
  shown.by_proxy = call.visitor.session.empty();
  shown.problem = problem;
  shown.field = field;
  auto response = page("account", own_account_view(context(), shown));
  response.status = problem ? status_of(*problem) : 200;
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::account_page(const Call& call) const { return show_account(call, std::nullopt); }

Response Site::Implementation::change_orcid(const Call& call) const {
  AccountChange change;
  change.orcid = std::string(value_of(call.form, "orcid"));
  const auto changed = access_.accounts().change(call.visitor.person->pseudonym, change, call.visitor.actor());
  return changed ? see_other("/account?done=orcid") : show_account(call, changed.error(), "orcid");
}

Response Site::Implementation::change_password(const Call& call) const {
  if (is_repeated(call.form, {"present", "password"})) {
    return refusal(call, kRepeated);
  }
  const auto changed = access_.accounts().change_password(call.visitor.person->pseudonym, value_of(call.form, "present"), value_of(call.form, "password"),
                                                          call.visitor.session, call.visitor.actor());
  return changed ? see_other("/account?done=password") : show_account(call, changed.error());
}

Result<Site::Implementation::Json> Site::Implementation::all_data_on(const Call& call, std::string_view pseudonym) const {
  auto data = access_.accounts().data_on(pseudonym, call.visitor.actor());
  if (!data) {
    return data;
  }
  auto contributed = contributions_.drafts().data_on(pseudonym);
  if (!contributed) {
    return contributed;
  }
  (*data)["contributions"] = *std::move(contributed);
  return data;
}

Response Site::Implementation::own_data(const Call& call) const {
  const auto data = all_data_on(call, call.visitor.person->pseudonym);
  if (!data) {
    return refusal(call, data.error());
  }
  auto response = json_response(*data);
  response.headers.emplace_back("content-disposition", "attachment; filename=\"my-data.json\"");
  return response;
}

}  // namespace whatworks
