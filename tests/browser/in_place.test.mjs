// SPDX-License-Identifier: GPL-3.0-or-later
// With script, a search changes the page that is open (ux A2): what a person holds on to must stay.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, firstTitle, follow, openFilters, openPage, query, sidewaysScroll, startBrowser, startServer, tick, total } from "./support.mjs";

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const status = (page) => page.locator("#search-status").textContent();
const apply = (page) => page.getByRole("button", { name: "Apply filters" });
const pagination = (page) => page.getByRole("navigation", { name: "Pagination" });
const marked = (page) => page.evaluate(() => window.wasHere === true);
const hasFocus = (locator) => locator.evaluate((element) => element === document.activeElement);
const inSight = (locator) =>
  locator.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight;
  });

const reduces = (page) => page.locator('input[type=checkbox][name="effect"][value="reduces"]');

// A page that can be told from one that was loaded afterwards.
async function openMarked(path, options) {
  const opened = await openPage(browser, server.address, options);
  await opened.page.goto(path);
  await opened.page.evaluate(() => (window.wasHere = true));
  return opened;
}

// Answers that the page fetches for itself, not those that the browser loads.
const fetched = (url) => url.pathname === "/search";
function delay(page, milliseconds) {
  return page.route(fetched, async (route) => {
    if (route.request().resourceType() === "fetch") {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    }
    await route.continue().catch(() => {});
  });
}

test("applying filters keeps the page, the focus and what was opened, and announces the count alone", async () => {
  const { page, close } = await openMarked("/search");
  assert.equal(await status(page), "");
  assert.equal(await page.locator("#search-status").getAttribute("role"), "status");
  const before = await total(page);
  await page.locator('[data-facet="country"] > summary').click();
  await page.locator('[data-facet="country"]').getByLabel("Find in country").fill("united");
  await page.locator('[data-facet="strength"]').getByText("What do these ratings mean?").click();
  await tick(page, "effect", "reduces");
  const button = apply(page).first();
  await follow(page, button);
  assert.equal(await marked(page), true);
  assert.equal(await hasFocus(button), true); // ux 10.7
  const after = await total(page);
  assert.ok(after < before);
  assert.equal(await status(page), `${after} records found`); // ux 10.6
  assert.match(await page.title(), new RegExp(`^${after} records`));
  assert.equal(page.url(), `${server.address}/search?effect=reduces`);
  assert.equal(await page.getByRole("link", { name: /^Remove filter Effect on the harm/ }).count(), 1);
  assert.match(await page.locator('[data-facet="effect"] > summary').innerText(), /1 selected/);
  assert.equal(await reduces(page).isChecked(), true);
  assert.equal(await page.locator('[data-facet="country"]').getAttribute("open"), "");
  assert.equal(await page.locator('[data-facet="strength"] .ww-explain').getAttribute("open"), "");
  const find = page.locator('[data-facet="country"]').getByLabel("Find in country");
  assert.equal(await find.inputValue(), "united");
  assert.equal(await page.locator('[data-facet="country"]').getByLabel("Find in country").count(), 1);
  const shown = await page.locator('[data-facet="country"] li:visible').allInnerTexts();
  assert.ok(shown.every((text) => /united/i.test(text)), shown.join());
  assert.match(await page.locator("link[rel=alternate][type='application/json']").getAttribute("href"), /effect=reduces/);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.equal(await sidewaysScroll(page), 0);
  await close();
});

test("what the page shows after a change is what the server sends for its address", async () => {
  const { page, close } = await openMarked("/search");
  // Every element with its attributes and its own text, but for what the script sees to.
  const content = () =>
    page.evaluate(() =>
      Array.from(document.querySelectorAll("main *"))
        .filter((element) => element.closest("[data-kept]") === null)
        .map((element) => {
          const attributes = Array.from(element.attributes, ({ name, value }) => `${name}=${value}`).filter((text) => !/^(open|hidden|aria-busy)=/.test(text));
          const text = Array.from(element.childNodes, (node) => (node.nodeType === Node.TEXT_NODE ? node.nodeValue.trim() : "")).join(" ");
          return `${element.localName} ${attributes.sort().join(" ")} ${text.trim()} ${element.checked ?? ""}`;
        }),
    );
  await tick(page, "crime", "drugs");
  await follow(page, apply(page).first());
  await tick(page, "effect", "mixed");
  await tick(page, "effect", "reduces");
  await follow(page, apply(page).first());
  await page.getByLabel("Sort by").selectOption("newest");
  await follow(page, page.getByRole("button", { name: "Sort", exact: true }));
  await follow(page, page.getByRole("link", { name: /^Remove filter Crime type: Drugs/ }));
  const inPlace = await content();
  const ids = await page.$$eval("[id]", (all) => all.map((element) => element.id).sort());
  assert.equal(new Set(ids).size, ids.length);
  await page.reload();
  assert.equal(await marked(page), false);
  assert.deepEqual(inPlace, await content());
  assert.deepEqual(await page.$$eval("[id]", (all) => all.map((element) => element.id).sort()), ids);
  await close();
});

test("filters wait for their button", async () => {
  // ux F10: a tick alone sends nothing.
  const { page, close } = await openMarked("/search");
  await tick(page, "effect", "reduces");
  await page.waitForTimeout(300);
  assert.equal(page.url(), `${server.address}/search`);
  await close();
});

test("the button below the filters brings the results into sight", async () => {
  const { page, close } = await openMarked("/search");
  await tick(page, "effect", "no-effect");
  await follow(page, apply(page).last());
  assert.equal(await hasFocus(apply(page).last()), true);
  assert.equal(await inSight(page.locator(".ww-results__count")), true);
  await close();
});

test("sorting keeps the list of orders, and the focus on its button", async () => {
  const { page, close } = await openMarked("/search?q=police");
  await page.getByLabel("Sort by").evaluate((element) => (window.list = element));
  await page.getByLabel("Sort by").selectOption("title");
  const button = page.getByRole("button", { name: "Sort", exact: true });
  await follow(page, button);
  assert.equal(await page.getByLabel("Sort by").evaluate((element) => element === window.list), true); // ux 10.9
  assert.equal(await page.getByLabel("Sort by").inputValue(), "title");
  assert.equal(await hasFocus(button), true);
  assert.equal(query(page).get("sort"), "title");
  await close();
});

test("a search from the box keeps the caret there, and new words go by relevance until they are cleared", async () => {
  const { page, close } = await openMarked("/search?sort=title&effect=reduces");
  await page.locator("#q").fill("police");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(await marked(page), true);
  assert.equal(await hasFocus(page.locator("#q")), true);
  assert.equal(page.url(), `${server.address}/search?q=police&effect=reduces`);
  assert.equal(await page.getByLabel("Sort by").inputValue(), "relevance"); // ux F15
  await follow(page, page.getByRole("link", { name: "Clear the search words" }));
  assert.equal(page.url(), `${server.address}/search?effect=reduces`); // ux F14: the filters stay
  assert.equal(await page.locator("#q").inputValue(), "");
  assert.equal(await page.getByLabel("Sort by").inputValue(), "strength");
  await close();
});

test("words that are typed while an answer is on its way are not lost", async () => {
  const { page, close } = await openMarked("/search");
  await delay(page, 400);
  await page.locator("#q").fill("police");
  const arrived = page.waitForNavigation();
  await page.keyboard.press("Enter");
  await page.keyboard.type(" fraud");
  await arrived;
  assert.equal(query(page).get("q"), "police");
  assert.equal(await page.locator("#q").inputValue(), "police fraud");
  await page.unrouteAll({ behavior: "wait" });
  await close();
});

test("when a chip goes, the focus goes to the next, and with the last to the results", async () => {
  const { page, close } = await openMarked("/search?effect=reduces&effect=mixed&crime=drugs");
  const remove = (name) => page.getByRole("link", { name });
  await follow(page, remove(/^Remove filter Crime type/));
  assert.equal(await hasFocus(page.locator(".ww-chip").first()), true);
  await follow(page, remove(/^Remove filter Effect on the harm: Mixed/));
  await follow(page, remove(/^Remove filter Effect on the harm/));
  assert.equal(await page.locator(".ww-chip").count(), 0);
  assert.equal(await hasFocus(page.locator("#results")), true);
  await close();
});

test("turning the page leads to the top of the results", async () => {
  const { page, close } = await openMarked("/search");
  const first = await firstTitle(page);
  await follow(page, pagination(page).getByRole("link", { name: "Next page" }));
  assert.equal(await marked(page), true);
  assert.notEqual(await firstTitle(page), first);
  assert.equal(await inSight(page.locator(".ww-results__count")), true);
  assert.equal(await hasFocus(page.locator("#results")), true);
  assert.match(await page.title(), /page 2 of/);
  await close();
});

test("back and forward bring back results, ticks, words and place", async () => {
  // ux 10.4
  const { page, close } = await openMarked("/search");
  const all = await total(page);
  await tick(page, "effect", "reduces");
  await follow(page, apply(page).first());
  const some = await total(page);
  await page.locator("#q").fill("police");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  const few = await total(page);
  await page.evaluate(() => window.scrollTo(0, 300));
  const settled = (count) => page.waitForFunction((wanted) => document.querySelector(".ww-results__count").innerText.startsWith(`${wanted} record`), count);
  await page.goBack();
  await settled(some);
  assert.equal(await page.locator("#q").inputValue(), "");
  assert.equal(await reduces(page).isChecked(), true);
  await page.goBack();
  await page.waitForFunction(() => document.querySelectorAll(".ww-chip").length === 0);
  assert.equal(await total(page), all);
  assert.equal(await reduces(page).isChecked(), false);
  await page.goForward();
  await settled(some);
  await page.goForward();
  await settled(few);
  assert.equal(await page.locator("#q").inputValue(), "police");
  assert.equal(await page.evaluate(() => window.scrollY), 300);
  assert.equal(await marked(page), true);
  // From a record back to the search as it was left.
  await follow(page, page.locator(".ww-card__title a").first());
  await page.goBack();
  assert.equal(await total(page), few);
  assert.equal(await reduces(page).isChecked(), true);
  await close();
});

test("work that takes longer is shown, and quick work is not", async () => {
  const { page, close } = await openMarked("/search");
  const note = page.locator(".ww-busy");
  await page.evaluate(() => {
    window.noteSeen = false;
    new MutationObserver(() => (window.noteSeen = true)).observe(document.querySelector(".ww-busy"), { attributes: true });
  });
  await page.getByLabel("Sort by").selectOption("title");
  await follow(page, page.getByRole("button", { name: "Sort", exact: true }));
  assert.equal(await note.isVisible(), false);
  await delay(page, 1500);
  await page.getByLabel("Sort by").selectOption("newest");
  const top = () => page.locator(".ww-list__item").first().evaluate((element) => element.getBoundingClientRect().top);
  const before = await top();
  const arrived = page.waitForNavigation();
  await page.getByRole("button", { name: "Sort", exact: true }).click();
  await note.waitFor({ state: "visible" });
  assert.equal(await page.locator("#results").getAttribute("aria-busy"), "true");
  assert.equal(await top(), before, "the page moves");
  assert.equal(await status(page), "");
  await arrived;
  await note.waitFor({ state: "hidden" });
  assert.equal(await page.locator("#results").getAttribute("aria-busy"), "false");
  await page.unrouteAll({ behavior: "wait" });
  await close();
});

test("of two searches the later one is shown, whichever answer comes last", async () => {
  const { page, close } = await openMarked("/search");
  await page.route(fetched, async (route) => {
    if (route.request().url().includes("sort=title")) {
      await new Promise((resolve) => setTimeout(resolve, 800));
    }
    await route.continue().catch(() => {});
  });
  const button = page.getByRole("button", { name: "Sort", exact: true });
  await page.getByLabel("Sort by").selectOption("title");
  await button.click();
  await page.getByLabel("Sort by").selectOption("newest");
  await follow(page, button);
  await page.waitForTimeout(1000);
  assert.equal(query(page).get("sort"), "newest");
  assert.equal(await page.getByLabel("Sort by").inputValue(), "newest");
  assert.equal(await marked(page), true);
  await page.unrouteAll({ behavior: "wait" });
  await close();
});

test("what cannot be fetched is loaded as a page", async () => {
  for (const answer of [(route) => route.abort(), (route) => route.fulfill({ status: 503, contentType: "text/html", body: "<p>No." }), (route) => route.fulfill({ json: {} })]) {
    const { page, close } = await openMarked("/search", { expected: /^Failed to load resource/ });
    let failed = 0;
    await page.route(fetched, (route) => {
      if (route.request().resourceType() !== "fetch") {
        return route.continue();
      }
      failed += 1;
      return answer(route);
    });
    await tick(page, "effect", "reduces");
    await apply(page).first().click();
    await page.waitForURL(`${server.address}/search?effect=reduces`);
    await page.locator(".ww-chip").waitFor();
    assert.equal(failed, 1);
    assert.equal(await marked(page), false);
    await page.unrouteAll({ behavior: "wait" });
    await close();
  }
});

test("a wrong year is told in place and mended in place", async () => {
  // ux F17
  const { page, close } = await openMarked("/search?crime=drugs");
  await page.locator("#year_from").fill("soon");
  await follow(page, apply(page).first());
  assert.equal(await marked(page), true);
  assert.match(await page.title(), /^Error: /);
  assert.equal(await hasFocus(page.locator(".govuk-error-summary")), true);
  assert.equal(await status(page), ""); // the summary says it
  assert.equal(await page.locator("#year_from").inputValue(), "soon");
  await page.locator("#year_from").fill("2015");
  await follow(page, apply(page).first());
  assert.equal(await page.locator(".govuk-error-summary").count(), 0);
  assert.equal(page.url(), `${server.address}/search?crime=drugs&year_from=2015`);
  assert.equal(await marked(page), true);
  await close();
});

test("on a narrow screen the filters fold away again, and the results come into sight", async () => {
  const { page, close } = await openMarked("/search", { width: 320 });
  await openFilters(page);
  await tick(page, "effect", "reduces");
  await follow(page, apply(page).last());
  assert.equal(await marked(page), true);
  assert.equal(await page.locator("#filter-panel").isVisible(), false);
  assert.equal(await hasFocus(page.getByRole("button", { name: "Show filters" })), true);
  assert.equal(await inSight(page.locator(".ww-results__count")), true);
  assert.equal(await sidewaysScroll(page), 0);
  await openFilters(page);
  await page.locator("#year_from").fill("soon");
  await follow(page, apply(page).last());
  assert.equal(await page.locator("#filter-panel").isVisible(), true); // ux F17: open, since something in it is wrong
  await close();
});

test("a link opened beside the page leaves the page as it is", async () => {
  const { page, close } = await openMarked("/search?crime=drugs");
  const [other] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("link", { name: "Clear all filters" }).last().click({ modifiers: ["ControlOrMeta"] }),
  ]);
  await other.waitForURL(`${server.address}/search`);
  assert.equal(page.url(), `${server.address}/search?crime=drugs`);
  assert.equal(await page.locator(".ww-chip").count(), 1);
  await close();
});

for (const script of [true, false]) {
  test(`from a chip its value can be excluded, and shown alone again, ${script ? "with" : "without"} script`, async () => {
    // ux F8
    const { page, close } = await openPage(browser, server.address, { script });
    await page.goto("/search");
    const all = await total(page);
    await page.goto("/search?kind=exemplar");
    const some = await total(page);
    await page.getByText("Exclude instead", { exact: true }).click();
    await follow(page, page.getByRole("link", { name: "Exclude Kind of record: Exemplar" }));
    assert.equal(page.url(), `${server.address}/search?not.kind=exemplar`);
    assert.equal(await total(page), all - some);
    assert.equal(await page.getByRole("link", { name: /^Remove filter Kind of record: not Exemplar/ }).count(), 1);
    assert.match(await page.locator('[data-facet="kind"] > summary').innerText(), /1 excluded/);
    // The exclusion goes along with the next search from the form.
    await page.locator("#q").fill("police");
    await follow(page, page.getByRole("button", { name: "Search", exact: true }));
    assert.equal(page.url(), `${server.address}/search?q=police&not.kind=exemplar`);
    const details = page.locator(".ww-turns");
    if ((await details.getAttribute("open")) === null) {
      await details.locator("summary").click();
    }
    await follow(page, page.getByRole("link", { name: "Show only Kind of record: Exemplar" }));
    assert.equal(page.url(), `${server.address}/search?q=police&kind=exemplar`);
    await close();
  });
}
