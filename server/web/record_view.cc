// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "core/time.h"
#include "outcome_view.h"
#include "view_parts.h"
#include "web/compare.h"
#include "web/views.h"

namespace whatworks {
namespace {

// The codes that the front matter states under the facet's key, whatever form they have there.
std::vector<std::string> stated(const Json& front_matter, const Facet& facet) {
  std::vector<std::string> out;
  const auto add = [&](const Json& value) {
    if (value.is_string()) {
      out.push_back(value.get<std::string>());
    } else if (value.is_number_integer()) {
      out.push_back(value.dump());
    }
  };
  const auto& value = member(front_matter, facet.field.c_str());
  if (value.is_array()) {
    std::for_each(value.begin(), value.end(), add);
  } else {
    add(value);
  }
  if (out.empty() && !facet.default_value.empty()) {
    out.push_back(facet.default_value);
  }
  return out;
}

// One table per thing that is measured, the harm first, so that seizures are not taken for harm.
Json outcome_tables(const ViewContext& context, const Json& front_matter) {
  auto tables = Json::array();
  const auto& outcomes = member(front_matter, "outcomes");
  if (!outcomes.is_array()) {
    return tables;
  }
  for (const auto& [kind, words] : context.words.at("measured").items()) {
    auto rows = Json::array();
    for (const auto& outcome : outcomes) {
      if (text_of(outcome, "measures") == kind) {
        rows.push_back(outcome_view(context, outcome));
      }
    }
    if (!rows.empty()) {
      tables.push_back({{"code", kind.empty() ? "other" : kind}, {"heading", words.at("heading")}, {"about", words.at("about")}, {"rows", std::move(rows)}});
    }
  }
  return tables;
}

// The ids of the tables that a picture can be drawn from; null where none of their outcomes has a place on an axis.
Json plotted_tables(const Json& tables) {
  std::vector<std::string> ids;
  bool drawable = false;
  for (const auto& table : tables) {
    ids.push_back("outcomes-table-" + table.at("code").get<std::string>());
    const auto& rows = table.at("rows");
    drawable = drawable || std::any_of(rows.begin(), rows.end(), can_be_drawn);
  }
  return drawable ? Json{{"tables", join(ids, " ")}} : Json(nullptr);
}

Json emmie_view(const ViewContext& context, const Json& front_matter, const std::string& part) {
  const auto& level = member(member(front_matter, "emmie"), part.c_str());
  const auto& words = context.words.at("emmie");
  if (part.empty() || !level.is_number_integer()) {
    return nullptr;
  }
  return Json{{"prefix", words.at("prefix")}, {"level", level}, {"highest", words.at("highest")}};
}

// The sections of the body under questions, in the order of `plan`; a part of the plan that the record does not have stands as a gap.
Json section_views(const ViewContext& context, const RecordDetail& record, const Json& plan) {
  auto out = Json::array();
  for (const auto& part : plan) {
    const auto slug = part.at("slug").get<std::string>();
    const auto found = std::find_if(record.sections.begin(), record.sections.end(), [&](const Section& section) { return section.slug == slug; });
    const bool there = found != record.sections.end() && !found->text.empty();
    const auto gap = part.value("gap", std::string());
    if (!there && gap.empty()) {
      continue;
    }
    out.push_back({{"slug", slug},
                   {"question", part.at("question")},
                   {"html", there ? found->html : ""},
                   {"gap", there ? Json(nullptr) : Json(gap)},
                   {"emmie", emmie_view(context, *record.front_matter, part.value("emmie", std::string()))}});
  }
  return out;
}

// Sections under headings that the plan does not know come after the others, under their own headings.
Json other_sections(const ViewContext& context, const RecordDetail& record) {
  std::set<std::string> planned;
  for (const auto* plan : {"sections", "closing_sections"}) {
    for (const auto& part : context.words.at(plan)) {
      planned.insert(part.at("slug").get<std::string>());
    }
  }
  auto out = Json::array();
  for (const auto& section : record.sections) {
    if (planned.count(section.slug) == 0) {
      out.push_back({{"slug", section.slug}, {"question", section.heading}, {"html", section.html}, {"gap", nullptr}, {"emmie", nullptr}});
    }
  }
  return out;
}

// An address that may stand in a link: what a record holds is not trusted to be one.
std::string safe_link(const std::string& address) { return address.rfind("https://", 0) == 0 || address.rfind("http://", 0) == 0 ? address : std::string(); }

constexpr std::size_t kVersionLength = 8;          // of a digest: enough to tell the versions of one record apart
constexpr std::size_t kShortestTellingSuffix = 4;  // of a DOI; a shorter one may stand in an address by chance

Json source_view(const Json& source) {
  const auto& authors = member(source, "authors");
  std::vector<std::string> names;
  if (authors.is_array()) {
    for (const auto& author : authors) {
      names.push_back(author.is_string() ? author.get<std::string>() : author.dump());
    }
  }
  const auto doi = text_of(source, "doi");
  const auto doi_link = doi.empty() ? std::string() : "https://doi.org/" + doi;
  const auto url = safe_link(text_of(source, "url"));
  const auto link = doi_link.empty() ? url : doi_link;
  // A publisher's address with the DOI in it, percent-encoded or not, leads to the same page.
  const auto suffix = doi.substr(std::min(doi.size(), doi.find('/') + 1));
  const bool same_page = suffix.size() > kShortestTellingSuffix && url.find(suffix) != std::string::npos;
  auto type = text_of(source, "type");
  std::replace(type.begin(), type.end(), '-', ' ');
  return Json{{"authors", join(names, "; ")},
              {"year", text_of(source, "year")},
              {"title", text_of(source, "title")},
              {"venue", text_of(source, "venue")},
              {"type", type},
              {"href", link},
              {"other_href", !doi_link.empty() && !same_page ? url : std::string()}};
}

Json contributor_views(const Json& front_matter) {
  auto out = Json::array();
  for (const auto& contributor : contributors_of(front_matter)) {
    out.push_back({{"name", contributor.name},
                   {"href", "/contributors/" + contributor.key()},
                   {"orcid_href", contributor.orcid.empty() ? Json(nullptr) : Json("https://orcid.org/" + contributor.orcid)},
                   {"orcid", contributor.orcid}});
  }
  return out;
}

// "Ann Example and Bo Sample"; null where the record names nobody.
Json cite_names(const Json& front_matter) {
  std::string out;
  const auto contributors = contributors_of(front_matter);
  for (std::size_t i = 0; i < contributors.size(); ++i) {
    out += (i == 0 ? "" : i + 1 == contributors.size() ? " and " : ", ") + contributors[i].name;
  }
  return out.empty() ? Json(nullptr) : Json(out);
}

Json short_ratings(const ViewContext& context, const std::string& effect, int strength) {
  auto ratings = Json::array();
  for (const auto& [name, value] : {std::pair<std::string, std::string>{"effect", effect}, {"strength", std::to_string(strength)}}) {
    if (const auto* facet = context.schemas.find_facet(name); facet != nullptr && !value.empty()) {
      ratings.push_back(rating_view(context, *facet, value));
    }
  }
  return ratings;
}

Json similar_view(const ViewContext& context, const SimilarRecord& other) {
  auto why = Json::array();
  for (const auto& reason : other.why) {
    if (!reason.shared.empty()) {
      why.push_back(text_of(context.words.at("likeness"), std::string(likeness_name(reason.kind)).c_str()) + ": " + join(reason.shared, ", "));
    }
  }
  return Json{{"href", "/records/" + other.card.id},
              {"title", other.card.title},
              {"why", std::move(why)},
              {"ratings", short_ratings(context, other.card.effect, other.card.strength)}};
}

Json related_view(const ViewContext& context, const RelatedRecord& other) {
  const auto& how = member(context.words.at("related"), other.how.c_str());
  return Json{{"how", how.is_object() ? how.at(other.inward ? "inward" : "outward") : Json(other.how)},
              {"href", "/records/" + other.id},
              {"title", other.title},
              {"ratings", short_ratings(context, other.effect, other.strength)}};
}

Json fact_views(const ViewContext& context, const Json& front_matter) {
  auto out = Json::array();
  for (const auto& name : context.words.at("fact_facets")) {
    const auto* facet = context.schemas.find_facet(name.get<std::string>());
    if (facet == nullptr) {
      continue;
    }
    auto values = Json::array();
    for (const auto& code : stated(front_matter, *facet)) {
      values.push_back({{"label", value_label(context, *facet, code)}, {"href", search_link(*facet, code)}});
    }
    if (!values.empty()) {
      out.push_back({{"name", facet->label}, {"values", std::move(values)}});
    }
  }
  return out;
}

Json ratings_of(const ViewContext& context, const Json& front_matter) {
  auto out = Json::array();
  for (const auto& name : context.words.at("rating_facets")) {
    const auto* facet = context.schemas.find_facet(name.get<std::string>());
    const auto values = facet == nullptr ? std::vector<std::string>{} : stated(front_matter, *facet);
    if (values.empty()) {
      continue;
    }
    auto rating = rating_view(context, *facet, values.front());
    rating["reason"] = text_of(front_matter, (facet->name + "_reason").c_str());
    out.push_back(std::move(rating));
  }
  return out;
}

// The other forms of a record, for programs that look at its page. Its JSON has a link of its own.
Json alternates(const std::function<std::string(const ExportFormatInfo&)>& address) {
  auto out = Json::array();
  for (const auto format : {ExportFormat::ris, ExportFormat::bibtex, ExportFormat::csl_json, ExportFormat::markdown}) {
    const auto& info = export_formats()[static_cast<std::size_t>(format)];
    out.push_back({{"type", info.media_type.substr(0, info.media_type.find(';'))}, {"href", address(info)}, {"title", info.name}});
  }
  return out;
}

std::string years_text(const Json& front_matter) {
  const auto& years = member(front_matter, "fieldwork");
  const auto from = text_of(years, "from");
  const auto to = text_of(years, "to");
  if (from.empty()) {
    return to.empty() ? to : "up to " + to;
  }
  return from == to || to.empty() ? from : from + " to " + to;
}

}  // namespace

Json record_view(const ViewContext& context, const RecordDetail& record, const std::vector<SimilarRecord>& similar) {
  const auto& card = record.card;
  const auto& front_matter = *record.front_matter;

  auto sources = Json::array();
  for (const auto& source : member(front_matter, "sources")) {
    sources.push_back(source_view(source));
  }
  auto figures = Json::array();
  for (const auto& figure : member(front_matter, "figures")) {
    figures.push_back({{"value", text_of(figure, "value")}, {"what", text_of(figure, "what")}});
  }
  auto related = Json::array();
  for (const auto& other : record.related) {
    related.push_back(related_view(context, other));
    related.back()["compare_href"] = compare_address({card.id, other.id});
  }
  auto similar_views = Json::array();
  for (const auto& other : similar) {
    const auto is_it = [&](const RelatedRecord& stated) { return stated.id == other.card.id; };
    if (std::none_of(record.related.begin(), record.related.end(), is_it)) {
      similar_views.push_back(similar_view(context, other));
      similar_views.back()["compare_href"] = compare_address({card.id, other.card.id});
    }
  }
  auto crosswalk = Json::array();
  for (const auto& reading : record.crosswalk.bodies) {
    crosswalk.push_back({{"body", reading.body}, {"says", reading.says}, {"about", reading.about}, {"href", reading.url}});
  }
  const auto list = [](Json items) { return items.empty() ? Json(nullptr) : Json{{"list", std::move(items)}}; };
  auto outcomes = outcome_tables(context, front_matter);
  const auto plot_of_outcomes = plotted_tables(outcomes);
  const auto file_address = [&](const ExportFormatInfo& format) { return "/records/" + card.id + "." + std::string(format.extension); };
  const auto reviewed = card.reviewed.empty() ? text_of(front_matter, "added") : card.reviewed;
  const auto studies = member(front_matter, "studies");
  const auto level = text_of(front_matter, "sms_level");
  const auto summary = card_view(context, card);

  return Json{{"title", card.title},
              {"section", "search"},
              {"id", card.id},
              {"description", card.summary},
              {"summary", card.summary},
              {"intervention", card.intervention},
              {"kind", summary.at("kind")},
              {"countries", summary.at("countries")},
              {"published", card.published},
              {"status", summary.at("status")},
              {"circulation", summary.at("circulation")},
              {"ratings", ratings_of(context, front_matter)},
              {"sections", section_views(context, record, context.words.at("sections"))},
              {"other_sections", other_sections(context, record)},
              {"closing_sections", section_views(context, record, context.words.at("closing_sections"))},
              {"outcomes", list(std::move(outcomes))},
              {"outcomes_plot", plot_of_outcomes},
              {"figures", list(std::move(figures))},
              {"sources", std::move(sources)},
              {"related", list(std::move(related))},
              {"similar", list(std::move(similar_views))},
              {"crosswalk", crosswalk.empty() ? Json(nullptr) : Json{{"note", record.crosswalk.note}, {"rows", std::move(crosswalk)}}},
              {"facts", fact_views(context, front_matter)},
              {"fieldwork", years_text(front_matter)},
              {"studies", studies.is_number() ? Json(studies.dump()) : Json(nullptr)},
              {"sms_level", level},
              {"added_on", text_of(front_matter, "added")},
              {"added", date_in_words(text_of(front_matter, "added"))},
              {"reviewed_on", text_of(front_matter, "reviewed")},
              {"reviewed", date_in_words(text_of(front_matter, "reviewed"))},
              {"cite_date", date_in_words(reviewed)},
              {"version", record.digest.substr(0, kVersionLength)},
              {"path", "/records/" + card.id},
              {"downloads", download_links(context, "record", file_address)},
              {"contributors", list(contributor_views(front_matter))},
              {"cite_names", cite_names(front_matter)},
              {"draft_href", nullptr},
              {"history_href", nullptr},
              {"withdraw_href", nullptr},
              {"contributes", false},
              {"alternates", alternates(file_address)},
              {"json_href", "/records/" + card.id + ".json"}};
}

}  // namespace whatworks
