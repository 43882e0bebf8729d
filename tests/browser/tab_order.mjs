// SPDX-License-Identifier: GPL-3.0-or-later
// What the Tab key reaches on a page, in order, compared with tab-order.json. Where a change is meant, run the tests once with
// WHATWORKS_TAB_ORDER=write and read what changed in the file.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("tab-order.json", import.meta.url);
const stored = JSON.parse(readFileSync(file, "utf8"));
const mostStops = 600;

// Runs in the browser: what has the focus, in words that do not change with the records; null where the page has been left. What is
// there or not as the records have it begins with "~".
function stop() {
  const element = document.activeElement;
  if (element === null || element === document.body) {
    return null;
  }
  const plain = (text) => text.replace(/\s+/g, " ").trim().replace(/\d[\d,]*/g, "0").slice(0, 60);
  const ofRecords = element.closest("main :is([data-facet], section section, .ww-section, .ww-side, .ww-fact-box, li, dd, td, th)");
  const mark = ofRecords !== null && element.closest(".ww-chips, .govuk-pagination") === null ? "~ " : "";
  const kind = element.role ?? (element.localName === "input" ? element.type : element.localName);
  if (kind === "checkbox") {
    return `${mark}checkbox ${element.name}`;
  }
  if (kind === "a" && mark !== "") {
    // That there are some, and under which heading.
    const headings = Array.from(document.querySelectorAll("main h1, main h2"));
    const above = headings.filter((heading) => heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
    const name = Array.from(element.classList).find((part) => part.startsWith("ww-"));
    return `${mark}a${name ? ` ${name}` : ""} under ${above?.localName === "h2" ? plain(above.textContent) : "the title"}`;
  }
  if (kind === "a" && element.matches(".ww-chip, .govuk-pagination__link")) {
    return `a ${element.className.split(" ").pop()}`;
  }
  const label = element.labels?.[0] ?? document.getElementById(element.getAttribute("aria-labelledby"));
  return `${mark}${kind} ${plain(label?.textContent ?? element.getAttribute("aria-label") ?? element.textContent)}`;
}

// What is met several times running stands once.
async function walk(page) {
  const stops = [];
  await page.evaluate(() => window.scrollTo(0, 0));
  for (let count = 0; count < mostStops; ++count) {
    await page.keyboard.press("Tab");
    const met = await page.evaluate(stop);
    if (met === null) {
      return stops;
    }
    if (met !== stops[stops.length - 1]) {
      stops.push(met);
    }
  }
  assert.fail(`the Tab key is still on the page after ${mostStops} stops`);
}

// `name` is that of the page in the tests.
export async function checkTabOrder(page, name) {
  const found = await walk(page);
  if (process.env.WHATWORKS_TAB_ORDER === "write") {
    stored[name] = found;
    writeFileSync(file, `${JSON.stringify(stored, null, 2)}\n`);
    return;
  }
  const expected = stored[name] ?? assert.fail(`tab-order.json says nothing of "${name}"`);
  const known = (list, others) => list.filter((met) => !met.startsWith("~") || others.includes(met));
  assert.deepEqual(known(found, expected), known(expected, found), `the Tab key meets other things than tab-order.json says for "${name}"`);
}
