// SPDX-License-Identifier: GPL-3.0-or-later
// Everything works without this file. It brings searches up to date in place, folds the filters away on narrow screens, narrows long
// lists of filters, offers suggestions under search boxes, moves the focus to what is wrong with a form, offers to print, and fetches
// what draws pictures where a page has a place for one.
import { setUpFilters } from "./filters.js";
import { updateInPlace } from "./in_place.js";

setUpFilters();
updateInPlace(setUpFilters);

// Whoever never types never fetches the suggestions.
for (const field of document.querySelectorAll("[data-suggest]")) {
  field.addEventListener("input", () => import("./suggestions.js").then(({ offerSuggestions }) => offerSuggestions(field), () => {}), { once: true });
}

function offerPrinting(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

document.querySelectorAll("[data-print]").forEach(offerPrinting);

const passwords = document.querySelectorAll("[data-password]");
if (passwords.length > 0) {
  import("./passwords.js").then(({ offerShowing }) => passwords.forEach(offerShowing), () => {});
}
const draft = document.querySelector("[data-draft]");
if (draft !== null) {
  import("./draft.js").then(({ keepDraft }) => keepDraft(draft), () => {});
}
const live = document.querySelector("[data-live]");
if (live !== null) {
  import("./live.js").then(({ followWorkshop }) => followWorkshop(live), () => {});
}
const rating = document.querySelector("[data-panel]");
if (rating !== null) {
  import("./rating.js").then(({ keepRating }) => keepRating(rating), () => {});
}
document.querySelector(".govuk-error-summary")?.focus();

const plots = document.querySelectorAll("[data-plot]");
if (plots.length > 0) {
  import("./plots/plots.js").then(({ drawPlots }) => drawPlots(plots));
}
