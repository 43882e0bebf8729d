// SPDX-License-Identifier: GPL-3.0-or-later
// How far records come from what people have, type and decide, and what is refused on the way: beside contribute.test.mjs, with the
// script where that walks without it, and without where it has it (ux S6, A1, A8).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { corpusWith } from "../support/corpus.mjs";
import { usualCorpus } from "../support/server.mjs";
import { firstTitle, focused, follow, openPage, press, signedIn, startBrowser, startServer } from "./support.mjs";

const savedWithinMs = 15_000;
const foundWithinMs = 2_000;

let records;
let server;
let browser;
let taken; // the id of a record that is published

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
  taken = (await (await fetch(`${server.address}/api/v1/search?per_page=1`)).json()).results[0].id;
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
async function write(page, markdown, script = true) {
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

test("with script a reference of a library becomes a record that a search finds within two seconds", async (t) => {
  const word = "quillwort";
  const start = Date.now();
  const { page: author, close: closeAuthor } = await openAs("doe");
  const { page: reviewer, close: closeReviewer } = await openAs("rex");
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
  await write(author, whole.replace("effect: not-measured", "effect: wonderful"));
  assert.match(await side(author).innerText(), /\b1 error\b/);
  await write(author, whole);
  assert.match(await side(author).innerText(), /\b0 errors\b/);
  assert.match(await author.locator("#preview").innerText(), new RegExp(`Closing ${word} phone lines`));
  await handIn(author, "From the library of our unit.");
  assert.equal(await text(author).isEditable(), false);

  await reviewer.goto("/");
  await follow(reviewer, reviewer.locator("header").getByRole("link", { name: "Review", exact: true }));
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
  await write(author, whole.replace("Police in one city", "Police in Exampleton"));
  await handIn(author);

  await reviewer.goto("/review");
  await follow(reviewer, reviewer.getByRole("link", { name: `Closing ${word} phone lines` }));
  assert.match(await reviewer.locator("#text").innerText(), /Police in Exampleton/);
  await decide(reviewer, "Accept and publish");
  assert.equal(new URL(reviewer.url()).pathname, `/records/doe-2019-${word}`);
  const { page: reader, close: closeReader } = await openPage(browser, server.address);
  assert.ok((await timeUntilFound(reader, word)) < foundWithinMs, "a search finds it too late");
  await follow(reader, reader.locator(".ww-card__title a").first());
  assert.match(await reader.locator("main").innerText(), /Police in Exampleton/);
  await follow(reader, reader.locator("main").getByRole("link", { name: "All versions" }));
  assert.match(await reader.locator(".ww-versions").innerText(), /Published[^]*Written by Jo Doe[^]*Decided by Rex Reviewer/);
  await author.goto(draft);
  assert.match(await author.locator("#draft-state").innerText(), /Published/);
  t.diagnostic(`from the library to the history in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  await Promise.all([closeAuthor(), closeReviewer(), closeReader()]);
});

// What somebody types at the end of the text.
async function type(page, words) {
  await text(page).focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(words);
}

test("what is typed is saved by itself, and what is said of it beside the text keeps up, without moving the caret", async () => {
  const { page, close } = await openAs("doe");
  const draft = await beginDraft(page, recordAbout("lungwort"));
  assert.match(await side(page).innerText(), /\b0 errors\b/);
  await page.getByRole("link", { name: "See the record" }).waitFor({ state: "hidden" });

  // A new word in the title: the preview, the searches and the heading follow.
  await text(page).evaluate((field) => field.setSelectionRange(field.value.indexOf("lungwort phone"), field.value.indexOf("lungwort phone")));
  await text(page).focus();
  await page.keyboard.type("hidden ");
  await saved(page);
  assert.equal(await page.locator("#preview .ww-draft__preview-title").innerText(), "Closing hidden lungwort phone lines");
  assert.equal(await page.locator("h1").innerText(), "Closing hidden lungwort phone lines");
  assert.match(await page.title(), /^Closing hidden lungwort phone lines/);
  assert.match(await side(page).innerText(), /‘closing hidden lungwort phone lines’/i);
  assert.match(await focused(page), /^textarea/);
  assert.equal(await text(page).evaluate((field) => field.value.slice(0, field.selectionStart).split("\n").pop()), "title: Closing hidden ");
  await page.keyboard.type("and "); // the caret is where it was
  await saved(page);
  assert.match(await text(page).inputValue(), /^title: Closing hidden and lungwort phone lines$/m);

  // Another crime in the front matter: the facts of the preview follow; one that is unknown: a problem comes, and leads to its line.
  await text(page).fill(recordAbout("lungwort").replace("crime_types: [county-lines]", "crime_types: [fraud]"));
  await saved(page);
  assert.match(await page.locator("#preview").innerText(), /Fraud/);
  await text(page).fill(recordAbout("lungwort").replace("crime_types: [county-lines]", "crime_types: [wonders]"));
  await saved(page);
  assert.match(await side(page).innerText(), /\b1 error\b/);
  assert.match(await page.locator("#numbered .ww-lines__line--wrong").first().innerText(), /crime_types: \[wonders\]/);
  await page.locator("#draft-side .ww-problems__item--error a").first().click();
  assert.match(await focused(page), /^textarea/);
  assert.equal(await text(page).evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd)), "crime_types: [wonders]");
  await text(page).fill(recordAbout("lungwort"));
  await saved(page);
  assert.match(await side(page).innerText(), /\b0 errors\b/);

  // The version that a button further down sends is that of the last save.
  await handIn(page);
  await page.goto(draft);
  await press(page, "Take it back");
  assert.equal(await notice(page), "Taken back. You can change it again.");
  await close();
});

test("while the server is away what is typed stays in the browser, and is saved when the server is back", async () => {
  const { page, close } = await openAs("doe", { expected: /Failed to load resource|ERR_CONNECTION/ });
  const draft = await beginDraft(page, recordAbout("comfrey"));
  await server.halt();
  await type(page, "\nTyped while nobody listened.\n");
  await shown(page.locator("#draft-saved"), /^Not saved: there is no connection/);
  await server.resume();
  await shown(page.locator("#draft-saved"), /^Saved \d/);
  await page.reload();
  assert.match(await text(page).inputValue(), /Typed while nobody listened\./);
  const { page: elsewhere, close: closeElsewhere } = await openAs("doe", { script: false });
  await elsewhere.goto(draft);
  assert.match(await text(elsewhere).inputValue(), /Typed while nobody listened\./);
  assert.equal(await elsewhere.locator("#copies").count(), 0);
  await Promise.all([close(), closeElsewhere()]);
});

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";

  test(`two reviewers code without sight of each other, then compare and settle, ${how}`, async () => {
    const word = script ? "tansy" : "borage";
    const { page: author, close: closeAuthor } = await openAs("doe", { script });
    const draft = await beginDraft(author, recordAbout(word));
    await handIn(author);
    const review = draft.replace("/contribute/drafts/", "/review/");
    const { page: first, close: closeFirst } = await openAs("rex", { script });
    const { page: second, close: closeSecond } = await openAs("ria", { script });
    const code = async (page, crime) => {
      await page.goto(review);
      await follow(page, page.getByRole("link", { name: "Code it blind" }));
      for (const [facet, label] of [["Operational priority", "OCG business models"], ["Crime type", crime], ["Effect on the harm", "Harm not measured"]]) {
        await page.getByRole("group", { name: facet, exact: true }).getByLabel(label, { exact: true }).check();
      }
      await press(page, "Keep my codes");
    };
    const main = (page) => page.locator("main").innerText();
    await code(first, "County lines");
    assert.match(await main(first), /Your codes are kept[^]*1 reviewer has coded this/);
    await second.goto(review);
    assert.doesNotMatch(await main(second), /How it was coded/);
    await follow(second, second.getByRole("link", { name: "Code it blind" }));
    assert.equal(await second.locator("#codes :checked").count(), 0);
    assert.doesNotMatch(await main(second), /Rex|county-lines/);
    await code(second, "Drugs");
    const table = second.locator("#agreement");
    assert.match(await table.innerText(), /2 reviewers have coded this[^]*Krippendorff’s alpha is -?[01]\.\d\d/);
    assert.match(await table.getByRole("row", { name: /^Crime type/ }).innerText(), /County lines\s+County lines\s+Drugs\s+No/);
    assert.match(await table.getByRole("row", { name: /^Effect/ }).innerText(), /Yes$/);
    await follow(second, second.getByRole("link", { name: "Settle the codes" }));
    assert.match(await second.getByRole("group", { name: "Crime type" }).innerText(), /Not agreed: ‘County lines’ ‘Drugs’/);
    assert.ok(await second.getByRole("group", { name: "Effect on the harm", exact: true }).getByLabel("Harm not measured", { exact: true }).isChecked());
    await second.getByRole("group", { name: "Crime type" }).getByLabel("Drugs", { exact: true }).check();
    await press(second, "Put these codes into the draft");
    assert.match(await main(second), /The codes are settled/);
    assert.match(await second.locator("#text").innerText(), /crime_types: \[drugs\]/);
    await Promise.all([closeAuthor(), closeFirst(), closeSecond()]);
  });

  test(`a correction shows what it changes and no more, ${how}`, async () => {
    const word = script ? "yarrow" : "sorrel";
    const record = await publish(word);
    const { page: author, close: closeAuthor } = await openAs("doe", { script });
    await author.goto(record);
    await press(author, "Write a correction");
    assert.match(await author.locator("#correction").innerText(), new RegExp(`This corrects doe-2019-${word}`));
    await write(author, (await text(author).inputValue()).replace("38 numbers", "39 numbers"), script);
    await handIn(author, "One number was overlooked.");
    const review = new URL(author.url()).pathname.replace("/contribute/drafts/", "/review/");
    const { page: reviewer, close: closeReviewer } = await openAs("rex", { script });
    await reviewer.goto(review);
    const lines = (kind) => reviewer.locator(`#text .ww-difference__line--${kind} .ww-difference__text`).allInnerTexts();
    assert.equal((await lines("added")).length, 1);
    assert.match((await lines("added"))[0], /39 numbers/);
    assert.match((await lines("removed")).join(), /38 numbers/);
    assert.doesNotMatch(await reviewer.locator("#text").innerText(), /The paper reports no costs/);
    await decide(reviewer, "Accept and publish");
    assert.match(await reviewer.locator("main").innerText(), /39 numbers/);
    await reviewer.goto(`${record}/history`);
    assert.match(await reviewer.locator(".ww-versions").innerText(), /Corrected[^]*One number was overlooked\.[^]*Published/);
    await follow(reviewer, reviewer.getByRole("link", { name: /^What changed/ }).first());
    assert.match(await reviewer.locator("#difference").innerText(), /39 numbers/);
    await Promise.all([closeAuthor(), closeReviewer()]);
  });

  test(`a withdrawn record says so, and why, and is found no more, ${how}`, async () => {
    const word = script ? "hyssop" : "lovage";
    const record = await publish(word);
    const { page, close } = await openAs("rex", { script });
    await page.goto(record);
    await follow(page, page.getByRole("link", { name: "Withdraw it" }));
    await page.getByLabel("Why is it withdrawn?").fill("Its journal retracted it <b>in full</b>.");
    await press(page, "Withdraw the record");
    const { page: reader, close: closeReader } = await openPage(browser, server.address, { script });
    assert.equal((await reader.goto(record)).status(), 410);
    assert.equal(await reader.locator("h1").innerText(), "This record was withdrawn");
    assert.match(await reader.locator("main").innerText(), /Why: Its journal retracted it <b>in full<\/b>\./);
    await reader.goto(`/search?q=${word}`);
    assert.doesNotMatch(await reader.locator("main").innerText(), new RegExp(`Closing ${word}`));
    await reader.goto(`${record}/history`);
    assert.match(await reader.locator(".ww-versions").innerText(), /Withdrawn[^]*Published/);
    await Promise.all([close(), closeReader()]);
  });

  test(`what cannot be used is refused in plain words, and nothing typed is lost, ${how}`, async () => {
    const { page, close } = await openAs("doe", { script });
    const sendFile = async (label, sent, button) => {
      await page.goto("/contribute");
      await page.getByLabel(label).setInputFiles(sent);
      await press(page, button);
    };
    const importFile = (sent) => sendFile("A file from Zotero, EndNote, Mendeley or PubMed", sent, "Import");
    await sendFile("Or choose its file", file("record.md", Buffer.from(recordAbout("caf\u00e9"), "latin1")), "Make a draft of it");
    assert.match(await trouble(page), /not text in UTF-8: line \d+/);
    await importFile(file("library.ris", Buffer.from(`TY  - JOUR\nTI  - Caf\u00e9 couriers ${script}\nPY  - 2020\nER  - \n`, "latin1")));
    assert.match(await page.locator("main").innerText(), /Caf\u00e9 couriers|UTF-8/);
    await importFile(file("library.ris", Buffer.from("504b03041400000008004a5a4e53deadbeef", "hex")));
    assert.ok((await trouble(page)).length > 30);
    assert.equal(await page.locator(".ww-drafts__item", { hasText: "PK" }).count(), 0);
    await importFile(file("library.ris", library(`cut${script}`).slice(0, -70)));
    assert.match(await page.locator("main").innerText(), /What could not be read[^]*Line \d+: the last reference has no ER: the file may have been cut off/);
    await importFile(file("empty.ris", ""));
    assert.match(await trouble(page), /There is no text/);

    for (const id of ["../../etc/passwd", "Doe 2019"]) {
      await page.goto("/contribute");
      await page.getByLabel("Its id").fill(id);
      await press(page, "Start the draft");
      assert.match(await trouble(page), /\bid\b/);
      assert.equal(await page.getByLabel("Its id").inputValue(), id);
    }
    await close();
  });

  test(`markup in a text is shown or left out, and never run, ${how}`, async () => {
    const { page, close } = await openAs("doe", { script });
    const { page: reviewer, close: closeReviewer } = await openAs("rex", { script });
    const dialogs = [];
    [page, reviewer].forEach((one) => one.on("dialog", (dialog) => dialogs.push(dialog.message()) && dialog.dismiss()));
    const evil = '<img src=x onerror="alert(1)"><script>alert(2)</script>[a](javascript:alert(3))';
    const markdown = recordAbout(`vervain${script}`)
      .replace("lines\nsummary", `lines ${evil.replace(/"/g, "'").replace(/[[\]:]/g, "")}\nsummary`)
      .replace("Calls are not harm", `${evil}\n\nCalls are not harm`);
    const draft = await beginDraft(page, markdown);
    for (const [who, path] of [[page, draft], [page, `${draft}/preview`], [page, "/contribute"]]) {
      await who.goto(path);
      assert.equal(await who.locator("main script, main [onerror], main img, main a[href^='javascript']").count(), 0, path);
    }
    await page.goto(draft);
    await write(page, recordAbout(`vervain${script}`).replace("Calls are not harm", "Calls are not harm &lt;script&gt; "), script);
    await handIn(page, evil);
    const review = draft.replace("/contribute/drafts/", "/review/");
    await reviewer.goto(`${review}?line=3#comment`);
    await reviewer.getByLabel("Comment", { exact: true }).fill(evil);
    await press(reviewer, "Add the comment");
    await decide(reviewer, "Ask for changes", evil);
    for (const [who, path] of [[reviewer, review], [reviewer, `${review}/preview`], [reviewer, "/review"], [page, draft]]) {
      await who.goto(path);
      assert.equal(await who.locator("main script:not([type]), main [onerror], main img, main a[href^='javascript']").count(), 0, path);
    }
    assert.match(await page.locator("#submissions").innerText(), /<script>alert\(2\)<\/script>/);
    assert.deepEqual(dialogs, []);
    await Promise.all([close(), closeReviewer()]);
  });
}

test("a file that is too large is refused in plain words", async () => {
  const { page, close } = await openAs("doe");
  await page.goto("/contribute");
  await page.getByLabel("A file from Zotero").setInputFiles(file("library.ris", Buffer.alloc(20 * 1024 * 1024, "x")));
  const [answer] = await Promise.all([page.waitForNavigation(), page.locator("main").getByRole("button", { name: "Import", exact: true }).click()]);
  assert.equal(answer.status(), 413);
  assert.match(await page.locator("main").innerText(), /larger than/);
  await close();
});

test("a long text is kept whole without script, and one beyond what a record may have is told so", async () => {
  const { page, close } = await openAs("doe", { script: false });
  const draft = await beginDraft(page, recordAbout("woodruff"));
  const line = "Caf\u00e9s, longer & longer: 100%.\n";
  const long = recordAbout("woodruff") + line.repeat(Math.ceil((250 * 1024) / Buffer.byteLength(line)));
  const put = (value) => text(page).evaluate((field, all) => (field.value = all), value); // typing it would take longer
  await put(long);
  await press(page, "Save and check");
  assert.equal(await notice(page), "Saved and checked.");
  assert.equal((await text(page).inputValue()).trim(), long.trim());
  await put(long + line.repeat(400));
  await press(page, "Save and check");
  assert.match(await trouble(page), /larger than the 256 KB that a record may have/);
  await page.goto(draft);
  assert.equal((await text(page).inputValue()).trim(), long.trim());
  await close();
});

test("whoever hands in a record under an id that another has is told, and the text stays", async () => {
  const { page, close } = await openAs("doe");
  await beginDraft(page, recordAbout("betony").replace("doe-2019-betony", taken));
  await press(page, "Hand in for review");
  assert.match(await trouble(page), new RegExp(`There is a record ${taken} already`));
  assert.match(await text(page).inputValue(), new RegExp(`id: ${taken}`));
  await close();
});
