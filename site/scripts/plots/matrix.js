// SPDX-License-Identifier: GPL-3.0-or-later
// An evidence map: for each field a square as large as its number of records, in bands by effect; gaps are marked as gaps.
import { plots as words } from "../../content.json";
import { effectsOf, fill, fillCount, most, readCounts } from "./counts.js";
import { effectKey, effectRect, html, key, svg, tell } from "./marks.js";

const own = words.matrix;
const kLargest = 40; // pixels
const kLargestNarrow = 32;
const kSmallest = 7;
const kNarrow = 600;
const kStrong = 3; // from this level on evidence is called strong

export const scrolls = true;

const unique = (entries) => Array.from(new Map(entries));

export function read([table]) {
  const fields = Array.from(table.querySelectorAll("td[data-row]"), (cell) => ({
    row: cell.dataset.row,
    column: cell.dataset.column,
    rowLabel: cell.dataset.rowLabel,
    columnLabel: cell.dataset.columnLabel,
    strong: Number(cell.dataset.strength ?? 0) >= kStrong,
    href: cell.querySelector("a")?.href,
    ...readCounts(cell.dataset),
  }));
  if (!fields.some(({ count }) => count > 0)) {
    return null;
  }
  return {
    fields: new Map(fields.map((field) => [`${field.row} ${field.column}`, field])),
    rows: unique(fields.map(({ row, rowLabel }) => [row, rowLabel])),
    columns: unique(fields.map(({ column, columnLabel }) => [column, columnLabel])),
  };
}

export function sentence({ fields }) {
  const all = Array.from(fields.values());
  const filled = all.filter(({ count }) => count > 0);
  const { rowLabel: row, columnLabel: column, count } = most(filled);
  return fill(own.sentence, { filled: filled.length, all: all.length, gaps: fillCount(own.gaps, all.length - filled.length), row, column, count });
}

function square(field, side) {
  let y = 1;
  const bands = field.parts.map(({ effect, count }) => {
    const height = (side * count) / field.count;
    const band = effectRect(effect, { x: 1, y, width: side, height });
    y += height;
    return band;
  });
  const edge = field.strong ? [svg("rect", { class: "ww-matrix__strong", x: 1, y: 1, width: side, height: side })] : [];
  const says = field.parts.map(({ effect, count }) => `${words.effects[effect]}: ${count}`).join("; ");
  return tell(svg("svg", { width: side + 2, height: side + 2 }, ...bands, ...edge), `${field.rowLabel}, ${field.columnLabel}: ${says}`, field.href);
}

function cell(field, scale) {
  if (!field || field.count === 0) {
    return html("div", "ww-matrix__cell ww-matrix__cell--gap", "–");
  }
  const side = Math.max(kSmallest, scale * Math.sqrt(field.count));
  return html("div", "ww-matrix__cell", square(field, side), html("span", "ww-matrix__count", String(field.count)));
}

export function draw({ fields, rows, columns }, width) {
  const all = Array.from(fields.values());
  const scale = (width < kNarrow ? kLargestNarrow : kLargest) / Math.sqrt(most(all).count);
  const heads = columns.map(([, label]) => html("div", "ww-matrix__column", html("span", "ww-matrix__column-label", label)));
  const lines = rows.map(([row, label]) =>
    html("div", "ww-matrix__line", html("div", "ww-matrix__row", label), ...columns.map(([column]) => cell(fields.get(`${row} ${column}`), scale))),
  );
  const strong = svg("svg", { width: 18, height: 18 }, svg("rect", { class: "ww-matrix__strong", x: 2, y: 2, width: 14, height: 14 }));
  return [
    effectKey(effectsOf(all)),
    ...(all.some((field) => field.strong) ? [key([[strong, own.strong]])] : []),
    html("p", "ww-plot__note", own.size),
    html("div", "ww-matrix", html("div", "ww-matrix__line", html("div", "ww-matrix__row"), ...heads), ...lines),
  ];
}
