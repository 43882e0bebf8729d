// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/site.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <utility>

#include "compress.h"
#include "core/text.h"
#include "router.h"
#include "site_implementation.h"
#include "web/api.h"

namespace whatworks {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kContentLimit = 1 << 20;
constexpr std::size_t kSmallestCompressed = 1024;  // what fits one packet gains nothing

// No script, style or other content from anywhere but our own files, and none within a page.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kSecurityHeaders{{
    {"content-security-policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
     "'none'"},
    {"x-content-type-options", "nosniff"},
    {"x-frame-options", "DENY"},
    // What somebody searched for is nobody else's business.
    {"referrer-policy", "no-referrer"},
    {"permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"},
    {"cross-origin-opener-policy", "same-origin"},
}};

// Where the header of a page tells how many records are in the asker's shortlist: filled in last, so that handlers need not know of it.
constexpr std::string_view kShortlistSlot = "<!--shortlist-->";

void fill_shortlist_slot(std::string& html, std::size_t count) {
  if (const auto at = html.find(kShortlistSlot); at != std::string::npos) {
    html.replace(at, kShortlistSlot.size(), count == 0 ? "" : " (" + std::to_string(count) + ")");
  }
}

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

void set_header(Response& response, std::string_view name, std::string value) {
  if (response.header(name).empty()) {
    response.headers.emplace_back(std::string(name), std::move(value));
  }
}

}  // namespace

Response json_response(const Json& value, std::string content_type) {
  Response out;
  out.content_type = std::move(content_type);
  out.body = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return out;
}

std::string Site::Implementation::base(const Request& request) const { return base_url_.empty() ? base_address(request) : base_url_; }

Response redirect_to(std::string address) {
  Response out;
  out.status = 302;
  out.kind = ResponseKind::live;
  out.content_type = "text/plain";
  out.headers.emplace_back("location", std::move(address));
  return out;
}

Response with_vary(Response page) {
  page.headers.emplace_back("vary", "Accept, Cookie, Accept-Encoding");
  return page;
}

std::string_view value_of(const Parameters& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& parameter) { return parameter.first == name; });
  return found == parameters.end() ? std::string_view{} : std::string_view(found->second);
}

std::span<const Site::Implementation::Route> Site::Implementation::table() {
  using enum ResponseKind;
  using I = Implementation;
  static constexpr std::array kRoutes{
      Route{"GET", "/", index, false, &I::home},
      Route{"GET", "/search", index, false, &I::search_page},
      Route{"GET", "/records/{id}.csl.json", index, true, &I::record_file},
      Route{"GET", "/records/{id}.json", index, true, &I::record_api},
      Route{"GET", "/records/{id}.md", index, false, &I::record_file},
      Route{"GET", "/records/{id}.ris", index, false, &I::record_file},
      Route{"GET", "/records/{id}.bib", index, false, &I::record_file},
      Route{"GET", "/records/{id}", index, false, &I::record_page},
      Route{"GET", "/outcomes", index, false, &I::outcomes_page},
      Route{"GET", "/outcomes.csv", index, false, &I::outcomes_csv_file},
      Route{"GET", "/priorities/{code}", index, false, &I::priority_page},
      Route{"GET", "/map", index, false, &I::map_page},
      Route{"GET", "/map/stages", index, false, &I::stages_page},
      Route{"GET", "/map/world", index, false, &I::world_page},
      Route{"GET", "/map/years", index, false, &I::years_page},
      Route{"GET", "/map.csv", index, false, &I::map_csv_file},
      Route{"GET", "/vocab", index, false, &I::vocabularies_page},
      Route{"GET", "/vocab/{name}.ttl", index, false, &I::vocabulary_file},
      Route{"GET", "/vocab/{name}.jsonld", index, true, &I::vocabulary_file},
      Route{"GET", "/vocab/{name}", index, false, &I::vocabulary_page},
      Route{"GET", "/vocab/{name}/{code}", index, false, &I::concept_page},
      Route{"GET", "/about", index, false, &I::about},
      Route{"GET", "/about/api", index, false, &I::api_page},
      Route{"GET", "/about/problems", index, false, &I::problems_page},
      Route{"GET", "/about/problems/{name}", index, false, &I::problem_page},
      Route{"GET", "/openapi.json", index, true, &I::openapi},
      Route{"GET", "/compare", index, false, &I::compare_page},
      Route{"GET", "/compare.csv", index, false, &I::compare_csv_file},
      Route{"GET", "/shortlist", live, false, &I::shortlist_page},
      Route{"POST", "/shortlist", live, false, &I::change_shortlist},
      Route{"GET", "/shortlist/print", live, false, &I::shortlist_print},
      Route{"GET", "/shortlist.csv", live, false, &I::shortlist_file},
      Route{"GET", "/shortlist.json", live, true, &I::shortlist_file},
      Route{"GET", "/shortlist.ris", live, false, &I::shortlist_references},
      Route{"GET", "/shortlist.bib", live, false, &I::shortlist_references},
      Route{"GET", "/shortlist.csl.json", live, true, &I::shortlist_references},
      Route{"GET", "/api/v1/search", index, true, &I::search_api},
      Route{"GET", "/archive.zip", index, false, &I::archive},
      Route{"GET", "/datapackage.json", index, true, &I::data_package_file},
      Route{"GET", "/api/v1/export", index, true, &I::export_api},
      Route{"GET", "/api/v1/map", index, true, &I::map_api},
      Route{"GET", "/api/v1/suggest", index, true, &I::suggest_api},
      Route{"GET", "/api/v1/records/{id}", index, true, &I::record_api},
      Route{"GET", "/api/v1/records/{id}/related", index, true, &I::similar_api},
      Route{"GET", "/api/v1/vocabularies", index, true, &I::vocabularies_api},
      Route{"GET", "/api/v1/vocabularies/{name}", index, true, &I::vocabulary_api},
      Route{"GET", "/healthz", live, false, &I::healthz},
      Route{"GET", "/readyz", live, false, &I::readyz},
      Route{"GET", "/oai", live, false, &I::oai},
      Route{"POST", "/oai", live, false, &I::oai},
      Route{"GET", "/feed.atom", index, false, &I::feed},
      Route{"GET", "/opensearch.xml", index, false, &I::opensearch},
      Route{"GET", "/opensearch/suggest", index, false, &I::opensearch_suggest},
      Route{"GET", "/sitemap.xml", index, false, &I::sitemap},
      Route{"GET", "/robots.txt", index, false, &I::robots},
      Route{"GET", "/assets/{name}", fixed, false, &I::asset},
  };
  return kRoutes;
}

Site::Implementation::Implementation(const Schemas& schemas, const SearchService& service, Templates templates, Assets assets, Texts texts,
                                     const SiteOptions& options)
    : schemas_(schemas),
      service_(service),
      templates_(std::move(templates)),
      assets_(std::move(assets)),
      words_(std::move(texts.words)),
      described_api_(std::move(texts.described_api)),
      client_samples_(std::move(texts.client_samples)),
      archive_read_me_(std::move(texts.archive_read_me)),
      schemas_folder_(options.schemas_folder),
      base_url_(options.base_url) {
  // The time of the start stands for the program itself, of which another version may write the same data differently.
  const auto start = std::chrono::system_clock::now().time_since_epoch().count();
  build_ = sha256(templates_.digest() + assets_.digest() + words_.dump() + schemas_.digest() + std::to_string(start)).substr(0, 12);
}

Response Site::Implementation::handle(const Request& request) const {
  Response response;
  try {
    response = dispatch(request);
  } catch (const std::exception& defect) {
    std::fprintf(stderr, "whatworks-server: internal error: %s\n", defect.what());
    response = error_response(ErrorCode::internal, 500, "The server met a problem that it did not expect.", request.target.substr(0, request.target.find('?')));
  }
  finish(request, response);
  return response;
}

Response Site::Implementation::dispatch(const Request& request) const {
  const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
  const auto target = parse_target(request.target);
  if (!target) {
    return error_response(ErrorCode::bad_parameter, 400, target.error().message + ": " + target.error().hint + ".", path);
  }
  static const auto kPatterns = [] {
    std::vector<RoutePattern> out;
    for (const auto& route : table()) {
      out.emplace_back(route.pattern);
    }
    return out;
  }();
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
  std::vector<std::string> allowed;
  for (std::size_t i = 0; i < kPatterns.size(); ++i) {
    const auto& route = table()[i];
    const auto captured = kPatterns[i].match(target->segments);
    if (!captured) {
      continue;
    }
    if (route.method == method) {
      // A part of an answer made afresh each time is of no use, and many small parts cost dear.
      if (!request.header("range").empty()) {
        return error_response(ErrorCode::bad_parameter, 416, "Only whole answers are given; leave out the Range header.", path);
      }
      // Cookies that browsers send along are no proof that their owner meant it.
      if (route.method != "GET" && is_from_elsewhere(request)) {
        return error_response(ErrorCode::forbidden, 403, "This was sent from another site, so nothing was changed.", path);
      }
      auto response = (this->*route.handler)(Call{request, *target, *captured});
      const auto type = std::string_view(response.content_type).substr(0, response.content_type.find(';'));
      if (route.api && response.status == 200 && accept_quality(request.header("accept"), type) == 0) {
        return error_response(ErrorCode::not_acceptable, 406, "This is given as " + std::string(type) + "; name that in Accept, or leave Accept out.", path);
      }
      if (response.status == 200) {
        response.kind = route.kind;
      }
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
  view["script"] = assets_.address("app.js");
  view["icon"] = assets_.address("icon.svg");
  view["on_home"] = section == "home";
  view["nav_search"] = section == "search";
  view["nav_map"] = section == "map";
  view["nav_shortlist"] = section == "shortlist";
  view["nav_about"] = section == "about";
  view["shortlist_slot"] = kShortlistSlot;
  for (const auto* optional : {"json_href", "description", "canonical_href", "alternates", "feed_href", "meta", "json_ld"}) {
    if (!view.contains(optional)) {
      view[optional] = nullptr;
    }
  }
  return rendered(template_name, "text/html; charset=utf-8", view);
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

void Site::Implementation::finish(const Request& request, Response& response) const {
  for (const auto& [name, value] : kSecurityHeaders) {
    set_header(response, name, std::string(value));
  }
  // Pages show what is in the asker's shortlist. Whoever has none shares one copy; caches must not mix up the others.
  const bool is_page = response.content_type.rfind("text/html", 0) == 0;
  const auto shortlist = is_page ? own_shortlist(request) : Shortlist{};
  if (is_page) {
    fill_shortlist_slot(response.body, shortlist.items.size());
  }
  if (!is_page) {
    set_header(response, "access-control-allow-origin", "*");  // what we give to everyone, scripts of other sites may read
    set_header(response, "access-control-expose-headers", "ETag, Link");
  }
  set_header(response, "vary", is_page ? "Cookie, Accept-Encoding" : "Accept-Encoding");
  switch (response.kind) {
    case ResponseKind::fixed: set_header(response, "cache-control", "public, max-age=31536000, immutable"); break;
    case ResponseKind::live: set_header(response, "cache-control", "no-store"); break;
    case ResponseKind::index: {
      set_header(response, "cache-control", shortlist.empty() ? "no-cache" : "private, no-cache");
      const auto suffix = shortlist.empty() ? std::string() : "-" + sha256(to_query_string(to_parameters(shortlist))).substr(0, 12);
      // Weak, since the bytes differ by compression and by the time that a search took.
      set_header(response, "etag", "W/\"" + build_ + "-" + service_.state(Audience::everyone()).version + suffix + "\"");
      if (response.status == 200 && etag_matches(request.header("if-none-match"), response.header("etag"))) {
        response.status = 304;
        response.body.clear();
        response.rest = nullptr;
        response.content_type.clear();
      }
      break;
    }
  }
  const bool compressed = is_compressible(response.content_type) && accepts_gzip(request.header("accept-encoding"));
  if (compressed && response.rest) {
    response.rest = gzip(std::exchange(response.body, {}), std::exchange(response.rest, nullptr));
    response.headers.emplace_back("content-encoding", "gzip");
  } else if (compressed && response.body.size() >= kSmallestCompressed) {
    if (auto smaller = gzip(response.body); !smaller.empty()) {
      response.body = std::move(smaller);
      response.headers.emplace_back("content-encoding", "gzip");
    }
  }
}

Site::Site(std::unique_ptr<const Implementation> implementation) noexcept : implementation_(std::move(implementation)) {}
Site::Site(Site&&) noexcept = default;
Site& Site::operator=(Site&&) noexcept = default;
Site::~Site() = default;

Result<Site> Site::load(const SiteOptions& options, const Schemas& schemas, const SearchService& service) {
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
  return Site(std::make_unique<const Implementation>(schemas, service, std::move(*templates), std::move(*assets), std::move(texts), options));
}

Response Site::handle(const Request& request) const { return implementation_->handle(request); }

Response Site::error(int status, std::string_view target) const {
  const auto code = status == 413 ? ErrorCode::too_large : status >= 500 ? ErrorCode::internal : ErrorCode::bad_parameter;
  auto response = implementation_->error_response(code, status, "The request could not be read.", target.substr(0, target.find('?')));
  implementation_->finish(Request{}, response);
  return response;
}

std::vector<RouteInfo> Site::routes() {
  std::vector<RouteInfo> out;
  for (const auto& route : Implementation::table()) {
    out.push_back({std::string(route.method), std::string(route.pattern), route.kind, route.api});
  }
  return out;
}

}  // namespace whatworks
