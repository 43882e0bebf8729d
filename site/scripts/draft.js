// SPDX-License-Identifier: GPL-3.0-or-later
// A draft is saved as it is typed, and what the server says of it is put beside it. What cannot be sent stays in the browser until it can, so that neither a
// closed tab nor a broken connection loses a word.
import { morph } from "./morph.js";

const kPause = 1200; // milliseconds without a key before a save
const kRetry = 10_000; // until a save that failed is tried again
const kParts = ["draft-news", "draft-title", "draft-state", "draft-side", "draft-copies", "draft-preview", "draft-lines"];
const kLargestFarewell = 60_000; // bytes that browsers send for a page that is being left

export function keepDraft(main) {
  const form = document.getElementById("draft-form");
  const field = document.getElementById("text");
  if (field.readOnly) {
    return;
  }
  const saved = document.getElementById("draft-saved");
  const place = `draft:${main.dataset.draft}`;
  let sent = field.defaultValue;
  let timer = null;
  let running = null; // a save that waits for its answer
  let sending = null; // its text

  // What a browser fills in again after a reload would stand in the way of what the server has.
  form.autocomplete = "off";

  const version = () => document.getElementById("version");
  const remember = () => {
    try {
      localStorage.setItem(place, JSON.stringify({ text: field.value, version: version().value, sending }));
    } catch {
      // no room, or none allowed: the server has what was saved
    }
  };
  const forget = () => {
    try {
      localStorage.removeItem(place);
    } catch {
      // as above
    }
  };
  const say = (text, isTrouble = false) => {
    saved.textContent = text;
    saved.classList.toggle("ww-draft__saved--trouble", isTrouble);
  };
  const fields = () => {
    const all = new URLSearchParams(new FormData(form));
    all.set("do", "save");
    return all;
  };

  function take(page) {
    for (const id of kParts) {
      const from = document.getElementById(id);
      const to = page.getElementById(id);
      if (from !== null && to !== null) {
        morph(from, to);
      }
    }
    version().value = page.getElementById("version").value;
    document.title = page.title;
    sent = page.getElementById("text").value;
  }

  // What came of a save of `text` that was made from version `madeFrom`: whether the draft is now that text. What was kept apart is told by the address of
  // the answer.
  function settle(page, isApart, text, madeFrom) {
    take(page);
    if (!isApart) {
      sent = text;
      say(field.value === text ? page.getElementById("draft-saved").textContent : "Not saved yet");
      document.getElementById("draft-news").querySelector("[role=status]")?.remove();
    } else if (field.value === text) {
      // Somebody changed it elsewhere, and what was typed here is kept as a copy: go on from what it is now.
      field.value = sent;
      say("Changed elsewhere: see the message above", true);
      document.getElementById("draft-news").scrollIntoView({ block: "nearest" });
    } else {
      version().value = madeFrom; // what was typed meanwhile is kept apart as well, and not put over what somebody wrote elsewhere
    }
    if (field.value === sent) {
      forget();
    }
    return !isApart;
  }

  async function send({ isFarewell = false } = {}) {
    const text = (sending = field.value);
    const madeFrom = version().value;
    const body = fields().toString();
    let refusal = null;
    say("Saving…");
    try {
      const headers = { accept: "text/html", "content-type": "application/x-www-form-urlencoded" };
      const answer = await fetch(form.action, { method: "POST", body, headers, keepalive: isFarewell && body.length < kLargestFarewell });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || page.getElementById("draft-form") === null) {
        refusal = page.querySelector("#draft-news .govuk-error-summary__list")?.textContent;
        throw new Error(String(answer.status));
      }
      return settle(page, new URL(answer.url).searchParams.get("done") === "apart", text, madeFrom);
    } catch {
      remember();
      say(`Not saved: ${refusal ? `${refusal.trim()}.` : "there is no connection, or you are signed out."} What you typed is kept in this browser.`, true);
      if (!refusal) {
        timer = setTimeout(() => save(), kRetry);
      }
      return false;
    }
  }

  // Whether all that was typed is the draft now.
  function save(how) {
    clearTimeout(timer);
    if (running === null && field.value === sent) {
      return Promise.resolve(true);
    }
    running ??= send(how).finally(() => {
      running = sending = null;
      if (field.value !== sent && !saved.classList.contains("ww-draft__saved--trouble")) {
        timer = setTimeout(() => save(), kPause);
      }
    });
    return running;
  }

  field.addEventListener("input", () => {
    remember();
    say("Not saved yet");
    clearTimeout(timer);
    timer = setTimeout(() => save(), kPause);
  });
  window.addEventListener("online", () => save());

  // What is sent or handed in is what was typed, also just now: first it is saved, which stays here and says so where it cannot be.
  main.addEventListener("submit", async (event) => {
    if (event.target !== form || (field.value === sent && running === null)) {
      return;
    }
    event.preventDefault();
    while (await save()) {
      if (field.value === sent) {
        event.target.requestSubmit(event.submitter);
        return;
      }
    }
  });

  // A tab that is closed has no time to wait for an answer: its browser sends the rest, as far as browsers do.
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save({ isFarewell: true }));

  // From a problem to its place in the text.
  main.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (link === null) {
      return;
    }
    event.preventDefault();
    const lines = field.value.split("\n");
    const start = lines.slice(0, Number(link.dataset.line) - 1).reduce((all, line) => all + line.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + (lines[Number(link.dataset.line) - 1] ?? "").length);
    const height = parseFloat(getComputedStyle(field).lineHeight);
    field.scrollTop = (Number(link.dataset.line) - 5) * height;
  });

  // What an earlier visit could not send.
  const left = (() => {
    try {
      return JSON.parse(localStorage.getItem(place));
    } catch {
      return null;
    }
  })();
  if (typeof left?.text !== "string" || left.text === sent) {
    forget();
  } else {
    // Also where the draft has moved on by nothing but what this browser was sending.
    const isNewer = left.version === version().value || left.sending === sent;
    if (isNewer) {
      field.value = left.text;
      say("What you typed here last had not been saved. It is back in the text.", true);
      timer = setTimeout(() => save(), kPause);
    } else {
      // The draft has moved on: sent with the version it was made from, the server keeps it apart.
      version().value = left.version;
      field.value = left.text;
      save();
    }
  }
}
