// SPDX-License-Identifier: GPL-3.0-or-later
#include "workshop/evaluations.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "access/tokens.h"
#include "agreement/spread.h"
#include "core/typed_text.h"
#include "workshop_rows.h"

namespace whatworks {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kTokenLength = 43;  // of random_token()

// Where a value stands on a scale; nothing where it has no such point.
std::optional<std::size_t> place_on(const std::vector<ScalePoint>& scale, double value) {
  const auto found = std::find_if(scale.begin(), scale.end(), [&](const ScalePoint& point) { return point.value == value; });
  return found == scale.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - scale.begin()));
}

void count(std::vector<std::size_t>& counts, const std::vector<ScalePoint>& scale, double value) {
  if (const auto place = place_on(scale, value)) {
    ++counts[*place];
  }
}

struct SentForm {
  Json items;
  Json texts;
};

std::vector<SentForm> sent_forms(Transaction& transaction, std::string_view workshop, int level) {
  std::vector<SentForm> out;
  for (const auto& row : transaction.query("SELECT e.answers, e.texts FROM evaluation_answers e JOIN workshops w ON w.id = e.workshop "
                                           "WHERE w.name = ? AND e.level = ?",
                                           {std::string(workshop), static_cast<std::int64_t>(level)})) {
    out.push_back({Json::parse(row.text(0)), Json::parse(row.text(1))});
  }
  return out;
}

ItemDistribution distribution_of(const EvaluationItem& item, const std::vector<SentForm>& forms, const EvaluationScheme& scheme) {
  ItemDistribution out;
  out.item = &item;
  out.counts.resize(scheme.scale.size());
  std::vector<double> values;
  for (const auto& form : forms) {
    const auto found = form.items.find(item.name);
    if (found == form.items.end()) {
      continue;
    }
    if (found->is_null()) {
      ++out.not_applicable;
      continue;
    }
    values.push_back(found->get<double>());
    count(out.counts, scheme.scale, values.back());
  }
  if (values.size() < scheme.fewest_answers) {
    ItemDistribution hidden;
    hidden.item = &item;
    return hidden;
  }
  out.shown = true;
  out.answers = values.size();
  out.median = *quantile(std::move(values), 0.5);
  return out;
}

OpenAnswers answers_to(const OpenQuestion& question, const std::vector<SentForm>& forms) {
  OpenAnswers out{&question, {}};
  for (const auto& form : forms) {
    if (const auto found = form.texts.find(question.name); found != form.texts.end()) {
      out.answers.push_back(found->get<std::string>());
    }
  }
  std::sort(out.answers.begin(), out.answers.end());
  return out;
}

// Keeps a form, unless the same was kept before.
void keep(Transaction& transaction, std::int64_t workshop, int level, const std::string& token, const std::string& items, const std::string& texts) {
  transaction.run("INSERT INTO evaluation_answers(token, workshop, level, answers, texts) VALUES (?, ?, ?, ?, ?) ON CONFLICT(token) DO NOTHING",
                  {token, workshop, static_cast<std::int64_t>(level), items, texts});
}

tl::unexpected<Error> no_follow_up() { return failure(ErrorCode::not_found, "This link does not work, or not any more", "ask whoever sent it for a new one"); }

bool is_follow_up(int level) noexcept { return level > 1 && level <= kEvaluationLevels; }

// The workshop of a link that works.
std::optional<StoredWorkshop> find_linked(Transaction& transaction, std::string_view workshop, int level, std::string_view key, Instant now) {
  auto stored = find_workshop(transaction, workshop);
  if (!stored || !is_follow_up(level)) {
    return std::nullopt;
  }
  const auto row = transaction.first("SELECT link_key FROM follow_up_links WHERE workshop = ? AND level = ? AND ends_at > ?",
                                     {stored->id, static_cast<std::int64_t>(level), seconds_of(now)});
  return row && same_secret(row->text(0), key) ? std::move(stored) : std::nullopt;
}

}  // namespace

std::string_view moment_name(Moment moment) noexcept { return moment == Moment::before ? "before" : "after"; }

Moment moment_of(Stage stage) noexcept { return stage < Stage::discussion ? Moment::before : Moment::after; }

// A form as it lies in the database.
struct Evaluations::KeptForm {
  std::string token, items, texts;
};

Evaluations::Evaluations(const Store& store, const AuditTrail& audit, EvaluationScheme scheme, Clock clock)
    : store_(store), audit_(audit), scheme_(std::move(scheme)), clock_(std::move(clock)) {}

Status Evaluations::save_likelihoods(const RaterKey& rater, Moment moment, const Likelihoods& values) const {
  return store_.write([&](Transaction& transaction) -> Status {
    for (const auto& [item, value] : values) {
      const auto row = transaction.first(
          "SELECT i.id, w.stage FROM workshop_items i JOIN raters r ON r.workshop_group = i.workshop_group "
          "JOIN workshops w ON w.id = r.workshop WHERE i.name = ? AND r.rater = ?",
          {item, rater.rater});
      if (!row) {
        return failure(ErrorCode::not_found, "There is no such intervention on your agenda");
      }
      if (moment_of(*find_stage(row->text(1))) != moment) {
        return failure(ErrorCode::conflict, moment == Moment::before ? "The first round is over, so what you thought before cannot be changed any more"
                                                                     : "This is asked again once the first round is over");
      }
      if (!place_on(scheme_.likelihood, value)) {
        return failure(ErrorCode::bad_input, "Choose one of the answers to \"" + scheme_.likelihood_question + "\"");
      }
      transaction.run("INSERT INTO likelihoods(item, rater, moment, value) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                      {row->integer(0), rater.rater, std::string(moment_name(moment)), static_cast<std::int64_t>(value)});
    }
    return {};
  });
}

Result<Likelihoods> Evaluations::likelihoods(const RaterKey& rater, Moment moment) const {
  return store_.read([&](Transaction& transaction) -> Result<Likelihoods> {
    Likelihoods out;
    for (const auto& row :
         transaction.query("SELECT i.name, l.value FROM likelihoods l JOIN workshop_items i ON i.id = l.item WHERE l.rater = ? AND l.moment = ?",
                           {rater.rater, std::string(moment_name(moment))})) {
      out[row.text(0)] = static_cast<int>(row.integer(1));
    }
    return out;
  });
}

Result<Evaluations::KeptForm> Evaluations::checked(int level, const EvaluationAnswers& answers) const {
  if (answers.token.size() != kTokenLength) {
    return failure(ErrorCode::bad_input, "The form has lost what it is known by", "open its page again");
  }
  const auto& form = scheme_.form(level);
  auto items = Json::object();
  for (const auto& answer : answers.items) {
    const auto& [name, value] = answer;
    const auto has_name = [&answer](const EvaluationItem& item) { return item.name == answer.first; };
    if (std::none_of(form.items.begin(), form.items.end(), has_name) || (value && !place_on(scheme_.scale, *value))) {
      return failure(ErrorCode::bad_input, "The form has an answer that cannot be chosen", "open its page again");
    }
    items[name] = value ? Json(*value) : Json(nullptr);
  }
  auto texts = Json::object();
  for (const auto& answer : answers.texts) {
    const auto& [name, text] = answer;
    const auto question =
        std::find_if(form.questions.begin(), form.questions.end(), [&answer](const OpenQuestion& asked) { return asked.name == answer.first; });
    if (question == form.questions.end()) {
      return failure(ErrorCode::bad_input, "The form has an answer that was not asked for", "open its page again");
    }
    auto kept = typed_text(text, {"The answer to \"" + question->question + "\"", kLongestAnswer});
    if (!kept) {
      return failure(std::move(kept.error()));
    }
    if (!kept->empty()) {
      texts[name] = *std::move(kept);
    }
  }
  if (items.empty() && texts.empty()) {
    return failure(ErrorCode::bad_input, "Nothing is answered yet", "answer at least one question");
  }
  return KeptForm{sha256(answers.token), items.dump(), texts.dump()};
}

Status Evaluations::submit(std::string_view workshop, const EvaluationAnswers& answers) const {
  const auto kept = checked(1, answers);
  if (!kept) {
    return failure(kept.error());
  }
  return store_.write([&](Transaction& transaction) -> Status {
    const auto stored = find_workshop(transaction, workshop);
    if (!stored) {
      return no_workshop();
    }
    if (stored->info.stage < Stage::discussion) {
      return failure(ErrorCode::conflict, "The evaluation opens once the first round is over");
    }
    keep(transaction, stored->id, 1, kept->token, kept->items, kept->texts);
    return {};
  });
}

Result<WorkshopInfo> Evaluations::find_follow_up(std::string_view workshop, int level, std::string_view key) const {
  return store_.read([&](Transaction& transaction) -> Result<WorkshopInfo> {
    auto linked = find_linked(transaction, workshop, level, key, clock_());
    if (!linked) {
      return no_follow_up();
    }
    return std::move(linked->info);
  });
}

Status Evaluations::submit_follow_up(std::string_view workshop, int level, std::string_view key, const EvaluationAnswers& answers) const {
  if (!is_follow_up(level)) {
    return no_follow_up();
  }
  const auto kept = checked(level, answers);
  return store_.write([&](Transaction& transaction) -> Status {
    const auto linked = find_linked(transaction, workshop, level, key, clock_());
    if (!linked) {
      return no_follow_up();
    }
    if (!kept) {
      return failure(kept.error());
    }
    keep(transaction, linked->id, level, kept->token, kept->items, kept->texts);
    return {};
  });
}

Result<FollowUpLink> Evaluations::make_link(std::string_view workshop, int level, const Visitor& facilitator) const {
  if (!is_follow_up(level)) {
    return failure(ErrorCode::bad_input, "There is no such follow-up");
  }
  const FollowUpLink link{level, random_token(), clock_() + kFollowUpLife};
  return store_.write([&](Transaction& transaction) -> Result<FollowUpLink> {
    const auto stored = workshop_to_run(transaction, workshop, facilitator);
    if (!stored) {
      return failure(stored.error());
    }
    if (stored->info.stage < Stage::deciding) {
      return failure(ErrorCode::conflict, "A follow-up comes after the workshop", "close its last round first");
    }
    transaction.run(
        "INSERT INTO follow_up_links(workshop, level, link_key, ends_at) VALUES (?, ?, ?, ?) ON CONFLICT(workshop, level) DO UPDATE SET "
        "link_key = excluded.link_key, ends_at = excluded.ends_at",
        {stored->id, static_cast<std::int64_t>(level), link.key, seconds_of(link.ends)});
    audit_.add(transaction, {facilitator.actor(), AuditAction::workshop_changed, workshop_subject(workshop), "link to follow-up " + std::to_string(level)});
    return link;
  });
}

Result<std::vector<FollowUpLink>> Evaluations::links(std::string_view workshop, const Visitor& facilitator) const {
  return store_.read([&](Transaction& transaction) -> Result<std::vector<FollowUpLink>> {
    const auto stored = workshop_to_run(transaction, workshop, facilitator);
    if (!stored) {
      return failure(stored.error());
    }
    std::vector<FollowUpLink> out;
    for (const auto& row : transaction.query("SELECT level, link_key, ends_at FROM follow_up_links WHERE workshop = ? AND ends_at > ? ORDER BY level",
                                             {stored->id, seconds_of(clock_())})) {
      out.push_back({static_cast<int>(row.integer(0)), row.text(1), instant_of(row.integer(2))});
    }
    return out;
  });
}

FormResult Evaluations::form_result(Transaction& transaction, std::string_view workshop, int level) const {
  const auto forms = sent_forms(transaction, workshop, level);
  FormResult out;
  out.form = &scheme_.form(level);
  out.forms = forms.size();
  out.shown = forms.size() >= scheme_.fewest_answers;
  if (!out.shown) {
    return out;
  }
  out.items.reserve(out.form->items.size());
  for (const auto& item : out.form->items) {
    out.items.push_back(distribution_of(item, forms, scheme_));
  }
  out.questions.reserve(out.form->questions.size());
  for (const auto& question : out.form->questions) {
    out.questions.push_back(answers_to(question, forms));
  }
  return out;
}

LikelihoodResult Evaluations::likelihood_result(Transaction& transaction, const WorkshopGroup& group, const AgendaItem& item) const {
  std::vector<PairedAnswer> pairs;
  for (const auto& row : transaction.query("SELECT b.value, a.value FROM likelihoods b JOIN likelihoods a ON a.item = b.item AND a.rater = b.rater "
                                           "JOIN workshop_items i ON i.id = b.item WHERE i.name = ? AND b.moment = 'before' AND a.moment = 'after'",
                                           {item.name})) {
    pairs.push_back({static_cast<double>(row.integer(0)), static_cast<double>(row.integer(1))});
  }
  LikelihoodResult out;
  out.group = &group;
  out.item = &item;
  out.pairs = pairs.size();
  out.shown = pairs.size() >= scheme_.fewest_answers;
  if (!out.shown) {
    return out;
  }
  out.before.resize(scheme_.likelihood.size());
  out.after.resize(scheme_.likelihood.size());
  for (const auto& pair : pairs) {
    count(out.before, scheme_.likelihood, pair.before);
    count(out.after, scheme_.likelihood, pair.after);
    ++(pair.after > pair.before ? out.up : pair.after < pair.before ? out.down : out.same);
  }
  out.test = wilcoxon_signed_rank(pairs);
  return out;
}

Result<EvaluationResults> Evaluations::results(const Workshop& workshop) const {
  return store_.read([&](Transaction& transaction) -> Result<EvaluationResults> {
    EvaluationResults out;
    out.panel = static_cast<std::size_t>(
        transaction.first("SELECT count(*) FROM panel_members m JOIN workshops w ON w.id = m.workshop WHERE w.name = ?", {workshop.info.name})->integer(0));
    for (int level = 1; level <= kEvaluationLevels; ++level) {
      out.forms.push_back(form_result(transaction, workshop.info.name, level));
    }
    for (const auto& group : workshop.groups) {
      for (const auto& item : group.agenda) {
        out.likelihoods.push_back(likelihood_result(transaction, group, item));
      }
    }
    return out;
  });
}

}  // namespace whatworks
