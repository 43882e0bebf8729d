// SPDX-License-Identifier: GPL-3.0-or-later
// A page of a workshop that goes on is brought up to date by itself: the server is asked for an entity tag every few seconds, and for the page when that has
// changed. A form in which somebody types is never taken away.
import { morph } from "./morph.js";

const kPace = 4000; // milliseconds between two questions
const kSlowest = 60_000; // after failures, each of which doubles the time

export function followWorkshop(main) {
  let tag = main.dataset.liveTag ?? null; // of the state that the page shows
  let pause = kPace;

  const isTypedIn = () => Array.from(main.querySelectorAll("textarea, input[type=text], input[type=date]")).some((field) => field.value !== field.defaultValue);
  const isBusy = () => main.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");

  function tellOfChange() {
    if (document.getElementById("live-note") !== null) {
      return;
    }
    const note = document.createElement("p");
    note.id = "live-note";
    note.className = "ww-notice";
    note.setAttribute("role", "status");
    note.append("Something has changed since this page was opened. ");
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = location.pathname + location.search;
    link.textContent = "Look at how it is now";
    note.append(link);
    main.prepend(note);
  }

  async function refresh() {
    if (main.dataset.rating !== undefined || isTypedIn() || isBusy()) {
      tellOfChange();
      return;
    }
    const answer = await fetch(location.pathname + location.search, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main[data-live]");
    if (!answer.ok || fresh === null) {
      location.reload();
      return;
    }
    document.title = page.title;
    morph(main, fresh);
  }

  async function ask() {
    try {
      const answer = await fetch(main.dataset.live, { cache: "no-store", headers: tag === null ? {} : { "if-none-match": tag } });
      if (answer.status === 200) {
        if (tag !== null) {
          await refresh();
        }
        tag = answer.headers.get("etag"); // not before: a page that could not be fetched is fetched the next time
      } else if (answer.status !== 304) {
        throw new Error(String(answer.status));
      }
      pause = kPace;
    } catch {
      pause = Math.min(2 * pause, kSlowest);
    }
    setTimeout(ask, document.hidden ? Math.max(pause, 4 * kPace) : pause);
  }

  ask();
}
