// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures are drawn from the tables beside them, which stay as they are and are complete without (ux A10).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, openPage, screenshots, sidewaysScroll, startBrowser, startServer } from "./support.mjs";

let server;
let browser;
let record; // the address of a record with several outcomes, some of which have a place on an axis

const everything = "/outcomes?effect=reduces&effect=mixed&effect=increases"; // better, worse and activity

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  const { results } = await (await fetch(`${server.address}/api/v1/search?per_page=100&sort=title`)).json();
  const records = await Promise.all(results.map(async ({ url }) => (await fetch(`${server.address}${url}.json`)).json()));
  const drawn = ({ outcomes = [] }) => outcomes.filter(({ measure, value }) => measure !== "other" && value !== undefined).length;
  record = `/records/${records.reduce((a, b) => (drawn(b) > drawn(a) ? b : a)).id}`;
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const kEffects = ["reduces", "mixed", "no-effect", "increases", "not-measured"];
const counts = (...numbers) =>
  `data-count="${numbers.reduce((a, b) => a + b)}" ${kEffects.map((effect, i) => `data-${effect}="${numbers[i]}"`).join(" ")}`;
const cell = (row, column, strength, ...numbers) =>
  `<td data-row="${row}" data-column="${column}" data-row-label="Row ${row}" data-column-label="Column ${column}" data-strength="${strength}" ${counts(...numbers)}><a href="/search">${row}${column}</a></td>`;

// A table of each kind that there is a picture of, with what the picture must tell of it.
const invented = {
  matrix: {
    table: `<tr><th>a</th>${cell("a", "x", 4, 2, 1, 0, 0, 1)}${cell("a", "y", 0, 0, 0, 0, 0, 0)}</tr><tr><th>b</th>${cell("b", "x", 1, 0, 0, 0, 1, 0)}${cell("b", "y", 2, 0, 0, 3, 0, 0)}</tr>`,
    label: /^3 of 4 fields hold records, 1 is a gap\. Most: Row a, Column x \(4\)\./,
    marks: [".ww-effect--reduces", ".ww-matrix__strong", ".ww-matrix__cell--gap"],
  },
  stages: {
    table: `<tr data-stage="one" data-label="First" ${counts(1, 0, 0, 0, 1)}><th>First</th></tr><tr data-stage="two" data-label="Second" ${counts(3, 2, 0, 1, 0)}><th>Second</th></tr>`,
    label: /^Most records: Second \(6\)\. Fewest: First \(2\)\. Most that reduce harm: Second \(3\)\./,
    marks: [".ww-effect--mixed", ".ww-stages__arrow"],
  },
  years: {
    table: `<tr data-year="2019" ${counts(1, 0, 0, 0, 0)}><th>2019</th></tr><tr data-year="2022" ${counts(0, 2, 1, 0, 1)}><th>2022</th></tr>`,
    label: /^5 records from 2019 to 2022, half of them since 2022\. Most in 2022 \(4\)\./,
    marks: [".ww-effect--no-effect", ".ww-years-plot__year"],
  },
  world: {
    table: ["GB", "NL", "FR", "IT", "SG", "GF"]
      .map(
        (code, i) => `<tr data-country="${code}" data-label="Land ${code}" ${counts(9 - i, 0, 0, 0, 0)}><th><a href="/search">${code}</a></th></tr>`,
      )
      .join(""),
    label: /^Records from 6 countries\. Most: Land GB \(9\), Land NL \(8\), Land FR \(7\)\./,
    marks: [".ww-world__panel--europe .ww-world__number", ".ww-world__panel--world circle"],
  },
};

// A page of our own with the table and the place for its picture, under the headers of the real ones.
async function openInvented(kind, options, table = "t") {
  const { page, close } = await openPage(browser, server.address, options);
  const real = await fetch(`${server.address}/about`);
  const head = /<head>[^]*<\/head>/.exec(await real.text())[0];
  await page.route("**/invented", (route) =>
    route.fulfill({
      headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": real.headers.get("content-security-policy") },
      body: `<!DOCTYPE html><html lang="en-GB">${head}<body><main><h1>Invented</h1><div class="ww-plot" data-plot="${kind}" data-table="${table}"></div><table id="t">${invented[kind].table}</table></main></body></html>`,
    }),
  );
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto("/invented");
  return { page, close, asked };
}

const picture = (page) => page.locator(".ww-plot [role=img]");
const label = (page) => picture(page).getAttribute("aria-label");

// What the rows of the outcomes' tables say, and how many there are of each verdict.
function rows(page) {
  return page.$$eval("tr[data-measure]", (all) => ({
    all: all.length,
    better: all.filter(({ dataset }) => dataset.verdict === "better").length,
    worse: all.filter(({ dataset }) => dataset.verdict === "worse").length,
    text: all.map((row) => row.innerText),
  }));
}

for (const path of ["a record", "the outcomes of a search"]) {
  for (const width of [1280, 320]) {
    test(`${path} shows a picture that agrees with its table, at ${width} px`, async () => {
      const { page, close } = await openPage(browser, server.address, { width });
      await page.goto(path === "a record" ? record : everything);
      await picture(page).waitFor();
      const told = await label(page);
      const { all, better, worse } = await rows(page);
      assert.match(told, new RegExp(`^${all} outcomes: `));
      assert.equal(Number(/(\d+) better/.exec(told)?.[1] ?? 0), better, told);
      assert.equal(Number(/(\d+) worse/.exec(told)?.[1] ?? 0), worse, told);
      assert.match(told, /The table below/);
      // As many marks as outcomes that have a place on an axis.
      const places = await page.$$eval("tr[data-measure][data-value][data-none]", (drawable) => drawable.length);
      assert.equal(await picture(page).locator(".ww-intervals__rows g").count(), places);
      assert.equal(await sidewaysScroll(page), 0);
      assert.equal(await page.locator("[style], style").count(), 0);
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.locator(".ww-plot").screenshot({ path: `${screenshots}/plot-${path === "a record" ? "record" : "outcomes"}-${width}.png` });
      await close();
    });
  }
}

test("without script there is no picture, and the table is the same", async () => {
  const seen = [];
  for (const ownScript of [true, false]) {
    const { page, close } = await openPage(browser, server.address, { ownScript });
    await page.goto(record);
    if (ownScript) {
      await picture(page).waitFor();
    }
    assert.equal(await picture(page).count(), ownScript ? 1 : 0);
    if (!ownScript) {
      assert.equal(await page.locator(".ww-plot").evaluate((place) => place.getBoundingClientRect().height), 0);
    }
    seen.push(await rows(page));
    await close();
  }
  assert.ok(seen[0].all > 0);
  assert.deepEqual(seen[0], seen[1]);
});

test("what draws pictures is fetched by pages that have one, and the world by none of these", async () => {
  for (const [path, wanted] of [
    ["/search", false],
    ["/about", false],
    [record, true],
  ]) {
    const { page, close } = await openPage(browser, server.address);
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(path, { waitUntil: "networkidle" });
    assert.equal(
      asked.some((address) => address.startsWith("/assets/plots-")),
      wanted,
      `${path}: ${asked}`,
    );
    assert.ok(!asked.some((address) => address.startsWith("/assets/world-")), `${path}: ${asked}`);
    await close();
  }
});

test("a picture fits again when the window changes", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto(everything);
  await picture(page).waitFor();
  for (const width of [320, 700, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const wider = await page.locator(".ww-plot").evaluate(async (place) => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return place.scrollWidth - place.clientWidth;
    });
    assert.equal(wider, 0);
    assert.equal(await sidewaysScroll(page), 0);
  }
  await close();
});

test("pictures are readable in forced colours: marks differ by shape and stand out from the ground", async () => {
  const { page, close } = await openPage(browser, server.address, { forcedColors: "active", colorScheme: "dark" });
  await page.goto(everything);
  await picture(page).waitFor();
  const marks = await page.$$eval(".ww-outcome", (all) =>
    all.map((mark) => ({ name: mark.getAttribute("class").split("--")[1], shape: mark.tagName, stroke: getComputedStyle(mark).stroke })),
  );
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.ok(marks.every(({ stroke }) => stroke !== ground && stroke !== "none"));
  const shapes = (name) => new Set(marks.filter((mark) => mark.name === name).map(({ shape }) => shape));
  assert.deepEqual(shapes("better"), new Set(["circle"]));
  assert.deepEqual(shapes("worse"), new Set(["path"]));
  assert.deepEqual(shapes("activity"), new Set(["rect"]));
  await page.locator(".ww-plot").screenshot({ path: `${screenshots}/plot-outcomes-forced-colours.png` });
  await close();
});

for (const script of [true, false]) {
  test(`from a search to its outcomes and back, ${script ? "with" : "without"} script`, async () => {
    const { page, close } = await openPage(browser, server.address, { script });
    await page.goto("/search?crime=drugs&effect=reduces");
    await page.getByRole("link", { name: "See the measured outcomes" }).click();
    await page.waitForURL("**/outcomes?crime=drugs&effect=reduces");
    assert.match(await page.locator("h1").innerText(), /What was measured/);
    assert.ok((await page.locator("#outcomes-table tbody tr").count()) > 0);
    await page.getByRole("link", { name: "Remove filter Effect on the harm: Reduces harm" }).click();
    await page.waitForURL("**/outcomes?crime=drugs");
    await page.getByRole("link", { name: "Back to these records" }).click();
    await page.waitForURL("**/search?crime=drugs");
    await close();
  });
}

test("the outcomes' table can be taken to a spreadsheet", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto("/outcomes?crime=drugs");
  const shown = await page.locator("#outcomes-table tbody tr").count();
  const href = await page.getByRole("link", { name: "Download this table (CSV)" }).getAttribute("href");
  const answer = await fetch(server.address + href);
  assert.match(answer.headers.get("content-disposition"), /outcomes\.csv/);
  const lines = (await answer.text()).trim().split("\r\n");
  assert.equal(lines.length, shown + 1);
  await close();
});

for (const kind of Object.keys(invented)) {
  for (const options of [{ width: 1280 }, { width: 320 }, { width: 1280, forcedColors: "active" }]) {
    test(`a picture of ${kind} tells what its table says, ${Object.values(options).join(", ")}`, async () => {
      const { page, close, asked } = await openInvented(kind, options);
      await picture(page).waitFor();
      assert.match(await label(page), invented[kind].label);
      assert.match(await label(page), /The table below/);
      for (const mark of invented[kind].marks) {
        assert.ok((await picture(page).locator(mark).count()) > 0, mark);
      }
      assert.equal(
        asked.some((address) => address.startsWith("/assets/world-")),
        kind === "world",
      );
      assert.equal(await sidewaysScroll(page), 0);
      assert.equal(await page.locator("[style], style").count(), 0);
      const trouble = (await accessibilityProblems(page)).filter((problem) => !/^(landmark|region|page-has|empty-table|bypass|skip)/.test(problem));
      assert.deepEqual(trouble, []);
      await page.locator(".ww-plot").screenshot({ path: `${screenshots}/plot-${kind}-${Object.values(options).join("-")}.png` });
      await close();
    });
  }
}

test("a country that has no place on the map is named below it", async () => {
  const { page, close } = await openInvented("world", {});
  await picture(page).waitFor();
  assert.match(await picture(page).innerText(), /Not on the map: Land GF \(4\)/);
  await close();
});

test("a place without a table stays empty", async () => {
  const { page, close, asked } = await openInvented("years", {}, "no-such-table");
  await page.waitForLoadState("networkidle");
  assert.ok(asked.some((address) => address.startsWith("/assets/plots-")));
  assert.equal(await page.locator(".ww-plot").innerHTML(), "");
  await close();
});

test("a mark leads where the table leads", async () => {
  const { page, close } = await openInvented("world", {});
  await picture(page).waitFor();
  await page.locator(".ww-world__panel--europe [data-href]").first().click();
  await page.waitForURL("**/search");
  await close();
});
