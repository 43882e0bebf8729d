// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of page, at two widths, with and without script: what must hold of all of them (ux 9).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { facilitator, joinPanel, usual } from "../support/panel.mjs";
import { invalidMarkup, missingStructure, strangeParts } from "./markup.mjs";
import { accessibilityProblems, focused, follow, openPage, screenshots, sidewaysScroll, signedIn, startBrowser, startServer } from "./support.mjs";
import { checkTabOrder } from "./tab_order.mjs";

let server;
let browser;
let pages;
let administrator; // what openPage() takes to be one

// Of all lengths that there are: the name of an administrator stands on every page that one opens.
const accounts = [
  { name: "ada@north.example", shown: "Detective Chief Inspector Adelheid Featherstone-Cholmondeley", roles: ["administrator", "contributor", "facilitator", "reviewer"], groups: ["north"] },
  { name: "new@north.example", roles: ["reader"], waits: true },
  { name: "tom", roles: ["reader", "contributor"], groups: ["north", "op-example"], waits: true },
];

// For pages that are the answer to a form: `fields` are filled in, and what leads on is pressed.
const afterForm = (path, fields, button) => async (page) => {
  await page.goto(path);
  for (const [selector, value] of Object.entries(fields)) {
    await page.fill(selector, value);
  }
  return follow(page, page.locator("main").getByRole("button", { name: button, exact: true })).then(([answer]) => answer);
};

// A workshop that anybody may read, up to the trial that it decided on and the forms on how the day was.
async function heldWorkshop(ids) {
  const ada = facilitator(server.address, await server.signIn("ada@north.example"));
  const workshop = await ada.setUp("Ports, routes and couriers", [{ label: "Table one", priority: "what-works", agenda: ids.map((id) => `/records/${id}`) }], "public");
  const code = await ada.joinCode(workshop);
  const panel = [];
  for (let i = 0; i < 6; i += 1) {
    panel.push(await joinPanel(server.address, code, { name: `Person ${i + 1}`, organisation: i % 2 === 0 ? "police" : "academia", group: 1 }));
    await panel[i].evaluate("before", 2);
  }
  await ada.advance(workshop, "preparing", "round-one");
  for (const [i, member] of panel.entries()) {
    for (const [place, item] of (await member.agenda()).entries()) {
      await member.save(item, 1, { effect: [25, 50, 100][(i + place) % 3], certainty: 50, harms: 25 * (i % 2), ...usual }, "It has not been tried at a port of ours.");
    }
  }
  await ada.advance(workshop, "round-one", "discussion");
  await ada.advance(workshop, "discussion", "deciding");
  for (const [i, member] of panel.entries()) {
    await member.evaluate("after", 3 + (i % 3), { "item-active": 5, "text-helped": "Time to read." });
  }
  const invitation = (await ada.send(`${workshop}/evaluation/results`, { level: 2 }, `${workshop}/evaluation/link`)) && (await ada.read(`${workshop}/evaluation/results`));
  const trial = await ada.tryFirst(workshop);
  const protocol = { title: "Letters to couriers", hypothesis: "Fewer are arrested again.", unit: "A courier.", starts_on: "2025-03-01", ends_on: "2026-03-01", comparison: "At random.", treatment: "A letter.", primary_outcome: "Arrests within a year", analysis: "Two shares.", report_due: "2026-06-01" };
  await ada.send(`${trial}/edit`, protocol);
  await ada.send(trial, { do: "register" });
  await ada.send(`${trial}/edit`, { ...protocol, primary_outcome: "Arrests within three months", reason: "A year is too long." });
  await ada.advance(workshop, "deciding", "closed");
  return { workshop, trial, followUp: /\/workshops\/[^\s"<]*\/follow-up\/2\?key=[\w-]+/.exec(invitation)[0] };
}

before(async () => {
  server = await startServer({
    accounts,
    broken: { "studies/doe-2020-unfinished.md": "---\nid: doe-2020-unfinished\nkind: study\ncirculation: public\neffect: wonderful\n---\n\nNo heading.\n" },
  });
  browser = await startBrowser();
  const all = await (await fetch(`${server.address}/api/v1/search?per_page=100&sort=title`)).json();
  assert.ok(all.total > 40, "the corpus is too small for these tests");
  const records = [];
  for (const card of all.results) {
    records.push(await (await fetch(`${server.address}/records/${card.id}.json`)).json());
  }
  const longest = records.reduce((a, b) => (JSON.stringify(a).length > JSON.stringify(b).length ? a : b));
  const sparse = records.reduce((a, b) => (a.sections.length + (a.outcomes?.length ?? 0) <= b.sections.length + (b.outcomes?.length ?? 0) ? a : b));
  const three = [longest.id, ...all.results.map((card) => card.id).filter((id) => id !== longest.id && id !== sparse.id).slice(0, 2)];
  pages = {
    start: { path: "/", status: 200 },
    search: { path: "/search", status: 200 },
    words: { path: "/search?q=police", status: 200 },
    filtered: { path: "/search?q=police&crime=drugs&effect=reduces&effect=mixed&country=GB&not.kind=exemplar&year_from=1990&sort=newest", status: 200 },
    page2: { path: "/search?page=2", status: 200 },
    nothing: { path: "/search?q=qqqxyzzy&crime=drugs&country=GB", status: 200 },
    "wrong-year": { path: "/search?year_from=soon&crime=drugs", status: 200 },
    "unknown-value": { path: "/search?country=atlantis", status: 200 },
    record: { path: `/records/${longest.id}`, status: 200 },
    "sparse-record": { path: `/records/${sparse.id}`, status: 200 },
    outcomes: { path: "/outcomes?crime=drugs&q=police", status: 200 },
    "no-outcomes": { path: "/outcomes?q=qqqxyzzy", status: 200 },
    priority: { path: "/priorities/ocg-business-models", status: 200 },
    map: { path: "/map", status: 200 },
    "map-filtered": { path: "/map?rows=stage&columns=strategy&crime=drugs&country=GB&country=US", status: 200 },
    "map-wrong": { path: "/map?rows=crime&columns=crime", status: 200 },
    stages: { path: "/map/stages?crime=drugs", status: 200 },
    world: { path: "/map/world", status: 200 },
    years: { path: "/map/years?effect=reduces", status: 200 },
    about: { path: "/about", status: 200 },
    api: { path: "/about/api", status: 200 },
    problems: { path: "/about/problems", status: 200 },
    rules: { path: "/contribute/rules", status: 200 },
    rule: { path: "/contribute/rules/thin-section", status: 200 },
    vocabularies: { path: "/vocab", status: 200 },
    vocabulary: { path: "/vocab/crime", status: 200 },
    concept: { path: "/vocab/crime/drugs", status: 200 },
    "empty-shortlist": { path: "/shortlist", status: 200, cache: "no-store", post: 415 },
    "shared-shortlist": { path: `/shortlist?${three.map((id) => `id=${id}&note=Ask+about+this+%F0%9F%94%8D`).join("&")}&id=gone-1999`, status: 200, cache: "no-store", post: 415 },
    briefing: { path: `/shortlist/print?${three.map((id) => `id=${id}&note=Ask`).join("&")}&title=For+the+board`, status: 200, cache: "no-store" },
    compare: { path: `/compare?${three.map((id) => `id=${id}`).join("&")}&id=${sparse.id}&id=gone-1999`, status: 200 },
    "compare-differences": { path: `/compare?id=${three[0]}&id=${three[1]}&show=differences`, status: 200 },
    "compare-choice": { path: `/compare?id=${longest.id}`, status: 200 },
    workshops: { path: "/workshops", status: 200, cache: "no-store", post: 401 },
    join: { path: "/join", status: 200, cache: "no-store", post: 415 },
    opportunities: { path: "/opportunities", status: 200, cache: "no-store" },
    trials: { path: "/trials", status: 200, cache: "no-store", post: 401 },
    "sample-size": { path: "/trials/sample-size", status: 200, cache: "no-store" },
    "sign-in": { path: "/sign-in?back=/map", status: 200, cache: "no-store", post: 415 },
    "sign-in-failed": { visit: afterForm("/sign-in", { "#name": "nobody@north.example", "#password": "not the password" }, "Sign in"), status: 422 },
    "set-password": { path: server.links["new@north.example"], status: 200, cache: "no-store", post: 415 },
    "set-password-failed": { visit: afterForm(server.links["new@north.example"], { "#password": "short" }, "Set the password"), status: 422 },
    "set-password-used": { path: server.links["ada@north.example"], status: 404, post: 415 },
    account: { path: "/account", status: 200, cache: "no-store", signedIn: true },
    accounts: { path: "/admin/accounts", status: 200, signedIn: true, post: 415 },
    "accounts-failed": { visit: afterForm("/admin/accounts", { "#name": "two words" }, "Add the account"), status: 422, signedIn: true },
    audit: { path: "/admin/audit", status: 200, signedIn: true },
    contribute: { path: "/contribute", status: 200, cache: "no-store", signedIn: true },
    "contribute-failed": { visit: afterForm("/contribute", { "#id": "Two words" }, "Start the draft"), status: 422, signedIn: true },
    draft: { visit: afterForm("/contribute", { "#id": "doe-2019-phone-line-closure" }, "Start the draft"), status: 200, signedIn: true },
    imported: { visit: afterForm("/contribute", { "#import-text": "TY  - JOUR\nTI  - Watching couriers\nPY  - 2021\nC5  - Box 7\nER  - \n" }, "Import"), status: 200, signedIn: true },
    "review-queue": { path: "/review", status: 200, cache: "no-store", signedIn: true },
    corpus: { path: "/admin/corpus", status: 200, cache: "no-store", signedIn: true, post: 415 },
    missing: { path: "/nothing-here", status: 404 },
    "bad-address": { path: "/search?q=%ff", status: 400 },
  };
  const { workshop, trial, followUp } = await heldWorkshop(three);
  Object.assign(pages, {
    workshop: { path: workshop, status: 200, cache: "no-store", post: 415, signedIn: true },
    "workshop-details": { path: `${workshop}/details`, status: 200, cache: "no-store", post: 415, signedIn: true },
    "workshop-groups": { path: `${workshop}/groups`, status: 200, cache: "no-store", post: 415, signedIn: true },
    "workshop-criteria": { path: `${workshop}/criteria`, status: 200, cache: "no-store", post: 415, signedIn: true },
    "workshop-print": { path: `${workshop}/print`, status: 200, cache: "no-store", signedIn: true },
    "workshop-results": { path: `${workshop}/results`, status: 200, cache: "no-store", post: 401 },
    "workshop-report": { path: `${workshop}/report`, status: 200, cache: "no-store" },
    "workshop-evaluation": { path: `${workshop}/evaluation/results`, status: 200, cache: "no-store", signedIn: true },
    "follow-up": { path: followUp, status: 200, cache: "no-store", post: 415 },
    "judged-record": { path: `/records/${three[1]}`, status: 200 },
    trial: { path: trial, status: 200, cache: "no-store", post: 401 },
    "trial-edit": { path: `${trial}/edit`, status: 200, cache: "no-store", post: 415, signedIn: true },
  });
  administrator = await signedIn(server, "ada@north.example");
  const { page, close } = await openPage(browser, server.address, administrator);
  await page.goto("/admin/accounts");
  const account = await page.getByRole("link", { name: "tom", exact: true }).getAttribute("href");
  await close();
  pages["edit-account"] = { path: account, status: 200, cache: "no-store", signedIn: true, post: 415 };
  pages["edit-account-link"] = { visit: afterForm(account, {}, "Make a link to set a password"), status: 200, signedIn: true };
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const width of [1280, 320]) {
  for (const script of [true, false]) {
    test(`every page at ${width} px ${script ? "with" : "without"} script is sound and accessible`, async (t) => {
      const titles = new Map();
      for (const [name, { path, visit = (page) => page.goto(path), status, signedIn: isSignedIn }] of Object.entries(pages)) {
        await t.test(name, async () => {
          const { page, close } = await openPage(browser, server.address, { width, ownScript: script, ...(isSignedIn ? administrator : {}) });
          const answer = await visit(page);
          assert.equal(answer.status(), status);
          const facts = await page.evaluate(() => ({
            title: document.title,
            language: document.documentElement.lang,
            h1: document.querySelectorAll("h1").length,
            main: document.querySelectorAll("main").length,
            ids: Array.from(document.querySelectorAll("[id]"), (element) => element.id),
            unlabelled: Array.from(document.querySelectorAll("input:not([type=hidden], [hidden]), select, textarea"), (field) => field.labels.length).filter((n) => n === 0).length,
            inline: document.querySelectorAll("[style], style, script:not([src]):not([type='application/ld+json'])").length,
          }));
          assert.equal(facts.h1, 1);
          assert.equal(facts.main, 1);
          assert.equal(facts.language, "en-GB");
          assert.equal(facts.unlabelled, 0);
          assert.equal(facts.inline, 0);
          assert.equal(new Set(facts.ids).size, facts.ids.length, "an id stands twice");
          assert.match(facts.title, /Whatworks/);
          // What answers a form is the page of the form again.
          assert.ok(pages[name].visit || !titles.has(facts.title) || pages[titles.get(facts.title)].status !== 200, `the title of ${titles.get(facts.title)} again: ${facts.title}`);
          titles.set(facts.title, name);
          assert.equal(await sidewaysScroll(page), 0, "the page scrolls sideways"); // ux A11
          await page.screenshot({ path: `${screenshots}/${name}-${width}${script ? "" : "-no-script"}.png`, fullPage: true });
          if (script || width === 320) {
            assert.deepEqual(await accessibilityProblems(page), []);
          }
          assert.deepEqual(await strangeParts(page), []);
          if (script && width === 1280) {
            assert.deepEqual(await invalidMarkup(await answer.text()), []);
            await checkTabOrder(page, name);
          }
          await close();
        });
      }
    });
  }
}

test("components of GOV.UK's are built as its package builds them", async () => {
  const { page, close } = await openPage(browser, server.address);
  const copies = [
    { component: "skip-link", example: "default", on: "words", selector: ".govuk-skip-link" },
    { component: "generic-header", example: "default", on: "words", selector: ".govuk-generic-header" },
    // Its button, which only the package's script shows, is left out: our few entries fit any screen.
    { component: "service-navigation", example: "with navigation with a current item", on: "about", selector: ".govuk-service-navigation", without: /> button/ },
    { component: "breadcrumbs", example: "with last breadcrumb as current page", on: "record", selector: ".govuk-breadcrumbs" },
    { component: "table", example: "with head", on: "record", selector: ".govuk-table__head", without: /--numeric/ },
    { component: "button", example: "default", on: "words", selector: ".govuk-button[type=submit]" },
    { component: "button", example: "secondary", on: "words", selector: ".govuk-button--secondary[type=submit]" },
    { component: "label", example: "default", on: "words", selector: ".govuk-label" },
    { component: "select", example: "default", on: "words", selector: ".govuk-select" },
    { component: "checkboxes", example: "small", on: "words", selector: ".govuk-checkboxes__item" },
    { component: "details", example: "default", on: "about", selector: ".govuk-details" },
    { component: "error-summary", example: "default", on: "wrong-year", selector: ".govuk-error-summary" },
    { component: "error-message", example: "default", on: "wrong-year", selector: ".govuk-error-message" },
    { component: "input", example: "with error message", on: "wrong-year", selector: ".govuk-form-group--error" },
    { component: "pagination", example: "with many pages", on: "search", selector: ".govuk-pagination__list" },
  ];
  for (const { component, example, on, selector, without = /^$/ } of copies) {
    await page.goto(pages[on].path);
    const missing = (await missingStructure(page, component, example, selector)).filter((path) => !without.test(path));
    assert.deepEqual(missing, [], `${component}, as in ${on}`);
  }
  await close();
});

test("opened details and long tables stay accessible and within the page", async () => {
  for (const width of [1280, 320]) {
    const { page, close } = await openPage(browser, server.address, { width });
    for (const name of ["record", "words", "about", "map", "compare", "sign-in"]) {
      await page.goto(pages[name].path);
      await page.evaluate(() => {
        document.querySelectorAll("#filter-panel").forEach((panel) => (panel.hidden = false));
        document.querySelectorAll("details").forEach((details) => (details.open = true));
      });
      assert.equal(await sidewaysScroll(page), 0);
      assert.deepEqual(await accessibilityProblems(page), []);
    }
    await close();
  }
});

test("pages are readable in forced colours", async () => {
  const { page, close } = await openPage(browser, server.address, { forcedColors: "active", ...administrator });
  for (const name of ["words", "record", "map", "stages", "shared-shortlist", "compare", "account", "accounts", "audit", "edit-account-link", "set-password-failed", "workshop-results", "workshop-evaluation", "trial"]) {
    const { path, visit = () => page.goto(path) } = pages[name];
    await visit(page);
    await page.screenshot({ path: `${screenshots}/${name}-forced-colours.png` });
    assert.deepEqual(await accessibilityProblems(page), []);
  }
  await close();
});

test("targets are large enough or apart", async () => {
  // WCAG 2.5.8 (ux A8): chips, tick boxes and buttons are at least 24 px high.
  const { page, close } = await openPage(browser, server.address, { width: 320, ownScript: false });
  await page.goto(pages.filtered.path);
  const small = await page.$$eval(".ww-chip, .govuk-button, .ww-keep__button, .govuk-checkboxes__input, .govuk-pagination__link, summary", (elements) =>
    elements.filter((element) => element.offsetParent !== null && element.getBoundingClientRect().height < 24).map((element) => element.outerHTML),
  );
  assert.deepEqual(small, []);
  await close();
});

test("a record prints as a briefing", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto(pages.record.path);
  await page.pdf({ path: `${screenshots}/record.pdf`, preferCSSPageSize: true });
  await page.emulateMedia({ media: "print" });
  const shown = (selector) => page.$eval(selector, (element) => element.getClientRects().length > 0);
  assert.equal(await shown(".govuk-service-navigation"), false);
  assert.equal(await shown(".govuk-breadcrumbs"), false);
  assert.equal(await shown(".ww-verdict__text"), true);
  const address = await page.$eval(".ww-source-link", (link) => [link.href, getComputedStyle(link, "::after").content]);
  assert.ok(address[1].includes(address[0]), "the address of a source is not written out");
  await close();
});

test("a record is two pages of A4 at most, the longest of all three", async () => {
  const { page, close } = await openPage(browser, server.address);
  const sheets = async (path) => {
    await page.goto(path);
    return (await page.pdf({ preferCSSPageSize: true })).toString("latin1").match(/\/MediaBox/g).length;
  };
  assert.ok((await sheets(pages.record.path)) <= 3);
  const few = (await (await fetch(`${server.address}/api/v1/search?sort=title&per_page=8&facets=none`)).json()).results;
  for (const { url } of few) {
    assert.ok((await sheets(url)) <= 2, url);
  }
  await close();
});

test("maps print with their tables whole, without their forms", async () => {
  const { page, close } = await openPage(browser, server.address);
  for (const name of ["map", "stages", "world"]) {
    await page.goto(pages[name].path);
    await page.pdf({ path: `${screenshots}/${name}.pdf`, preferCSSPageSize: true });
    await page.emulateMedia({ media: "print" });
    const shown = (selector) => page.$$eval(selector, (all) => all.filter((element) => element.getClientRects().length > 0).length);
    assert.equal(await shown(".ww-tabs, .ww-axes, .ww-map__links"), 0);
    assert.ok((await shown("tbody tr")) > 5);
    assert.equal(await sidewaysScroll(page), 0);
    await page.emulateMedia({ media: "screen" });
  }
  await close();
});

test("the keyboard meets skip links, navigation, the search box and the results in order", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto(pages.words.path);
  const stops = [];
  for (let i = 0; i < 14; ++i) {
    await page.keyboard.press("Tab");
    stops.push(await focused(page));
  }
  assert.deepEqual(stops, [
    "a Skip to main content",
    "a Skip to results",
    "a Whatworks",
    "a Search",
    "a Evidence map",
    "a Shortlist",
    "a Workshops",
    "a Contribute",
    "a About",
    "a Sign in",
    "input Search for an intervention, a crime, a place or an aut",
    "button Search",
    "a Clear the search words",
    "button Apply filters",
  ]);
  await page.goto(pages.words.path);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "select Sort by");
  await close();
});

test("whatever has the focus shows it", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto(pages.filtered.path);
  const count = await page.$$eval("a[href], button, input:not([type=hidden]), select, summary", (all) => all.length);
  for (let i = 0; i < Math.min(count, 60); ++i) {
    await page.keyboard.press("Tab");
    const visible = await page.evaluate(() => {
      const style = (element, pseudo) => getComputedStyle(element, pseudo);
      const element = document.activeElement;
      const own = style(element);
      const label = element.labels?.[0];
      const beside = label ? style(label, "::before") : null;
      return own.outlineStyle !== "none" || own.boxShadow !== "none" || own.backgroundColor === "rgb(255, 221, 0)" || (beside !== null && beside.boxShadow !== "none");
    });
    assert.ok(visible, `no focus to be seen on: ${await focused(page)}`);
  }
  await close();
});

test("nothing moves while a page loads, however late its script comes", async () => {
  for (const width of [1280, 320]) {
    const { page, close } = await openPage(browser, server.address, { width });
    await page.route("**/assets/*.js", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.continue();
    });
    await page.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value))).observe({ type: "layout-shift", buffered: true });
    });
    for (const name of ["start", "words", "record"]) {
      await page.goto(pages[name].path);
      await page.waitForTimeout(300);
      assert.deepEqual(await page.evaluate(() => window.shifts), [], `${name} at ${width} px`);
    }
    await page.unrouteAll({ behavior: "wait" });
    await close();
  }
});

test("where the script does not come, the filters of a narrow screen unfold after all", async () => {
  const { page, close } = await openPage(browser, server.address, { width: 320, expected: /Failed to load/ });
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.goto(pages.words.path);
  await page.getByRole("button", { name: "Apply filters" }).first().waitFor({ state: "visible" });
  await page.locator('input[name="crime"]').first().check();
  await close();
});

describe("what is served", () => {
  test("every address keeps the rules of its kind", async () => {
    const start = await (await fetch(`${server.address}/`)).text();
    const assets = Array.from(start.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g), (match) => match[1]);
    assert.equal(assets.length, 3);
    const [{ name, value }] = administrator.storageState.cookies;
    const cookie = `${name}=${value}`;
    const table = [
      ...Object.values(pages)
        .filter(({ path }) => path !== undefined)
        .map(({ path, status, cache, post, signedIn: isSignedIn }) => ({ path, status, post, cookie: isSignedIn ? cookie : "", type: "text/html; charset=utf-8", cache: cache ?? (status === 200 && !isSignedIn ? "no-cache" : "no-store") })),
      ...assets.map((path) => ({ path, status: 200, type: null, cache: "public, max-age=31536000, immutable" })),
      { path: "/api/v1/search", status: 200, type: "application/json", cache: "no-cache" },
      { path: "/api/v1/map?rows=crime&columns=strategy", status: 200, type: "application/json", cache: "no-cache" },
      { path: "/map.csv?rows=crime&columns=strategy", status: 200, type: "text/csv; charset=utf-8; header=present", cache: "no-cache" },
      { path: pages.record.path + ".json", status: 200, type: "application/json", cache: "no-cache" },
      { path: "/api/v1" + pages.record.path, status: 200, type: "application/json", cache: "no-cache" },
      { path: "/api/v1/records/no-such-record", status: 404, type: "application/problem+json", cache: "no-store" },
      { path: "/records/no-such-record", status: 404, type: "text/html; charset=utf-8", cache: "no-store" },
      { path: pages.compare.path.replace("/compare", "/compare.csv"), status: 200, type: "text/csv; charset=utf-8; header=present", cache: "no-cache" },
      { path: pages["shared-shortlist"].path.replace("/shortlist", "/shortlist.csv"), status: 200, type: "text/csv; charset=utf-8; header=present", cache: "no-store" },
      { path: pages["shared-shortlist"].path.replace("/shortlist", "/shortlist.json"), status: 200, type: "application/json", cache: "no-store" },
      { path: "/robots.txt", status: 200, type: "text/plain; charset=utf-8", cache: "no-cache" },
      { path: "/healthz", status: 200, type: "application/json", cache: "no-store" },
      { path: "/readyz", status: 200, type: "application/json", cache: "no-store" },
      { path: "/outcomes.csv?crime=drugs", status: 200, type: "text/csv; charset=utf-8; header=present", cache: "no-cache" },
      { path: "/search?page=100000", status: 302, type: "text/plain", cache: "no-store" },
    ];
    for (const { path, status, type, cache, post: refused, cookie: sent = "" } of table) {
      const headers = { cookie: sent };
      const get = await fetch(server.address + path, { headers, redirect: "manual" });
      assert.equal(get.status, status, path);
      if (type) {
        assert.equal(get.headers.get("content-type"), type, path);
      }
      assert.equal(get.headers.get("cache-control"), cache, path);
      assert.match(get.headers.get("content-security-policy"), /default-src 'none'/, path);
      assert.equal(get.headers.get("x-content-type-options"), "nosniff", path);
      assert.equal(get.headers.get("referrer-policy"), "no-referrer", path);
      assert.equal(get.headers.get("set-cookie"), null, path);
      assert.equal(get.headers.get("exception_what"), null, path);
      await get.arrayBuffer();
      const head = await fetch(server.address + path, { method: "HEAD", headers, redirect: "manual" });
      assert.equal(head.status, status, path);
      assert.equal((await head.arrayBuffer()).byteLength, 0, path);
      const post = await fetch(server.address + path, { method: "POST", headers, body: "x=1", redirect: "manual" });
      assert.ok(post.status === 405 ? post.headers.get("allow") === "GET, HEAD" : post.status === (refused ?? status) && post.status >= 400, `${path}: ${post.status}`);
      await post.arrayBuffer();
      const tag = get.headers.get("etag");
      if (cache === "no-cache") {
        const again = await fetch(server.address + path, { headers: { "if-none-match": tag } });
        assert.equal(again.status, 304, path);
      }
    }
  });

  test("nothing that belongs to GOV.UK's brand is served", async () => {
    const start = await (await fetch(`${server.address}/`)).text();
    for (const [, path] of start.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
      const text = await (await fetch(server.address + path)).text();
      assert.ok(!text.includes("GDS Transport") && !text.includes("govuk-crest") && !text.includes("@font-face"), path);
      assert.ok(!/url\(["']?(https?:)?\/\//.test(text), `${path} names another host`);
    }
  });

  test("pages keep to their budget", async () => {
    // ux 8: HTML, CSS and script as sent, and how many requests a page makes.
    const { page, close } = await openPage(browser, server.address);
    const sizes = [];
    page.on("response", (response) => sizes.push([new URL(response.url()).pathname, Number(response.headers()["content-length"])]));
    await page.goto("/search", { waitUntil: "load" });
    assert.ok(sizes.length <= 6, `${sizes.length} requests`);
    // What is fetched on demand counts as well.
    await page.locator("#q").pressSequentially("drug");
    await page.getByRole("listbox").waitFor({ state: "visible" });
    const sum = (wanted) => sizes.filter(([path]) => wanted(path)).reduce((all, [, size]) => all + size, 0);
    for (const [what, wanted, most] of [
      ["HTML", (path) => path === "/search", 30],
      ["styles", (path) => path.endsWith(".css"), 16],
      ["script", (path) => path.endsWith(".js"), 15],
      ["pictures", (path) => path.endsWith(".svg"), 2],
      ["typefaces", (path) => /\.(woff2?|ttf|otf)$/.test(path), 0],
    ]) {
      assert.ok(sum(wanted) <= most * 1024, `${sum(wanted)} bytes of ${what}`);
    }
    assert.ok(sum((path) => path === "/search") > 0 && sum((path) => path.endsWith(".js")) > 0);
    await close();
  });

  test("the words of a query are not logged", async () => {
    await (await fetch(`${server.address}/search?q=secretsource&country=GB`)).text();
    await (await fetch(`${server.address}/api/v1/search?q=secretsource`)).text();
    assert.ok(!server.log().includes("secretsource"));
    assert.match(server.log(), /GET \/search 200 [0-9.]+ms/);
  });
});
