// SPDX-License-Identifier: GPL-3.0-or-later
// Starts a browser beside the real programs. The tools come from the site's packages: there is one lock file.
//
// WHATWORKS_SCREENSHOTS  where pictures of every page are kept (default: build/screenshots)
// CHROMIUM               the browser (default: /usr/bin/chromium)
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export { password, startServer } from "../support/server.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const fromSite = createRequire(join(root, "site", "package.json"));
const { chromium } = fromSite("playwright-core");
const axePath = fromSite.resolve("axe-core/axe.min.js");

export const screenshots = process.env.WHATWORKS_SCREENSHOTS ?? join(root, "build", "screenshots");
mkdirSync(screenshots, { recursive: true });

const browserFlags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// `more` are further options of chromium.launch().
export function startBrowser(moreFlags = [], more = {}) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...browserFlags, ...moreFlags], ...more });
}

// A page that remembers what it asked other hosts for and what it complained about; both must stay empty. `ownScript: false` leaves out
// the site's script but lets the tests run theirs, which `script: false` does not. `expected` is what the test makes it complain about.
export async function openPage(browser, address, { width = 1280, script = true, ownScript = true, expected = /^$/, ...more } = {}) {
  const context = await browser.newContext({ baseURL: address, viewport: { width, height: 900 }, javaScriptEnabled: script, ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  if (!ownScript) {
    // All that is left of it is that it came, which the styles wait for.
    await page.route("**/assets/*.js", (route) => route.fulfill({ contentType: "text/javascript", body: 'document.documentElement.dataset.scripted = "";' }));
  }
  const trouble = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) {
      trouble.push(`asked for ${request.url()}`);
    }
  });
  page.on("console", (message) => {
    // A page that is meant to be missing is no mistake.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource: the server responded with a status of 4") && !expected.test(message.text())) {
      trouble.push(message.text());
    }
  });
  page.on("pageerror", (error) => trouble.push(String(error)));
  return {
    page,
    async close() {
      await context.close();
      assert.deepEqual(trouble, []);
    },
  };
}

// What openPage() takes to open the page of somebody who has just signed in.
export async function signedIn(server, name) {
  const { hostname } = new URL(server.address);
  const cookie = { ...(await server.signIn(name)), domain: hostname, path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax" };
  return { storageState: { cookies: [cookie], origins: [] } };
}

// What axe finds against WCAG 2.2 AA, one line each.
export async function accessibilityProblems(page) {
  await page.evaluate(readFileSync(axePath, "utf8"));
  const found = await page.evaluate(() =>
    // eslint-disable-next-line no-undef
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] }),
  );
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}

export function sidewaysScroll(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

// What the focus is on, in words.
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const label = element.labels?.[0]?.textContent ?? element.textContent ?? "";
    return `${element.tagName.toLowerCase()} ${label.replace(/\s+/g, " ").trim()}`.slice(0, 60);
  });
}

// What the search page shows, and what people do there.
export const query = (page) => new URL(page.url()).searchParams;
export const heading = (page) => page.locator(".ww-results__count").innerText();
export const total = async (page) => Number((await heading(page)).replace(/,(?=\d)/g, "").match(/^\d+/)[0]);
export const firstTitle = (page) => page.locator(".ww-card__title").first().innerText();

// A click that leads to another page, until that page is there.
export const follow = (page, target) => Promise.all([page.waitForNavigation(), target.click()]);

// A button of the page itself, by its whole name, and what it leads to.
export const press = (page, name) => follow(page, page.locator("main").getByRole("button", { name, exact: true }));
export const mainOf = (page) => page.locator("main").innerText();

export async function openFilters(page) {
  const toggle = page.getByRole("button", { name: "Show filters" });
  if (await toggle.isVisible()) {
    await toggle.click();
  }
}

// The facet's box with this value, made visible.
export async function tick(page, facet, value) {
  await openFilters(page);
  const box = page.locator(`input[type=checkbox][name="${facet}"][value="${value}"]`);
  for (const details of await page.locator(`details:has(input[name="${facet}"][value="${value}"])`).all()) {
    if ((await details.getAttribute("open")) === null) {
      await details.locator("summary").first().click();
    }
  }
  await box.check();
}
