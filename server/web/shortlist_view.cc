// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "core/text.h"
#include "core/time.h"
#include "interchange/csv.h"
#include "short_forms.h"
#include "web/shortlist_views.h"

namespace whatworks {
namespace {

Shortlist list_of(std::span<const ListedRecord> records) {
  Shortlist out;
  for (const auto& entry : records) {
    out.items.push_back(entry.item);
  }
  return out;
}

// Words with {} where the number or name goes.
std::string filled(std::string text, const std::string& value) {
  if (const auto at = text.find("{}"); at != std::string::npos) {
    text.replace(at, 2, value);
  }
  return text;
}

Json problem_views(const ViewContext& context, const ShortlistPage& page) {
  using Kind = ShortlistProblem::Kind;
  const auto& words = context.words.at("shortlist").at("problems");
  auto out = Json::array();
  for (const auto& problem : page.problems) {
    const auto* key = problem.kind == Kind::too_many ? "too_many" : problem.kind == Kind::long_note ? "long_note" : "long_together";
    const auto number = problem.kind == Kind::too_many ? with_commas(kMostShortlisted) : count_of(problem.excess, "character", "characters");
    out.push_back({{"text", filled(words.at(key).get<std::string>(), number)},
                   {"href", problem.kind == Kind::long_note ? "#note-" + problem.id : std::string("#list")},
                   {"id", problem.id}});
  }
  return out;
}

Json item_view(const ViewContext& context, const ListedRecord& entry, std::size_t place, std::size_t count, const Json& problems) {
  auto view = entry.record ? card_view(context, entry.record->card)
                           : Json{{"id", entry.item.id}, {"href", nullptr}, {"title", entry.item.id}, {"summary", nullptr},  {"ratings", Json::array()},
                                  {"harms", nullptr},    {"kind", nullptr}, {"countries", nullptr},   {"published", nullptr}};
  const auto problem = std::find_if(problems.begin(), problems.end(), [&](const Json& known) { return known.at("id") == entry.item.id; });
  view["found"] = entry.record.has_value();
  view["note"] = entry.item.note;
  view["place"] = place + 1;
  view["count"] = count;
  view["can_rise"] = place > 0;
  view["can_fall"] = place + 1 < count;
  view["error"] = problem == problems.end() ? Json(nullptr) : problem->at("text");
  return view;
}

// What the last change took away, with the list to go back to.
Json undo_view(const ViewContext& context, const ShortlistPage& page) {
  if (!page.before || *page.before == page.mine) {
    return nullptr;
  }
  const auto& words = context.words.at("shortlist").at("changes");
  const auto text = page.mine.empty()      ? words.at("cleared").get<std::string>()
                    : page.removed.empty() ? words.at("changed").get<std::string>()
                                           : filled(words.at("removed").get<std::string>(), page.removed);
  return Json{{"text", text}, {"token", to_token(*page.before)}};
}

// The labels of codes, for a cell of a spreadsheet.
std::string labels_of(const ViewContext& context, std::string_view facet_name, const std::vector<std::string>& codes) {
  const auto* facet = context.schemas.find_facet(facet_name);
  std::vector<std::string> out;
  for (const auto& code : codes) {
    if (facet != nullptr && !code.empty()) {
      out.push_back(value_label(context, *facet, code));
    }
  }
  return join(out, "; ");
}

void mark_cards(Json& part, const Shortlist& mine, std::set<std::string>& seen) {
  if (part.is_array()) {
    for (auto& entry : part) {
      mark_cards(entry, mine, seen);
    }
  } else if (part.is_object()) {
    for (auto& [key, value] : part.items()) {
      if (key == "cards") {
        for (auto& card : value) {
          const auto id = card.at("id").get<std::string>();
          card["listed"] = mine.holds(id);
          card["first_here"] = seen.insert(id).second;
        }
      } else {
        mark_cards(value, mine, seen);
      }
    }
  }
}

}  // namespace

Json sheet_view(const ViewContext& context, const ListedRecord& entry) {
  const auto& record = *entry.record;
  const auto whole = record_view(context, record);
  const auto sections = [&](const char* plan) {
    auto out = Json::array();
    for (const auto& part : context.words.at("shortlist").at(plan)) {
      const auto slug = part.at("slug").get<std::string>();
      const auto found = std::find_if(record.sections.begin(), record.sections.end(), [&](const Section& section) { return section.slug == slug; });
      if (found != record.sections.end() && !found->html.empty()) {
        out.push_back({{"heading", part.at("heading")}, {"html", found->html}});
      }
    }
    return out;
  };
  auto view = whole;
  view["place"] = nullptr;
  view["note"] = entry.item.note;
  view["outcome_tables"] = outcome_lines(context, whole);
  view["before_figures"] = sections("before_figures");
  view["after_figures"] = sections("after_figures");
  view["source_lines"] = source_lines(whole);
  return view;
}

Json shortlist_view(const ViewContext& context, const ShortlistPage& page) {
  const auto list = list_of(page.records);
  const auto query = to_query_string(to_parameters(list));
  const auto problems = problem_views(context, page);
  const auto number = count_of(list.items.size(), "record", "records");
  auto items = Json::array();
  for (std::size_t i = 0; i < page.records.size(); ++i) {
    items.push_back(item_view(context, page.records[i], i, page.records.size(), problems));
  }
  auto carried = Json::array();
  if (!page.own) {
    for (const auto& [name, value] : to_parameters(list)) {
      carried.push_back({{"name", name}, {"value", value}});
    }
  }
  const auto* heading = page.own ? "own" : "shared";
  const auto title = context.words.at("shortlist").at("headings").at(heading).get<std::string>();
  const auto of_address = page.own ? std::string() : query;
  return Json{{"title", (problems.empty() ? "" : "Error: ") + title + ": " + number},
              {"section", "shortlist"},
              {"heading", title},
              {"number", number},
              {"own", page.own},
              {"filled", !items.empty()},
              {"several", items.size() > 1},
              {"items", std::move(items)},
              {"errors", problems.empty() ? Json(nullptr) : Json{{"list", problems}}},
              {"undo", undo_view(context, page)},
              {"whole", page.whole},
              {"same_as_mine", !page.own && list == page.mine},
              {"have_mine", !page.mine.empty()},
              {"mine_number", count_of(page.mine.items.size(), "record", "records")},
              {"token", to_token(list)},
              {"carried", std::move(carried)},
              {"longest_note", kLongestNote},
              {"most", kMostShortlisted},
              {"address", page.base + "/shortlist" + query},
              {"path", "/shortlist" + query},
              {"csv_href", "/shortlist.csv" + of_address},
              {"references", download_links(context, "shortlist",
                                            [&](const ExportFormatInfo& format) { return "/shortlist." + std::string(format.extension) + of_address; })},
              {"json_href", "/shortlist.json" + of_address}};
}

Json briefing_view(const ViewContext& context, std::span<const ListedRecord> records, std::string_view title, std::chrono::year_month_day date) {
  auto sheets = Json::array();
  auto missing = Json::array();
  for (const auto& entry : records) {
    if (!entry.record) {
      missing.push_back(entry.item.id);
      continue;
    }
    sheets.push_back(sheet_view(context, entry));
    sheets.back()["place"] = sheets.size();
  }
  const auto& words = context.words.at("shortlist");
  const auto heading = title.empty() ? words.at("headings").at("briefing").get<std::string>() : std::string(title);
  return Json{{"title", heading},
              {"section", "shortlist"},
              {"heading", heading},
              {"date", format_date_in_words(date)},
              {"date_code", format_date(date)},
              {"number", count_of(sheets.size(), "record", "records")},
              {"missing", missing.empty() ? Json(nullptr) : Json{{"list", std::move(missing)}}},
              {"back", "/shortlist"},
              {"filled", !sheets.empty()},
              {"sheets", std::move(sheets)}};
}

std::string shortlist_csv(const ViewContext& context, std::span<const ListedRecord> records, std::string_view base) {
  auto out = csv_row({"position", "id", "title", "verdict", "kind", "published", "countries", "crime_types", "priorities", "design", "effect",
                      "effect_in_words", "strength", "strength_in_words", "harms", "harms_in_words", "note", "url"});
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto card = records[i].record ? records[i].record->card : ResultCard{};
    const bool found = records[i].record.has_value();
    const auto strength = found ? std::to_string(card.strength) : std::string();
    out +=
        csv_row({std::to_string(i + 1), records[i].item.id, found ? card.title : context.words.at("shortlist").at("not_found").get<std::string>(), card.summary,
                 labels_of(context, "kind", {card.kind}), found ? std::to_string(card.published) : std::string(), labels_of(context, "country", card.countries),
                 labels_of(context, "crime", card.crime_types), labels_of(context, "priority", card.priorities), labels_of(context, "design", {card.design}),
                 card.effect, labels_of(context, "effect", {card.effect}), strength, labels_of(context, "strength", {strength}), card.harms,
                 labels_of(context, "harms", {card.harms}), records[i].item.note, found ? std::string(base) + "/records/" + card.id : std::string()});
  }
  return out;
}

Json shortlist_json(std::span<const ListedRecord> records, std::string_view base) {
  auto items = Json::array();
  for (std::size_t i = 0; i < records.size(); ++i) {
    auto item = Json{{"position", i + 1}, {"id", records[i].item.id}, {"note", records[i].item.note}, {"found", records[i].record.has_value()}};
    if (records[i].record) {
      const auto& card = records[i].record->card;
      item.update(Json{{"kind", card.kind},
                       {"title", card.title},
                       {"summary", card.summary},
                       {"published", card.published},
                       {"countries", card.countries},
                       {"priorities", card.priorities},
                       {"crime_types", card.crime_types},
                       {"design", card.design},
                       {"effect", card.effect},
                       {"harms", card.harms},
                       {"strength", card.strength},
                       {"url", std::string(base) + "/records/" + card.id}});
    }
    items.push_back(std::move(item));
  }
  return Json{
      {"count", items.size()}, {"items", std::move(items)}, {"address", std::string(base) + "/shortlist" + to_query_string(to_parameters(list_of(records)))}};
}

void add_shortlist_state(Json& view, const Shortlist& mine, std::string_view address) {
  view["back"] = address;
  if (const auto id = view.find("id"); id != view.end()) {
    view["listed"] = mine.holds(id->get<std::string>());
  }
  std::set<std::string> seen;
  mark_cards(view, mine, seen);
}

}  // namespace whatworks
