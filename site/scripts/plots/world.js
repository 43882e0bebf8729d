// SPDX-License-Identifier: GPL-3.0-or-later
// Where records come from: countries shaded by their number of records, which is written on those that have the room; Europe once more, larger.
/*! With d3-geo, topojson-client and world-atlas: ISC, (c) Mike Bostock; parts of d3-geo: MIT, (c) Charles Karney. Outlines: Natural Earth. */
import { geoConicEqualArea, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import world from "world-data";
import { plots as words } from "../../content.json";
import { countOf, fill, readCounts } from "./counts.js";
import { html, key, svg, tell, text } from "./marks.js";
import { classLabel, classesOf, classOf } from "./world_model.js";

const own = words.world;
const kNamed = 3; // countries in the sentence
const kWide = 760; // pixels, from where on Europe stands beside the world
const kSmall = 7; // pixels, across; a country that is smaller gets a disc
const kSmallNarrow = 4;
const kRoom = { width: 15, height: 13 }; // pixels, that a number takes
const kEurope = [-25, 34, 34, 71]; // west, south, east, north, in degrees
const kEuropeShown = [-10.5, 34.5, 34, 66];
const kFewestForEurope = 3; // countries

const countries = feature(world.topology, world.topology.objects.countries).features;

export function read([table]) {
  const entries = Array.from(table.querySelectorAll("tr[data-country]"), (row) => ({
    code: row.dataset.country,
    label: row.dataset.label ?? row.querySelector("th")?.textContent.trim() ?? row.dataset.country,
    href: row.querySelector("a")?.href,
    ...readCounts(row.dataset),
  })).filter(({ count }) => count > 0);
  entries.sort((a, b) => b.count - a.count);
  return entries.length === 0 ? null : entries;
}

export function sentence(entries) {
  const named = entries.slice(0, kNamed).map(({ label, count }) => `${label} (${count})`);
  return fill(own.sentence, { countries: countOf(entries.length, own.countries), most: named.join(", ") });
}

const outlineOf = (code) => countries.find(({ id }) => id === code);

// Where a country's number or disc stands: its middle, or the place of one without an outline.
function spotOf(code, path, projection) {
  const outline = outlineOf(code);
  if (!outline) {
    return world.places[code] && { point: projection(world.places[code]), size: { width: 0, height: 0 } };
  }
  const largest = largestPart(outline);
  const [[left, top], [right, bottom]] = path.bounds(largest);
  return { point: path.centroid(largest), size: { width: right - left, height: bottom - top } };
}

function largestPart({ geometry }) {
  const parts = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  const polygons = parts.map((coordinates) => ({ type: "Polygon", coordinates }));
  const area = geoPath();
  return polygons.reduce((a, b) => (area.area(b) > area.area(a) ? b : a));
}

// `numbered`: which countries have their number written on them, room permitting.
function panel(entries, classes, projection, [width, height], name, numbered) {
  const small = width < kWide / 2 ? kSmallNarrow : kSmall;
  const path = geoPath(projection);
  const known = new Map(entries.map((entry) => [entry.code, entry]));
  const shade = ({ count }) => `ww-world__country ww-world__country--${classOf(classes, count)}`;
  const says = ({ label, count }) => `${label}: ${countOf(count, words.records)}`;
  const land = countries.filter(({ id }) => !known.has(id)).map((country) => svg("path", { class: "ww-world__land", d: path(country) ?? "" }));
  const shaded = countries
    .filter(({ id }) => known.has(id))
    .map((country) =>
      tell(svg("path", { class: shade(known.get(country.id)), d: path(country) ?? "" }), says(known.get(country.id)), known.get(country.id).href),
    );
  const spots = entries
    .map((entry) => [entry, spotOf(entry.code, path, projection)])
    .filter(([, spot]) => spot?.point && spot.point.every(Number.isFinite));
  const discs = spots
    .filter(([, { size }]) => Math.max(size.width, size.height) < small)
    .map(
      ([
        entry,
        {
          point: [cx, cy],
        },
      ]) => tell(svg("circle", { class: shade(entry), cx, cy, r: small / 2 + 1 }), says(entry), entry.href),
    );
  const numbers = spots
    .filter(([entry, { size }]) => numbered(entry) && size.width >= kRoom.width && size.height >= kRoom.height)
    .map(
      ([
        entry,
        {
          point: [x, y],
        },
      ]) => text({ class: `ww-world__number ww-world__number--${classOf(classes, entry.count)}`, x, y: y + 5 }, String(entry.count)),
    );
  return svg(
    "svg",
    { class: `ww-world__panel ww-world__panel--${name}`, viewBox: `0 0 ${width} ${height}`, width, height },
    ...land,
    ...shaded,
    ...discs,
    ...numbers,
  );
}

function worldPanel(entries, classes, width, numbered) {
  const size = [width, Math.round(width * 0.46)];
  return panel(entries, classes, geoEqualEarth().fitSize(size, { type: "FeatureCollection", features: countries }), size, "world", numbered);
}

function isInEurope({ code }) {
  const outline = outlineOf(code);
  const [longitude, latitude] = outline ? geoPath().centroid(largestPart(outline)) : (world.places[code] ?? [Infinity, Infinity]);
  const [west, south, east, north] = kEurope;
  return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
}

function europePanel(entries, classes, width) {
  const size = [width, width];
  const [west, south, east, north] = kEuropeShown;
  const frame = {
    type: "MultiPoint",
    coordinates: [
      [west, south],
      [east, south],
      [west, north],
      [east, north],
      [(west + east) / 2, south],
    ],
  };
  const projection = geoConicEqualArea()
    .parallels([40, 60])
    .rotate([-11, 0])
    .fitSize(size, frame)
    .clipExtent([[0, 0], size]);
  const shown = entries.filter((entry) => isInEurope(entry) || outlineOf(entry.code));
  return html("div", "ww-world__europe", html("p", "ww-world__name", own.europe), panel(shown, classes, projection, size, "europe", isInEurope));
}

export function draw(entries, width) {
  const highest = entries[0].count;
  const classes = classesOf(highest);
  const hasEurope = entries.filter(isInEurope).length >= kFewestForEurope;
  const beside = hasEurope && width >= kWide;
  const worldWidth = beside ? Math.floor(width * 0.64) : width;
  const panels = [worldPanel(entries, classes, worldWidth, (entry) => !hasEurope || !isInEurope(entry))];
  if (hasEurope) {
    panels.push(europePanel(entries, classes, beside ? width - worldWidth - 20 : Math.min(width, 480)));
  }
  const swatches = classes.map((entry, i) => [
    svg("svg", { width: 18, height: 18 }, svg("rect", { class: `ww-world__country ww-world__country--${i}`, x: 1, y: 1, width: 16, height: 16 })),
    classLabel(entry, highest),
  ]);
  const missing = entries.filter(({ code }) => !outlineOf(code) && !world.places[code]).map(({ label, count }) => `${label} (${count})`);
  const note = missing.length === 0 ? [] : [html("p", "ww-plot__note", fill(own.elsewhere, { names: missing.join(", ") }))];
  return [html("div", "ww-world__key", html("span", "ww-world__key-name", own.key), key(swatches)), html("div", "ww-world", ...panels), ...note];
}
