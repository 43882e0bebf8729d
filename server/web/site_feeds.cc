// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/text.h"
#include "interchange/reference.h"
#include "site_implementation.h"
#include "web/feeds.h"

namespace whatworks {
namespace {

constexpr std::string_view kAtom = "application/atom+xml; charset=utf-8";
constexpr std::string_view kOpenSearch = "application/opensearchdescription+xml; charset=utf-8";
constexpr std::string_view kSuggestions = "application/x-suggestions+json; charset=utf-8";
constexpr std::string_view kXml = "application/xml; charset=utf-8";
constexpr std::string_view kSitemapNamespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
constexpr std::string_view kXmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

constexpr std::uint32_t kMostInSitemap = 50'000;  // the protocol's own limit

std::string sitemap_entry(std::string_view element, const std::string& address, const std::string& updated) {
  const std::string name(element);
  return "<" + name + "><loc>" + escape_html(address) + "</loc>" + (updated.empty() ? "" : "<lastmod>" + updated + "</lastmod>") + "</" + name + ">\n";
}

}  // namespace

Response Site::Implementation::feed(const Call& call) const {
  auto parsed = parse_search_request(schemas_, call.target.parameters);
  // Readers of feeds add parameters of their own to addresses.
  std::erase_if(parsed.problems, [](const auto& problem) { return problem.unknown_parameter; });
  if (!parsed.problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, summary_of(parsed.problems), call.target.path, parsed.problems);
  }
  parsed.request.facets.emplace();
  parsed.request.sort = parsed.request.sort.value_or(Sort::updated);
  const auto results = call.evidence.search(parsed.request);
  if (!results) {
    return refusal(call, results.error());
  }
  return rendered("feed", kAtom, feed_view(context(), *results, base(call.request)));
}

Response Site::Implementation::opensearch(const Call& call) const {
  return rendered("opensearch", kOpenSearch, opensearch_view(context(), base(call.request)));
}

Response Site::Implementation::opensearch_suggest(const Call& call) const {
  const auto typed = clean_utf8(value_of(call.target.parameters, "q").substr(0, kMaximumQueryBytes));
  const auto suggestions = call.evidence.suggest(typed);
  return suggestions ? json_response(opensearch_suggestions(schemas_, typed, *suggestions, base(call.request)), std::string(kSuggestions))
                     : refusal(call, suggestions.error());
}

Response Site::Implementation::sitemap(const Call& call) const {
  const auto root = base(call.request);
  const std::string year(value_of(call.target.parameters, "year"));
  auto parsed = parse_search_request(schemas_, {{"year_from", year}, {"year_to", year}, {"facets", "none"}, {"per_page", "1"}});
  if (!parsed.problems.empty()) {
    return error_response(ErrorCode::bad_parameter, 400, "year must be a year such as 2015.", call.target.path);
  }
  const auto& search = parsed.request;
  const auto evidence = open_to_all();
  const auto all = evidence.search(search);
  if (!all) {
    return refusal(call, all.error());
  }
  Response response;
  response.content_type = kXml;
  if (year.empty() && all->total > kMostInSitemap) {
    response.body = std::string(kXmlHead) + "<sitemapindex xmlns=\"" + std::string(kSitemapNamespace) + "\">\n";
    for (int number = all->first_year.value_or(0); number <= all->last_year.value_or(-1); ++number) {
      response.body += sitemap_entry("sitemap", root + "/sitemap.xml?year=" + std::to_string(number), {});
    }
    response.body += "</sitemapindex>\n";
    return response;
  }
  response.body = std::string(kXmlHead) + "<urlset xmlns=\"" + std::string(kSitemapNamespace) + "\">\n";
  if (year.empty()) {
    for (const auto* page : {"/", "/about", "/about/api", "/map", "/map/stages", "/map/world", "/map/years", "/vocab"}) {
      response.body += sitemap_entry("url", root + page, {});
    }
  }
  response.rest = [evidence, search, root](const BodySink& sink) {
    return each_batch(evidence, {search, {}, kRecordsAtATime, {}, {}}, [&](const RecordBatch& batch) {
      std::string part;
      for (const auto& record : batch.records) {
        part += sitemap_entry("url", record_address(root, record.id), updated_on(record));
      }
      return sink(part + (batch.more ? "" : "</urlset>\n"));
    });
  };
  return response;
}

Response Site::Implementation::robots(const Call& call) const {
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  // Searches have no end of addresses; the records themselves are worth finding.
  response.body =
      "User-agent: *\nDisallow: /search\nDisallow: /feed.atom\nDisallow: /outcomes\nDisallow: /map.csv\nDisallow: /map?\nDisallow: /compare\n"
      "Disallow: /shortlist\nDisallow: /sign-in\nDisallow: /account\nDisallow: /admin/\nDisallow: /api/\nDisallow: /oai\n\nSitemap: " +
      base(call.request) + "/sitemap.xml\n";
  return response;
}

}  // namespace whatworks
