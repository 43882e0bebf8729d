// SPDX-License-Identifier: GPL-3.0-or-later
// What officers do, from the start page to a record and back, with and without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { firstTitle, follow, heading, openFilters, openPage, query, startBrowser, startServer, tick, total } from "./support.mjs";

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

for (const width of [1280, 320]) {
  for (const script of [true, false]) {
    test(`search, filter, sort, page and read, at ${width} px ${script ? "with" : "without"} script`, async () => {
      const { page, close } = await openPage(browser, server.address, { width, script });
      await page.goto("/");
      await page.locator("#q").fill("police");
      await follow(page, page.getByRole("button", { name: "Search", exact: true }));
      assert.equal(query(page).get("q"), "police");
      assert.match(await heading(page), /for ‘police’/);
      const words = await total(page);
      assert.ok(words > 20);
      assert.match(await page.title(), new RegExp(`${words} records`));

      // One choice narrows, and the count beside it told by how much (ux F3).
      await openFilters(page);
      const drugs = page.locator('label:has(+ *), label[for]').filter({ hasText: /^Drugs \(/ }).first();
      const promised = Number((await drugs.innerText()).match(/\((\d+)/)[1]);
      await tick(page, "crime", "drugs");
      await follow(page, page.getByRole("button", { name: "Apply filters" }).first());
      assert.equal(await total(page), promised);
      assert.equal(page.url(), `${server.address}/search?q=police&crime=drugs`); // ux F18: no empty parameters

      // The other values of the same facet keep their counts (ux 10.1), and the apply button is still there (ux 10.5).
      await tick(page, "crime", "serious-violence");
      await follow(page, page.getByRole("button", { name: "Apply filters" }).last());
      assert.ok((await total(page)) >= promised);
      assert.deepEqual(query(page).getAll("crime").sort(), ["drugs", "serious-violence"]);

      // A chip takes one of them away again.
      await follow(page, page.getByRole("link", { name: /^Remove filter Crime type: Serious violence/ }));
      assert.equal(page.url(), `${server.address}/search?q=police&crime=drugs`);
      assert.equal(await total(page), promised);

      // Sorting keeps the filters.
      await page.getByLabel("Sort by").selectOption("title");
      await follow(page, page.getByRole("button", { name: "Sort", exact: true }));
      assert.equal(query(page).get("sort"), "title");
      assert.equal(query(page).get("crime"), "drugs");
      const initials = (await page.locator(".ww-card__title").allInnerTexts()).map((title) => title.replace(/[^a-z]/gi, "")[0].toLowerCase());
      assert.deepEqual(initials, [...initials].sort());

      // Applying filters keeps the order; new words go back to the best match (ux F15).
      await openFilters(page);
      await follow(page, page.getByRole("button", { name: "Apply filters" }).first());
      assert.equal(query(page).get("sort"), "title");
      await page.locator("#q").fill("violence");
      await follow(page, page.getByRole("button", { name: "Search", exact: true }));
      assert.equal(query(page).get("sort"), null);
      assert.equal(query(page).get("crime"), "drugs");

      // All filters go at once, the words stay (ux F14).
      await follow(page, page.getByRole("link", { name: "Clear all filters" }).last());
      assert.equal(page.url(), `${server.address}/search?q=violence`);

      // The second page has other records, and a changed filter leads back to the first.
      await page.goto("/search");
      const first = await firstTitle(page);
      await follow(page, page.getByRole("navigation", { name: "Pagination" }).getByRole("link", { name: "Next page" }));
      assert.equal(query(page).get("page"), "2");
      assert.notEqual(await firstTitle(page), first);
      assert.match(await heading(page), /page 2 of/);
      await tick(page, "effect", "reduces");
      await follow(page, page.getByRole("button", { name: "Apply filters" }).first());
      assert.equal(query(page).get("page"), null);

      // A record opens under its title, and its codes lead back into the search (ux F26).
      const title = await firstTitle(page);
      await follow(page, page.locator(".ww-card__title a").first());
      assert.equal(await page.locator("h1").innerText(), title);
      assert.equal(await page.locator(".ww-fact-box").first().isVisible(), true);
      await follow(page, page.locator(".ww-facts a").first());
      assert.match(page.url(), /\/search\?[a-z]+=/);
      assert.equal(await page.locator(".ww-chip").count(), 1);
      await page.goBack();
      assert.equal(await page.locator("h1").innerText(), title);
      await close();
    });
  }
}

test("the back button brings back the form as it was", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto("/search");
  await tick(page, "effect", "reduces");
  await follow(page, page.getByRole("button", { name: "Apply filters" }).first());
  await follow(page, page.locator(".ww-card__title a").first());
  await page.goBack();
  assert.equal(await page.locator('input[type=checkbox][name="effect"][value="reduces"]').isChecked(), true);
  await close();
});

test("a wrong year is told, with the focus on what is wrong, and mended", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto("/search?crime=drugs");
  await page.locator("#year_from").fill("soon");
  await follow(page, page.getByRole("button", { name: "Apply filters" }).first());
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.evaluate(() => document.activeElement.className), "govuk-error-summary");
  await page.getByRole("link", { name: /Enter the first year/ }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "year_from");
  await page.locator("#year_from").fill("2015");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.address}/search?crime=drugs&year_from=2015`);
  assert.equal(await page.getByRole("link", { name: /Remove filter Published from: 2015/ }).count(), 1);
  await close();
});

test("a search that finds nothing leads on", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto("/search?q=qqqxyzzy&crime=drugs");
  assert.equal(await total(page), 0);
  const way = page.getByRole("link", { name: /without the words/ });
  const promised = Number((await way.innerText()).match(/^\d+/)[0]);
  await follow(page, way);
  assert.equal(await total(page), promised);
  assert.equal(page.url(), `${server.address}/search?crime=drugs`);
  await close();
});

test("addresses that cannot be are mended, not refused", async () => {
  const { page, close } = await openPage(browser, server.address);
  for (const number of ["0", "-1", "1e9", "99999", "999999999999"]) {
    await page.goto(`/search?q=police&page=${number}`);
    assert.equal(page.url(), `${server.address}/search?q=police`, number);
  }
  await page.goto("/search?country=atlantis&nonsense=1");
  await follow(page, page.getByRole("link", { name: /Remove filter Country: atlantis/ }));
  assert.equal(page.url(), `${server.address}/search`);
  await close();
});

test("whatever is typed gets an answer", async () => {
  const typed = ['"', "AND", "-", "NOT x", "((((", "a".repeat(3000), "🙂", "title:", "x*", "<script>alert(1)</script>", "%", "O'Brien & \"Sons\"", "word ".repeat(400)];
  for (const text of typed) {
    for (const path of ["/search", "/api/v1/search"]) {
      const answer = await fetch(`${server.address}${path}?q=${encodeURIComponent(text)}`);
      assert.equal(answer.status, 200, text.slice(0, 40));
      const body = await answer.text();
      assert.ok(path !== "/search" || !body.includes("<script>alert"), text);
    }
  }
});

test("a value with a comma and an ampersand stays one value, and characters that no text holds are refused", async () => {
  // ux 10.10, 10.11
  const { page, close } = await openPage(browser, server.address, { script: false });
  await page.goto(`/search?country=${encodeURIComponent("Police, Fire & Crime")}&crime=drugs`);
  assert.equal(await page.locator(".ww-chip").count(), 2);
  await follow(page, page.getByRole("link", { name: /Remove filter Crime type/ }));
  assert.deepEqual(query(page).getAll("country"), ["Police, Fire & Crime"]);
  for (const path of ["/search?q=%00", "/api/v1/search?q=%00", "/api/v1/suggest?q=%00"]) {
    assert.equal((await fetch(server.address + path)).status, 400, path);
  }
  await close();
});

test("on a narrow screen the filters fold away, and stand open without script", async () => {
  const narrow = await openPage(browser, server.address, { width: 320 });
  await narrow.page.goto("/search");
  const toggle = narrow.page.locator(".ww-filters__toggle");
  assert.equal(await toggle.getAttribute("aria-expanded"), "false");
  assert.equal(await narrow.page.locator("#filter-panel").isVisible(), false);
  await toggle.click();
  assert.equal(await toggle.getAttribute("aria-expanded"), "true");
  assert.equal(await narrow.page.locator("#filter-panel").isVisible(), true);
  await narrow.close();
  for (const [width, script] of [[320, false], [1280, true]]) {
    const open = await openPage(browser, server.address, { width, script });
    await open.page.goto("/search");
    assert.equal(await open.page.locator("#filter-panel").isVisible(), true);
    assert.equal(await open.page.locator(".ww-filters__toggle").isVisible(), false);
    await open.close();
  }
});

test("a long facet shows the rest on demand and can be searched", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto("/search");
  const facet = page.locator('[data-facet="country"]');
  await facet.locator("summary").first().click();
  assert.ok((await facet.locator(".ww-value:visible").count()) <= 9); // ux F9
  await facet.getByLabel("Find in country").fill("united k");
  assert.equal(await facet.locator("li:visible").count(), 1);
  await facet.locator('input[value="GB"]').check();
  await facet.getByLabel("Find in country").fill("italy");
  assert.equal(await facet.locator("li:visible").count(), 2); // what is chosen stays in sight
  await follow(page, page.getByRole("button", { name: "Apply filters" }).first());
  assert.deepEqual(query(page).getAll("country"), ["GB"]);
  // Capitals, punctuation, and how "and" is written do not matter.
  await page.goto("/search");
  await page.getByLabel("Find in crime type").fill("EXPLOITATION & abuse!");
  assert.deepEqual(await page.locator('[data-facet="crime"] li:visible label').allInnerTexts().then((all) => all.map((text) => text.replace(/ \(.*/s, ""))), [
    "Child sexual exploitation and abuse",
  ]);
  await close();
  const without = await openPage(browser, server.address, { script: false });
  await without.page.goto("/search?effect=reduces");
  await without.page.locator('[data-facet="country"] > summary').click();
  await without.page.locator('[data-facet="country"]').getByText(/^Show all/).click();
  await without.page.locator('[data-facet="country"] details input').last().check();
  await follow(without.page, without.page.getByRole("button", { name: "Apply filters" }).first());
  assert.equal(query(without.page).getAll("country").length, 1);
  assert.equal(query(without.page).get("effect"), "reduces"); // ux 10.3: what was chosen before stays
  await without.close();
});

test("the ratings explain themselves where they are met", async () => {
  const { page, close } = await openPage(browser, server.address, { script: false });
  await page.goto("/search");
  const explain = page.locator('[data-facet="strength"]').getByText("What do these ratings mean?");
  await explain.click();
  assert.equal(await page.locator('[data-facet="strength"] dl').isVisible(), true);
  await follow(page, page.locator(".ww-card__title a").first());
  await page.getByText("What does this mean?").first().click();
  assert.equal(await page.locator(".ww-explain__text").first().isVisible(), true);
  await close();
});

for (const script of [true, false]) {
  test(`from the map to the records of a cell and back, ${script ? "with" : "without"} script`, async () => {
    const { page, close } = await openPage(browser, server.address, { script });
    await page.goto("/");
    await follow(page, page.getByRole("link", { name: "Evidence map" }));
    await page.getByLabel("Rows").selectOption("priority");
    await page.getByLabel("Columns").selectOption("stage");
    await follow(page, page.getByRole("button", { name: "Apply" }));
    assert.equal(page.url(), `${server.address}/map?rows=priority&columns=stage`);

    // The fullest cell says how many records its search finds.
    const counts = await page.$$eval("td[data-row]", (cells) => cells.map((cell) => Number(cell.dataset.count)));
    const fullest = page.locator("td[data-row]").nth(counts.indexOf(Math.max(...counts)));
    const promised = Number(await fullest.getAttribute("data-count"));
    const [row, column] = [await fullest.getAttribute("data-row"), await fullest.getAttribute("data-column")];
    assert.match(await fullest.innerText(), new RegExp(`${promised} records`));
    await follow(page, fullest.getByRole("link"));
    assert.equal(await total(page), promised);
    assert.deepEqual([query(page).get("priority"), query(page).get("stage")], [row, column]);

    // Its results as a map again, with the filters, and each way of counting keeps them.
    await follow(page, page.getByRole("link", { name: "See these results as a map" }));
    assert.equal(await total(page), promised);
    assert.equal(await page.locator(".ww-chip").count(), 2);
    for (const name of ["Criminal business", "World", "Years"]) {
      await follow(page, page.getByRole("link", { name, exact: true }));
      assert.equal(await total(page), promised, name);
      assert.equal(query(page).get("stage"), column);
    }
    await follow(page, page.getByRole("link", { name: /^See these as a list/ }));
    assert.equal(await total(page), promised);
    await close();
  });
}

test("an empty place on the map leads to what can be done about it", async () => {
  const { page, close } = await openPage(browser, server.address, { script: false });
  await page.goto("/map");
  await page.getByRole("link", { name: /Nobody has tested this/ }).first().click();
  assert.match(page.url(), /#gaps$/);
  assert.equal(await page.locator("#gaps").isVisible(), true);
  await close();
});

test("two equal choices on the map are told, with the focus on what is wrong, and mended", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto("/map");
  await page.getByLabel("Columns").selectOption(await page.getByLabel("Rows").inputValue());
  await follow(page, page.getByRole("button", { name: "Apply" }));
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.evaluate(() => document.activeElement.className), "govuk-error-summary");
  await page.getByRole("link", { name: /Choose two different things/ }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "columns");
  await page.getByLabel("Columns").selectOption("kind");
  await follow(page, page.getByRole("button", { name: "Apply" }));
  assert.ok((await page.locator("td[data-row]").count()) > 10);
  await close();
});

test("the criminal business is read for one crime at a time", async () => {
  const { page, close } = await openPage(browser, server.address, { script: false });
  await page.goto("/map/stages");
  const all = await total(page);
  await page.getByLabel("Crime type").selectOption("drugs");
  await follow(page, page.getByRole("button", { name: "Apply" }));
  assert.equal(query(page).get("crime"), "drugs");
  assert.ok((await total(page)) < all);
  const stages = await page.$$eval("[data-stage]", (rows) => rows.map((row) => row.dataset.stage));
  assert.equal(stages.length, 11);
  assert.equal(stages[0], "recruitment");
  await follow(page, page.locator(".ww-stage__interventions a").first());
  assert.match(page.url(), /\/records\//);
  await close();
});

test("the page of a priority leads to its searches", async () => {
  const { page, close } = await openPage(browser, server.address, { script: false });
  await page.goto("/");
  await follow(page, page.locator(".ww-tile__title a").first());
  assert.match(page.url(), /\/priorities\//);
  const more = page.getByRole("link", { name: /^See all/ }).first();
  const promised = Number((await more.innerText()).match(/\d+/)[0]);
  await follow(page, more);
  assert.equal(await total(page), promised);
  await close();
});
