// SPDX-License-Identifier: GPL-3.0-or-later
// Records by year of publication, stacked by effect.
import { ticks } from "d3-array";
import { plots as words } from "../../content.json";
import { countOf, effectsOf, fill, most, readCounts } from "./counts.js";
import { effectKey, effectRect, svg, tell, text } from "./marks.js";
import { halfSince, labelledYears, withoutGaps } from "./years_model.js";

const kHeight = 200; // pixels, of the columns
const kAbove = 22;
const kBelow = 26;
const kLeft = 24; // for the numbers of the grid
const kRight = 16; // for the half of the last year's number
const kYearWidth = 44; // that the number of a year takes

export function read([table]) {
  const years = Array.from(table.querySelectorAll("tr[data-year]"), (row) => ({
    year: Number(row.dataset.year),
    href: row.querySelector("a")?.href,
    ...readCounts(row.dataset),
  })).filter(({ year, count }) => Number.isFinite(year) && count > 0);
  return years.length === 0 ? null : withoutGaps(years);
}

export function sentence(years) {
  const peak = most(years);
  return fill(words.years.sentence, {
    records: countOf(
      years.reduce((sum, { count }) => sum + count, 0),
      words.records,
    ),
    first: years[0].year,
    last: years[years.length - 1].year,
    half: halfSince(years),
    most: peak.year,
    count: peak.count,
  });
}

function column({ year, count, parts, href }, x, width, scale) {
  let y = kAbove + kHeight;
  // Not measured stands on top, as it says least.
  const rects = parts.map((part) => {
    y -= part.count * scale;
    return effectRect(part.effect, { x, y, width, height: part.count * scale });
  });
  const says = parts.map((part) => `${words.effects[part.effect]}: ${part.count}`).join("; ");
  return tell(svg("g", {}, ...rects), `${year}: ${count}. ${says}`, href);
}

export function draw(years, width) {
  const highest = most(years).count;
  const scale = kHeight / highest;
  const each = (width - kLeft - kRight) / years.length;
  const bottom = kAbove + kHeight;
  const grid = ticks(0, highest, 4)
    .filter((count) => Number.isInteger(count) && count > 0)
    .flatMap((count) => {
      const y = bottom - count * scale;
      return [
        svg("line", { class: "ww-years-plot__grid", x1: kLeft, x2: width - kRight, y1: y, y2: y }),
        text({ class: "ww-years-plot__step", x: kLeft - 6, y: y + 5 }, String(count)),
      ];
    });
  const columns = years.map((entry, i) => column(entry, kLeft + (i + 0.1) * each, each * 0.8, scale));
  const base = svg("line", { class: "ww-years-plot__base", x1: kLeft, x2: width - kRight, y1: bottom, y2: bottom });
  const labels = labelledYears(years, width, kYearWidth).map(({ year }) =>
    text({ class: "ww-years-plot__year", x: kLeft + (year - years[0].year + 0.5) * each, y: bottom + 18 }, String(year)),
  );
  const size = { viewBox: `0 0 ${width} ${bottom + kBelow}`, width, height: bottom + kBelow };
  return [effectKey(effectsOf(years)), svg("svg", { class: "ww-years-plot", ...size }, ...grid, ...columns, base, ...labels)];
}
