// SPDX-License-Identifier: GPL-3.0-or-later
// Outcomes as dots beside the line of no difference, with their confidence intervals where there are any.
import { plots as words } from "../../content.json";
import { countOf, fill, fillCount } from "./counts.js";
import { panelsOf, readOutcome, tally } from "./intervals_model.js";
import { html, key, percent, svg, tell, text } from "./marks.js";

const own = words.intervals;
const kWide = 560; // pixels, from where on names stand beside their outcomes
const kMostLabelled = 40; // outcomes in a picture; panels that would bring more are drawn close together, without names
const kMostLabelledNarrow = 12;
const kMostOnManyLines = 8; // outcomes in a panel; where there are more, each name has one line, and its end may be cut
const kCloseRow = 9; // pixels
const kRadius = 6;
const kSmallRadius = 4;

export function read(tables) {
  const outcomes = tables.flatMap((table) =>
    Array.from(table.querySelectorAll("tr[data-measure]"), (row) => ({
      ...readOutcome(row.dataset),
      href: row.querySelector("a")?.href,
      record: row.querySelector("a")?.textContent,
      number: row.querySelector(".ww-table__value")?.textContent ?? "",
      interval: row.querySelector(".ww-table__range--interval")?.textContent ?? "",
    })),
  );
  const panels = panelsOf(outcomes);
  return panels.length === 0 ? null : { outcomes, panels };
}

export function sentence({ outcomes }) {
  const counts = tally(outcomes);
  const judged = Object.entries(own.verdicts).filter(([name, label]) => label && counts[name]);
  const parts = judged.map(([name, label]) => `${counts[name]} ${label}`).join(", ");
  const apart = ["activity", "elsewhere"].filter((name) => counts[name]).map((name) => fillCount(own[name], counts[name]));
  return [fill(parts ? own.judged : own.unjudged, { outcomes: countOf(outcomes.length, own.outcomes), parts }), ...apart].join(" ");
}

const within = (place) => Math.min(1, Math.max(0, place));

// Each class has a shape of its own, drawn about the origin: a disc is better, a diamond worse, a ring cannot tell, a square is no harm at all.
function shape(name, radius) {
  const attributes = { class: `ww-outcome ww-outcome--${name}` };
  if (name === "worse") {
    const r = radius * 1.3;
    return svg("path", { ...attributes, d: `M0,${-r} L${r},0 L0,${r} L${-r},0 Z` });
  }
  if (name === "activity") {
    return svg("rect", { ...attributes, x: -radius * 0.85, y: -radius * 0.85, width: radius * 1.7, height: radius * 1.7 });
  }
  return svg("circle", { ...attributes, r: radius });
}

// At a place on the axis, whatever the width is.
function at(place, y, ...children) {
  return svg("svg", { x: percent(within(place)), y, overflow: "visible" }, ...children);
}

function arrow(place, y) {
  const points = place < 0 ? "4,-4 -3,0 4,4" : "-4,-4 3,0 -4,4";
  return at(place, y, svg("polygon", { points, class: "ww-outcome__arrow" }));
}

function mark(outcome, { place }, y, radius) {
  const { value, low, high, class: name } = outcome;
  const parts = [];
  if (low !== null && high !== null) {
    const [from, to] = [place(low), place(high)];
    parts.push(
      svg("line", { x1: percent(within(from)), x2: percent(within(to)), y1: y, y2: y, class: `ww-outcome__interval ww-outcome__interval--${name}` }),
    );
    parts.push(...[from, to].filter((end) => end !== within(end)).map((end) => arrow(end, y)));
  }
  parts.push(at(place(value), y, shape(name, radius)));
  if (place(value) > 1) {
    parts.push(arrow(place(value), y));
  }
  const says = [outcome.record, outcome.label, `${outcome.number} ${outcome.interval}`.trim(), own.verdicts[name]].filter(Boolean).join("; ");
  return tell(svg("g", {}, ...parts), says, outcome.href);
}

// The good side is tinted, where one is; activity has no direction.
function goodSide(harm, middle) {
  const sides = { lower: { x: 0, width: percent(middle) }, higher: { x: percent(middle), width: percent(1 - middle) } };
  return sides[harm] ? [svg("rect", { class: "ww-intervals__good", y: 0, height: "100%", ...sides[harm] })] : [];
}

function ground({ harm, none, axis }) {
  const upright = (value, name) => svg("line", { class: name, x1: percent(axis.place(value)), x2: percent(axis.place(value)), y1: 0, y2: "100%" });
  const grid = axis.ticks.map((tick) => upright(tick, "ww-intervals__grid"));
  return [...goodSide(harm, axis.place(none)), ...grid, upright(none, "ww-intervals__none")];
}

// A drawing as high as the words beside it; they stand in three columns, or below each other where there is no room.
function line(label, number, ...drawing) {
  return [html("div", "ww-intervals__label", ...label), html("div", "ww-intervals__number", ...number), html("div", "ww-intervals__row", ...drawing)];
}

function labelledRows(panel) {
  return panel.outcomes.flatMap((outcome) =>
    line(
      [outcome.label, ...(outcome.record ? [html("span", "ww-intervals__record", outcome.record)] : [])],
      [html("strong", "", outcome.number), ` ${own.verdicts[outcome.class]}`],
      svg(
        "svg",
        { class: "ww-intervals__ground", width: "100%", height: "100%" },
        ...ground(panel),
        svg("svg", { y: "50%", overflow: "visible" }, mark(outcome, panel.axis, 0, kRadius)),
      ),
    ),
  );
}

function closeRows(panel) {
  const height = (panel.outcomes.length + 1) * kCloseRow;
  const marks = panel.outcomes.map((outcome, i) => mark(outcome, panel.axis, (i + 1) * kCloseRow, kSmallRadius));
  const counts = tally(panel.outcomes);
  const classes = Object.keys(own.verdicts).filter((name) => counts[name]);
  const items = classes.map((name) => [
    svg("svg", { width: 18, height: 18 }, svg("svg", { x: 9, y: 9, overflow: "visible" }, shape(name, kRadius))),
    own.verdicts[name] ? `${counts[name]} ${own.verdicts[name]}` : countOf(counts[name], own.outcomes),
  ]);
  return line(
    [key(items), html("p", "ww-plot__note", own.many)],
    [],
    svg("svg", { class: "ww-intervals__close", width: "100%", height }, ...ground(panel), ...marks),
  );
}

const tickText = (value) => `${value < 0 ? "−" : ""}${Number(Math.abs(value).toPrecision(3))}`;

function axis({ axis: { ticks, place }, none, measures, harm }) {
  const numbers = ticks.map((tick) =>
    text({ x: percent(place(tick)), y: 14, class: `ww-intervals__tick${tick === none ? " ww-intervals__tick--none" : ""}` }, tickText(tick)),
  );
  const [left, right] = own.ends[measures]?.[harm] ?? ["", ""];
  return line(
    [],
    [],
    svg("svg", { class: "ww-intervals__axis", width: "100%", height: 18 }, ...numbers),
    html("div", "ww-intervals__ends", html("span", "", left && `◄ ${left}`), html("span", "", right && `${right} ►`)),
  );
}

function drawPanel(panel, labelled) {
  const { measure, measures, none } = panel;
  const rows = labelled ? labelledRows(panel) : closeRows(panel);
  return html(
    "div",
    "ww-intervals",
    html(
      "p",
      "ww-intervals__heading",
      html("strong", "", own.measured[measures]),
      `: ${own.measures[measure] ?? measure}; ${fill(own.none, { none })}`,
    ),
    html("div", `ww-intervals__rows${panel.outcomes.length > kMostOnManyLines ? " ww-intervals__rows--dense" : ""}`, ...rows, ...axis(panel)),
  );
}

export function draw({ panels }, width) {
  let room = width < kWide ? kMostLabelledNarrow : kMostLabelled;
  return panels.map((panel) => {
    const labelled = panel.outcomes.length <= room;
    room -= labelled ? panel.outcomes.length : 0;
    return drawPanel(panel, labelled);
  });
}
