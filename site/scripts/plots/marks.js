// SPDX-License-Identifier: GPL-3.0-or-later
// What plots are made of. Looks are in styles/_plots.scss; nothing sets a style of its own.
import { plots as words } from "../../content.json";
import { kEffects } from "./counts.js";

const kSvg = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(kSvg, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

export function html(name, className, ...children) {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
}

export function text(attributes, content) {
  return svg("text", attributes, content);
}

// What a pointer is told of a mark, and where a click on it leads. The table has the same as text and links.
export function tell(element, says, href) {
  element.append(svg("title", {}, says));
  if (href) {
    element.setAttribute("data-href", href);
    element.classList.add("ww-plot__target");
  }
  return element;
}

export const percent = (fraction) => `${(100 * fraction).toFixed(3)}%`;

// Stripes tell the effects apart without their colours. Patterns have ids, so that they stand in the page once.
const kStripes = {
  mixed: "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4",
  "no-effect": "M0,2 h8 M0,6 h8",
  increases: "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4 M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4",
};

export function placePatterns() {
  if (document.querySelector(".ww-patterns")) {
    return;
  }
  const patterns = kEffects.map(([effect]) =>
    svg(
      "pattern",
      { id: `ww-pattern-${effect}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
      svg("rect", { width: 8, height: 8, class: `ww-pattern ww-pattern--${effect}` }),
      ...(kStripes[effect] ? [svg("path", { d: kStripes[effect], class: `ww-stripes ww-stripes--${effect}` })] : []),
    ),
  );
  document.body.append(svg("svg", { class: "ww-patterns", width: 0, height: 0, "aria-hidden": "true", focusable: "false" }, ...patterns));
}

export function effectRect(effect, attributes) {
  return svg("rect", { ...attributes, class: `ww-effect ww-effect--${effect}`, fill: `url(#ww-pattern-${effect})` });
}

// Counts by effect as a bar: of length 1 where it is as long as the longest.
export function effectBar({ parts }, longest, height) {
  let start = 0;
  const rects = parts.map((part) => {
    const width = part.count / longest;
    const rect = effectRect(part.effect, { x: percent(start), y: 0.5, width: percent(width), height: height - 1 });
    start += width;
    return tell(rect, `${words.effects[part.effect]}: ${part.count}`);
  });
  return svg("svg", { class: "ww-plot__bar", width: "100%", height }, ...rects);
}

export function key(items) {
  return html("p", "ww-plot__key", ...items.map(([mark, label]) => html("span", "ww-plot__key-item", mark, label)));
}

export function effectKey(effects) {
  return key(
    effects.map((effect) => [
      svg("svg", { class: "ww-plot__swatch", width: 18, height: 18 }, effectRect(effect, { x: 1, y: 1, width: 16, height: 16 })),
      words.effects[effect],
    ]),
  );
}
