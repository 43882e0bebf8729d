// SPDX-License-Identifier: GPL-3.0-or-later
// What is typed into a draft is kept, whatever happens to the tab, to other tabs and to the server (ux A1, S6).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { corpusWith } from "../support/corpus.mjs";
import { usualCorpus } from "../support/server.mjs";
import { invalidMarkup } from "./markup.mjs";
import { accessibilityProblems, follow, openPage, press, screenshots, sidewaysScroll, signedIn, startBrowser, startServer } from "./support.mjs";

let records;
let server;
let browser;

before(async () => {
  records = corpusWith([]);
  server = await startServer({
    corpus: records.corpus,
    followed: true,
    accounts: [
      { name: "doe", roles: ["contributor"] },
      { name: "rex", roles: ["reviewer"] },
    ],
  });
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  records?.remove();
});

// The example that authors are given, under another id each time.
const example = /```markdown\n([\s\S]*?)```/.exec(readFileSync(join(usualCorpus, "CONTRIBUTING.md"), "utf8"))[1];
const recordOf = (id) => example.replace("doe-2019-phone-line-closure", id);

const openAs = async (name, more = {}) => openPage(browser, server.address, { ...(await signedIn(server, name)), ...more });
const field = (page) => page.locator("#text");
const told = (page, words) => page.locator("#draft-saved", { hasText: words }).waitFor();
const saved = (page) => told(page, /^Saved \d/);
const copies = (page) => page.locator("#copies details").count();

// A new draft of a text, open on the page; its path.
async function draftOf(page, text) {
  await page.goto("/contribute");
  await page.fill("#text", text);
  await press(page, "Make a draft of it");
  return new URL(page.url()).pathname;
}

async function whileStopped(act) {
  await server.halt();
  try {
    await act();
  } finally {
    await server.resume();
  }
}

// What is stored, as a browser without anything of its own sees it.
async function stored(path) {
  const { page, close } = await openAs("doe", { script: false });
  await page.goto(path);
  const found = { text: await field(page).inputValue(), copies: await copies(page), state: await page.locator("#draft-state strong").innerText() };
  await close();
  return found;
}

for (const again of ["loaded again", "opened anew"]) {
  test(`what is typed while the server is stopped is told as not saved, and there when the page is ${again}`, async () => {
    const { page, close } = await openAs("doe", { expected: /ERR_CONNECTION_REFUSED/ });
    const path = await draftOf(page, "one");
    await whileStopped(async () => {
      await field(page).fill("typed while nobody listened");
      await told(page, "Not saved: there is no connection");
    });
    await (again === "loaded again" ? page.reload() : page.goto(path));
    await saved(page);
    assert.equal(await field(page).inputValue(), "typed while nobody listened");
    assert.deepEqual(await stored(path), { text: "typed while nobody listened", copies: 0, state: "Draft" });
    await close();
  });
}

test("pressing the button while the server is stopped loses nothing", async () => {
  const { page, close } = await openAs("doe", { expected: /ERR_CONNECTION_REFUSED/ });
  const path = await draftOf(page, "one");
  await whileStopped(async () => {
    await field(page).fill("sent to nobody");
    await page.getByRole("button", { name: "Save and check" }).click();
    await told(page, "Not saved: there is no connection");
  });
  await press(page, "Save and check");
  assert.match(await page.locator("#draft-news").innerText(), /^Saved and checked/);
  assert.equal((await stored(path)).text, "sent to nobody");
  await close();
});

test("the button of a tab that is behind keeps its text apart, once", async () => {
  const { page, close } = await openAs("doe");
  const path = await draftOf(page, "one");
  const other = await page.context().newPage();
  await other.goto(path);
  await field(other).fill("from the other tab");
  await saved(other);
  await other.close();
  await field(page).pressSequentially(" and more");
  await page.getByRole("button", { name: "Save and check" }).click();
  await told(page, "Changed elsewhere");
  assert.match(await page.locator("#draft-news").innerText(), /changed in another tab/);
  await page.waitForTimeout(2000); // longer than what is typed waits for
  assert.deepEqual(await stored(path), { text: "from the other tab", copies: 1, state: "Draft" });
  await close();
});

test("a tab that is loaded again shows what another tab saved, and goes on from there", async () => {
  const { page, close } = await openAs("doe");
  const path = await draftOf(page, "one");
  await field(page).fill("two");
  await saved(page);
  const other = await page.context().newPage();
  await other.goto(path);
  await field(other).fill("three");
  await saved(other);
  await page.reload();
  assert.equal(await field(page).inputValue(), "three");
  await field(page).fill("four");
  await told(page, "Not saved yet");
  await saved(page);
  assert.deepEqual(await stored(path), { text: "four", copies: 0, state: "Draft" });
  await close();
});

test("what is typed while a save finds the draft changed elsewhere is kept apart too", async () => {
  const { page, close } = await openAs("doe");
  const path = await draftOf(page, "one");
  const other = await page.context().newPage();
  await other.goto(path);
  await field(other).fill("from the other tab");
  await saved(other);
  let go;
  const gate = new Promise((resolve) => (go = resolve));
  let sent;
  const underWay = new Promise((resolve) => (sent = resolve));
  await page.route(`**${path}`, async (route) => {
    sent();
    await gate;
    await route.continue();
  });
  await field(page).fill("begun here");
  await underWay;
  await field(page).pressSequentially(", and finished here");
  go();
  await told(page, "Changed elsewhere");
  await page.locator("#copies summary").first().click();
  assert.match(await page.locator("#copies").innerText(), /begun here, and finished here/);
  assert.equal((await stored(path)).text, "from the other tab");
  await close();
});

test("what is handed in is what was typed, to the last word", async () => {
  const { page, close } = await openAs("doe");
  const path = await draftOf(page, recordOf("doe-2019-last-word"));
  await field(page).press("Control+End");
  await field(page).pressSequentially("\nThe last word.");
  // Pressed from the keyboard of the field, which leaves no time to save before.
  await follow(page, { click: () => page.getByRole("button", { name: "Hand in for review" }).evaluate((button) => button.click()) });
  assert.match(await page.locator("#draft-news").innerText(), /^Handed in/);
  const { text, state } = await stored(path);
  assert.match(text, /The last word\./);
  assert.doesNotMatch(state, /Draft/);
  await close();
});

test("a save that is refused says why", async () => {
  const { page, close } = await openAs("doe");
  const path = await draftOf(page, recordOf("doe-2019-refused"));
  const other = await page.context().newPage();
  await other.goto(path);
  await press(other, "Hand in for review");
  await field(page).fill("too late");
  await told(page, /Not saved: .*handed in.*kept in this browser/);
  assert.doesNotMatch(await page.locator("#draft-saved").innerText(), /connection/);
  await close();
});

test("the pages of writing, reviewing and history are valid, accessible, and fit a telephone", async () => {
  const writer = await openAs("doe", { width: 320 });
  const reviewer = await openAs("rex", { width: 320 });
  const check = async ({ page }, name, path) => {
    const answer = path === undefined ? null : await page.goto(path);
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    assert.equal(await sidewaysScroll(page), 0, name);
    assert.deepEqual(await accessibilityProblems(page), [], name);
    if (answer !== null) {
      assert.deepEqual(await invalidMarkup(await answer.text()), [], name);
    }
    await page.screenshot({ path: `${screenshots}/${name}-320.png`, fullPage: true });
  };
  const reference = (title, doi) => `TY  - JOUR\nAU  - Example, Ann\nTI  - ${title}\nPY  - 2019\nDO  - ${doi}\nM3  - Something odd\nER  - \n`;
  const twice = reference("An-exceedingly-long-title-without-any-place-to-break-it-in-the-middle-of-a-line", "10.0000/example.1");
  await writer.page.goto("/contribute");
  await writer.page.fill("#import-text", twice + reference("Watching couriers", "10.0000/example.2") + twice);
  await press(writer.page, "Import");
  await check(writer, "imported");

  // Wrong in one place, changed in two tabs, and with a line that is too long for any screen.
  const path = await draftOf(writer.page, recordOf("doe-2019-narrow"));
  const name = path.split("/").pop();
  const other = await writer.page.context().newPage();
  await other.goto(path);
  await field(other).fill(recordOf("doe-2019-narrow").replace("effect: not-measured", `effect: ${"wonderful".repeat(20)}`));
  await saved(other);
  await field(writer.page).fill(recordOf("doe-2019-narrow").replace("Phone line closure", "x".repeat(200)));
  await told(writer.page, "Changed elsewhere");
  await other.close();
  await check(writer, "contribute", "/contribute");
  await check(writer, "draft-with-copies", path);
  await field(writer.page).fill(recordOf("doe-2019-narrow"));
  await press(writer.page, "Hand in for review");
  await check(writer, "draft-handed-in", path);
  await check(reviewer, "review-queue", "/review");
  await check(reviewer, "coding", `/review/${name}/coding`);
  await reviewer.page.goto(`/review/${name}?line=4#comment`);
  await reviewer.page.fill("#comment", "y".repeat(150));
  await press(reviewer.page, "Add the comment");
  await check(reviewer, "review", `/review/${name}`);
  await reviewer.page.check("#decision-ask-for-changes");
  await press(reviewer.page, "Decide");
  await check(reviewer, "review-without-reason");
  await reviewer.page.check("#decision-accept");
  await press(reviewer.page, "Decide");
  await check(reviewer, "history", "/records/doe-2019-narrow/history");
  await check(writer, "draft-published", path);
  await Promise.all([writer.close(), reviewer.close()]);
});
