// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/results.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/typed_text.h"
#include "workshop_rows.h"

namespace whatworks {
namespace {

// One answer, as it counts: those of whoever declared a conflict do not.
struct Answer {
  std::string rater;
  Organisation organisation = Organisation::police;
  Assessment assessment;
};

// Answers of a workshop by round and item.
using Answers = std::map<int, std::map<std::string, std::vector<Answer>>>;

// All, or those on the interventions of one record.
Answers answers_of(Transaction& transaction, std::string_view workshop, std::string_view record_id = {}) {
  Answers out;
  for (const auto& row :
       transaction.query("SELECT a.round, i.name, a.rater, r.organisation, a.scores, a.reason, a.current_practice, a.opportunity FROM assessments a "
                         "JOIN workshop_items i ON i.id = a.item JOIN raters r ON r.rater = a.rater JOIN workshops w ON w.id = r.workshop "
                         "WHERE w.name = ? AND (? = '' OR i.record_id = ?) AND NOT EXISTS (SELECT 1 FROM conflicts_of_interest c WHERE c.item = a.item AND "
                         "c.rater = a.rater AND c.round <= a.round) "
                         "ORDER BY a.round, a.item, a.rater",
                         {std::string(workshop), std::string(record_id), std::string(record_id)})) {
    Answer answer{row.text(2), *find_organisation(row.text(3)), {scores_of_column(row.text(4)), row.text(5), row.text(6), row.text(7)}};
    if (!answer.assessment.is_empty()) {
      out[static_cast<int>(row.integer(0))][row.text(1)].push_back(std::move(answer));
    }
  }
  return out;
}

const std::vector<Answer>& answers_to(const Answers& answers, int round, const std::string& item) {
  static const std::vector<Answer> kNone;
  const auto of_round = answers.find(round);
  if (of_round == answers.end()) {
    return kNone;
  }
  const auto found = of_round->second.find(item);
  return found == of_round->second.end() ? kNone : found->second;
}

CriterionResult result_on(const Criterion& criterion, const std::vector<Answer>& answers, std::size_t fewest) {
  CriterionResult out;
  out.criterion = &criterion;
  for (const auto& answer : answers) {
    const auto found = answer.assessment.scores.find(criterion.name);
    if (found == answer.assessment.scores.end()) {
      continue;
    }
    if (!found->second) {
      ++out.cannot_judge;
      continue;
    }
    out.values.push_back(*found->second);
    (answer.organisation == Organisation::police ? out.police : out.others).push_back(*found->second);
  }
  if (out.values.size() < fewest) {
    out.values.clear();
  }
  // Whoever sees all values and those of the one side knows those of the other: both must be enough.
  if (out.values.empty() || out.police.size() < fewest || out.others.size() < fewest) {
    out.police.clear();
    out.others.clear();
  }
  for (auto* values : {&out.values, &out.police, &out.others}) {
    std::sort(values->begin(), values->end());
  }
  out.spread = spread_of(out.values);
  if (criterion.kind == CriterionKind::score) {
    std::vector<double> nine;
    nine.reserve(out.values.size());
    for (const auto value : out.values) {
      nine.push_back(on_nine_points(value));
    }
    out.disagreement = ipras(nine);
  }
  return out;
}

void add_text(std::vector<std::string>& texts, const std::string& text) {
  if (!text.empty()) {
    texts.push_back(text);
  }
}

ItemTexts texts_of(const std::vector<Answer>& answers) {
  ItemTexts out;
  for (const auto& answer : answers) {
    add_text(out.reasons, answer.assessment.reason);
    add_text(out.current_practices, answer.assessment.current_practice);
    add_text(out.opportunities, answer.assessment.opportunity);
  }
  for (auto* texts : {&out.reasons, &out.current_practices, &out.opportunities}) {
    std::sort(texts->begin(), texts->end());
  }
  return out;
}

RoundResult round_result(const AssessmentScheme& scheme, int round, const std::vector<Answer>& answers) {
  RoundResult out;
  out.round = round;
  out.answers = answers.size();
  out.shown = answers.size() >= scheme.fewest_answers;
  if (!out.shown) {
    return out;
  }
  out.criteria.reserve(scheme.criteria.size());
  for (const auto& criterion : scheme.criteria) {
    out.criteria.push_back(result_on(criterion, answers, scheme.fewest_answers));
  }
  out.texts = texts_of(answers);
  const auto* effect = out.find("effect");
  const auto* certainty = out.find("certainty");
  const auto* harms = out.find("harms");
  if (effect->spread && certainty->spread && harms->spread) {
    out.category = category_of({effect->spread->median, certainty->spread->median, harms->spread->median}, scheme.thresholds);
    const auto differ = [](const CriterionResult* result) { return result->disagreement && result->disagreement->disagreement; };
    out.agreed = !differ(effect) && !differ(certainty) && !differ(harms);
  }
  return out;
}

double dispute_of(const RoundResult& result) {
  const auto* effect = result.find("effect");
  return effect != nullptr && effect->spread ? effect->spread->upper_quartile - effect->spread->lower_quartile : -1;
}

// The ratings of a group on one criterion: a unit for each item that enough of them scored to be shown, with a place for each rater.
std::vector<UnitRatings> units_of(const WorkshopGroup& group, const Answers& answers, int round, const std::string& criterion,
                                  const std::vector<std::string>& raters, std::size_t fewest) {
  std::vector<UnitRatings> out;
  out.reserve(group.agenda.size());
  for (const auto& item : group.agenda) {
    std::size_t count = 0;
    UnitRatings unit(raters.size());
    for (const auto& answer : answers_to(answers, round, item.name)) {
      const auto score = answer.assessment.scores.find(criterion);
      if (score != answer.assessment.scores.end() && score->second) {
        unit[static_cast<std::size_t>(std::lower_bound(raters.begin(), raters.end(), answer.rater) - raters.begin())] = score->second;
        ++count;
      }
    }
    if (count >= fewest) {
      out.push_back(std::move(unit));
    }
  }
  return out;
}

std::vector<std::string> raters_of(const WorkshopGroup& group, const Answers& answers, int round) {
  std::set<std::string> out;
  for (const auto& item : group.agenda) {
    for (const auto& answer : answers_to(answers, round, item.name)) {
      out.insert(answer.rater);
    }
  }
  return {out.begin(), out.end()};
}

std::vector<CriterionAgreement> agreement_of(const AssessmentScheme& scheme, const WorkshopGroup& group, const Answers& answers, int round,
                                             const std::vector<std::string>& raters) {
  std::vector<CriterionAgreement> out;
  out.reserve(scheme.criteria.size());
  // Scores are ordered, and nobody knows whether 20 to 30 is as far as 70 to 80.
  constexpr auto kLevel = MeasurementLevel::ordinal;
  for (const auto& criterion : scheme.criteria) {
    const auto units = units_of(group, answers, round, criterion.name, raters, scheme.fewest_answers);
    if (units.empty()) {
      continue;
    }
    const auto rated = static_cast<std::size_t>(std::count_if(raters.begin(), raters.end(), [&](const std::string& rater) {
      const auto place = static_cast<std::size_t>(&rater - raters.data());
      return std::any_of(units.begin(), units.end(), [&](const UnitRatings& unit) { return unit[place].has_value(); });
    }));
    out.push_back({&criterion, krippendorff_alpha(units, kLevel), alpha_interval(units, kLevel), rated});
  }
  return out;
}

struct ItemNotes {
  std::string notes;
  std::int64_t version = 0;
  std::size_t conflicts = 0;
};

// `round` is the last that is shown.
std::map<std::string, ItemNotes> notes_of(Transaction& transaction, std::string_view workshop, int round) {
  std::map<std::string, ItemNotes> out;
  for (const auto& row :
       transaction.query("SELECT i.name, i.notes, i.notes_version, (SELECT count(*) FROM conflicts_of_interest c WHERE c.item = i.id AND c.round <= ?) "
                         "FROM workshop_items i JOIN workshop_groups g ON g.id = i.workshop_group JOIN workshops w ON w.id = g.workshop "
                         "WHERE w.name = ?",
                         {static_cast<std::int64_t>(round), std::string(workshop)})) {
    out[row.text(0)] = {row.text(1), row.integer(2), static_cast<std::size_t>(row.integer(3))};
  }
  return out;
}

ItemResult item_result(const Workshop& workshop, const WorkshopGroup& group, const AgendaItem& item, const Answers& answers, int round,
                       const std::map<std::string, ItemNotes>& notes) {
  ItemResult out;
  out.group = &group;
  out.item = &item;
  out.now = round_result(workshop.scheme, round, answers_to(answers, round, item.name));
  if (round == 2) {
    out.before = round_result(workshop.scheme, 1, answers_to(answers, 1, item.name));
  }
  out.dispute = dispute_of(out.now);
  if (const auto found = notes.find(item.name); found != notes.end()) {
    out.notes = found->second.notes;
    out.notes_version = found->second.version;
    out.conflicts = found->second.conflicts;
  }
  return out;
}

GroupResult group_result(const Workshop& workshop, const WorkshopGroup& group, const Answers& answers, int round,
                         const std::map<std::string, ItemNotes>& notes) {
  GroupResult out;
  out.group = &group;
  for (const auto& item : group.agenda) {
    out.items.push_back(item_result(workshop, group, item, answers, round, notes));
  }
  std::stable_sort(out.items.begin(), out.items.end(), [](const ItemResult& a, const ItemResult& b) { return a.dispute > b.dispute; });
  const auto raters = raters_of(group, answers, round);
  out.raters = raters.size();
  if (raters.size() >= workshop.scheme.fewest_answers) {
    out.agreement = agreement_of(workshop.scheme, group, answers, round, raters);
  }
  return out;
}

}  // namespace

const CriterionResult* RoundResult::find(std::string_view criterion) const noexcept {
  const auto found = std::find_if(criteria.begin(), criteria.end(), [&](const CriterionResult& result) { return result.criterion->name == criterion; });
  return found == criteria.end() ? nullptr : &*found;
}

Result<WorkshopResults> Results::of(const Workshop& workshop) const {
  WorkshopResults out;
  out.round = shown_round(workshop.info.stage, workshop.info.second_was_held);
  if (out.round == 0) {
    return out;
  }
  return store_.read([&](Transaction& transaction) -> Result<WorkshopResults> {
    const auto answers = answers_of(transaction, workshop.info.name);
    const auto notes = notes_of(transaction, workshop.info.name, out.round);
    for (const auto& group : workshop.groups) {
      out.groups.push_back(group_result(workshop, group, answers, out.round, notes));
    }
    return std::move(out);
  });
}

Result<std::vector<ItemResult>> Results::on(const Workshop& workshop, std::string_view record_id) const {
  const int round = shown_round(workshop.info.stage, workshop.info.second_was_held);
  if (round == 0) {
    return std::vector<ItemResult>{};
  }
  return store_.read([&](Transaction& transaction) -> Result<std::vector<ItemResult>> {
    const auto answers = answers_of(transaction, workshop.info.name, record_id);
    const auto notes = notes_of(transaction, workshop.info.name, round);
    std::vector<ItemResult> out;
    for (const auto& group : workshop.groups) {
      for (const auto& item : group.agenda) {
        if (record_id.empty() || item.record_id == record_id) {
          out.push_back(item_result(workshop, group, item, answers, round, notes));
        }
      }
    }
    return out;
  });
}

Result<RoundResult> Results::last_round(const Workshop& workshop, std::string_view item) const {
  const int round = shown_round(workshop.info.stage, workshop.info.second_was_held);
  if (round == 0) {
    return RoundResult{};
  }
  return store_.read([&](Transaction& transaction) -> Result<RoundResult> {
    return round_result(workshop.scheme, round, answers_to(answers_of(transaction, workshop.info.name), round, std::string(item)));
  });
}

Result<std::vector<RatingRow>> Results::ratings(const Workshop& workshop) const {
  const int last = shown_round(workshop.info.stage, workshop.info.second_was_held);
  return store_.read([&](Transaction& transaction) -> Result<std::vector<RatingRow>> {
    const auto answers = answers_of(transaction, workshop.info.name);
    std::set<std::string> raters;
    for (const auto& [round, items] : answers) {
      for (const auto& [item, given] : items) {
        for (const auto& answer : given) {
          raters.insert(answer.rater);
        }
      }
    }
    std::vector<RatingRow> out;
    for (int round = 1; round <= last; ++round) {
      for (const auto& group : workshop.groups) {
        for (const auto& item : group.agenda) {
          const auto& given = answers_to(answers, round, item.name);
          if (given.size() < workshop.scheme.fewest_answers) {
            continue;
          }
          for (const auto& answer : given) {
            const auto number = std::distance(raters.begin(), raters.find(answer.rater)) + 1;
            out.push_back({round, group.number, item.name, item.title, item.record_id, "rater " + std::to_string(number),
                           std::string(organisation_name(answer.organisation)), answer.assessment});
          }
        }
      }
    }
    return out;
  });
}

Result<std::string> Results::digest(std::string_view workshop) const {
  return store_.read([&](Transaction& transaction) -> Result<std::string> {
    const auto row = transaction.first(
        "SELECT coalesce(sum(i.notes_version), 0), coalesce(sum(d.version), 0) FROM workshop_items i JOIN workshop_groups g ON g.id = i.workshop_group "
        "JOIN workshops w ON w.id = g.workshop LEFT JOIN workshop_decisions d ON d.item = i.id WHERE w.name = ?",
        {std::string(workshop)});
    return std::to_string(row->integer(0)) + '-' + std::to_string(row->integer(1));
  });
}

Result<std::int64_t> Results::note(std::string_view workshop, std::string_view item, std::string_view notes, std::int64_t version,
                                   const Visitor& facilitator) const {
  const auto kept = typed_text(notes, {"The notes", kLongestNotes, false, "notes"});
  if (!kept) {
    return failure(kept.error());
  }
  return store_.write([&](Transaction& transaction) -> Result<std::int64_t> {
    const auto stored = workshop_to_run(transaction, workshop, facilitator);
    if (!stored) {
      return failure(stored.error());
    }
    if (stored->info.stage == Stage::closed) {
      return failure(ErrorCode::conflict, "The workshop is closed, so its notes stay as they are");
    }
    const auto row = transaction.first(
        "SELECT i.id, i.notes, i.notes_version FROM workshop_items i JOIN workshop_groups g ON g.id = i.workshop_group "
        "WHERE g.workshop = ? AND i.name = ?",
        {stored->id, std::string(item)});
    if (!row) {
      return failure(ErrorCode::not_found, "There is no such intervention on the agenda");
    }
    if (row->text(1) == *kept) {
      return row->integer(2);
    }
    if (row->integer(2) != version) {
      return failure(ErrorCode::conflict, "Somebody else has changed the notes since you opened this page", "look at theirs above, and put both together");
    }
    transaction.run("UPDATE workshop_items SET notes = ?, notes_version = notes_version + 1 WHERE id = ?", {*kept, row->integer(0)});
    return version + 1;
  });
}

}  // namespace whatworks
