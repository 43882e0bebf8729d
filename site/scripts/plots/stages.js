// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a criminal business in their order, one flowing into the next, with the records on each by effect.
import { plots as words } from "../../content.json";
import { effectsOf, fill, most, readCounts } from "./counts.js";
import { effectBar, effectKey, html, svg, tell, text } from "./marks.js";

const kBar = 26; // pixels

export function read([table]) {
  const stages = Array.from(table.querySelectorAll("tr[data-stage]"), (row) => ({
    label: row.dataset.label,
    href: row.querySelector("a")?.href,
    ...readCounts(row.dataset),
  }));
  return stages.some(({ count }) => count > 0) ? stages : null;
}

export function sentence(stages) {
  const reducing = ({ parts }) => parts.find(({ effect }) => effect === "reduces")?.count ?? 0;
  const [high, low, best] = [most(stages), most(stages, ({ count }) => -count), most(stages, reducing)];
  return fill(words.stages.sentence, {
    most: high.label,
    most_count: high.count,
    fewest: low.label,
    fewest_count: low.count,
    best: best.label,
    best_count: reducing(best),
  });
}

// A numbered station, as high as its line, with an arrow to the next.
function station(number, last) {
  const arrow = svg("svg", { x: 16, y: "100%", overflow: "visible" }, svg("path", { class: "ww-stages__arrow", d: "M-6,-8 L6,-8 L0,1 Z" }));
  const onward = last ? [] : [svg("line", { class: "ww-stages__line", x1: 16, x2: 16, y1: 30, y2: "100%" }), arrow];
  const disc = svg("circle", { class: "ww-stages__disc", cx: 16, cy: 16, r: 14 });
  return html(
    "div",
    "ww-stages__station",
    svg("svg", { width: 32, height: "100%" }, ...onward, disc, text({ class: "ww-stages__number", x: 16, y: 21 }, String(number))),
  );
}

export function draw(stages) {
  const longest = most(stages).count;
  const lines = stages.map((stage, i) =>
    html(
      "div",
      "ww-stages__line-of-stage",
      station(i + 1, i + 1 === stages.length),
      html("div", "ww-stages__label", stage.label),
      html("div", "ww-stages__bar", tell(effectBar(stage, longest, kBar), stage.label, stage.href)),
      html("div", "ww-stages__count", String(stage.count)),
    ),
  );
  return [effectKey(effectsOf(stages)), html("div", "ww-stages", ...lines)];
}
