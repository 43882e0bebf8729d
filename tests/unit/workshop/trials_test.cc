// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "core/time.h"
#include "support/trial_desk.h"
#include "workshop/trial_size.h"

using namespace whatworks;
using namespace whatworks::test;

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// A room where cora contributes, and one trial is being drafted. The clock says 15 January 2027.
struct Desk : WorkshopRoom {
  explicit Desk(const std::string& circulation = "internal") : workshop(prepared(2, circulation)), name(begun_trial(*this, workshop)) {
    office.person("cora", {Role::contributor});
  }

  [[nodiscard]] const Trials& trials() const { return workshops.trials(); }
  [[nodiscard]] Trial trial(const std::string& who = "fay") const { return trials().find(name, as(who)).value(); }
  [[nodiscard]] std::int64_t version() const { return trial().info.version; }
  void save(const Protocol& protocol) const { REQUIRE(trials().save(name, protocol, version(), as("fay"))); }
  void registered() const {
    save(whole_protocol());
    REQUIRE(trials().register_protocol(name, version(), as("fay")));
  }
  [[nodiscard]] Status advance(TrialState to, const std::string& day, const std::string& reason = {}) const {
    return trials().advance(name, {to, day, reason}, version(), as("fay"));
  }
  void set_day(const std::string& day) { office.now = Instant(std::chrono::sys_days(*parse_date(day)) + std::chrono::hours(9)); }
  void finished() {
    registered();
    set_day("2028-03-02");
    REQUIRE(advance(TrialState::running, "2027-03-01"));
    REQUIRE(advance(TrialState::finished, "2028-03-01"));
  }

  Workshop workshop;
  std::string name;
};

Protocol with(Protocol protocol, std::string_view field, const std::string& value) {
  protocol.set(field, value);
  return protocol;
}

}  // namespace

TEST_CASE("a trial begins with the decision to hold one, once per intervention") {
  const Desk desk;
  const auto trial = desk.trial();
  CHECK(trial.info.name.starts_with("t-"));
  CHECK(trial.info.state == TrialState::drafting);
  CHECK(trial.info.owner == "Inspector Doe");
  CHECK(trial.info.protocol.at("title") == "Idea 1");
  CHECK(trial.info.priorities == std::vector<std::string>{"international-links"});
  const auto& items = desk.workshop.groups.front().agenda;
  CHECK(desk.trials().begin(desk.workshop.info.name, items[0].name, desk.as("cora")) == desk.name);
  CHECK(desk.trials().of_item(items[0].name, desk.as("rae")) == desk.name);
  CHECK(desk.trials().of_item(items[1].name, desk.as("rae"))->empty());
  CHECK(desk.trials().begin(desk.workshop.info.name, items[1].name, desk.as("fay")).error().code == ErrorCode::conflict);
  CHECK(desk.trials().begin(desk.workshop.info.name, "i-000000000000", desk.as("fay")).error().code == ErrorCode::not_found);
  CHECK(desk.trials().begin(desk.workshop.info.name, items[0].name, desk.as("rae")).error().code == ErrorCode::forbidden);
  CHECK(holds(desk.office.trail(), "trial-begun"));
}

TEST_CASE("the trials of a workshop are read by those who read the workshop, and changed by those who facilitate or contribute") {
  const Desk inside("internal");
  CHECK(inside.trials().all(Visitor{})->empty());
  CHECK(inside.trials().find(inside.name, Visitor{}).error().code == ErrorCode::not_found);
  CHECK(inside.trials().of_item(inside.workshop.groups.front().agenda.front().name, Visitor{})->empty());
  CHECK(inside.trials().all(inside.as("rae"))->size() == 1);
  CHECK(inside.trials().save(inside.name, whole_protocol(), 1, inside.as("rae")).error().code == ErrorCode::forbidden);
  CHECK(inside.trials().save(inside.name, whole_protocol(), 1, Visitor{}).error().code == ErrorCode::not_found);
  CHECK(inside.trials().save(inside.name, whole_protocol(), 1, inside.as("cora"))->version == 2);

  const Desk open("public");
  CHECK(open.trials().all(Visitor{})->size() == 1);
  CHECK(open.trials().find(open.name, Visitor{}));
  CHECK(open.trials().save(open.name, whole_protocol(), 1, Visitor{}).error().code == ErrorCode::forbidden);
}

TEST_CASE("a protocol is registered whole, and told what is missing") {
  const Desk desk;
  const auto missing = registration_problems(Protocol{});
  std::vector<std::string_view> fields;
  for (const auto& problem : missing) {
    fields.push_back(problem.field);
  }
  CHECK(fields == std::vector<std::string_view>{"title", "hypothesis", "unit", "starts_on", "ends_on", "comparison", "treatment", "primary_outcome", "analysis",
                                                "report_due"});
  desk.save(with(whole_protocol(), "unit", ""));
  const auto refused = desk.trials().register_protocol(desk.name, desk.version(), desk.as("fay"));
  CHECK(refused.error().code == ErrorCode::bad_input);
  CHECK(refused.error().message == "Unit of analysis is missing");
  desk.save(with(whole_protocol(), "ends_on", "2027-02-28"));
  CHECK(desk.trials().register_protocol(desk.name, desk.version(), desk.as("fay")).error().message == "The trial ends before it starts");
  desk.save(with(whole_protocol(), "report_due", "2028-02-29"));
  CHECK(desk.trials().register_protocol(desk.name, desk.version(), desk.as("fay")).error().message == "The report is due before the trial ends");
  CHECK(desk.trial().versions.empty());
}

TEST_CASE("what is registered has a time, and a hash that anybody can make again from its text") {
  const Desk desk;
  desk.registered();
  const auto trial = desk.trial();
  CHECK(trial.info.state == TrialState::planned);
  REQUIRE(trial.versions.size() == 1);
  const auto& version = trial.versions.front();
  CHECK(version.registered == desk.office.now);
  CHECK(version.by == "Somebody called fay");
  CHECK(version.text == canonical_text(desk.name, 1, whole_protocol()));
  CHECK(version.hash == sha256(version.text));
  CHECK(version.text.starts_with("Protocol of trial " + desk.name + ", version 1\n\n1. Name and hypotheses\n\nName of the trial:\n    Letters to couriers\n"));
  CHECK(holds(version.text, "Pipeline:\n(nothing)\n"));
  CHECK(holds(version.text, "Other outcomes:\n    Addresses visited\n    Complaints\n"));
  CHECK(desk.trials().register_protocol(desk.name, trial.info.version, desk.as("fay")).error().code == ErrorCode::conflict);
  CHECK(desk.trials().save(desk.name, with(whole_protocol(), "unit", "A street."), trial.info.version, desk.as("fay")).error().code == ErrorCode::conflict);
  // The database itself changes nothing that was registered.
  CHECK_FALSE(desk.office.store->write([](Transaction& transaction) -> Status {
    transaction.run("UPDATE trial_versions SET hash = 'x'");
    return {};
  }));
}

TEST_CASE("a value that looks like another field makes another text than that field") {
  const auto honest = canonical_text("t-1", 1, with(with({}, "unit", "A street."), "eligibility", "All."));
  const auto forged = canonical_text("t-1", 1, with({}, "unit", "A street.\n\n4. Eligibility\n\nEligibility:\n    All."));
  CHECK(honest != forged);
}

TEST_CASE("outcomes that change after registration show, with a reason") {
  const Desk desk;
  desk.registered();
  const auto switched = with(whole_protocol(), "primary_outcome", "Parcels seized.");
  CHECK(desk.trials().amend(desk.name, switched, "", desk.version(), desk.as("fay")).error().message == "The reason for the change is empty");
  CHECK(desk.trials().amend(desk.name, whole_protocol(), "None.", desk.version(), desk.as("fay")).error().message == "Nothing has changed in the protocol");
  CHECK(desk.trials().amend(desk.name, with(switched, "unit", ""), "Because.", desk.version(), desk.as("fay")).error().message ==
        "Unit of analysis is missing");
  REQUIRE(desk.trials().amend(desk.name, switched, "Arrests are too few.", desk.version(), desk.as("cora")));
  const auto versions = desk.trial().versions;
  REQUIRE(versions.size() == 2);
  CHECK(versions[1].reason == "Arrests are too few.");
  CHECK(versions[1].hash == sha256(canonical_text(desk.name, 2, switched)));
  CHECK(versions[0].hash == sha256(canonical_text(desk.name, 1, whole_protocol())));
  const auto changed = changed_fields(versions[0].protocol, versions[1].protocol);
  REQUIRE(changed.size() == 1);
  CHECK(changed.front()->is_outcome);
  CHECK(changed_fields(whole_protocol(), with(whole_protocol(), "unit", "A street.")).front()->is_outcome == false);
}

TEST_CASE("a trial goes from drafting to its end, and no other way") {
  Desk desk;
  CHECK(desk.advance(TrialState::running, "2027-01-15").error().code == ErrorCode::conflict);
  desk.registered();
  CHECK(desk.advance(TrialState::finished, "2027-01-15").error().code == ErrorCode::conflict);
  CHECK(desk.advance(TrialState::drafting, "2027-01-15").error().code == ErrorCode::conflict);
  CHECK(desk.advance(TrialState::running, "2027-01-16").error().message == "That day is still to come");
  CHECK(desk.advance(TrialState::running, "today").error().code == ErrorCode::bad_input);
  REQUIRE(desk.advance(TrialState::running, "2027-01-15"));
  CHECK(desk.advance(TrialState::running, "2027-01-15").error().code == ErrorCode::conflict);
  CHECK(desk.advance(TrialState::finished, "2027-01-14").error().message == "That is before the trial started");
  CHECK(desk.advance(TrialState::stopped, "2027-01-15").error().message == "The reason for stopping is empty");
  REQUIRE(desk.advance(TrialState::stopped, "2027-01-15", "The ferry line closed."));
  const auto trial = desk.trial();
  REQUIRE(trial.steps.size() == 2);
  CHECK(trial.steps[1].reason == "The ferry line closed.");
  CHECK(desk.advance(TrialState::finished, "2027-01-15").error().code == ErrorCode::conflict);
  CHECK(desk.trials().amend(desk.name, with(whole_protocol(), "unit", "A street."), "Late.", desk.version(), desk.as("fay")).error().code ==
        ErrorCode::conflict);
  std::string steps;
  AuditFilter about_it;
  about_it.subject = subject_named(desk.name);
  about_it.oldest_first = true;
  const auto entries = desk.office.access->audit().entries(about_it).value();
  for (const auto& entry : entries) {
    steps += entry.action + ' ';
  }
  CHECK(steps == "trial-begun trial-registered trial-state-changed trial-state-changed ");
}

TEST_CASE("a trial is overdue from the day after the one in its protocol") {
  const auto protocol = whole_protocol();
  using enum TrialState;
  CHECK(find_overdue(planned, protocol, false, "2027-03-01") == std::nullopt);
  CHECK(find_overdue(planned, protocol, false, "2027-03-02") == Overdue::start);
  CHECK(find_overdue(drafting, protocol, false, "2027-03-02") == Overdue::registration);
  CHECK(find_overdue(running, protocol, false, "2028-03-01") == std::nullopt);
  CHECK(find_overdue(running, protocol, false, "2028-03-02") == Overdue::end);
  CHECK(find_overdue(running, protocol, false, "2028-06-01") == Overdue::end);
  CHECK(find_overdue(running, protocol, false, "2028-06-02") == Overdue::report);
  CHECK(find_overdue(planned, protocol, false, "2028-06-02") == Overdue::report);
  CHECK(find_overdue(finished, protocol, false, "2028-06-01") == std::nullopt);
  CHECK(find_overdue(finished, protocol, false, "2028-06-02") == Overdue::report);  // the one that found nothing is the one that nobody writes up
  CHECK(find_overdue(stopped, protocol, false, "2028-06-02") == Overdue::report);
  CHECK(find_overdue(finished, protocol, true, "2029-01-01") == std::nullopt);
  CHECK(find_overdue(drafting, Protocol{}, false, "2029-01-01") == std::nullopt);

  Desk desk;
  desk.registered();
  desk.set_day("2027-03-01");
  CHECK(desk.trials().all(desk.as("rae"))->front().overdue == std::nullopt);
  desk.set_day("2027-03-02");
  CHECK(desk.trials().all(desk.as("rae"))->front().overdue == Overdue::start);
}

TEST_CASE("of two who write at once, the second sees what the first wrote, and loses nothing by sending twice") {
  const Desk desk;
  const auto first = with(whole_protocol(), "unit", "A street.");
  const auto second = with(whole_protocol(), "unit", "A shift.");
  CHECK(desk.trials().save(desk.name, first, 1, desk.as("fay"))->version == 2);
  const auto late = desk.trials().save(desk.name, second, 1, desk.as("fred"));
  REQUIRE(late);
  REQUIRE(late->other);
  CHECK(late->other->at("unit") == "A street.");
  CHECK(desk.trial().info.protocol.at("unit") == "A street.");
  CHECK_FALSE(desk.trials().save(desk.name, first, 1, desk.as("fay"))->other);
  CHECK(desk.trials().save(desk.name, second, 2, desk.as("fred"))->version == 3);
  CHECK(desk.trials().register_protocol(desk.name, 2, desk.as("fay")).error().code == ErrorCode::conflict);
}

TEST_CASE("what is typed is kept clean, and what cannot be kept is told by its field") {
  const auto typed = typed_protocol(with(with(with({}, "title", "  Letters \r\n"), "starts_on", "2027-02-30"), "not_a_field", "x"));
  CHECK(typed.protocol.at("title") == "Letters");
  CHECK(typed.protocol.at("not_a_field").empty());
  REQUIRE(typed.problems.size() == 1);
  CHECK(typed.problems.front().field == "starts_on");
  CHECK(typed.protocol.at("starts_on") == "2027-02-30");
  CHECK(typed_protocol(with({}, "title", std::string(161, 'x'))).problems.front().field == "title");
  CHECK(protocol_sections().size() == 12);
}

TEST_CASE("a finished trial becomes a draft of a record, once, in which only what is not known is to be filled in") {
  Desk desk;
  const SearchService service(desk.office.folder / "index", desk.schemas);
  const auto contributions = Contributions::make(desk.schemas, *desk.office.store, *desk.office.access, service, nullptr).value();
  desk.registered();
  CHECK(desk.trials().write_up(desk.name, contributions, desk.as("cora")).error().code == ErrorCode::conflict);
  REQUIRE(desk.trials().amend(desk.name, with(whole_protocol(), "unit", "A *courier*."), "To be clear.", desk.version(), desk.as("fay")));
  desk.set_day("2028-03-02");
  REQUIRE(desk.advance(TrialState::running, "2027-03-01"));
  REQUIRE(desk.advance(TrialState::finished, "2028-03-01"));
  CHECK(desk.trials().write_up(desk.name, contributions, desk.as("fay")).error().code == ErrorCode::forbidden);
  const auto cora = desk.as("cora");
  const auto written = desk.trials().write_up(desk.name, contributions, cora).value();
  CHECK(desk.trials().write_up(desk.name, contributions, cora)->draft == written.draft);
  CHECK(contributions.drafts().of(cora.person->pseudonym)->size() == 1);
  CHECK((*desk.trials().find_write_up(desk.trial().info, contributions))->writer_name == "Somebody called cora");

  const auto text = contributions.drafts().find(written.draft, cora.person->pseudonym)->text;
  CHECK(holds(text, "title: Letters to couriers"));
  CHECK(holds(text, "circulation: internal"));
  CHECK(holds(text, "Somebody called cora"));
  CHECK(holds(text, "outcome: Complaints"));
  CHECK(holds(text, "Arrests within a year, from the custody record"));
  CHECK(holds(text, "A \\*courier\\*"));
  CHECK(holds(text, "To be clear"));
  // Whatever the checker has against it is something to fill in.
  const auto reader = RecordReader::make(desk.schemas).value();
  const auto reading = reader.read("trial-2028-letters-to-couriers.md", text);
  CHECK_FALSE(reading.problems.empty());
  for (const auto& problem : reading.problems) {
    INFO(problem.line << ": " << problem.message);
    CHECK((problem.severity != Severity::error || holds(problem.message, "still to be filled in")));
  }

  // Whoever discards it leaves the trial to be written up by somebody else.
  REQUIRE(contributions.drafts().discard(written.draft, cora.person->pseudonym));
  CHECK_FALSE(*desk.trials().find_write_up(desk.trial().info, contributions));
  CHECK(desk.trials().write_up(desk.name, contributions, cora)->draft != written.draft);
}

TEST_CASE("how many a trial needs follows from what is expected, whichever way it is said") {
  const auto shares = [](const std::string& measure, double effect) {
    SizeQuestion question;
    question.shares = SharesExpected{40, measure, effect};
    return question;
  };
  const auto plain = size_of_trial(shares("share", 30)).value();
  CHECK(plain.per_group == 356);
  CHECK(plain.alone == plain.per_group);
  for (const auto& [measure, effect] :
       {std::pair{"percent-change", -25.0}, {"percentage-points", -10.0}, {"relative-risk", 0.75}, {"odds-ratio", (3.0 / 7) / (2.0 / 3)}}) {
    INFO(measure);
    CHECK(size_of_trial(shares(measure, effect))->with == Approx(30));
    CHECK(size_of_trial(shares(measure, effect))->alone == 356);
  }
  CHECK(size_of_trial(shares("hedges-g", 0.3)).error().message == "Choose what the effect is");
  CHECK(size_of_trial(shares("percentage-points", -40)).error().code == ErrorCode::bad_parameter);

  SizeQuestion clustered = shares("share", 30);
  clustered.clusters = Clusters{20, 0.05};
  CHECK(size_of_trial(clustered)->design_effect == Approx(1.95));
  CHECK(size_of_trial(clustered)->per_group == 695);  // 356 times 1.95 is 694.2
  CHECK(size_of_trial(clustered)->clusters == 35);
  clustered.clusters = Clusters{0, 0.05};
  CHECK(size_of_trial(clustered).error().code == ErrorCode::bad_parameter);

  CHECK(wrong_part(clustered) == "cluster_size");
  CHECK(wrong_part(shares("share", 40)) == "effect");
  CHECK(wrong_part(shares("share", 30)).empty());

  SizeQuestion means;
  means.means = {0.5, 1};
  CHECK(size_of_trial(means)->per_group == 63);
  means.means = {0, 1};
  CHECK(size_of_trial(means).error().code == ErrorCode::bad_parameter);
}
