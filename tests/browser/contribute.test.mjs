// SPDX-License-Identifier: GPL-3.0-or-later
// From a reference library to a published record, its corrections and its end: writing, reviewing and publishing in the browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { corpusWith } from "../support/corpus.mjs";
import { usualCorpus } from "../support/server.mjs";
import { firstTitle, follow, openPage, signedIn, startBrowser, startServer } from "./support.mjs";

const savedWithinMs = 10_000;
const foundWithinMs = 2_000;

let records;
let server;
let browser;

before(async () => {
  records = corpusWith([]);
  server = await startServer({
    corpus: records.corpus,
    followed: true,
    accounts: [
      { name: "doe", shown: "Jo Doe", roles: ["contributor"] },
      { name: "rex", shown: "Rex Reviewer", roles: ["reviewer"] },
      { name: "ria", shown: "Ria Reviewer", roles: ["reviewer"] },
    ],
  });
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  records?.remove();
});

// The record that contributors are shown as an example, under another id and about something that only `word` finds.
const example = /```markdown\n([\s\S]*?)```/.exec(readFileSync(join(usualCorpus, "CONTRIBUTING.md"), "utf8"))[1];
const recordAbout = (word) =>
  example
    .replace("doe-2019-phone-line-closure", `doe-2019-${word}`)
    .replace("title: Closing advertised drug phone lines", `title: Closing ${word} phone lines`)
    .replace("title: Closing drug phone lines", `title: Closing the ${word} lines`);

const openAs = async (name, more = {}) => openPage(browser, server.address, { ...(await signedIn(server, name)), ...more });
const press = (page, name) => follow(page, page.locator("main").getByRole("button", { name, exact: true }));
const notice = (page) => page.locator("main .ww-notice[role=status]").innerText();
const trouble = (page) => page.locator(".govuk-error-summary").innerText();
const text = (page) => page.getByLabel("The record, in Markdown");
const side = (page) => page.locator("#draft-side");
const shown = (locator, words) => locator.filter({ hasText: words }).first().waitFor({ timeout: savedWithinMs });
const saved = (page) => shown(page.locator("#draft-saved"), /^Saved \d/);

// Makes a draft of a text, which leads to its page.
async function beginDraft(page, markdown) {
  await page.goto("/contribute");
  await page.getByLabel("Paste a record in Markdown").fill(markdown);
  await press(page, "Make a draft of it");
  return new URL(page.url()).pathname;
}

// Writes the whole text anew and waits until it is saved.
async function write(page, markdown, script) {
  await text(page).fill(markdown);
  if (script) {
    await saved(page);
  } else {
    await press(page, "Save and check");
    assert.equal(await notice(page), "Saved and checked.");
  }
}

async function handIn(page, note = "") {
  await page.getByLabel("What should the reviewer know?").fill(note);
  await press(page, "Hand in for review");
  assert.match(await notice(page), /^Handed in\./);
}

async function decide(page, decision, reason = "") {
  await page.getByLabel(decision, { exact: true }).check();
  await page.getByRole("textbox", { name: "Reason" }).fill(reason);
  await press(page, "Decide");
}

// How long until a search for the word finds a record with it, in milliseconds.
async function timeUntilFound(page, word) {
  const start = Date.now();
  for (;;) {
    await page.goto(`/search?q=${word}`);
    if ((await page.locator(".ww-card__title").count()) > 0 && (await firstTitle(page)).includes(word)) {
      return Date.now() - start;
    }
    assert.ok(Date.now() - start < 5 * foundWithinMs, `${word} is not found`);
  }
}

// A record that is published already: handed in by Jo Doe and accepted by Rex Reviewer.
async function publish(word) {
  const { page: author, close: closeAuthor } = await openAs("doe");
  const draft = await beginDraft(author, recordAbout(word));
  await handIn(author);
  const { page: reviewer, close: closeReviewer } = await openAs("rex");
  await reviewer.goto(draft.replace("/contribute/drafts/", "/review/"));
  await decide(reviewer, "Accept and publish");
  await timeUntilFound(reviewer, word);
  await Promise.all([closeAuthor(), closeReviewer()]);
  return `/records/doe-2019-${word}`;
}

const library = (word) => `TY  - JOUR
AU  - Example, Ann
TI  - What sellers did after the ${word} lines closed
PY  - 2019
T2  - Journal of Examples
DO  - 10.0000/${word}.1
C5  - Filed in box 7
ER  - 
TY  - RPRT
AU  - Órgano de Ejemplo
TI  - Watching ${word} couriers at ferry ports
PY  - 2021
ER  - 
TY  - JOUR
TI  - What sellers did after the ${word} lines closed
PY  - 2019
DO  - 10.0000/${word}.1
ER  - 
`;
const file = (name, content) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  const word = script ? "quillwort" : "marshmallow";

  test(`a reference of a library becomes a record that everybody finds, ${how}`, async (t) => {
    const start = Date.now();
    const { page: author, close: closeAuthor } = await openAs("doe", { script });
    const { page: reviewer, close: closeReviewer } = await openAs("rex", { script });
    await author.goto("/");
    await follow(author, author.locator("header").getByRole("link", { name: "Contribute" }));
    await author.getByLabel("A file from Zotero, EndNote, Mendeley or PubMed").setInputFiles(file("library.ris", library(word)));
    await press(author, "Import");
    assert.match(await author.locator("main").innerText(), /3 references in RIS: 2 drafts made/);
    assert.equal(await author.locator("#drafts .ww-drafts__item").count(), 2);
    assert.match(await author.locator("#duplicates").innerText(), new RegExp(`What sellers did after the ${word} lines closed. It has the same DOI`));
    await author.locator("#drafts summary").first().click();
    await shown(author.locator("#drafts li"), "Filed in box 7");

    await follow(author, author.locator("#drafts a").first());
    const draft = new URL(author.url()).pathname;
    assert.match(await text(author).inputValue(), new RegExp(`doi: 10.0000/${word}.1`));
    assert.match(await side(author).innerText(), /\d+ errors?/);
    const whole = recordAbout(word);
    await write(author, whole.replace("effect: not-measured", "effect: wonderful"), script);
    assert.match(await side(author).innerText(), /1 error\b/);
    await write(author, whole, script);
    assert.doesNotMatch(await side(author).innerText(), /\berrors?\b/i);
    assert.match(await author.locator("#preview").innerText(), new RegExp(`Closing ${word} phone lines`));
    await handIn(author, "From the library of our unit.");
    assert.equal(await text(author).isEditable(), false);

    await reviewer.goto("/");
    await follow(reviewer, reviewer.locator("header").getByRole("link", { name: "Review" }));
    await follow(reviewer, reviewer.getByRole("link", { name: `Closing ${word} phone lines` }));
    assert.match(await reviewer.locator("main").innerText(), /From the library of our unit\./);
    await follow(reviewer, reviewer.getByRole("link", { name: "Comment on line 4", exact: true }));
    assert.equal(await reviewer.getByLabel("Line (empty: on the whole)").inputValue(), "4");
    await reviewer.getByLabel("Comment", { exact: true }).fill("Which city?");
    await press(reviewer, "Add the comment");
    assert.equal(await notice(reviewer), "Your comment is there.");
    assert.match(await reviewer.locator("#text").innerText(), /Rex Reviewer[^]*Which city\?/);
    await decide(reviewer, "Ask for changes");
    assert.match(await trouble(reviewer), /reason/i); // none was given
    await decide(reviewer, "Ask for changes", "Say which city it was.");

    await author.goto(draft);
    assert.match(await author.locator("#draft-state").innerText(), /Changes asked for/);
    assert.match(await author.locator("#submissions").innerText(), /Say which city it was\.[^]*Rex Reviewer on line 4[^]*Which city\?/);
    await write(author, whole.replace("Police in one city", "Police in Exampleton"), script);
    await handIn(author);

    await reviewer.goto("/review");
    await follow(reviewer, reviewer.getByRole("link", { name: `Closing ${word} phone lines` }));
    assert.match(await reviewer.locator("#text").innerText(), /Police in Exampleton/);
    await decide(reviewer, "Accept and publish");
    assert.equal(new URL(reviewer.url()).pathname, `/records/doe-2019-${word}`);
    const { page: reader, close: closeReader } = await openPage(browser, server.address, { script });
    assert.ok((await timeUntilFound(reader, word)) < foundWithinMs, "a search finds it too late");
    await follow(reader, reader.locator(".ww-card__title a").first());
    assert.match(await reader.locator("main").innerText(), /Police in Exampleton/);
    await follow(reader, reader.locator("main").getByRole("link", { name: "History" }));
    assert.match(await reader.locator(".ww-versions").innerText(), /Published[^]*Written by Jo Doe[^]*Decided by Rex Reviewer/);
    await author.goto(draft);
    assert.match(await author.locator("#draft-state").innerText(), /Published/);
    t.diagnostic(`from the library to the history in ${((Date.now() - start) / 1000).toFixed(1)} s`);
    await Promise.all([closeAuthor(), closeReviewer(), closeReader()]);
  });
}
