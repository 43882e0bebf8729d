// SPDX-License-Identifier: GPL-3.0-or-later
// Searches bring the page that is open up to date instead of loading another (ux A2): the focus stays where it is, the count is
// announced, and the address and the back button work as if pages had been loaded. Whatever fails is done by loading the page.
import { morph } from "./morph.js";

const kPatience = 300; // milliseconds until it is shown that something is on its way

// How far somebody had scrolled in the answers that were left, by the number in their history entries.
const places = new Map();

const addressOf = ({ pathname, search }) => pathname + search;
const leadsHere = (url) => url.origin === location.origin && url.pathname === location.pathname;

async function fetchPage(address, signal) {
  const answer = await fetch(address, { signal, headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const scriptOf = (of) => of.querySelector("script[src]")?.getAttribute("src");
  if (!answer.ok || !page.querySelector("main[data-in-place]") || scriptOf(page) !== scriptOf(document)) {
    throw new Error("not a page that this script can show");
  }
  return { page, address: page.getElementById("results").dataset.address ?? addressOf(new URL(answer.url)) };
}

function replaceAlternates(page) {
  document.querySelectorAll("link[rel=alternate]").forEach((link) => link.remove());
  document.head.append(...page.querySelectorAll("link[rel=alternate]"));
}

// The search box is left alone, since somebody may be typing on.
function settleBox(page, typedBefore) {
  const box = document.getElementById("q");
  if (box.value === typedBefore) {
    box.value = page.getElementById("q").value;
    box.dispatchEvent(new Event("settled"));
  }
}

function scrollToResults() {
  document.getElementById("results").scrollIntoView();
}

function resultsAreInSight() {
  const { top } = document.querySelector(".ww-results__head").getBoundingClientRect();
  return top >= 0 && top < window.innerHeight * 0.8;
}

// Remembers where the focus is, and gives it back: to the same element, else to its neighbour, else to the results.
function rememberFocus() {
  const element = document.activeElement;
  const chip = element.closest(".ww-chips__list li");
  const number = chip === null ? -1 : Array.from(chip.parentElement.children).indexOf(chip);
  return () => {
    if (element === document.body) {
      return;
    }
    if (element.isConnected && element.closest("[hidden]") !== null) {
      document.querySelector("[data-folds]").focus({ preventScroll: true });
    } else if (element.isConnected) {
      element.focus({ preventScroll: true });
    } else {
      const chips = document.querySelectorAll(".ww-chips__list a");
      const neighbour = number < 0 ? undefined : (chips[number] ?? chips[chips.length - 1]);
      (neighbour ?? document.getElementById("results")).focus({ preventScroll: true });
    }
  };
}

// `refresh` is called when the page has changed.
export function updateInPlace(refresh) {
  const main = document.querySelector("main[data-in-place]");
  if (main === null) {
    return;
  }
  const status = document.getElementById("search-status");
  const busyNote = main.querySelector(".ww-busy");
  let running = null;
  let shown = addressOf(location);
  let entry = history.state?.entry ?? 0;

  function setBusy(busy) {
    busyNote.hidden = !busy;
    document.getElementById("results").setAttribute("aria-busy", String(busy));
  }

  function show({ page, address }, { isNew, toTop, typedBefore }) {
    const giveFocusBack = rememberFocus();
    if (isNew && address !== shown) {
      places.set(entry, window.scrollY);
      entry = Date.now();
      history.scrollRestoration = "manual";
      history.pushState({ entry }, "", address);
    } else if (isNew) {
      history.replaceState(history.state, "", address);
    }
    shown = address;
    document.title = page.title;
    replaceAlternates(page);
    morph(main, page.querySelector("main"));
    // Who is signed in may have changed, and the way to sign in leads back to what is shown now.
    const entries = ".govuk-service-navigation__list";
    morph(document.querySelector(entries), page.querySelector(entries));
    settleBox(page, typedBefore);
    refresh();
    const mistake = main.querySelector(".govuk-error-summary");
    if (mistake !== null) {
      mistake.focus();
      return;
    }
    giveFocusBack();
    if (!isNew) {
      window.scrollTo(0, places.get(entry) ?? 0);
    } else if (toTop) {
      scrollToResults();
      document.getElementById("results").focus({ preventScroll: true });
    } else if (!resultsAreInSight()) {
      scrollToResults();
    }
    status.textContent = document.getElementById("results").dataset.found;
  }

  async function go(address, { isNew = true, toTop = false } = {}) {
    running?.abort();
    const mine = (running = new AbortController());
    const typedBefore = document.getElementById("q").value;
    status.textContent = "";
    const late = setTimeout(setBusy, kPatience, true);
    try {
      const answer = await fetchPage(address, mine.signal);
      show(answer, { isNew, toTop, typedBefore });
    } catch {
      if (mine.signal.aborted) {
        return; // another search is on its way
      }
      isNew ? location.assign(address) : location.reload();
    } finally {
      clearTimeout(late);
      if (running === mine) {
        setBusy(false);
      }
    }
  }

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const url = new URL(form.action);
    if (event.defaultPrevented || form.method !== "get" || !leadsHere(url)) {
      return;
    }
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form));
    if (submitter?.name) {
      fields.append(submitter.name, submitter.value);
    }
    url.search = fields;
    go(url.href);
  });

  main.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;
    if (link === null || !isPlain || link.target || link.hasAttribute("download")) {
      return;
    }
    const url = new URL(link.href);
    if (leadsHere(url) && url.hash === "") {
      event.preventDefault();
      go(url.href, { toTop: link.closest(".govuk-pagination") !== null });
    }
  });

  // A suggestion that was chosen; the listener says by cancelling that it takes care of it.
  document.addEventListener("suggestion", (event) => {
    const url = new URL(event.detail, location);
    if (leadsHere(url)) {
      event.preventDefault();
      go(url.href);
    }
  });

  window.addEventListener("popstate", (event) => {
    if (addressOf(location) === shown) {
      return; // a link within the page
    }
    places.set(entry, window.scrollY);
    entry = event.state?.entry ?? 0;
    go(location.href, { isNew: false });
  });

  // Of the pages that come after this one the browser knows best where they were left.
  window.addEventListener("pagehide", () => {
    history.scrollRestoration = "auto";
  });
}
