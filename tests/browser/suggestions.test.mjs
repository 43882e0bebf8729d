// SPDX-License-Identifier: GPL-3.0-or-later
// Suggestions under the search boxes (ux A7): of use to whoever wants them, in nobody's way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, openPage, query, screenshots, sidewaysScroll, startBrowser, startServer } from "./support.mjs";

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

const box = (page) => page.locator("#q");
const list = (page) => page.getByRole("listbox");
const options = (page) => list(page).getByRole("option");
const hasFocus = (locator) => locator.evaluate((element) => element === document.activeElement);
const toSuggest = (url) => url.pathname === "/api/v1/suggest";

async function open(path, options) {
  const opened = await openPage(browser, server.address, options);
  await opened.page.goto(path);
  return opened;
}

async function type(page, text) {
  await box(page).pressSequentially(text, { delay: 20 });
}

async function typeAndSee(page, text) {
  await box(page).click();
  await type(page, text);
  await list(page).waitFor({ state: "visible" });
}

for (const path of ["/", "/search", "/nothing-here"]) {
  for (const width of [1280, 320]) {
    test(`suggestions tell their kinds and stay within the page, at ${path} and ${width} px`, async () => {
      const { page, close } = await open(path, { width });
      const below = () => page.evaluate(() => [document.querySelector(".ww-search__button").getBoundingClientRect().top, document.querySelector("footer").getBoundingClientRect().top, document.querySelector("#q").getBoundingClientRect().width]);
      const before = await below();
      await typeAndSee(page, "drug");
      assert.deepEqual(await below(), before, "the page moves");
      const texts = await options(page).allInnerTexts();
      assert.ok(texts.length > 1 && texts.length <= 10);
      assert.ok(texts.some((text) => /Crime type$/.test(text)), texts.join("\n"));
      assert.ok(texts.some((text) => /Record$/.test(text)), texts.join("\n"));
      assert.equal(await sidewaysScroll(page), 0);
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.screenshot({ path: `${screenshots}/suggestions${path === "/" ? "-start" : path.replace("/", "-")}-${width}.png` });
      await close();
    });
  }
}

test("nothing is fetched and nothing opens until somebody types", async () => {
  const { page, close } = await open("/search?q=drug");
  const asked = [];
  page.on("request", (request) => /suggest/.test(request.url()) && asked.push(request.url()));
  await box(page).focus();
  await page.waitForTimeout(400);
  assert.deepEqual(asked, []);
  await page.keyboard.press("End");
  await type(page, "s");
  await list(page).waitFor({ state: "visible" });
  await page.keyboard.press("Escape");
  // And not when the box is come back to.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  await box(page).click();
  await page.waitForTimeout(400);
  assert.equal(await list(page).isVisible(), false);
  await close();
});

test("the box stays the same, with its caret, its name and its limits", async () => {
  const { page, close } = await open("/search?q=police");
  await box(page).evaluate((element) => {
    window.box = element;
    element.focus();
    element.setSelectionRange(0, 0);
  });
  await type(page, "drug ");
  await page.locator("#q[role=combobox]").waitFor();
  await page.waitForTimeout(300);
  assert.equal(await box(page).inputValue(), "drug police");
  const facts = await box(page).evaluate((element) => [element === window.box, element === document.activeElement, element.selectionStart, element.selectionEnd, element.name, element.type, element.maxLength]);
  assert.deepEqual(facts, [true, true, 5, 5, "q", "search", 2000]);
  await close();
});

test("Enter searches for what was typed, on every page", async () => {
  for (const path of ["/", "/search", "/nothing-here"]) {
    const { page, close } = await open(path);
    await typeAndSee(page, "drug");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await page.waitForURL(`${server.address}/search?q=drug`);
    assert.equal(await list(page).isVisible(), false);
    await page.waitForTimeout(300);
    assert.equal(await list(page).isVisible(), false);
    await close();
  }
});

test("Enter before the suggestions are there is not held up, and they do not come afterwards", async () => {
  const { page, close } = await open("/search");
  await typeAndSee(page, "drug"); // so that the component is there
  await page.route(toSuggest, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue().catch(() => {});
  });
  await type(page, "s");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(query(page).get("q"), "drugs");
  await page.waitForTimeout(900);
  assert.equal(await list(page).isVisible(), false);
  await page.unrouteAll({ behavior: "wait" });
  await close();
});

test("Escape closes and leaves the words and the focus, from the box and from the list", async () => {
  const { page, close } = await open("/search");
  await typeAndSee(page, "drug");
  await page.keyboard.press("Escape");
  assert.equal(await list(page).isVisible(), false);
  assert.equal(await box(page).inputValue(), "drug");
  assert.equal(await hasFocus(box(page)), true);
  await type(page, "s");
  await list(page).waitFor({ state: "visible" });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await hasFocus(options(page).nth(1)), true);
  await page.keyboard.press("Escape");
  assert.equal(await list(page).isVisible(), false);
  assert.equal(await hasFocus(box(page)), true);
  assert.equal(await box(page).inputValue(), "drugs");
  await close();
});

test("leaving the box closes the list", async () => {
  const { page, close } = await open("/search");
  await typeAndSee(page, "drug");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Search");
  assert.equal(await list(page).isVisible(), false);
  await box(page).focus();
  await type(page, "s");
  await list(page).waitFor({ state: "visible" });
  await page.getByRole("heading", { level: 1 }).click();
  assert.equal(await list(page).isVisible(), false);
  await close();
});

// The suggestion of a kind, chosen with the arrows and Enter.
async function choose(page, kind) {
  const texts = await options(page).allInnerTexts();
  const number = texts.findIndex((text) => text.endsWith(kind));
  assert.ok(number >= 0, `no ${kind} in ${texts.join(", ")}`);
  for (let i = 0; i <= number; ++i) {
    await page.keyboard.press("ArrowDown");
  }
  assert.equal(await hasFocus(options(page).nth(number)), true);
  assert.equal(await options(page).nth(number).getAttribute("aria-selected"), "true");
  const text = await options(page).nth(number).locator(".ww-suggest__text").innerText();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  return text;
}

test("a title leads to its record, a label to its filter, an intervention to a search for it", async () => {
  for (const path of ["/", "/search?effect=reduces"]) {
    const { page, close } = await open(path);
    await typeAndSee(page, "drug");
    await choose(page, "Crime type");
    await page.locator(".ww-chip").waitFor();
    assert.equal(page.url(), `${server.address}/search?crime=drugs`);
    assert.equal(await box(page).inputValue(), "");
    assert.equal(await list(page).isVisible(), false);
    await page.goto(path);
    const { suggestions } = await (await fetch(`${server.address}/api/v1/suggest?q=police`)).json();
    const intervention = suggestions.find(({ kind }) => kind === "intervention");
    await typeAndSee(page, "police");
    assert.equal(await choose(page, "Intervention"), intervention.text);
    assert.equal(query(page).get("q"), `intervention:"${intervention.text}"`);
    await page.goto(path);
    await typeAndSee(page, "drug");
    const title = await choose(page, "Record");
    assert.equal(await page.locator("h1").innerText(), title);
    await page.goBack();
    assert.equal(await list(page).isVisible(), false);
    await close();
  }
});

test("after a suggestion that leads to a search the focus is back in the box, and the count is announced", async () => {
  const { page, close } = await open("/search");
  await typeAndSee(page, "drug");
  await choose(page, "Crime type");
  assert.equal(await hasFocus(box(page)), true);
  assert.match(await page.locator("#search-status").textContent(), /^\d+ records found$/);
  await close();
});

test("a suggestion can be chosen with the mouse", async () => {
  const { page, close } = await open("/search");
  await typeAndSee(page, "drug");
  await Promise.all([page.waitForNavigation(), options(page).filter({ hasText: "Crime type" }).first().click()]);
  assert.match(page.url(), /\/search\?crime=/);
  await close();
});

test("the eighteen criteria of accessible-autocomplete", async () => {
  const { page, close } = await open("/search");
  await typeAndSee(page, "drug");
  const field = page.getByRole("combobox", { name: /Search for an intervention/ }); // 1 to 4: a named, editable field that has the focus
  assert.equal(await hasFocus(field), true);
  assert.equal(await field.evaluate((element) => getComputedStyle(element).outlineStyle), "solid");
  assert.equal(await field.getAttribute("aria-autocomplete"), "list"); // 5: suggestions can be had
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  const hint = await field.getAttribute("aria-describedby");
  assert.match(await page.locator(`[id="${hint}"]`).textContent(), /arrow keys.*Enter/); // 6: how to use them
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  await type(page, "drug");
  await list(page).waitFor({ state: "visible" });
  assert.equal(await field.getAttribute("aria-expanded"), "true"); // 7: the list is open
  assert.equal(await field.getAttribute("aria-controls"), await list(page).getAttribute("id"));
  const count = await options(page).count();
  const said = (text) => page.waitForFunction((wanted) => Array.from(document.querySelectorAll(".ww-suggest [role=status]"), (part) => part.textContent).some((part) => part.startsWith(wanted)), text);
  await said(`${count} suggestions.`); // 8 to 10: that there are some, and how many
  await page.keyboard.press("ArrowDown"); // 11 and 12: one key at a time
  const first = options(page).first();
  assert.equal(await first.getAttribute("aria-selected"), "true"); // 13: which is chosen
  assert.deepEqual([await first.getAttribute("aria-posinset"), await first.getAttribute("aria-setsize")], ["1", String(count)]); // 14
  assert.equal(await options(page).nth(1).getAttribute("aria-selected"), "false"); // 15: none beforehand
  await page.keyboard.press("ArrowUp");
  assert.equal(await hasFocus(field), true);
  await type(page, "qqqxyzzy");
  await said("No suggestions"); // 8: that there are none
  assert.equal(await list(page).isVisible(), false);
  // 16 to 18, confirming and what follows, are in the tests of choosing.
  await close();
});

test("answers that come too late are dropped, and few are asked for", async () => {
  const { page, close } = await open("/search");
  const asked = [];
  await typeAndSee(page, "fraud");
  await page.route(toSuggest, async (route) => {
    const typed = new URL(route.request().url()).searchParams.get("q");
    asked.push(typed);
    if (typed === "drug") {
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    await route.fulfill({ json: { query: typed, suggestions: [{ kind: "title", text: `About ${typed}`, id: "x", url: "/records/x" }] } }).catch(() => {});
  });
  await box(page).fill("");
  await type(page, "drug");
  await page.waitForTimeout(250);
  await type(page, "s");
  await options(page).filter({ hasText: "About drugs" }).waitFor();
  await page.waitForTimeout(800);
  assert.deepEqual(await options(page).locator(".ww-suggest__text").allInnerTexts(), ["About drugs"]);
  assert.deepEqual(asked, ["drug", "drugs"]);
  await page.unrouteAll({ behavior: "wait" });
  await close();
});

test("a title with markup is shown as it was written", async () => {
  const { page, close } = await open("/search");
  await page.route(toSuggest, (route) => route.fulfill({ json: { query: "", suggestions: [{ kind: "title", text: "<img src=x onerror=alert(1)> & more", id: "x", url: "/records/x" }] } }));
  await typeAndSee(page, "drug");
  assert.equal(await options(page).locator(".ww-suggest__text").innerText(), "<img src=x onerror=alert(1)> & more");
  await page.unrouteAll({ behavior: "wait" });
  await close();
});

test("where suggestions cannot be had, the search works and nothing is said", async () => {
  for (const broken of ["**/api/v1/suggest*", "**/assets/suggestions-*"]) {
    const { page, close } = await open("/search", { expected: /status of 503/ });
    await page.route(broken, (route) => route.fulfill({ status: 503, contentType: "text/plain", body: "" }));
    await box(page).click();
    await type(page, "drug");
    await page.waitForTimeout(500);
    assert.equal(await list(page).isVisible(), false);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.equal(query(page).get("q"), "drug");
    await page.unrouteAll({ behavior: "wait" });
    await close();
  }
});

test("the list can be read in forced colours, and by its chosen line", async () => {
  const { page, close } = await open("/search", { forcedColors: "active" });
  await typeAndSee(page, "drug");
  await page.keyboard.press("ArrowDown");
  await page.screenshot({ path: `${screenshots}/suggestions-forced-colours.png` });
  assert.deepEqual(await accessibilityProblems(page), []);
  const outline = (number) => options(page).nth(number).evaluate((element) => getComputedStyle(element).outlineStyle);
  assert.deepEqual([await outline(0), await outline(1)], ["solid", "none"]);
  await close();
});

test("without script the box is a plain field that searches", async () => {
  const { page, close } = await open("/", { script: false });
  assert.equal(await page.locator("[role=combobox]").count(), 0);
  await box(page).fill("police");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(page.url(), `${server.address}/search?q=police`);
  await close();
});
