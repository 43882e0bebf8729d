// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a picture into each element with data-plot from the tables that data-table names. The tables are the primary form and stay as they
// are (ux A10). A plot has three parts: read(tables) gives what is to be drawn, or null; sentence(model) tells the finding; draw(model, width)
// makes the elements.
/*! With d3-array: ISC, (c) Mike Bostock. */
import { plots as words } from "../../content.json";
import * as intervals from "./intervals.js";
import { html, placePatterns } from "./marks.js";
import * as matrix from "./matrix.js";
import * as stages from "./stages.js";
import * as years from "./years.js";

// Member by member: a module as a value needs a helper, which the bundler would have every page fetch.
const kPlots = {
  intervals: () => ({ read: intervals.read, sentence: intervals.sentence, draw: intervals.draw }),
  matrix: () => ({ read: matrix.read, sentence: matrix.sentence, draw: matrix.draw, scrolls: matrix.scrolls }),
  stages: () => ({ read: stages.read, sentence: stages.sentence, draw: stages.draw }),
  years: () => ({ read: years.read, sentence: years.sentence, draw: years.draw }),
  world: () => import("./world.js"), // with the countries' outlines, which are larger than all the rest
};

// Calls back with the width of an element now and whenever it changes.
function followWidth(element, callback) {
  let known = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width > 0 && width !== known) {
      known = width;
      requestAnimationFrame(() => callback(width));
    }
  }).observe(element);
}

async function drawPlot(container) {
  const tables = container.dataset.table
    .split(" ")
    .map((id) => document.getElementById(id))
    .filter((table) => table !== null);
  if (tables.length === 0) {
    return; // a search that found nothing
  }
  const plot = await kPlots[container.dataset.plot]();
  const model = plot.read(tables);
  if (model === null) {
    return;
  }
  placePatterns();
  const sentence = plot.sentence(model);
  const image = html("div", "ww-plot__image");
  image.setAttribute("role", "img");
  image.setAttribute("aria-label", `${sentence} ${words.table}`);
  image.addEventListener("click", ({ target }) => {
    const href = target.closest("[data-href]")?.getAttribute("data-href");
    if (href) {
      location.assign(href);
    }
  });
  if (plot.scrolls) {
    image.classList.add("ww-plot__image--wide");
    const region = html("div", "ww-scroll", image);
    region.setAttribute("role", "region");
    region.setAttribute("aria-label", words.picture);
    region.tabIndex = 0;
    container.append(region);
  } else {
    container.append(image);
  }
  followWidth(container, (width) => image.replaceChildren(html("p", "ww-plot__finding", sentence), ...plot.draw(model, width)));
}

// Resolves when the styles of the pictures are there, or cannot be had.
function fetchStyles() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = document.querySelector("script[data-pictures-css]").dataset.picturesCss;
  document.head.append(link);
  return new Promise((resolve) => {
    link.onload = resolve;
    link.onerror = resolve;
  });
}

export async function drawPlots(containers) {
  await fetchStyles();
  await Promise.all(Array.from(containers, drawPlot));
}
