// SPDX-License-Identifier: GPL-3.0-or-later
// The filter panel: it folds away on narrow screens, and long lists get a box that narrows them (ux F9, F11).

const kNarrow = window.matchMedia("(max-width: 47.99em)");

function show(toggle, panel, open) {
  panel.hidden = !open;
  toggle.setAttribute("aria-expanded", String(open));
  toggle.textContent = open ? toggle.dataset.hide : toggle.dataset.show;
}

// As it is when the page opens: folded where there is little room, unless something in it has to be mended.
function fold() {
  for (const toggle of document.querySelectorAll("[data-folds]")) {
    const panel = document.getElementById(toggle.getAttribute("aria-controls"));
    toggle.hidden = !kNarrow.matches;
    toggle.onclick = () => show(toggle, panel, panel.hidden);
    show(toggle, panel, !kNarrow.matches || panel.querySelector(".govuk-error-message") !== null);
  }
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

function narrow(fieldset, typed) {
  const wanted = folded(typed);
  let shown = 0;
  for (const item of fieldset.querySelectorAll("li")) {
    const fits = Array.from(item.querySelectorAll("label")).some((label) => folded(label.firstChild.textContent).includes(wanted));
    item.hidden = !fits && item.querySelector("input:checked") === null; // what is chosen stays in sight
    shown += item.hidden ? 0 : 1;
  }
  return shown;
}

function addBox(fieldset) {
  const name = fieldset.querySelector("legend").textContent.trim();
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
    const more = fieldset.querySelector("details");
    if (more && folded(box.value) !== "") {
      more.open = true;
    }
    status.textContent = `${narrow(fieldset, box.value)} shown`;
  });
  // Enter would send the whole form, half-chosen.
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
    }
  });
  for (const part of [label, box, status]) {
    part.dataset.kept = "";
  }
  fieldset.querySelector("legend").after(label, box, status);
}

// Also after the panel was brought up to date, of which the boxes and what was typed into them are no part.
export function setUpFilters() {
  fold();
  for (const fieldset of document.querySelectorAll("[data-facet] fieldset")) {
    const box = fieldset.querySelector(".ww-facet__find");
    if (!("filterable" in fieldset.dataset)) {
      fieldset.querySelectorAll(":scope > [data-kept]").forEach((part) => part.remove());
      narrow(fieldset, "");
    } else if (box === null) {
      addBox(fieldset);
    } else {
      narrow(fieldset, box.value);
    }
  }
  document.documentElement.dataset.scripted = ""; // what the styles have kept room for is there
}

kNarrow.addEventListener("change", fold);
