// SPDX-License-Identifier: GPL-3.0-or-later
// What a page's HTML must keep to: that it is valid, and that what it takes from govuk-frontend is what the package makes itself.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { accessibilityProblems, fromSite, screenshots, sidewaysScroll } from "./support.mjs";

const { HtmlValidate } = fromSite("html-validate");
const validator = new HtmlValidate(JSON.parse(readFileSync(new URL("htmlvalidate.json", import.meta.url), "utf8")));

// What is wrong with a page as it was sent, one line each.
export async function invalidMarkup(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap((file) => file.messages.map(({ ruleId, message, line, column }) => `${ruleId}: ${message} (${line}:${column})`));
}

// The examples of a component of govuk-frontend: name, options and the HTML that they make.
const components = join(dirname(fromSite.resolve("govuk-frontend/package.json")), "dist", "govuk", "components");
function examplesOf(component) {
  return JSON.parse(readFileSync(join(components, component, "fixtures.json"), "utf8")).fixtures;
}

const allExamples = readdirSync(components, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((entry) => examplesOf(entry.name).map((example) => example.html))
  .join("\n");

// Runs in the browser: by class of a component's part, such as govuk-details__summary, the elements that carry it.
function partsOf(html) {
  const parts = {};
  const content = new DOMParser().parseFromString(html, "text/html");
  for (const element of content.querySelectorAll("[class*='govuk-'][class*='__']")) {
    for (const name of element.classList) {
      if (name.startsWith("govuk-") && name.includes("__")) {
        (parts[name] ??= []).push(element.localName);
      }
    }
  }
  return Object.fromEntries(Object.entries(parts).map(([name, tags]) => [name, Array.from(new Set(tags))]));
}

let knownParts;

// Parts of govuk-frontend's components that the package does not know, makes of other elements, or puts inside their component.
export async function strangeParts(page) {
  if (knownParts === undefined) {
    const blank = await page.context().newPage(); // the examples have styles of their own, which our pages do not allow
    knownParts = await blank.evaluate(partsOf, allExamples);
    await blank.close();
  }
  return page.evaluate((known) => {
    const problems = [];
    for (const element of document.querySelectorAll("[class*='govuk-'][class*='__']")) {
      for (const name of element.classList) {
        if (!name.startsWith("govuk-") || !name.includes("__") || name.startsWith("govuk-template")) {
          continue;
        }
        const component = name.slice(0, name.indexOf("__"));
        if (!(name in known)) {
          problems.push(`${name} is unknown`);
        } else if (!known[name].includes(element.localName)) {
          problems.push(`${name} is a ${element.localName}, not a ${known[name].join(" or ")}`);
        } else if (element.closest(`.${component}`) === null) {
          problems.push(`${name} stands outside ${component}`);
        }
      }
    }
    return problems;
  }, knownParts);
}

// Runs in the browser: the paths of elements from `root` down, each with its classes of govuk-frontend and what tells assistive
// technology of it. Two trees with the same paths have the same structure, however often a part comes.
function structureOf(root) {
  const telling = ["role", "aria-current", "rel", "type", "scope"];
  const describe = (element) => {
    const classes = Array.from(element.classList).filter((name) => name.startsWith("govuk-") && !name.includes("--width-")).sort();
    const attributes = telling.filter((name) => element.hasAttribute(name)).map((name) => `[${name}=${element.getAttribute(name)}]`);
    const named = element.hasAttribute("aria-label") ? "[aria-label]" : "";
    return element.localName + classes.map((name) => `.${name}`).join("") + attributes.join("") + named;
  };
  const paths = new Set();
  const walk = (element, above) => {
    const path = above === "" ? describe(element) : `${above} > ${describe(element)}`;
    paths.add(path);
    for (const child of element.children) {
      if (child.namespaceURI === "http://www.w3.org/1999/xhtml") {
        walk(child, path);
      }
    }
  };
  walk(root, "");
  return Array.from(paths).sort();
}

// What an example of a component has and the page's own does not; `selector` finds both.
export async function missingStructure(page, component, example, selector) {
  const { html } = examplesOf(component).find(({ name }) => name === example);
  const original = await page.evaluateHandle(([text, wanted]) => new DOMParser().parseFromString(text, "text/html").querySelector(wanted), [html, selector]);
  const own = await page.$(selector);
  if (own === null) {
    return [`there is no ${selector}`];
  }
  const paths = new Set(await own.evaluate(structureOf));
  return (await original.evaluate(structureOf)).filter((path) => !paths.has(path));
}

// What must hold of every page as it is shown; keeps a picture of it under `name`.
export async function lookAt(page, name) {
  assert.deepEqual(await accessibilityProblems(page), [], name);
  if ((await sidewaysScroll(page)) !== 0) {
    const wide = await page.evaluate(() => [...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth).map((e) => `${e.localName}.${e.className}`).slice(0, 5));
    assert.fail(`${name} scrolls sideways: ${wide}`);
  }
  assert.deepEqual(await strangeParts(page), [], name);
  await page.screenshot({ path: join(screenshots, `${name}-${page.viewportSize().width}.png`), fullPage: true });
}
