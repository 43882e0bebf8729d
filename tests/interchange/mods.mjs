// SPDX-License-Identifier: GPL-3.0-or-later
import { letters, require } from "./export.mjs";

const { DOMParser } = require("@xmldom/xmldom");

const elements = (node, name) => [...node.getElementsByTagName(name)];
const children = (node, name) => [...node.childNodes].filter((child) => child.nodeName === name);
const textOf = (nodes) => nodes.map((node) => node.textContent.trim()).filter(Boolean);

// What stands in the MODS of bibutils, an object a reference.
export function readMods(xml) {
  return elements(new DOMParser().parseFromString(xml.replace(/^\uFEFF/, ""), "text/xml"), "mods").map((mods) => ({
    title: textOf(children(mods, "titleInfo").flatMap((info) => elements(info, "title"))).join(),
    authors: children(mods, "name")
      .filter((name) => elements(name, "roleTerm").some((term) => term.textContent === "author"))
      .map((name) => {
        const part = (type) => textOf(elements(name, "namePart").filter((node) => (node.getAttribute("type") ?? "") === type));
        return [...part(""), ...part("family"), ...part("given"), ...part("suffix")].join(" ");
      }),
    years: [...new Set(textOf([...elements(mods, "dateIssued"), ...elements(mods, "date")]))],
    genres: textOf(elements(mods, "genre")),
    doi: textOf(elements(mods, "identifier").filter((node) => node.getAttribute("type") === "doi")),
    key: textOf(elements(mods, "identifier").filter((node) => node.getAttribute("type") === "citekey")).join(),
    urls: textOf(elements(mods, "url")),
    notes: textOf([...elements(mods, "note"), ...elements(mods, "bibtex-annote")]),
    abstract: textOf(elements(mods, "abstract")).join(),
    all: letters(mods.textContent),
  }));
}
