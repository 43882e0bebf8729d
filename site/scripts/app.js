// SPDX-License-Identifier: GPL-3.0-or-later
// Everything works without this file. It folds the filters away on narrow screens, adds a box that narrows long lists of
// filters, moves the focus to what is wrong with a form, and fetches what draws pictures where a page has a place for one.

const kNarrow = "(max-width: 47.99em)";

function foldFilters(filters) {
  const toggle = filters.querySelector("button[aria-controls]");
  const panel = document.getElementById(toggle.getAttribute("aria-controls"));
  const narrow = window.matchMedia(kNarrow);
  const show = (open) => {
    panel.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? "Hide filters" : "Show filters";
  };
  const adapt = () => {
    toggle.hidden = !narrow.matches;
    show(!narrow.matches || panel.querySelector(".govuk-error-message") !== null);
  };
  toggle.addEventListener("click", () => show(panel.hidden));
  narrow.addEventListener("change", adapt);
  adapt();
}

// "&" and "and" are alike, and so are capitals and small letters; punctuation does not count.
function folded(text) {
  return text
    .normalize("NFD")
    .toLowerCase()
    .replace(/&/g, " and ")
    .replace(/[^a-z0-9 ]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function addFilterBox(fieldset) {
  const name = fieldset.querySelector("legend").textContent.trim();
  const more = fieldset.querySelector("details");
  const items = Array.from(fieldset.querySelectorAll("li"));
  const label = document.createElement("label");
  label.className = "govuk-label ww-facet__find-label";
  label.textContent = `Find in ${name.toLowerCase()}`;
  label.htmlFor = `find-${fieldset.closest("[data-facet]").dataset.facet}`;
  const box = document.createElement("input");
  box.className = "govuk-input ww-facet__find";
  box.id = label.htmlFor;
  box.type = "search";
  box.autocomplete = "off";
  const status = document.createElement("p");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  box.addEventListener("input", () => {
    const wanted = folded(box.value);
    if (more && wanted !== "") {
      more.open = true;
    }
    let shown = 0;
    for (const item of items) {
      const fits = Array.from(item.querySelectorAll("label")).some((text) => folded(text.firstChild.textContent).includes(wanted));
      item.hidden = !fits && item.querySelector("input:checked") === null;
      shown += item.hidden ? 0 : 1;
    }
    status.textContent = `${shown} shown`;
  });
  // Enter would send the whole form, half-chosen.
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
    }
  });
  fieldset.querySelector("legend").after(label, box, status);
}

function offerPrinting(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

document.querySelectorAll("[data-print]").forEach(offerPrinting);
document.querySelectorAll("[data-filters]").forEach(foldFilters);
document.querySelectorAll("[data-filterable]").forEach(addFilterBox);
document.querySelector(".govuk-error-summary")?.focus();

const plots = document.querySelectorAll("[data-plot]");
if (plots.length > 0) {
  import("./plots/plots.js").then(({ drawPlots }) => drawPlots(plots));
}
