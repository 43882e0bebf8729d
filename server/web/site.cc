// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/site.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <utility>

#include "core/text.h"
#include "router.h"
#include "site_implementation.h"
#include "web/api.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kContentLimit = 1 << 20;

// Whether errors at this address are for programs.
bool wants_json(std::string_view path) { return path.starts_with("/api/") || path.ends_with(".json") || path.ends_with(".jsonld"); }

Result<Json> read_json(const fs::path& path) {
  const auto text = read_file(path, kContentLimit);
  if (!text) {
    return failure(text.error());
  }
  auto value = Json::parse(*text, nullptr, false);
  if (!value.is_object()) {
    return failure(ErrorCode::bad_input, path.string() + " is not a JSON object");
  }
  return value;
}

}  // namespace

Response json_response(const Json& value, std::string content_type) {
  Response out;
  out.content_type = std::move(content_type);
  out.body = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return out;
}

std::string Site::Implementation::base(const Request& request) const { return base_url_.empty() ? base_address(request) : base_url_; }

std::string typed_field(const Parameters& form, std::string_view name, std::size_t longest) {
  constexpr std::size_t kLongestCharacter = 4;  // bytes in UTF-8
  return clean_utf8(value_of(form, name).substr(0, kLongestCharacter * (longest + 1)));
}

Response redirect_to(std::string address) {
  Response out;
  out.status = 302;
  out.kind = ResponseKind::live;
  out.content_type = "text/plain";
  out.headers.emplace_back("location", std::move(address));
  return out;
}

Response see_other(std::string address) {
  auto response = redirect_to(std::move(address));
  response.status = 303;
  return response;
}

int form_status(const std::optional<Error>& problem) {
  if (!problem) {
    return 200;
  }
  if (http_status(problem->code) >= 500) {
    std::fprintf(stderr, "whatworks-server: %s: %s\n", std::string(error_name(problem->code)).c_str(), problem->message.c_str());
  }
  return problem->code == ErrorCode::bad_input || problem->code == ErrorCode::bad_parameter ? 422 : http_status(problem->code);
}

Response with_vary(Response page) {
  page.headers.emplace_back("vary", "Accept, Cookie, Accept-Encoding");
  return page;
}

constexpr std::size_t kLongestBack = 4'000;

std::string_view own_address(std::string_view back) {
  const bool plain = std::all_of(back.begin(), back.end(), [](char c) { return c > ' ' && c <= '~' && c != '\\'; });
  const bool local = !back.empty() && back.size() <= kLongestBack && back.front() == '/' && back.substr(0, 2) != "//";
  return plain && local ? back.substr(0, back.find('#')) : std::string_view{};
}

std::string_view value_of(const Parameters& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& parameter) { return parameter.first == name; });
  return found == parameters.end() ? std::string_view{} : std::string_view(found->second);
}

const std::vector<RoutePattern>& Site::Implementation::patterns() {
  static const auto kPatterns = [] {
    std::vector<RoutePattern> out;
    for (const auto& route : table()) {
      out.emplace_back(route.pattern);
    }
    return out;
  }();
  return kPatterns;
}

std::span<const Site::Implementation::Route> Site::Implementation::table() {
  using enum ResponseKind;
  using enum Permission;
  using I = Implementation;
  static constexpr std::array kRoutes{
      Route{"GET", "/", index, false, read_public, &I::home},
      Route{"GET", "/search", index, false, read_public, &I::search_page},
      Route{"GET", "/records/{id}.csl.json", index, true, read_public, &I::record_file},
      Route{"GET", "/records/{id}.json", index, true, read_public, &I::record_api},
      Route{"GET", "/records/{id}.md", index, false, read_public, &I::record_file},
      Route{"GET", "/records/{id}.ris", index, false, read_public, &I::record_file},
      Route{"GET", "/records/{id}.bib", index, false, read_public, &I::record_file},
      Route{"GET", "/records/{id}", index, false, read_public, &I::record_page},
      Route{"GET", "/records/{id}/history", live, false, read_public, &I::history_page},
      Route{"GET", "/records/{id}/withdraw", live, false, review, &I::withdraw_page},
      Route{"POST", "/records/{id}/withdraw", live, false, review, &I::withdraw},
      Route{"GET", "/outcomes", index, false, read_public, &I::outcomes_page},
      Route{"GET", "/outcomes.csv", index, false, read_public, &I::outcomes_csv_file},
      Route{"GET", "/priorities/{code}", index, false, read_public, &I::priority_page},
      Route{"GET", "/map", index, false, read_public, &I::map_page},
      Route{"GET", "/map/stages", index, false, read_public, &I::stages_page},
      Route{"GET", "/map/world", index, false, read_public, &I::world_page},
      Route{"GET", "/map/years", index, false, read_public, &I::years_page},
      Route{"GET", "/map.csv", index, false, read_public, &I::map_csv_file},
      Route{"GET", "/vocab", index, false, read_public, &I::vocabularies_page},
      Route{"GET", "/vocab/{name}.ttl", index, false, read_public, &I::vocabulary_file},
      Route{"GET", "/vocab/{name}.jsonld", index, true, read_public, &I::vocabulary_file},
      Route{"GET", "/vocab/{name}", index, false, read_public, &I::vocabulary_page},
      Route{"GET", "/vocab/{name}/{code}", index, false, read_public, &I::concept_page},
      Route{"GET", "/about", index, false, read_public, &I::about},
      Route{"GET", "/about/api", index, false, read_public, &I::api_page},
      Route{"GET", "/about/problems", index, false, read_public, &I::problems_page},
      Route{"GET", "/about/problems/{name}", index, false, read_public, &I::problem_page},
      Route{"GET", "/contributors/{id}", index, false, read_public, &I::contributor_page},
      Route{"GET", "/contribute", live, false, read_public, &I::contribute_page},
      Route{"POST", "/contribute/drafts", live, false, contribute, &I::begin_draft, Effect::changes, BodyKind::long_form},
      Route{"POST", "/contribute/import", live, false, contribute, &I::import_library, Effect::changes, BodyKind::long_form},
      Route{"GET", "/contribute/drafts/{id}/record.md", live, false, contribute, &I::draft_file},
      Route{"GET", "/contribute/drafts/{id}", live, false, contribute, &I::draft_page},
      Route{"POST", "/contribute/drafts/{id}", live, false, contribute, &I::change_draft, Effect::changes, BodyKind::long_form},
      Route{"GET", "/contribute/drafts/{id}/preview", live, false, contribute, &I::draft_preview},
      Route{"GET", "/review", live, false, review, &I::review_queue},
      Route{"GET", "/review/{id}", live, false, contribute, &I::review_page},
      Route{"POST", "/review/{id}", live, false, review, &I::change_review},
      Route{"GET", "/review/{id}/preview", live, false, contribute, &I::review_preview},
      Route{"GET", "/review/{id}/coding", live, false, review, &I::coding_page},
      Route{"POST", "/review/{id}/coding", live, false, review, &I::code_submission},
      Route{"GET", "/workshops", live, false, read_public, &I::workshops_page},
      Route{"POST", "/workshops", live, false, facilitate, &I::set_up_workshop},
      Route{"GET", "/new-workshop", live, false, facilitate, &I::new_workshop_page},
      Route{"GET", "/workshops/{id}", live, false, read_public, &I::workshop_page},
      Route{"POST", "/workshops/{id}", live, false, facilitate, &I::advance_workshop},
      Route{"GET", "/workshops/{id}/state.json", live, true, read_public, &I::workshop_state},
      Route{"GET", "/workshops/{id}/details", live, false, facilitate, &I::workshop_details_page},
      Route{"POST", "/workshops/{id}/details", live, false, facilitate, &I::change_workshop_details},
      Route{"GET", "/workshops/{id}/groups", live, false, facilitate, &I::workshop_groups_page},
      Route{"POST", "/workshops/{id}/groups", live, false, facilitate, &I::change_workshop_groups},
      Route{"GET", "/workshops/{id}/criteria", live, false, facilitate, &I::workshop_criteria_page},
      Route{"POST", "/workshops/{id}/criteria", live, false, facilitate, &I::change_workshop_criteria},
      Route{"GET", "/workshops/{id}/print", live, false, facilitate, &I::workshop_print},
      Route{"GET", "/workshops/{id}/paper", live, false, facilitate, &I::paper_page},
      Route{"GET", "/workshops/{id}/paper/{item}", live, false, facilitate, &I::paper_form_page},
      Route{"POST", "/workshops/{id}/paper/{item}", live, false, facilitate, &I::key_in_paper_form},
      Route{"GET", "/workshops/{id}/results", live, false, read_public, &I::workshop_results_page},
      Route{"POST", "/workshops/{id}/results", live, false, facilitate, &I::change_workshop_results},
      Route{"GET", "/workshops/{id}/panel", live, false, read_public, &I::panel_page},
      Route{"POST", "/workshops/{id}/panel", live, false, read_public, &I::change_panel},
      Route{"GET", "/workshops/{id}/panel/{item}", live, false, read_public, &I::rating_page},
      Route{"POST", "/workshops/{id}/panel/{item}", live, false, read_public, &I::rate},
      Route{"GET", "/opportunities", live, false, read_public, &I::opportunities_page},
      Route{"GET", "/join", live, false, read_public, &I::join_page},
      Route{"GET", "/join/{id}", live, false, read_public, &I::join_page},
      Route{"POST", "/join", live, false, read_public, &I::join_workshop},
      Route{"GET", "/contribute/rules", index, false, read_public, &I::rules_page},
      Route{"GET", "/contribute/rules/{id}", index, false, read_public, &I::rule_page},
      Route{"GET", "/trials", live, false, read_public, &I::trials_page},
      Route{"GET", "/trials.csv", live, false, read_public, &I::trials_csv_file},
      Route{"POST", "/trials", live, false, use_account, &I::begin_trial},
      Route{"GET", "/trials/sample-size", live, false, read_public, &I::sample_size_page},
      Route{"GET", "/trials/{id}", live, false, read_public, &I::trial_page},
      Route{"POST", "/trials/{id}", live, false, use_account, &I::change_trial},
      Route{"GET", "/trials/{id}/edit", live, false, use_account, &I::trial_edit_page},
      Route{"POST", "/trials/{id}/edit", live, false, use_account, &I::edit_trial, Effect::changes, BodyKind::long_form},
      Route{"POST", "/trials/{id}/write-up", live, false, contribute, &I::write_up_trial},
      Route{"GET", "/trials/{id}/protocol.txt", live, false, read_public, &I::protocol_file},
      Route{"GET", "/openapi.json", index, true, read_public, &I::openapi},
      Route{"GET", "/compare", index, false, read_public, &I::compare_page},
      Route{"GET", "/compare.csv", index, false, read_public, &I::compare_csv_file},
      Route{"GET", "/shortlist", live, false, read_public, &I::shortlist_page},
      Route{"POST", "/shortlist", live, false, read_public, &I::change_shortlist},
      Route{"GET", "/shortlist/print", live, false, read_public, &I::shortlist_print},
      Route{"GET", "/shortlist.csv", live, false, read_public, &I::shortlist_file},
      Route{"GET", "/shortlist.json", live, true, read_public, &I::shortlist_file},
      Route{"GET", "/shortlist.ris", live, false, read_public, &I::shortlist_references},
      Route{"GET", "/shortlist.bib", live, false, read_public, &I::shortlist_references},
      Route{"GET", "/shortlist.csl.json", live, true, read_public, &I::shortlist_references},
      Route{"GET", "/api/v1/search", index, true, read_public, &I::search_api},
      Route{"GET", "/archive.zip", index, false, read_public, &I::archive},
      Route{"GET", "/datapackage.json", index, true, read_public, &I::data_package_file},
      Route{"GET", "/api/v1/export", index, true, read_public, &I::export_api},
      Route{"GET", "/api/v1/map", index, true, read_public, &I::map_api},
      Route{"GET", "/api/v1/suggest", index, true, read_public, &I::suggest_api},
      Route{"GET", "/api/v1/records/{id}", index, true, read_public, &I::record_api},
      Route{"GET", "/api/v1/records/{id}/related", index, true, read_public, &I::similar_api},
      Route{"GET", "/api/v1/vocabularies", index, true, read_public, &I::vocabularies_api},
      Route{"GET", "/api/v1/vocabularies/{name}", index, true, read_public, &I::vocabulary_api},
      Route{"POST", "/api/v1/check", live, true, read_public, &I::check_api, Effect::none, BodyKind::text},
      Route{"GET", "/healthz", live, false, read_public, &I::healthz},
      Route{"GET", "/readyz", live, false, read_public, &I::readyz},
      Route{"GET", "/oai", live, false, read_public, &I::oai},
      Route{"POST", "/oai", live, false, read_public, &I::oai, Effect::none},
      Route{"GET", "/feed.atom", index, false, read_public, &I::feed},
      Route{"GET", "/opensearch.xml", index, false, read_public, &I::opensearch},
      Route{"GET", "/opensearch/suggest", index, false, read_public, &I::opensearch_suggest},
      Route{"GET", "/sitemap.xml", index, false, read_public, &I::sitemap},
      Route{"GET", "/robots.txt", index, false, read_public, &I::robots},
      Route{"GET", "/assets/{name}", fixed, false, read_public, &I::asset},
      Route{"GET", "/metrics", live, false, read_public, &I::metrics},
      Route{"GET", "/sign-in", live, false, read_public, &I::sign_in_page},
      Route{"POST", "/sign-in", live, false, read_public, &I::sign_in},
      Route{"POST", "/sign-out", live, false, read_public, &I::sign_out},
      Route{"GET", "/set-password", live, false, read_public, &I::set_password_page},
      Route{"POST", "/set-password", live, false, read_public, &I::set_password},
      Route{"GET", "/account", live, false, use_account, &I::account_page},
      Route{"GET", "/account/data.json", live, true, use_account, &I::own_data},
      Route{"POST", "/account/password", live, false, use_account, &I::change_password},
      Route{"POST", "/account/orcid", live, false, use_account, &I::change_orcid},
      Route{"POST", "/account/sign-out-everywhere", live, false, use_account, &I::sign_out_everywhere},
      Route{"GET", "/admin/accounts", live, false, administer, &I::accounts_page},
      Route{"POST", "/admin/accounts", live, false, administer, &I::add_account},
      Route{"GET", "/admin/accounts/{id}", live, false, administer, &I::edit_account_page},
      Route{"POST", "/admin/accounts/{id}", live, false, administer, &I::edit_account},
      Route{"GET", "/admin/accounts/{id}/data.json", live, true, administer, &I::data_on_account},
      Route{"GET", "/admin/audit", live, false, administer, &I::audit_page},
      Route{"GET", "/admin/audit.csv", live, false, administer, &I::audit_file},
      Route{"GET", "/admin/audit.jsonl", live, false, administer, &I::audit_file},
      Route{"GET", "/workshops/{id}/evaluation", live, false, read_public, &I::evaluation_page},
      Route{"POST", "/workshops/{id}/evaluation", live, false, read_public, &I::evaluate},
      Route{"GET", "/workshops/{id}/evaluation/results", live, false, read_public, &I::evaluation_results},
      Route{"POST", "/workshops/{id}/evaluation/link", live, false, facilitate, &I::make_follow_up_link},
      Route{"GET", "/workshops/{id}/report", live, false, read_public, &I::report_page},
      Route{"GET", "/workshops/{id}/report.md", live, false, read_public, &I::report_markdown_file},
      Route{"GET", "/workshops/{id}/report.docx", live, false, read_public, &I::report_document},
      Route{"GET", "/workshops/{id}/ratings.csv", live, false, read_public, &I::ratings_csv},
      Route{"GET", "/workshops/{id}/ratings.json", live, true, read_public, &I::ratings_json},
      Route{"GET", "/workshops/{name}/follow-up/{level}", live, false, read_public, &I::follow_up_page},
      Route{"POST", "/workshops/{name}/follow-up/{level}", live, false, read_public, &I::follow_up},
      Route{"GET", "/admin/corpus", live, false, administer, &I::corpus_page},
      Route{"POST", "/admin/corpus", live, false, administer, &I::look_at_corpus},
  };
  return kRoutes;
}

Site::Implementation::Implementation(const SiteModules& modules, Templates templates, Assets assets, Texts texts, const SiteOptions& options)
    : schemas_(modules.schemas),
      service_(modules.service),
      access_(modules.access),
      templates_(std::move(templates)),
      assets_(std::move(assets)),
      words_(std::move(texts.words)),
      described_api_(std::move(texts.described_api)),
      client_samples_(std::move(texts.client_samples)),
      archive_read_me_(std::move(texts.archive_read_me)),
      schemas_folder_(options.schemas_folder),
      base_url_(options.base_url),
      pandoc_(options.pandoc),
      contributions_(modules.contributions),
      workshops_(modules.workshops),
      metrics_(table().size()) {
  // The time of the start stands for the program itself, of which another version may write the same data differently.
  const auto start = std::chrono::system_clock::now().time_since_epoch().count();
  build_ = sha256(templates_.digest() + assets_.digest() + words_.dump() + schemas_.digest() + std::to_string(start)).substr(0, 12);
}

Response Site::Implementation::handle(const Request& request) const {
  const auto identity = identify(request);
  const Evidence evidence(service_, access_.audit(), identity.visitor);
  Response response;
  try {
    response = dispatch(request, identity, evidence);
  } catch (const std::exception& defect) {
    std::fprintf(stderr, "whatworks-server: internal error: %s\n", defect.what());
    response = error_response(ErrorCode::internal, 500, "The server met a problem that it did not expect.", request.target.substr(0, request.target.find('?')));
  }
  finish(request, identity.visitor, evidence, response);
  return response;
}

Response Site::Implementation::dispatch(const Request& request, const Identity& identity, const Evidence& evidence) const {
  const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
  const auto target = parse_target(request.target);
  if (!target) {
    return error_response(ErrorCode::bad_parameter, 400, target.error().message + ": " + target.error().hint + ".", path);
  }
  const auto& all = patterns();
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
  std::vector<std::string> allowed;
  std::string_view pattern;  // the first that fits: "/trials/sample-size" is no trial
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& route = table()[i];
    const auto captured = all[i].match(target->segments);
    if (!captured || (!pattern.empty() && route.pattern != pattern)) {
      continue;
    }
    pattern = route.pattern;
    if (route.method == method) {
      const auto start = std::chrono::steady_clock::now();
      auto response = run(route, Call{request, *target, identity.visitor, evidence, *captured, {}}, identity);
      metrics_.count(i, response.status, std::chrono::steady_clock::now() - start);
      return response;
    }
    for (const auto& name : route.method == "GET" ? std::vector<std::string>{"GET", "HEAD"} : std::vector<std::string>{std::string(route.method)}) {
      if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
        allowed.push_back(name);
      }
    }
  }
  if (!allowed.empty()) {
    const auto list = join(allowed, ", ");
    auto response = error_response(ErrorCode::method_not_allowed, 405, "The method " + request.method + " is not allowed here; allowed: " + list + ".", path);
    response.headers.emplace_back("allow", list);
    return response;
  }
  return error_response(ErrorCode::not_found, 404, "There is nothing at this address.", path);
}

Response Site::Implementation::run(const Route& route, Call call, const Identity& identity) const {
  const auto& request = call.request;
  // A part of an answer made afresh each time is of no use, and many small parts cost dear.
  if (!request.header("range").empty()) {
    return error_response(ErrorCode::bad_parameter, 416, "Only whole answers are given; leave out the Range header.", call.target.path);
  }
  const bool changes = route.method != "GET" && route.effect == Effect::changes;
  // Cookies that browsers send along are no proof that their owner meant it.
  if (changes && is_from_elsewhere(request)) {
    return error_response(ErrorCode::forbidden, 403, "This was sent from another site, so nothing was changed.", call.target.path);
  }
  if (!call.visitor.may(route.needs)) {
    return identity.trouble ? refusal(call, *identity.trouble) : not_permitted(call, route.api);
  }
  if (route.method == "POST") {
    auto sent = read_sent(request, route.body);
    if (!sent) {
      return refusal(call, sent.error());
    }
    call.form = std::move(sent->fields);
    call.files = std::move(sent->files);
  }
  if (changes && call.visitor.person && value_of(call.form, kFormTokenField) != call.visitor.form_token) {
    return error_response(ErrorCode::forbidden, 403, "The form was not one of yours, or was open for too long, so nothing was changed.", call.target.path);
  }
  auto response = (this->*route.handler)(call);
  const auto type = std::string_view(response.content_type).substr(0, response.content_type.find(';'));
  if (route.api && response.status == 200 && accept_quality(request.header("accept"), type) == 0) {
    return error_response(ErrorCode::not_acceptable, 406, "This is given as " + std::string(type) + "; name that in Accept, or leave Accept out.",
                          call.target.path);
  }
  // A page of the index may show something that is not in it.
  if (response.status == 200 && response.kind != ResponseKind::live) {
    response.kind = route.kind;
  }
  return response;
}

Response Site::Implementation::error_response(ErrorCode code, int status, std::string_view detail, std::string_view path,
                                              std::span<const ParameterProblem> problems) const {
  Response response;
  if (wants_json(path)) {
    response = json_response(problem_json(code, status, detail, path, problems), "application/problem+json");
  } else {
    const auto& errors = words_.at("errors");
    const auto own = errors.find(std::to_string(status));
    const auto& words = own != errors.end() ? *own : errors.at(status >= 500 ? "500" : "400");
    response =
        page("error",
             Json{{"title", words.at("title")}, {"section", "error"}, {"text", words.at("text")}, {"detail", status == 400 ? Json(detail) : Json(nullptr)}});
  }
  response.status = status;
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::refusal(const Call& call, const Error& error) const {
  switch (error.code) {
    case ErrorCode::bad_parameter:
    case ErrorCode::not_found:
    case ErrorCode::conflict:
    case ErrorCode::forbidden:
    case ErrorCode::bad_input:
    case ErrorCode::unsupported_type:
    case ErrorCode::too_large: return error_response(error.code, http_status(error.code), error.message, call.target.path);
    default: {
      // The reason may name files of the machine: it is for the operator.
      std::fprintf(stderr, "whatworks-server: %s: %s\n", std::string(error_name(error.code)).c_str(), error.message.c_str());
      auto response = error_response(
          error.code, http_status(error.code),
          http_status(error.code) == 503 ? "The evidence cannot be searched just now; try again in a minute." : "The server met a problem.", call.target.path);
      if (response.status == 503) {
        response.headers.emplace_back("retry-after", "30");
      }
      return response;
    }
  }
}

Response Site::Implementation::page(std::string_view template_name, Json view) const {
  const auto section = view.value("section", std::string());
  const auto name = words_.at("name").get<std::string>();
  const auto title = view.value("title", std::string());
  view["site_name"] = name;
  view["page_title"] = section == "home" ? name + ": " + title : title + " – " + name;
  view["css"] = assets_.address("app.css");
  view["pictures_css"] = assets_.address("pictures.css");
  const bool writes = section == "contribute" || section == "review" || section == "history";
  const bool meets = section == "workshops" || section == "trials";
  view["own_css"] = writes ? Json(assets_.address("contribute.css")) : meets ? Json(assets_.address("workshops.css")) : Json(nullptr);
  view["script"] = assets_.address("app.js");
  view["icon"] = assets_.address("icon.svg");
  view["on_home"] = section == "home";
  view["nav_search"] = section == "search";
  view["nav_map"] = section == "map";
  view["nav_shortlist"] = section == "shortlist";
  view["nav_contribute"] = section == "contribute";
  view["nav_workshops"] = meets;
  view["nav_about"] = section == "about";
  for (const auto* optional : {"json_href", "description", "canonical_href", "alternates", "feed_href", "meta", "json_ld"}) {
    if (!view.contains(optional)) {
      view[optional] = nullptr;
    }
  }
  return rendered(template_name, "text/html; charset=utf-8", view);
}

Response Site::Implementation::form_answer(std::string_view template_name, Json view, const std::optional<Error>& problem) const {
  auto response = page(template_name, std::move(view));
  response.status = form_status(problem);
  response.kind = ResponseKind::live;
  return response;
}

Response Site::Implementation::rendered(std::string_view template_name, std::string_view content_type, const Json& view) const {
  Response response;
  auto text = templates_.render(template_name, view);
  if (text) {
    response.content_type = content_type;
    response.body = std::move(*text);
  } else {
    std::fprintf(stderr, "whatworks-server: %s\n", text.error().message.c_str());
    response.status = 500;
    response.kind = ResponseKind::live;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "Sorry, there is a problem with the service\n";
  }
  return response;
}

std::optional<Response> Site::Implementation::other_form(const Call& call, const std::vector<Form>& forms) const {
  constexpr std::string_view kPage = "text/html";
  const auto accept = call.request.header("accept");
  double best = accept_quality(accept, kPage);
  std::string_view address;
  std::vector<std::string> types{std::string(kPage)};
  for (const auto& form : forms) {
    types.emplace_back(form.media_type);
    if (const auto quality = accept_quality(accept, form.media_type); quality > best) {
      best = quality;
      address = form.address;
    }
  }
  if (best > 0 && address.empty()) {
    return std::nullopt;
  }
  auto response = best > 0 ? redirect_to(std::string(address))
                           : error_response(ErrorCode::not_acceptable, 406, "This is given as " + join(types, ", ") + ".", call.target.path);
  response.headers.emplace_back("vary", "Accept");
  return response;
}

Site::Site(std::unique_ptr<const Implementation> implementation) noexcept : implementation_(std::move(implementation)) {}
Site::Site(Site&&) noexcept = default;
Site& Site::operator=(Site&&) noexcept = default;
Site::~Site() = default;

Result<Site> Site::load(const SiteOptions& options, const SiteModules& modules) {
  auto templates = Templates::load(options.folder / "templates");
  if (!templates) {
    return failure(templates.error());
  }
  auto assets = Assets::load(options.folder / "dist");
  if (!assets) {
    return failure(assets.error());
  }
  auto words = read_json(options.folder / "content.json");
  if (!words) {
    return failure(words.error());
  }
  auto described_api = read_json(options.folder / "openapi.json");
  if (!described_api) {
    return failure(described_api.error());
  }
  auto samples = Json::array();
  for (const auto* name : {"client.sh", "client.py", "client.R"}) {
    auto text = read_file(options.folder / "examples" / name, kContentLimit);
    if (!text) {
      return failure(text.error());
    }
    samples.push_back({{"name", name}, {"text", *std::move(text)}});
  }
  auto read_me = read_file(options.folder / "archive" / "README.md", kContentLimit);
  if (!read_me) {
    return failure(read_me.error());
  }
  Implementation::Texts texts{*std::move(words), *std::move(described_api), std::move(samples), *std::move(read_me)};
  return Site(std::make_unique<const Implementation>(modules, std::move(*templates), std::move(*assets), std::move(texts), options));
}

Response Site::handle(const Request& request) const { return implementation_->handle(request); }

std::vector<RouteInfo> Site::routes() {
  std::vector<RouteInfo> out;
  for (const auto& route : Implementation::table()) {
    out.push_back({std::string(route.method), std::string(route.pattern), route.kind, route.api, route.needs,
                   route.method != "GET" && route.effect == Implementation::Effect::changes, route.body});
  }
  return out;
}

std::size_t Site::largest_body() noexcept { return kLargestBody; }

std::size_t Site::largest_body(const Request& request) {
  const auto target = parse_target(request.target);
  const auto& patterns = Implementation::patterns();
  for (std::size_t i = 0; target && i < patterns.size(); ++i) {
    const auto& route = Implementation::table()[i];
    if (route.method == request.method && patterns[i].match(target->segments)) {
      return whatworks::largest_body(request, route.body);
    }
  }
  return whatworks::largest_body(request, BodyKind::form);
}

}  // namespace whatworks
