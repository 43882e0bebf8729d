// SPDX-License-Identifier: GPL-3.0-or-later
// Gathering records, putting them in order, comparing, printing and handing them on (ux S2, S4, A1), with and without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, focused, openPage, screenshots, sidewaysScroll, startBrowser, startServer } from "./support.mjs";

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await startBrowser(["--host-resolver-rules=MAP *.test 127.0.0.1"]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const hostileNote = "Ask “them”; 50% & <b>more</b> 🔍\nשלום and a second line";

const follow = (page, target) => Promise.all([page.waitForNavigation(), target.click()]);
const titles = (page) => page.locator(".ww-short .ww-card__title").allInnerTexts();
const notes = (page) => page.locator("textarea").evaluateAll((fields) => fields.map((field) => field.value));
const inHeader = (page) => page.locator(".govuk-service-navigation__list a[href='/shortlist']").innerText();
const item = (page, title) => page.locator(".ww-short").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
const press = (page, title, name) => follow(page, item(page, title).getByRole("button", { name: new RegExp(`^${name}`) }));
const pdfPages = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;

// Puts the first three results of a search into the shortlist and returns their titles.
async function addThree(page) {
  await page.goto("/search?q=police&crime=drugs&page=1");
  const found = (await page.locator(".ww-card__title").allInnerTexts()).slice(0, 3);
  for (const [i, title] of found.entries()) {
    await follow(page, page.getByRole("button", { name: `Add to shortlist (${title})`, exact: true }));
    const id = await page.locator(".ww-card").nth(i).getAttribute("id");
    assert.equal(page.url(), `${server.address}/search?q=police&crime=drugs&page=1#${id}`); // back to where one was
    assert.equal(await page.locator(".ww-card").nth(i).getByText("In your shortlist").count(), 1);
    assert.equal(await inHeader(page), `Shortlist (${i + 1})`);
  }
  return found;
}

for (const width of [1280, 320]) {
  for (const script of [true, false]) {
    test(`a shortlist is made, ordered, noted, compared, printed and handed on, at ${width} px ${script ? "with" : "without"} script`, async () => {
      const { page, close } = await openPage(browser, server.address, { width, script });
      await page.goto("/search");
      assert.deepEqual(await page.context().cookies(), []); // ux P14
      const [a, b, c] = await addThree(page);
      const [cookie, ...others] = await page.context().cookies();
      assert.deepEqual(others, []);
      assert.equal(cookie.name, "shortlist");
      assert.equal(cookie.httpOnly, true);
      assert.equal(cookie.sameSite, "Lax");
      assert.ok(Math.abs(cookie.expires - Date.now() / 1000 - 90 * 24 * 3600) < 3600);

      // Order, without dragging (ux A8); whatever button is pressed, the notes on the page are kept.
      await follow(page, page.locator(".govuk-service-navigation__list a[href='/shortlist']"));
      assert.deepEqual(await titles(page), [a, b, c]);
      assert.deepEqual(await page.locator(".ww-short__place").allInnerTexts(), ["1 of 3", "2 of 3", "3 of 3"]);
      await item(page, b).locator("textarea").fill("on the second");
      await press(page, c, "Move up");
      assert.deepEqual(await titles(page), [a, c, b]);
      await item(page, c).locator("textarea").fill(hostileNote);
      await press(page, b, "Move to top");
      assert.deepEqual(await titles(page), [b, a, c]);
      await press(page, a, "Move down");
      assert.deepEqual(await titles(page), [b, c, a]);
      assert.deepEqual(await notes(page), ["on the second", hostileNote, ""]);

      // A note that is too long is told, and nothing of it is lost.
      await item(page, a).locator("textarea").fill("x".repeat(301));
      await press(page, a, "Save note");
      assert.match(await page.title(), /^Error: /);
      assert.equal(await page.locator(".govuk-error-summary").isVisible(), true);
      assert.deepEqual(await notes(page), ["on the second", hostileNote, "x".repeat(301)]);
      await item(page, a).locator("textarea").fill("short enough");
      await press(page, a, "Save note");
      assert.deepEqual(await notes(page), ["on the second", hostileNote, "short enough"]);
      assert.equal(await sidewaysScroll(page), 0);

      // The address is the list: it opens anywhere, and nobody's own list is touched by that.
      const address = await page.getByLabel("Copy this address").inputValue();
      assert.ok(address.startsWith(`${server.address}/shortlist?id=`));
      const other = await openPage(browser, server.address, { width, script });
      await other.page.goto(address);
      assert.equal(await other.page.locator("h1").innerText(), "A shared shortlist (3 records)");
      assert.deepEqual(await titles(other.page), [b, c, a]);
      assert.match(await item(other.page, c).locator(".ww-note").innerText(), /^Note: Ask “them”; 50% & <b>more<\/b> 🔍\nשלום and a second line$/);
      assert.deepEqual(await other.page.context().cookies(), []);
      await follow(other.page, other.page.getByRole("button", { name: "Use as my shortlist" }));
      assert.equal(await other.page.locator("h1").innerText(), "Your shortlist (3 records)");
      assert.deepEqual(await notes(other.page), ["on the second", hostileNote, "short enough"]);
      await other.close();

      // Two of them side by side.
      await page.goto("/shortlist");
      await page.getByLabel(`Tick to compare (${b})`).check();
      await page.getByLabel(`Tick to compare (${a})`).check();
      await follow(page, page.getByRole("button", { name: "Compare the ticked records" }));
      assert.deepEqual(await page.locator("thead th a").allInnerTexts(), [b, a]);
      const rows = await page.locator("tbody tr:not(.ww-screen-only)").count();
      const differing = await page.locator(".ww-compare__different").count();
      assert.equal(differing + (await page.locator(".ww-compare__same").count()), rows);
      assert.equal(await sidewaysScroll(page), 0);
      await follow(page, page.getByRole("link", { name: "Show only the rows that differ" }));
      assert.equal(await page.locator("tbody tr:not(.ww-screen-only)").count(), differing);
      assert.equal(await page.locator(".ww-compare__same").count(), 0);

      // On paper: a cover and a sheet for each.
      await page.goto("/shortlist");
      await page.getByLabel("Title for the cover (optional)").fill("For the board");
      await follow(page, page.getByRole("button", { name: "Open the briefing pack" }));
      assert.equal(await page.locator("h1").innerText(), "For the board");
      assert.deepEqual(await page.locator(".ww-sheet__title").allInnerTexts(), [b, c, a]);
      assert.equal(await page.locator(".ww-pack nav li").count(), 3);
      assert.equal(await page.getByRole("button", { name: "Print the briefing pack" }).isVisible(), script);
      const pdf = await page.pdf({ path: `${screenshots}/briefing.pdf`, preferCSSPageSize: true });
      assert.ok(pdfPages(pdf) >= 4, `${pdfPages(pdf)} pages`);
      await page.goto(address.replace("/shortlist?", "/shortlist/print?"));
      assert.deepEqual(await page.locator(".ww-sheet__title").allInnerTexts(), [b, c, a]);

      // What was taken away comes back.
      await page.goto("/shortlist");
      await press(page, c, "Remove");
      assert.deepEqual(await titles(page), [b, a]);
      assert.equal(await page.locator(".ww-notice--action p").innerText(), `‘${c}’ has been removed.`);
      await follow(page, page.getByRole("button", { name: "Undo" }));
      assert.deepEqual(await titles(page), [b, c, a]);
      assert.deepEqual(await notes(page), ["on the second", hostileNote, "short enough"]);
      await follow(page, page.getByRole("button", { name: "Clear the shortlist" }));
      assert.equal(await inHeader(page), "Shortlist");
      assert.deepEqual(await page.context().cookies(), []);
      await follow(page, page.getByRole("button", { name: "Undo" }));
      assert.deepEqual(await titles(page), [b, c, a]);
      await close();
    });
  }
}

test("the page of a record adds it, takes it out again, and leads to comparisons with those like it", async () => {
  const { page, close } = await openPage(browser, server.address, { script: false });
  await page.goto("/search?q=police");
  await follow(page, page.locator(".ww-card__title a").first());
  const title = await page.locator("h1").innerText();
  await follow(page, page.getByRole("button", { name: `Add to shortlist (${title})` }));
  assert.equal(await page.locator("h1").innerText(), title);
  assert.equal(await inHeader(page), "Shortlist (1)");
  await follow(page, page.getByRole("button", { name: `Remove from shortlist: ${title}` }));
  assert.equal(await inHeader(page), "Shortlist");
  const link = page.getByRole("link", { name: /^Compare with this record/ }).first();
  const other = (await link.textContent()).match(/^Compare with this record \((.*)\)$/)[1];
  await follow(page, link);
  assert.deepEqual(await page.locator("thead th a").allInnerTexts(), [title, other]);
  await follow(page, page.getByRole("link", { name: `Leave out of this comparison: ${other}` }));
  assert.equal(await page.locator("h1").innerText(), "Choose records to compare");
  await follow(page, page.locator("main ul.govuk-list a").first());
  assert.equal(await page.locator("thead th a").count(), 2);
  await close();
});

test("a record that a search in place brought is added, and one comes back to that search", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto("/search");
  await page.locator("#q").fill("violence");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search?q=violence");
  await page.locator(".ww-results__count").filter({ hasText: "violence" }).waitFor();
  const title = await page.locator(".ww-card__title").first().innerText();
  await follow(page, page.getByRole("button", { name: `Add to shortlist (${title})`, exact: true }));
  assert.ok(page.url().startsWith(`${server.address}/search?q=violence#r-`));
  assert.equal(await inHeader(page), "Shortlist (1)");
  await close();
});

test("somebody's own list and a shared one are joined without losing either", async () => {
  const { page, close } = await openPage(browser, server.address, { script: false });
  const [a, b, c] = await addThree(page);
  await page.goto("/shortlist");
  const address = await page.getByLabel("Copy this address").inputValue();
  await press(page, b, "Remove");
  await item(page, a).locator("textarea").fill("mine");
  await press(page, a, "Save note");
  await page.goto(address);
  assert.match(await page.locator(".ww-notice").innerText(), /2 records/);
  await follow(page, page.getByRole("button", { name: "Add to mine" }));
  assert.deepEqual(await titles(page), [a, c, b]);
  assert.deepEqual(await notes(page), ["mine", "", ""]);
  await close();
});

test("the list's own page is accessible at every width, with errors and in forced colours", async () => {
  for (const options of [{ width: 1280 }, { width: 320, ownScript: false }, { width: 1280, forcedColors: "active" }]) {
    const { page, close } = await openPage(browser, server.address, options);
    const [a] = await addThree(page);
    await page.goto("/shortlist");
    const name = `shortlist-${options.width}${options.forcedColors ? "-forced-colours" : ""}`;
    await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.equal(await sidewaysScroll(page), 0);
    await item(page, a).locator("textarea").fill("y".repeat(400));
    await press(page, a, "Save note");
    await page.screenshot({ path: `${screenshots}/${name}-error.png`, fullPage: true });
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.equal(await page.evaluate(() => new Set(Array.from(document.querySelectorAll("[id]"), (e) => e.id)).size === document.querySelectorAll("[id]").length), true);
    await close();
  }
});

test("after a move the keyboard goes on from the record that moved", async () => {
  const { page, close } = await openPage(browser, server.address);
  const [, , c] = await addThree(page);
  await page.goto("/shortlist");
  await press(page, c, "Move up");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), `a ${c}`.slice(0, 60));
  await close();
});

test("a page that was seen before the list changed is not shown again as it was", async () => {
  const { page, close } = await openPage(browser, server.address, { script: false });
  await page.goto("/about");
  await addThree(page);
  await page.goto("/about");
  assert.equal(await inHeader(page), "Shortlist (3)");
  await close();
});

test("forms work where the browser does not say where it comes from, by plain HTTP on a name", async () => {
  const address = `http://evidence.test:${new URL(server.address).port}`;
  const { page } = await openPage(browser, address);
  await page.goto("/search?q=police");
  await follow(page, page.getByRole("button", { name: /^Add to shortlist/ }).first());
  assert.equal(await inHeader(page), "Shortlist (1)");
  await page.goto("/shortlist");
  assert.ok((await page.getByLabel("Copy this address").inputValue()).startsWith(`${address}/shortlist?id=`));
  await page.context().close();
});

test("a page of another site cannot change a list", async () => {
  const context = await browser.newContext({ baseURL: server.address });
  const page = await context.newPage();
  await page.goto("/search?q=police");
  await follow(page, page.getByRole("button", { name: /^Add to shortlist/ }).first());
  const before = await context.cookies(server.address);
  for (const policy of ["no-referrer", "unsafe-url"]) {
    await page.route("http://evil.test/", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<!DOCTYPE html><meta name="referrer" content="${policy}"><form method="post" action="${server.address}/shortlist"><button name="clear" value="all">Win</button></form>`,
      }),
    );
    await page.goto("http://evil.test/");
    await follow(page, page.getByRole("button", { name: "Win" }));
    assert.equal(await page.locator("h1").innerText(), "You may not do that");
    assert.deepEqual(await context.cookies(server.address), before);
  }
  await context.close();
});

test("what is kept is told on the page about the service", async () => {
  const { page, close } = await openPage(browser, server.address, { script: false });
  await page.goto("/shortlist");
  await follow(page, page.getByRole("link", { name: "What is kept, and how to clear it" }));
  const privacy = await page.locator("#privacy").innerText();
  for (const words of ["shortlist", "90 days", "cookie", "the server reads it for that page and keeps nothing of it"]) {
    assert.ok(privacy.includes(words), words);
  }
  await close();
});
