// SPDX-License-Identifier: GPL-3.0-or-later
// From a reference library to a published record: writing, reviewing and following records, with and without script (ux S6, A1, A8).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { corpusWith } from "../support/corpus.mjs";
import { accessibilityProblems, follow, mainOf, openPage, press, sidewaysScroll, signedIn, startBrowser, startServer } from "./support.mjs";

const library = `TY  - JOUR
AU  - Example, Ann
TI  - Closing advertised drug phone lines
PY  - 2019
T2  - Journal of Examples
KW  - telephones
ER  -
TY  - RPRT
AU  - Órgano de Ejemplo
TI  - Watching cash couriers at ferry ports
PY  - 2021
ER  -
TY  - JOUR
TI  - Closing advertised drug phone lines
PY  - 2019
ER  -
`;
// The example that authors are given, under another id each time.
const example = /```markdown\n([\s\S]*?)```/.exec(readFileSync(join(fileURLToPath(new URL("../..", import.meta.url)), "corpus", "CONTRIBUTING.md"), "utf8"))[1];
const recordOf = (id) => example.replace("doe-2019-phone-line-closure", id);

let records;
let server;
let browser;

before(async () => {
  records = corpusWith([], 12);
  server = await startServer({
    corpus: records.corpus,
    broken: {}, // follows a copy of the corpus, and can publish into it
    accounts: [
      { name: "doe", shown: "Dee Doe", roles: ["contributor"] },
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

const openAs = async (name, more = {}) => openPage(browser, server.address, { ...(await signedIn(server, name)), ...more });
const nameOf = (page) => new URL(page.url()).pathname.split("/")[3];

// A new draft of a text, open on a page.
async function draftOf(page, text) {
  await page.goto("/contribute");
  await page.fill("#text", text);
  await press(page, "Make a draft of it");
  return nameOf(page);
}

// The same, handed in: the address of its review.
async function handedIn(id) {
  const { page, close } = await openAs("doe");
  const name = await draftOf(page, recordOf(id));
  await press(page, "Hand in for review");
  await close();
  return `/review/${name}`;
}

async function decide(page, decision, reason = "") {
  await page.check(`#decision-${decision}`);
  await page.fill("#reason", reason);
  await press(page, "Decide");
}

test("without script a reference becomes a record that everybody finds, by way of a reviewer who asked for changes", async () => {
  const start = Date.now();
  const writer = await openAs("doe", { script: false });
  const reviewer = await openAs("rex", { script: false });
  const { page } = writer;
  await page.goto("/contribute");
  await page.setInputFiles("#import-file", { name: "library.ris", mimeType: "application/x-research-info-systems", buffer: Buffer.from(library) });
  await press(page, "Import");
  assert.match(await mainOf(page), /3 references in RIS: 2 drafts made/);
  assert.match(await mainOf(page), /Already there[\s\S]*Closing advertised drug phone lines/);
  await follow(page, page.locator(".ww-drafts a").first());
  assert.match(await mainOf(page), /\d+ errors/);
  await page.fill("#text", recordOf("doe-2019-without-script"));
  await press(page, "Save and check");
  assert.match(await mainOf(page), /Saved and checked\.[\s\S]*0 errors/);
  const name = nameOf(page);
  await press(page, "Hand in for review");
  assert.match(await mainOf(page), /Handed in/);

  const other = reviewer.page;
  await other.goto("/review");
  await follow(other, other.locator(".ww-drafts a").first());
  await follow(other, other.locator("#line-4 .ww-difference__number a"));
  assert.equal(await other.inputValue("#line"), "4");
  await other.fill("#comment", "Which city was it?");
  await press(other, "Add the comment");
  assert.match(await other.locator("#line-4 + tr").innerText(), /Which city was it\?/);
  await decide(other, "ask-for-changes", "Say where it was done.");

  await page.goto(`/contribute/drafts/${name}`);
  assert.match(await mainOf(page), /Changes asked for by Rex Reviewer[\s\S]*Say where it was done\.[\s\S]*on line 4[\s\S]*Which city was it\?/);
  await page.fill("#text", `${recordOf("doe-2019-without-script").trimEnd()}\n\nIt was Exampleton.\n`);
  await press(page, "Save and check");
  await press(page, "Hand in for review");
  await other.goto(`/review/${name}`);
  await decide(other, "accept");
  assert.equal(new URL(other.url()).pathname, "/records/doe-2019-without-script");

  const visitor = await openPage(browser, server.address, { script: false });
  await visitor.page.goto("/search?q=exampleton");
  assert.match(await mainOf(visitor.page), /1 record for/);
  await visitor.page.goto("/records/doe-2019-without-script/history");
  assert.match(await mainOf(visitor.page), /Published[\s\S]*Written by Dee Doe[\s\S]*Decided by Rex Reviewer/);
  console.log(`# from a reference file to a published record: ${((Date.now() - start) / 1000).toFixed(1)} s`);
  await Promise.all([writer.close(), reviewer.close(), visitor.close()]);
});

test("what is typed is saved and checked by itself, and the caret stays", async () => {
  const { page, close } = await openAs("doe");
  const name = await draftOf(page, recordOf("doe-2019-typed"));
  const field = page.locator("#text");
  await field.fill(recordOf("doe-2019-typed").replace("effect: not-measured", "effect: wonderful"));
  await field.evaluate((text) => text.setSelectionRange(20, 20));
  await page.locator("#draft-saved", { hasText: /^Saved \d/ }).waitFor();
  await page.locator(".ww-problems__item--error").waitFor();
  assert.equal(await field.evaluate((text) => text.selectionStart), 20);
  await page.locator(".ww-problems__item--error a").first().click();
  assert.equal(await field.evaluate((text) => text.value.slice(text.selectionStart, text.selectionEnd)), "effect: wonderful");
  await page.keyboard.type("effect: not-measured");
  await page.locator(".ww-checked__counts", { hasText: "0 errors" }).waitFor();
  await page.goto(`/contribute/drafts/${name}`);
  assert.match(await field.inputValue(), /effect: not-measured/);
  await close();
});

test("two tabs, a closed tab and a broken connection lose nothing", async () => {
  const { page, close } = await openAs("doe", { expected: /ERR_INTERNET_DISCONNECTED/ });
  const name = await draftOf(page, "one");
  const saved = (of) => of.locator("#draft-saved", { hasText: /^Saved \d/ }).waitFor();

  const second = await page.context().newPage();
  await second.goto(`/contribute/drafts/${name}`);
  await page.fill("#text", "from the first tab");
  await page.locator("#draft-saved", { hasText: "Not saved yet" }).waitFor();
  await saved(page);
  await second.fill("#text", "from the second tab");
  await second.locator("#draft-saved", { hasText: "Changed elsewhere" }).waitFor();
  assert.equal(await second.inputValue("#text"), "from the first tab");
  assert.match(await second.locator("main").innerText(), /changed in another tab/);
  await second.locator("#copies summary").click();
  assert.match(await second.locator("#copies").innerText(), /from the second tab/);
  await press(second, "Use this copy");
  assert.equal(await second.inputValue("#text"), "from the second tab");

  await second.fill("#text", "typed just before the tab was closed");
  await saved(page);
  await second.close({ runBeforeUnload: false });
  await page.goto(`/contribute/drafts/${name}`);
  await page.waitForFunction(() => document.getElementById("text").value === "typed just before the tab was closed");

  await page.context().setOffline(true);
  await page.fill("#text", "typed without a connection");
  await page.locator("#draft-saved", { hasText: "Not saved: there is no connection" }).waitFor();
  await page.context().setOffline(false);
  await saved(page);
  await page.goto(`/contribute/drafts/${name}`);
  assert.equal(await page.inputValue("#text"), "typed without a connection");
  await close();
});

test("a tab that is left while another has moved on never writes over what the other has", async () => {
  const { page, close } = await openAs("doe");
  const name = await draftOf(page, "one");
  const other = await page.context().newPage();
  await other.goto(`/contribute/drafts/${name}`);
  await other.fill("#text", "what the other tab has");
  await other.locator("#draft-saved", { hasText: /^Saved \d/ }).waitFor();

  await page.fill("#text", "typed here, then left");
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    // Before the answer is there.
    const field = document.getElementById("text");
    field.value = "typed here, then left, then typed on";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await page.locator("#draft-saved", { hasText: "Changed elsewhere" }).waitFor();
  await page.goto(`/contribute/drafts/${name}`);
  assert.equal(await page.inputValue("#text"), "what the other tab has");
  const copies = await page.locator("#copies").textContent();
  assert.match(copies, /typed here, then left/);
  assert.match(copies, /then typed on/);
  await close();
});

test("two reviewers code without sight of each other, see how they agree, and settle", async () => {
  const review = await handedIn("doe-2019-coded");
  const first = await openAs("rex");
  const second = await openAs("ria");
  const code = async ({ page }, crime) => {
    await page.goto(review);
    assert.doesNotMatch(await mainOf(page), /How it was coded/);
    await follow(page, page.getByRole("link", { name: "Code it blind" }));
    assert.doesNotMatch(await mainOf(page), /crime_types/);
    for (const id of ["priority-ocg-business-models", `crime-${crime}`, "effect-not-measured", "strength-2", "design-quasi-experiment"]) {
      await page.check(`#${id}`);
    }
    await press(page, "Keep my codes");
  };
  await code(first, "county-lines");
  await code(second, "drugs");
  const table = second.page.locator("#agreement");
  assert.match(await table.innerText(), /Krippendorff’s alpha is 0\.\d\d/);
  assert.match(await table.getByRole("row", { name: /Crime type/ }).innerText(), /County lines[\s\S]*Drugs[\s\S]*No/);
  await follow(second.page, second.page.getByRole("link", { name: "Settle the codes" }));
  await second.page.check("#crime-drugs");
  await press(second.page, "Put these codes into the draft");
  assert.match(await mainOf(second.page), /The codes are settled/);
  assert.match(await mainOf(second.page), /drugs/);
  await Promise.all([first.close(), second.close()]);
});

test("a correction shows what it changes; a withdrawn record says so, with the reason", async () => {
  const review = await handedIn("doe-2019-to-go");
  const reviewer = await openAs("rex");
  await reviewer.page.goto(review);
  await decide(reviewer.page, "accept");

  const writer = await openAs("doe");
  await writer.page.goto("/records/doe-2019-to-go");
  await press(writer.page, "Write a correction");
  const name = nameOf(writer.page);
  const before = await writer.page.inputValue("#text");
  await writer.page.fill("#text", before.replace("One city, six weeks.", "One city, seven weeks."));
  await press(writer.page, "Save and check");
  await writer.page.fill("#note", "It was seven weeks.");
  await press(writer.page, "Hand in for review");
  await reviewer.page.goto(`/review/${name}`);
  assert.equal(await reviewer.page.locator(".ww-difference__line--added").count(), 1);
  assert.match(await reviewer.page.locator(".ww-difference__line--removed").innerText(), /six weeks/);
  await decide(reviewer.page, "accept");
  await follow(reviewer.page, reviewer.page.getByRole("link", { name: "All versions" }));
  await follow(reviewer.page, reviewer.page.getByRole("link", { name: /What changed/ }).first());
  assert.match(await mainOf(reviewer.page), /It was seven weeks\.[\s\S]*One city, six weeks/);

  await reviewer.page.goto("/records/doe-2019-to-go");
  await follow(reviewer.page, reviewer.page.getByRole("link", { name: "Withdraw it" }));
  await reviewer.page.fill("#reason", "The paper was retracted.");
  await press(reviewer.page, "Withdraw the record");
  assert.match(await mainOf(reviewer.page), /This record was withdrawn[\s\S]*The paper was retracted\./);
  const visitor = await openPage(browser, server.address);
  assert.equal((await visitor.page.goto("/records/doe-2019-to-go")).status(), 410);
  await Promise.all([reviewer.close(), writer.close(), visitor.close()]);
});

test("what cannot be used is refused in words, and markup in a text does nothing", async () => {
  const { page, close } = await openAs("doe");
  const upload = async (field, button, name, bytes) => {
    await page.goto("/contribute");
    await page.setInputFiles(field, { name, mimeType: "application/octet-stream", buffer: bytes });
    await press(page, button);
    return mainOf(page);
  };
  assert.match(await upload("#record-file", "Make a draft of it", "latin.md", Buffer.from("title: Caf\xe9\n", "latin1")), /not text in UTF-8: line 1/);
  assert.match(await upload("#import-file", "Import", "library.ris", Buffer.from("PK\x03\x04\x14\x00zip")), /There is a problem/);
  assert.match(await upload("#import-file", "Import", "library.ris", Buffer.alloc(20 << 20, "x")), /too much to send/);
  const evil = recordOf("doe-2019-evil").replace("## Effect\n", "## Effect\n\n<script>window.caught = true</script> <img src=x onerror=\"window.caught = true\"> [go](javascript:window.caught=true)\n");
  const name = await draftOf(page, evil);
  await page.goto(`/contribute/drafts/${name}/preview`);
  assert.equal(await page.evaluate(() => window.caught), undefined);
  assert.equal(await page.locator("main img, main a[href^='javascript']").count(), 0);
  await close();
});

test("the pages fit a telephone, and axe finds nothing wrong with them", async () => {
  const review = await handedIn("doe-2019-narrow");
  const writer = await openAs("doe");
  const name = await draftOf(writer.page, recordOf("doe-2019-wide").replace("effect: not-measured", "effect: wonderful"));
  await writer.close();
  const check = async (who, paths) => {
    const { page, close } = await openAs(who, { width: 320 });
    for (const path of paths) {
      await page.goto(path);
      assert.equal(await sidewaysScroll(page), 0, path);
      assert.deepEqual(await accessibilityProblems(page), [], path);
    }
    await close();
  };
  await check("doe", ["/contribute", `/contribute/drafts/${name}`, review]);
  await check("ria", ["/review", review, `${review}/coding`]);
});
