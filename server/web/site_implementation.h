// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "access/access.h"
#include "access/evidence.h"
#include "assets.h"
#include "contribute/examination.h"
#include "interchange/exporter.h"
#include "metrics.h"
#include "request_body.h"
#include "router.h"
#include "web/account_views.h"
#include "web/compare.h"
#include "web/contribute_views.h"
#include "web/http.h"
#include "web/panel_views.h"
#include "web/shortlist_views.h"
#include "web/site.h"
#include "web/templates.h"
#include "web/trial_views.h"
#include "web/views.h"
#include "web/workshop_views.h"

namespace whatworks {

// A request on its way to its handler.
struct Call {
  const Request& request;
  const Target& target;
  const Visitor& visitor;
  const Evidence& evidence;          // as the visitor may see it
  std::string id;                    // what the route's pattern captured
  Parameters form;                   // what was sent with POST
  std::vector<SentFile> files = {};  // and the files that came with it
};

inline constexpr std::string_view kSignInPath = "/sign-in";
inline constexpr std::string_view kSetPasswordPath = "/set-password";
inline constexpr std::string_view kFormTokenField = "form_token";

// Few enough that what is in memory stays small, many enough that finding them costs little beside writing them.
inline constexpr std::size_t kRecordsAtATime = 500;

// A form in which something can be had beside its page.
struct Form {
  std::string_view media_type;
  std::string address;
};

class Site::Implementation {
 public:
  using Json = nlohmann::ordered_json;
  using Handler = Response (Implementation::*)(const Call&) const;

  enum class Effect { changes, none };  // of a POST: whether it has to come from a form of ours

  struct Route {
    std::string_view method;
    std::string_view pattern;
    ResponseKind kind;
    bool api;
    Permission needs;
    Handler handler;
    Effect effect = Effect::changes;
    BodyKind body = BodyKind::form;
  };
  // All that the server answers; dispatch, permission, 405, HEAD and caching follow from it.
  static std::span<const Route> table();
  static const std::vector<RoutePattern>& patterns();  // of the table, in its order

  // What the site says in its own words, read from its folder.
  struct Texts {
    Json words;                   // content.json
    Json described_api;           // openapi.json
    Json client_samples;          // a list of {name, text}: examples/
    std::string archive_read_me;  // archive/README.md
  };

  Implementation(const SiteModules& modules, Templates templates, Assets assets, Texts texts, const SiteOptions& options);

  [[nodiscard]] Response handle(const Request& request) const;
  // site_refusal.cc
  [[nodiscard]] Response refuse(ErrorCode code, int status, std::string_view detail, std::string_view target) const;
  [[nodiscard]] Response error_response(ErrorCode code, int status, std::string_view detail, std::string_view path,
                                        std::span<const ParameterProblem> problems = {}) const;

 private:
  // site_finish.cc: adds the headers that every answer has and what its page says of the visitor, and turns it into 304 where the client has it already.
  void finish(const Request& request, const Visitor& visitor, const Evidence& evidence, Response& response) const;
  void fill_slots(const Request& request, const Visitor& visitor, std::size_t shortlisted, std::string& html) const;
  // pages.cc
  Response home(const Call& call) const;
  Response search_page(const Call& call) const;
  Response record_page(const Call& call) const;
  Response priority_page(const Call& call) const;
  Response about(const Call& call) const;
  // outcomes.cc
  Response outcomes_page(const Call& call) const;
  Response outcomes_csv_file(const Call& call) const;
  // map_pages.cc
  Response map_page(const Call& call) const;
  Response stages_page(const Call& call) const;
  Response world_page(const Call& call) const;
  Response years_page(const Call& call) const;
  Response map_csv_file(const Call& call) const;
  Response map_api(const Call& call) const;
  [[nodiscard]] ParsedMapRequest read_map(const Parameters& parameters) const;
  [[nodiscard]] ParsedMapRequest read_list(const Parameters& parameters, std::string_view facet) const;
  [[nodiscard]] Response counts_page(const Call& call, std::string_view name, std::string_view facet) const;
  // site_shortlist.cc
  Response shortlist_page(const Call& call) const;
  Response change_shortlist(const Call& call) const;
  Response shortlist_print(const Call& call) const;
  Response shortlist_file(const Call& call) const;
  [[nodiscard]] Result<std::vector<ListedRecord>> look_up(const Call& call, const Shortlist& list) const;
  [[nodiscard]] Result<std::vector<ListedRecord>> asked_list(const Call& call) const;
  // Sets the cookie of the shortlist to those of its records that everybody may see, where that is not all of it: for whoever leaves a browser to others.
  void keep_public_shortlist(const Call& call, Response& response) const;
  [[nodiscard]] Response show_shortlist(const Call& call, ShortlistPage wanted, const Shortlist& list) const;
  // site_compare.cc
  Response compare_page(const Call& call) const;
  Response compare_csv_file(const Call& call) const;
  [[nodiscard]] Result<Comparison> look_up_comparison(const Call& call) const;
  // site_export.cc
  Response export_api(const Call& call) const;
  Response record_file(const Call& call) const;
  Response shortlist_references(const Call& call) const;
  Response archive(const Call& call) const;
  Response data_package_file(const Call& call) const;
  [[nodiscard]] Response records_as(const ExportFormatInfo& format, std::vector<Record> records, const Call& call, std::string_view name) const;
  // site_feeds.cc
  Response feed(const Call& call) const;
  Response opensearch(const Call& call) const;
  Response opensearch_suggest(const Call& call) const;
  Response sitemap(const Call& call) const;
  Response robots(const Call& call) const;
  // site_vocabularies.cc
  Response vocabularies_page(const Call& call) const;
  Response vocabulary_page(const Call& call) const;
  Response vocabulary_file(const Call& call) const;
  Response concept_page(const Call& call) const;
  // site_oai.cc
  Response oai(const Call& call) const;
  [[nodiscard]] std::string earliest_datestamp() const;
  // site_documentation.cc
  Response openapi(const Call& call) const;
  Response api_page(const Call& call) const;
  Response problems_page(const Call& call) const;
  Response problem_page(const Call& call) const;
  // site_contribute.cc
  Response contribute_page(const Call& call) const;
  Response begin_draft(const Call& call) const;
  Response import_library(const Call& call) const;
  Response draft_page(const Call& call) const;
  Response change_draft(const Call& call) const;
  Response draft_preview(const Call& call) const;
  Response draft_file(const Call& call) const;
  [[nodiscard]] Status rebase_draft(const Call& call) const;
  // The file of a published record; nothing where there is none, or no corpus.
  [[nodiscard]] Result<std::optional<CorpusText>> published_file(const std::string& id) const;
  [[nodiscard]] Response begin_correction(const Call& call) const;
  [[nodiscard]] Response show_contribute(const Call& call, const std::optional<Error>& problem, std::string_view field) const;
  [[nodiscard]] Response show_draft(const Call& call, std::string_view notice, const std::optional<Error>& problem, std::string_view field) const;
  [[nodiscard]] Response show_preview(const Call& call, const std::string& text, std::string_view back) const;
  [[nodiscard]] std::vector<FindingSearch> finding_searches(const Call& call, const Record& record) const;
  // site_trials.cc
  Response trials_page(const Call& call) const;
  Response trials_csv_file(const Call& call) const;
  Response begin_trial(const Call& call) const;
  Response trial_page(const Call& call) const;
  Response change_trial(const Call& call) const;
  Response trial_edit_page(const Call& call) const;
  Response edit_trial(const Call& call) const;
  Response write_up_trial(const Call& call) const;
  Response protocol_file(const Call& call) const;
  Response sample_size_page(const Call& call) const;
  [[nodiscard]] Response show_trial(const Call& call, std::string_view notice, const std::optional<Error>& problem, std::string_view field) const;
  [[nodiscard]] Response show_trial_edit(const TrialEditPage& shown, int status) const;
  // site_review.cc
  Response review_queue(const Call& call) const;
  Response review_page(const Call& call) const;
  Response change_review(const Call& call) const;
  Response review_preview(const Call& call) const;
  Response coding_page(const Call& call) const;
  Response code_submission(const Call& call) const;
  [[nodiscard]] Response show_review(const Call& call, const std::optional<Error>& problem, std::string_view field) const;
  [[nodiscard]] Response show_coding(const Call& call, const std::optional<Error>& problem) const;
  // site_history.cc
  Response contributor_page(const Call& call) const;
  Response history_page(const Call& call) const;
  Response withdraw_page(const Call& call) const;
  Response withdraw(const Call& call) const;
  [[nodiscard]] Response show_withdraw(const Call& call, const std::optional<Error>& problem) const;
  // As refusal(), but where the record that an address names was withdrawn, that is what is told.
  [[nodiscard]] Response record_refusal(const Call& call, const Error& error) const;
  // site_workshops.cc
  Response workshops_page(const Call& call) const;
  Response new_workshop_page(const Call& call) const;
  Response set_up_workshop(const Call& call) const;
  Response workshop_page(const Call& call) const;
  Response advance_workshop(const Call& call) const;
  Response workshop_details_page(const Call& call) const;
  Response change_workshop_details(const Call& call) const;
  Response workshop_groups_page(const Call& call) const;
  Response change_workshop_groups(const Call& call) const;
  Response workshop_criteria_page(const Call& call) const;
  Response change_workshop_criteria(const Call& call) const;
  Response workshop_print(const Call& call) const;
  [[nodiscard]] Response show_workshop(const Call& call, const std::optional<Error>& problem) const;
  [[nodiscard]] Response show_workshop_groups(const Call& call, const std::optional<Error>& problem, std::string_view field) const;
  [[nodiscard]] Response show_workshop_criteria(const Call& call, const std::vector<TypedCriterion>& typed, const std::optional<Error>& problem) const;
  // What an address of ours that somebody pasted, or their shortlist, puts on an agenda: records that everybody may read.
  [[nodiscard]] Result<std::vector<AgendaItem>> items_to_add(const Call& call) const;
  // The records of agenda items, as everybody may see them.
  [[nodiscard]] Result<std::vector<ListedRecord>> briefings(const std::vector<AgendaItem>& items) const;
  // site_workshop_results.cc
  Response workshop_results_page(const Call& call) const;
  Response change_workshop_results(const Call& call) const;
  Response opportunities_page(const Call& call) const;
  Response workshop_state(const Call& call) const;
  Result<std::vector<NamedOpportunities>> named_opportunities(const Visitor& visitor) const;
  Result<std::string> state_tag(const WorkshopInfo& info, bool runs) const;
  [[nodiscard]] Response show_results(const Call& call, const std::optional<Error>& problem, std::string_view field) const;
  // site_panel.cc
  Response join_page(const Call& call) const;
  Response join_workshop(const Call& call) const;
  Response panel_page(const Call& call) const;
  Response change_panel(const Call& call) const;
  Response rating_page(const Call& call) const;
  Response rate(const Call& call) const;
  Response paper_page(const Call& call) const;
  Response paper_form_page(const Call& call) const;
  Response key_in_paper_form(const Call& call) const;
  [[nodiscard]] Response show_join(const Call& call, std::string_view code, const std::optional<Error>& problem, std::string_view field) const;
  [[nodiscard]] Response show_panel(const Call& call, const std::optional<Error>& problem, std::string_view field) const;
  struct RatingNews;
  [[nodiscard]] Response show_rating(const Call& call, const RatingNews& news) const;
  // Whoever has taken a seat in the workshop that an address names, by the code in their cookie. Fails with not_found.
  [[nodiscard]] Result<Panel::Seat> seat(const Call& call) const;
  // The workshop that an address names, for its panel and for whoever may read it. Fails with not_found.
  struct Entry {
    Workshop workshop;
    std::optional<Member> member;  // nothing for whoever is not on the panel
    bool runs = false;             // whether the asker may run it
  };
  [[nodiscard]] Result<Entry> entry(const Call& call) const;
  [[nodiscard]] std::string panel_cookie(const Call& call, std::string_view code) const;
  // site_evaluation.cc
  Response evaluation_page(const Call& call) const;
  Response evaluate(const Call& call) const;
  Response evaluation_results(const Call& call) const;
  Response make_follow_up_link(const Call& call) const;
  Response follow_up_page(const Call& call) const;
  Response follow_up(const Call& call) const;
  [[nodiscard]] Response show_evaluation(const Call& call, const std::optional<Error>& problem) const;
  [[nodiscard]] Response show_follow_up(const Call& call, const std::optional<Error>& problem) const;
  // site_report.cc
  Response report_page(const Call& call) const;
  Response report_markdown_file(const Call& call) const;
  Response report_document(const Call& call) const;
  Response ratings_csv(const Call& call) const;
  Response ratings_json(const Call& call) const;
  // A workshop whose report somebody may read: by its circulation, or since they were on its panel.
  [[nodiscard]] Result<Workshop> reported(const Call& call) const;
  // site_check.cc
  Response check_api(const Call& call) const;
  Response rules_page(const Call& call) const;
  Response rule_page(const Call& call) const;
  [[nodiscard]] Json described_api(const Request& request) const;
  // site_api.cc
  Response search_api(const Call& call) const;
  Response suggest_api(const Call& call) const;
  Response record_api(const Call& call) const;
  Response similar_api(const Call& call) const;
  Response vocabularies_api(const Call& call) const;
  Response vocabulary_api(const Call& call) const;
  Response healthz(const Call& call) const;
  Response readyz(const Call& call) const;
  Response asset(const Call& call) const;
  // site_account.cc
  Response sign_in_page(const Call& call) const;
  Response sign_in(const Call& call) const;
  Response sign_out(const Call& call) const;
  Response set_password_page(const Call& call) const;
  Response set_password(const Call& call) const;
  Response account_page(const Call& call) const;
  Response change_password(const Call& call) const;
  Response change_orcid(const Call& call) const;
  Response sign_out_everywhere(const Call& call) const;
  Response own_data(const Call& call) const;
  [[nodiscard]] Result<Json> all_data_on(const Call& call, std::string_view pseudonym) const;
  [[nodiscard]] Response show_sign_in(const Call& call, std::string_view notice, int status) const;
  [[nodiscard]] Response show_account(const Call& call, const std::optional<Error>& problem, std::string_view field = "password") const;
  // site_admin.cc
  Response accounts_page(const Call& call) const;
  Response add_account(const Call& call) const;
  Response edit_account_page(const Call& call) const;
  Response edit_account(const Call& call) const;
  Response data_on_account(const Call& call) const;
  Response audit_page(const Call& call) const;
  Response audit_file(const Call& call) const;
  [[nodiscard]] Response show_accounts(const Call& call, const std::optional<Error>& problem) const;
  [[nodiscard]] Response show_account_to_edit(const Call& call, const AccountNews& news) const;
  [[nodiscard]] std::string link_for(const Call& call, std::string_view token) const;  // to set a password
  // site_corpus.cc
  Response corpus_page(const Call& call) const;
  Response look_at_corpus(const Call& call) const;
  [[nodiscard]] Response show_corpus(const Call& call, const std::optional<Error>& problem) const;
  // metrics.cc
  Response metrics(const Call& call) const;

  struct FoundRecords {
    SearchResults results;
    std::vector<Record> records;
  };
  [[nodiscard]] Result<FoundRecords> find_records(const Call& call, SearchRequest request) const;

  // Who asks; nobody where that cannot be found out, with the reason.
  struct Identity {
    Visitor visitor;
    std::optional<Error> trouble;
  };
  [[nodiscard]] Identity identify(const Request& request) const;
  [[nodiscard]] Response dispatch(const Request& request, const Identity& identity, const Evidence& evidence) const;
  [[nodiscard]] Response run(const Route& route, Call call, const Identity& identity) const;
  // What somebody gets who may not have it: the way to sign in, or a refusal.
  [[nodiscard]] Response not_permitted(const Call& call, bool api) const;
  // For what is published as a whole, which whoever takes it passes on.
  [[nodiscard]] Evidence open_to_all() const { return Evidence::open_to_all(service_, access_.audit()); }
  [[nodiscard]] bool is_secure(const Request& request) const;  // whether it came by TLS, as far as we can know
  [[nodiscard]] Response page(std::string_view template_name, Json view) const;

  // A page with a form that changes things: its status is that of what was wrong with what was sent, if anything was, and no cache keeps it.
  [[nodiscard]] Response form_answer(std::string_view template_name, Json view, const std::optional<Error>& problem) const;

  // The same of a page that its script brings up to date while the workshop goes on.
  [[nodiscard]] Response followed_answer(const Call& call, std::string_view template_name, Json view, const std::optional<Error>& problem) const;
  [[nodiscard]] Response rendered(std::string_view template_name, std::string_view content_type, const Json& view) const;
  // What a module below refused, told to the client as far as it concerns it.
  [[nodiscard]] Response refusal(const Call& call, const Error& error) const;
  [[nodiscard]] std::string base(const Request& request) const;  // what stands before our addresses in what people take away; empty where nobody knows
  [[nodiscard]] ViewContext context() const { return {schemas_, words_}; }
  // Whoever asks the page of something for another of its forms is led to the address of that, or told that there is none; nothing where the page is wanted.
  [[nodiscard]] std::optional<Response> other_form(const Call& call, const std::vector<Form>& forms) const;
  // Puts a description of each result's source into its card, for reference managers.
  [[nodiscard]] std::optional<Error> add_context_objects(const Call& call, const SearchResults& results, Json& view) const;
  [[nodiscard]] std::vector<WayOut> ways_out(const Call& call, const SearchRequest& request) const;

  const Schemas& schemas_;
  const SearchService& service_;
  const Access& access_;
  Templates templates_;
  Assets assets_;
  Json words_;
  Json described_api_;
  Json client_samples_;
  std::string archive_read_me_;
  fs::path schemas_folder_;
  std::string base_url_;
  fs::path pandoc_;
  const Contributions& contributions_;
  const Workshops& workshops_;
  mutable Metrics metrics_;
  std::string build_;  // part of every ETag: changes with the site's files and with each start
};

Response json_response(const nlohmann::ordered_json& value, std::string content_type = "application/json");
Response redirect_to(std::string address);

// After a POST: the browser gets that address next, and a reload sends nothing again.
Response see_other(std::string address);

// The status of a page whose form was refused; 200 where it was not. What failed below is told to the operator: the page keeps it to itself.
int form_status(const std::optional<Error>& problem);

// Of a page that has other forms: caches must ask again for whoever wants another.
Response with_vary(Response page);

// What somebody typed into a field, clean. Of far more than `longest` characters the end is cut off, yet never so much that whoever checks the length would
// take it.
std::string typed_field(const Parameters& form, std::string_view name, std::size_t longest);

// A form without script sends its empty fields too; the address that people keep and share goes without them (ux F18).
bool has_empty_parameter(const Parameters& parameters);

// All that is wrong with the parameters of a request, in one text.
std::string summary_of(const std::vector<ParameterProblem>& problems);

// Where a form says that it stands, if that is one of our own addresses: a slash that no second one, and no backslash that browsers take for
// one, follows. Without its fragment; empty for anything else.
std::string_view own_address(std::string_view back);

// Takes all that is left of a search, kRecordsAtATime or as many as `next` says at a time, until `use` returns false.
[[nodiscard]] Status each_batch(const Evidence& evidence, BatchRequest next, const std::function<bool(const RecordBatch&)>& use);

// "/sign-in?back=%2Fsearch"; without it for an empty address.
std::string sign_in_address(std::string_view back);

// The first value of a parameter; empty where it is not given.
std::string_view value_of(const Parameters& parameters, std::string_view name);

// The list that an address names, else the asker's own.
Shortlist asked_shortlist(const Call& call);

// The list in the asker's cookie; empty where there is none, or none that we wrote.
Shortlist own_shortlist(const Request& request);

}  // namespace whatworks
