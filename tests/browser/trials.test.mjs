// SPDX-License-Identifier: GPL-3.0-or-later
// A trial from the agenda of a workshop to a record that a search finds, against the real server: the loop closes (ux S5, S6, A1, A8).
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { corpusWith } from "../support/corpus.mjs";
import { facilitator, joinPanel, usual } from "../support/panel.mjs";
import { invalidMarkup, lookAt } from "./markup.mjs";
import { firstTitle, follow, mainOf, openPage, press, signedIn, startBrowser, startServer } from "./support.mjs";

const today = new Date().toISOString().slice(0, 10);

let records;
let server;
let browser;

before(async () => {
  records = corpusWith([]);
  server = await startServer({
    corpus: records.corpus,
    followed: true,
    accounts: [
      { name: "fay", shown: "Fay Facilitator", roles: ["facilitator"] },
      { name: "doe", shown: "Jo Doe", roles: ["contributor"] },
      { name: "rex", shown: "Rex Reviewer", roles: ["reviewer"] },
    ],
  });
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  records?.remove();
});

const openAs = async (name, more = {}) => openPage(browser, server.address, { ...(await signedIn(server, name)), ...more });

async function look(page, name) {
  await lookAt(page, `trial-${name}`);
  assert.deepEqual(await invalidMarkup(await (await page.request.get(page.url())).text()), [], name);
}

const protocol = {
  title: "Letters to couriers",
  hypothesis: "Couriers who get a letter are arrested again less often within a year than those who do not.",
  unit: "A courier.",
  starts_on: today,
  ends_on: today,
  comparison: "At random, by a list that the university draws.",
  treatment: "A letter within a week of the arrest.",
  usual_practice: "No letter.",
  primary_outcome: "Share arrested again within a year",
  analysis: "Two shares of 250 each are compared.",
  report_due: today,
};

// What an author has to find out and fill in, in the place of what stands there to be filled in.
const found = [
  [/^summary: .*/m, "summary: Of 250 couriers who got a letter 50 were arrested again within a year, of 250 others 75."],
  [/^crime_types: .*/m, "crime_types: [drugs]"],
  [/^countries: .*/m, "countries: [GB]"],
  [/^design: .*/m, "design: rct"],
  [/^effect: .*/m, "effect: not-measured"],
  [/^strength: .*/m, "strength: 3"],
  [/^ {4}measure: .*\n {4}measures: .*\n {4}harm: .*/m, "    measure: percentage-points\n    value: -10\n    measures: activity\n    harm: lower"],
  [/^#figures:\n.*/m, "figures:\n  - {value: '500', what: Couriers}\n  - {value: '250', what: Couriers in each group}\n  - {value: '50', what: Arrested of those with a letter}\n  - {value: '75', what: Arrested of the others}"],
  [/^sources:\n.*/m, "sources:\n  - {type: report, title: Letters to couriers in Northshire, year: 2026, url: 'https://evidence.example/letters.pdf'}"],
  [/^circulation: .*/m, "circulation: public"],
  [/FILL IN: who did what.*/, "Northshire Police sent a letter to half of 500 couriers, drawn at random."],
  [/FILL IN: what changed.*/, "Of 250 couriers who got a letter 50 were arrested again within a year, of 250 others 75."],
  [/FILL IN: how it is thought.*/, "Nothing was asked of the couriers, so that it is not known why."],
  [/FILL IN: where and for whom.*/, "Not looked at."],
  [/FILL IN: what it took.*/, "Every letter was sent within a week."],
  [/FILL IN: what it cost.*/, "The source does not say what it cost."],
  [/FILL IN: why the result.*/, "Arrests are a stand-in for what couriers do."],
  [/FILL IN: what a police force.*/, "Addresses of couriers, and somebody who sends letters."],
];

test("what a workshop agrees to try becomes a protocol, a trial and in the end a record that a search finds", async () => {
  const started = performance.now();
  const cookie = await server.signIn("fay");
  const byForms = facilitator(server.address, cookie);
  const [{ id }] = (await (await fetch(`${server.address}/api/v1/search?per_page=1`)).json()).results;
  const workshop = await byForms.setUp("Routes and couriers", [{ label: "Table one", priority: "international-links", agenda: [`/records/${id}`] }]);
  const code = await byForms.joinCode(workshop);
  await byForms.advance(workshop, "preparing", "round-one");
  for (let i = 0; i < 6; i += 1) {
    const member = await joinPanel(server.address, code, { name: `Person ${i + 1}`, organisation: i % 2 === 0 ? "police" : "academia", group: 1 });
    const [item] = await member.agenda();
    assert.equal((await member.save(item, 1, { effect: 75, certainty: 25, harms: 0, ...usual }, "It looks cheap.")).saved, true);
  }
  await byForms.advance(workshop, "round-one", "discussion");
  await byForms.advance(workshop, "discussion", "deciding");

  // Decide. The panel finds too little evidence, so to adopt it at once asks for a reason, and to try it does not.
  const { page: fay, close: closeFay } = await openAs("fay", { ownScript: false });
  await fay.goto(`${workshop}/results`);
  assert.match(await mainOf(fay), /Unknown effectiveness/);
  assert.match(await mainOf(fay), /Needed to adopt or reject it/);
  await fay.getByLabel("Adopt", { exact: true }).check();
  await fay.getByLabel(/^Who sees to it/).fill("Head of ports");
  await fay.getByLabel(/^By when/).fill("2027-06-30");
  await follow(fay, fay.getByRole("button", { name: /^Save the decision/ }));
  assert.match(await mainOf(fay), /not what the panel’s scores suggest, and no reason is given/);
  await look(fay, "decide-without-reason");
  await fay.getByLabel("Trial", { exact: true }).check();
  await follow(fay, fay.getByRole("button", { name: /^Save the decision/ }));

  // Write the protocol, with the size that it needs.
  await follow(fay, fay.locator("main").getByRole("link", { name: "Trials", exact: true }));
  await follow(fay, fay.getByRole("button", { name: /^Begin the protocol/ }));
  const trial = new URL(fay.url()).pathname;
  await look(fay, "begun");
  await follow(fay, fay.getByRole("link", { name: "work out how many the trial needs" }));
  await fay.fill("#without", "30%");
  await fay.fill("#effect", "20");
  await press(fay, "Work it out");
  assert.match(await mainOf(fay), /294 in each group, 588 in all/);
  await look(fay, "size");
  await fay.goto(`${trial}/edit`);
  for (const [field, value] of Object.entries({ ...protocol, primary_outcome: "" })) {
    await fay.fill(`#${field}`, value);
  }
  await press(fay, "Save the draft");
  assert.match(await mainOf(fay), /Before the protocol can be registered/);
  await look(fay, "missing");
  await follow(fay, fay.locator("#next").getByRole("listitem").first().getByRole("link"));
  await fay.fill("#primary_outcome", protocol.primary_outcome);
  await look(fay, "edit");
  await press(fay, "Save the draft");
  await press(fay, "Register the protocol");

  // What is registered can be checked by anybody with a program of their own.
  const hash = await fay.locator(".ww-digest").first().innerText();
  const text = await (await fetch(`${server.address}${await fay.getByRole("link", { name: /^Download the text of version 1/ }).getAttribute("href")}`, { headers: { cookie: `${cookie.name}=${cookie.value}` } })).text();
  assert.equal(createHash("sha256").update(text).digest("hex"), hash);
  assert.match(text, /Share arrested again within a year/);

  // The outcome is switched on the way, and shows.
  await fay.fill("#start-day", today);
  await press(fay, "Say that it has started");
  await fay.goto(`${trial}/edit`);
  await fay.fill("#primary_outcome", "Share arrested again within three months");
  await press(fay, "Register the amendment");
  assert.match(await mainOf(fay), /The reason for the change is empty/);
  await look(fay, "amend-without-reason");
  await fay.fill("#reason", "A year is too long.");
  await press(fay, "Register the amendment");
  assert.match(await mainOf(fay), /The outcomes changed after registration/);
  await fay.fill("#finish-day", today);
  await press(fay, "Say that it has finished");
  await look(fay, "finished");
  await byForms.advance(workshop, "deciding", "closed");
  await fay.goto(`${workshop}/report`);
  assert.match(await mainOf(fay), /amended once since\. It was finished on/);
  await look(fay, "report");
  await closeFay();

  // The author gets what the protocol says, and fills in what was found. The checker asks for the rest.
  const { page: doe, close: closeDoe } = await openAs("doe", { width: 320 });
  await doe.goto(trial);
  await look(doe, "to-write-up");
  await press(doe, "Write it up");
  const record = doe.getByLabel("The record, in Markdown");
  let draft = await record.inputValue();
  assert.match(draft, /The primary outcome, as registered: Share arrested again within three months/);
  assert.match(draft, new RegExp(hash));
  assert.match(draft, /The protocol was amended after it was registered, because: A year is too long/);
  for (const [open, words] of found) {
    assert.match(draft, open);
    draft = draft.replace(open, words);
  }
  await record.fill(draft);
  await doe.locator("#draft-saved").filter({ hasText: /^Saved \d/ }).waitFor();
  await press(doe, "Hand in for review");
  assert.match(await mainOf(doe), /Handed in\./);
  const review = new URL(doe.url()).pathname.replace("/contribute/drafts/", "/review/");

  const { page: rex, close: closeRex } = await openAs("rex");
  await rex.goto(review);
  await rex.getByLabel("Accept and publish", { exact: true }).check();
  await press(rex, "Decide");
  await rex.goto("/search?q=letters+to+couriers");
  for (let turn = 0; turn < 20 && ((await rex.locator(".ww-card__title").count()) === 0 || !/Letters to couriers/.test(await firstTitle(rex))); turn += 1) {
    await rex.waitForTimeout(250);
    await rex.reload();
  }
  assert.match(await firstTitle(rex), /Letters to couriers/);
  await closeRex();

  // From the trial to its record, for anybody who may read the workshop.
  await doe.goto("/trials");
  await look(doe, "list");
  await follow(doe, doe.locator("main").getByRole("link", { name: "Letters to couriers" }));
  await look(doe, "written-up");
  await follow(doe, doe.getByRole("link", { name: "Read the record of this trial" }));
  assert.match(await mainOf(doe), /Of 250 couriers who got a letter 50 were arrested again/);
  await look(doe, "record");
  await closeDoe();
  console.log(`# from the agenda to a published record: ${((performance.now() - started) / 1000).toFixed(1)} s of machine time`);
});
