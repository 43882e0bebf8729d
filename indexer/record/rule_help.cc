// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "rule_table.h"

namespace whatworks {
namespace {

// In the order of the table of rules.
constexpr std::array kHelp{
    RuleHelp{"unreadable", "The program may not open the file, so nothing in it can be checked.", "-rw------- root doe-2019-lines.md",
             "-rw-r--r-- you doe-2019-lines.md"},
    RuleHelp{"too-large",
             "A record is a short reading of its sources, of two or three pages. What is far longer is usually the whole paper, or pasted by mistake.",
             "the full text of the report, pasted in", "a few paragraphs under each heading, and the report among the sources"},
    RuleHelp{"empty-file", "An empty file is most often a copy that went wrong.", "", "---\nid: doe-2019-phone-line-closure\nkind: study\n…"},
    RuleHelp{"not-utf8", "Text in another encoding shows wrong letters to everybody else, and nobody can tell which were meant. Save the file again as UTF-8.",
             "Qu\\xE9bec, saved as Windows-1252", "Québec, saved as UTF-8"},
    RuleHelp{"control-character",
             "Such characters cannot be seen. Some turn the direction of what follows, so that a reader sees another text than the one that is there.",
             "a title with an invisible U+202E in it", "the same title, typed afresh"},
    RuleHelp{"no-front-matter", "The codes and numbers by which a record is found stand between two lines of three hyphens at the top of the file.",
             "## What was done\n\nOfficers closed the lines.", "---\nid: doe-2019-phone-line-closure\nkind: study\n---\n\n## What was done"},
    RuleHelp{"front-matter-not-closed", "Without the second line of three hyphens nobody can tell where the codes end and the text begins.",
             "---\nid: doe-2019-phone-line-closure\n\n## What was done", "---\nid: doe-2019-phone-line-closure\n---\n\n## What was done"},
    RuleHelp{"yaml-syntax",
             "The front matter is YAML, a form in which each line is a key, a colon, a space and a value. A colon or a quotation mark inside of a text is the "
             "usual reason why it cannot be read.",
             "title: Phone lines: what closing them does", "title: \"Phone lines: what closing them does\""},
    RuleHelp{"yaml-tab", "YAML does not allow tabs, because they are as wide as each editor likes.", "outcomes:\n<tab>- outcome: Calls",
             "outcomes:\n  - outcome: Calls"},
    RuleHelp{"yaml-alias", "A value that only points at another is easy to overlook when the other one is changed.",
             "summary: &text Fewer calls.\ntitle: *text", "summary: Fewer calls.\ntitle: Closing phone lines"},
    RuleHelp{"yaml-tag", "The schema knows already which type each value has.", "published: !!int 2019", "published: 2019"},
    RuleHelp{"yaml-documents", "A third line of three hyphens begins another document, of which nobody would know to which record it belongs.",
             "id: a\n---\nid: b\n---", "one file for each of the two records"},
    RuleHelp{"json-syntax", "A bulk load has one record to a line, as a JSON object with the front matter under \"record\" and the Markdown under \"body\".",
             "{'record': {…}}", "{\"record\": {\"id\": \"doe-2019-phone-line-closure\"}, \"body\": \"## What was done\\n…\"}"},
    RuleHelp{"nested-too-deeply", "A record needs lists in lists a few times at most. More is a slip, or meant to keep programs busy.", "themes: [[[[data]]]]",
             "themes: [data]"},
    RuleHelp{"not-a-mapping", "Each line of the front matter is a key and its value.", "- doe-2019-phone-line-closure\n- study",
             "id: doe-2019-phone-line-closure\nkind: study"},
    RuleHelp{"bad-key", "Keys are looked up by name, so they are plain words.", "? [title, summary]\n: Closing phone lines", "title: Closing phone lines"},
    RuleHelp{"duplicate-key", "Of two values under one key, nobody can tell which one counts.", "effect: reduces\neffect: mixed", "effect: mixed"},
    RuleHelp{"unknown-key", "A key that is not known is most often a slip, and what stands under it would be found by nobody.", "counties: [GB]",
             "countries: [GB]"},
    RuleHelp{"missing-key", "Without these keys a record cannot be found, counted or judged.", "id: doe-2019-phone-line-closure\nkind: study",
             "id: doe-2019-phone-line-closure\nkind: study\ntitle: Closing drug phone lines"},
    RuleHelp{"empty-value", "An empty value does not tell whether nothing is known or somebody forgot it. Leave the key out where there is nothing to say.",
             "partners:", "partners: [prosecution]"},
    RuleHelp{"wrong-type", "Programs count with what stands here: a number has to be a number, a list a list.", "published: about 2019\ncountries: GB",
             "published: 2019\ncountries: [GB]"},
    RuleHelp{"out-of-range", "The scale ends there, or the number is a slip.", "strength: 7", "strength: 3"},
    RuleHelp{"too-long", "The places where this is shown are short. What goes on belongs in the text.", "title: a title of three sentences …",
             "title: Closing drug phone lines"},
    RuleHelp{"too-many", "A record that is about everything is found for nothing. Choose what it answers best.",
             "priorities: [what-works, digital-technologies, ocg-business-models]", "priorities: [ocg-business-models]"},
    RuleHelp{"too-few", "Without at least one entry the record would not be found, or could not be traced to where it comes from.", "sources: []",
             "sources:\n  - type: article\n    title: Closing lines"},
    RuleHelp{"duplicate-entry", "The second one adds nothing, and is often a slip for another code.", "countries: [GB, GB]", "countries: [GB, IE]"},
    RuleHelp{"bad-form",
             "Ids become addresses, and DOIs and addresses become links: one wrong character leads nowhere. A DOI is written alone, without the address that "
             "stands before it.",
             "doi: https://doi.org/10.1000/182", "doi: 10.1000/182"},
    RuleHelp{"stray-mark", "A DOI or an address that is copied from a list of references brings the full stop after it along, and then the link does not work.",
             "doi: 10.1000/182.", "doi: 10.1000/182"},
    RuleHelp{"bad-date", "A date is written year, month, day, so that all readers and programs take it for the same day.", "added: 24/11/2026",
             "added: 2026-11-24"},
    RuleHelp{"bad-choice", "Only these values are known to the filters and pages.", "effect: decreases", "effect: reduces"},
    RuleHelp{"unknown-code",
             "Codes come from a list, so that everybody who looks for the same thing finds the same records. The words that people use for a code are listed "
             "with it under Vocabularies.",
             "crime_types: [county lines]", "crime_types: [county-lines]"},
    RuleHelp{"schema", "The schema is the full description of the front matter, which programs of others rely on too.",
             "a value that the schema does not allow", "a value as schemas/record.schema.json describes it"},
    RuleHelp{"placeholder", "FILL IN stands where something is still to be written. Nobody else can know what belongs there.", "summary: FILL IN",
             "summary: Closing advertised lines cut calls to them by a third."},
    RuleHelp{"id-file-name", "A record is found by its id and its file by its name; where the two differ, changes go to the wrong place.",
             "id: doe-2019-lines in the file doe-2019-phone-line-closure.md", "id: doe-2019-phone-line-closure in the file doe-2019-phone-line-closure.md"},
    RuleHelp{"kind-folder", "The folders are for people who look for a file by hand.", "kind: review in studies/doe-2019-lines.md",
             "kind: review in reviews/doe-2019-lines.md"},
    RuleHelp{"groups", "A restricted record that names no group would be read by nobody, and groups on an open one promise a protection that it does not have.",
             "circulation: restricted", "circulation: restricted\ngroups: [north-region]"},
    RuleHelp{"countries-empty", "Officers ask whether it was tried somewhere like here. Only a review of worldwide scope cannot say where.",
             "kind: study\ncountries: []", "kind: study\ncountries: [GB]"},
    RuleHelp{"fieldwork-order", "The two years are exchanged, or one is a slip.", "fieldwork: {from: 2018, to: 2016}", "fieldwork: {from: 2016, to: 2018}"},
    RuleHelp{"date-order", "A record cannot have been reviewed before it was there.", "added: 2026-11-24\nreviewed: 2026-01-02",
             "added: 2026-01-02\nreviewed: 2026-11-24"},
    RuleHelp{"ci-order", "The lower end of an interval stands first. Where it does not, the two are exchanged, or a sign is missing.", "ci: [0.9, 0.4]",
             "ci: [0.4, 0.9]"},
    RuleHelp{"ci-value", "A value outside of its own interval is a slip: a sign, a decimal point, or two different units.", "value: 27\nci: [-35, -19]",
             "value: -27\nci: [-35, -19]"},
    RuleHelp{"related-self", "A record says nothing by naming itself. Most often another id was meant.",
             "id: doe-2019-lines\nrelated: [{id: doe-2019-lines, how: extends}]", "id: doe-2019-lines\nrelated: [{id: poe-2016-lines, how: extends}]"},
    RuleHelp{"review-keys", "How many studies a review counts on, and whether they agree, says nothing of a single study.", "kind: study\nstudies: 1",
             "kind: review\nstudies: 14"},
    RuleHelp{"strength-rule",
             "Strength is given by the design, by one rule for all, so that a 3 means the same in every record. Where you have a reason to depart from it, say "
             "it: its page shows the reason.",
             "design: case-study\nstrength: 3", "design: case-study\nstrength: 2\nstrength_reason: \"Four sites, each with a comparison of its own.\""},
    RuleHelp{"strength-reason", "The reason is shown as one for departing from the rule. Here nothing departs from it.",
             "design: rct\nstrength: 3\nstrength_reason: \"Randomised.\"", "design: rct\nstrength: 3"},
    RuleHelp{"sms-level", "The Maryland scale is a scale of designs, so the two cannot contradict each other.", "design: rct\nsms_level: 3",
             "design: rct\nsms_level: 5"},
    RuleHelp{"harms-reported", "Whatever makes the harm worse is an unwanted effect that the source reports.", "effect: increases\nharms: none-found",
             "effect: increases\nharms: reported"},
    RuleHelp{"effect-without-harm",
             "Seizures, arrests and opinions move around the harm and are not it. An effect on the harm needs an outcome that counts the harm.",
             "effect: reduces\noutcomes:\n  - outcome: Kilograms seized\n    measures: activity",
             "effect: not-measured\noutcomes:\n  - outcome: Kilograms seized\n    measures: activity"},
    RuleHelp{
        "effect-outcomes",
        "Lists and maps show the coded effect, the page its outcomes. Where all outcomes on harm that leave out chance point the other way, one of the two is "
        "a slip, often in which direction of the number is the good one.",
        "effect: reduces\noutcomes:\n  - outcome: Shootings\n    measure: percent-change\n    value: 20\n    ci: [11, 29]\n    measures: harm\n    harm: lower",
        "effect: increases\noutcomes:\n  - outcome: Shootings\n    measure: percent-change\n    value: 20\n    ci: [11, 29]\n    measures: harm\n    harm: "
        "lower"},
    RuleHelp{"effect-summary", "Whoever reads the summary and whoever filters by effect must come to the same verdict.",
             "summary: Backfired; shootings rose by a fifth.\neffect: reduces", "summary: Backfired; shootings rose by a fifth.\neffect: increases"},
    RuleHelp{"figures",
             "Each number of the text stands in the front matter too, so that a reader sees what it counts and a program can use it. Numbers up to ten in "
             "words are prose.",
             "245 councils were dismissed. (and nothing in the front matter)",
             "figures:\n  - {value: \"245\", what: councils dismissed between 1991 and 2016}"},
    RuleHelp{"text-before-heading", "What stands before the first heading belongs to no section and is not shown.",
             "---\n\nOfficers closed the lines.\n\n## What was done", "---\n\n## What was done\n\nOfficers closed the lines."},
    RuleHelp{"top-heading", "The title is in the front matter and is the heading of the page.", "# Closing phone lines", "## What was done"},
    RuleHelp{"unknown-heading", "All records have the same headings, so that they can be compared and printed side by side.", "## Results", "## Effect"},
    RuleHelp{"duplicate-heading", "The same heading twice leaves it open which one to link to and to compare.", "## Effect\n…\n## Effect",
             "## Effect\n…\n### Later follow-up"},
    RuleHelp{"heading-order", "Readers who know one record find their way in all others.", "## Limits\n…\n## Effect", "## Effect\n…\n## Limits"},
    RuleHelp{"missing-section", "Nobody can judge a record that does not say what was done, what happened, and why that may be wrong.", "## What was done\n…",
             "## What was done\n…\n## Effect\n…\n## Limits\n…"},
    RuleHelp{"empty-section", "A heading without a text promises what the record does not hold.", "## Limits",
             "## Limits\n\nFour areas only, and no count of what moved next door."},
    RuleHelp{"absent-section", "A gap that is said is of use: a reader stops looking, and a researcher sees what to ask. One line does.",
             "## Effect\n…\n## Limits", "## Economics\n\nThe source reports no costs."},
    RuleHelp{"table", "Tables are not shown as tables, and their figures cannot be counted or drawn. Outcomes can.", "| area | before | after |",
             "outcomes:\n  - outcome: Shootings\n    measure: percent-change\n    value: -27"},
    RuleHelp{"raw-html", "HTML is taken out, so that no record can do anything to its reader's browser.", "<b>fewer</b> shootings", "**fewer** shootings"},
    RuleHelp{"unsafe-link", "Other links are taken out, because they can run programs in the reader's browser or lead to files of theirs.",
             "[report](javascript:open())", "[report](https://example.org/report)"},
    RuleHelp{"image", "Images are not shown: they would be loaded from elsewhere, and nobody who cannot see them would know what they say.",
             "![Fall in shootings](graph.png)", "Shootings fell from 52 to 38 a month."},
    RuleHelp{"too-many-brackets", "Thousands of brackets are no prose. They take programs much time to read.", "![![![![![![ …", "The text without them"},
    RuleHelp{"thin-section",
             "Entries that are too thin to use are the main reason why collections like this one fail. Somebody who wants to do the same needs to know what "
             "the problem was, what was done, how, who was involved, what happened, what it cost, and what you would do differently.",
             "## Implementation\n\nIt went well.",
             "## Implementation\n\nTwo detectives and an analyst worked on it for six months. The company asked for a court order each time, which took two "
             "weeks until a standing order was agreed."},
    RuleHelp{"partners-missing", "Who took part decides whether it can be done elsewhere, and people look for what their own partners could do.",
             "## What was done\n\nIn partnership with two councils, officers …", "partners: [local-government]"},
    RuleHelp{"costs-missing", "What it cost is the first question of whoever has to decide. Where the source does not tell, say so: it is an answer too.",
             "## Economics\n\nThe scheme ran for two years.", "## Economics\n\nAbout 3,000 officer hours a year. The source reports no other costs."},
    RuleHelp{"long-summary",
             "Most readers see the summary in a list and nothing else. One or two sentences with the one number that matters are read; more is skipped.",
             "summary: a paragraph of eighty words …",
             "summary: Closing advertised lines cut calls to them by a third within a month; where the calls went is not known."},
    RuleHelp{"long-sentences",
             "A reader in a hurry loses the thread of a long sentence. Both the length of the sentences and the share of long words are measured (LIX: 40 is a "
             "newspaper, above 60 very difficult).",
             "The implementation of the intervention, which necessitated considerable inter-organisational coordination prior to commencement, was "
             "subsequently evaluated by …",
             "Starting it took much work between the two services. Later a university looked at what it had changed."},
    RuleHelp{"abbreviation",
             "Not every reader comes from the same country or service. An abbreviation that is spelt out once, anywhere in the record, is clear to all.",
             "title: What the ROCU did about OCGs", "title: What a regional organised crime unit did about gangs"},
    RuleHelp{"duplicate-id", "Each record has an address of its own, which is made from its id.", "two files called doe-2019-lines.md in two folders",
             "doe-2019-lines.md and doe-2019-lines-follow-up.md"},
    RuleHelp{"duplicate-work",
             "Two records about one publication count its findings twice, in every list and on the map. Where both are wanted, because one is a review of the "
             "other's subject, let their first sources differ.",
             "two records with the first source doi: 10.1000/182", "one record, with what the other one knew added to it"},
    RuleHelp{"related-missing",
             "A link to a record that is not there shows nothing. It may be a slip in the id; a record that is still to come is linked when it is there.",
             "related: [{id: doe-2019-lnies, how: extends}]", "related: [{id: doe-2019-lines, how: extends}]"},
    RuleHelp{"related-reach",
             "The name of a record that fewer people may read gives away that it exists. Name this record in the restricted one instead: those who may see "
             "both see the relation on both.",
             "circulation: public\nrelated: [{id: poe-2020-restricted, how: extends}]",
             "circulation: public\n(and in the restricted record: related: [{id: doe-2019-lines, how: extends}])"},
};

constexpr bool fits_table() {
  for (std::size_t i = 0; i < kHelp.size(); ++i) {
    if (kHelp[i].name != kRules[i].name) {
      return false;
    }
  }
  return true;
}
static_assert(kHelp.size() == kRules.size() && fits_table(), "each rule has its help, in the order of the table");

}  // namespace

const RuleHelp& help_of(const Rule& rule) noexcept { return kHelp[find_rule(rule.name)]; }

}  // namespace whatworks
