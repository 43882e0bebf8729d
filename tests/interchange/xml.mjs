// SPDX-License-Identifier: GPL-3.0-or-later
// Reads XML strictly: what is not well-formed throws.
import { require } from "./export.mjs";

const { DOMParser, onErrorStopParsing } = require("@xmldom/xmldom");

export function parseXml(text) {
  return new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, "application/xml");
}

// Elements by their local name below a node, as an array.
export const all = (node, name) => [...node.getElementsByTagNameNS("*", name)];
export const texts = (node, name) => all(node, name).map((element) => element.textContent);
