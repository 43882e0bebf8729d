// SPDX-License-Identifier: GPL-3.0-or-later
// Answers are saved as they are given. What cannot be sent stays in the browser, is sent as soon as there is a connection again, from whatever page of the panel
// is open then, and is put back into the form where that is opened first. What the server does not take is told of, and kept until somebody throws it away.
const kPause = 900; // milliseconds without a change before a save
const kRetry = 5000; // until a save that failed is tried again
const kPrefix = "rating:";

let seat = ""; // whose page this is: a device in a room passes from one member to the next

const keyOf = (address) => `${kPrefix}${seat}:${address}`;
const waiting = () => Object.keys(localStorage).filter((key) => key.startsWith(keyOf("")));

function remember(address, body) {
  try {
    localStorage.setItem(keyOf(address), body);
  } catch {
    // no room, or none allowed: the form still has it
  }
}

function forget(address, body) {
  try {
    if (localStorage.getItem(keyOf(address)) === body) {
      localStorage.removeItem(keyOf(address));
    }
  } catch {
    // as above
  }
}

// What the server says of a save: {saved, version}, or {saved: false, problem}. Throws where there is no connection.
async function send(address, body, isFarewell = false) {
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  const answer = await fetch(address, { method: "POST", body, headers, keepalive: isFarewell });
  return { status: answer.status, ...(await answer.json()) };
}

// Says above the page that something is not saved, why, and what was written.
function tellUnsaved(main, address, body, problem) {
  const id = `unsaved${address.replaceAll("/", "-")}`;
  document.getElementById(id)?.remove();
  const notice = document.createElement("div");
  notice.id = id;
  notice.className = "ww-notice ww-notice--alarm";
  notice.setAttribute("role", "status");
  const said = document.createElement("p");
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = address;
  link.textContent = "Open it";
  said.append(`Answers that you gave without a connection are not saved. ${problem}. `, link);
  notice.append(said);
  const written = ["reason", "current_practice", "opportunity"].map((name) => new URLSearchParams(body).get(name)).filter(Boolean);
  if (written.length > 0) {
    const words = document.createElement("p");
    words.textContent = `You wrote: ${written.join(" ")}`;
    notice.append(words);
  }
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "ww-keep__button";
  discard.textContent = "Throw them away";
  discard.addEventListener("click", () => {
    forget(address, body);
    notice.remove();
  });
  notice.append(discard);
  main.prepend(notice);
}

// Sends what other pages could not.
async function sendWhatWaits(main, except) {
  for (const key of waiting()) {
    const address = key.slice(keyOf("").length);
    if (address === except) {
      continue;
    }
    const body = localStorage.getItem(key);
    try {
      const { saved, problem } = await send(address, body);
      if (saved) {
        forget(address, body);
      } else {
        tellUnsaved(main, address, body, problem ?? "Other answers were saved with your code meanwhile");
      }
    } catch {
      return;
    }
  }
}

function keepForm(form) {
  const address = new URL(form.action).pathname;
  const note = document.getElementById("rating-saved");
  const version = document.getElementById("version");
  let timer = null;
  let running = null;
  let cutOff = false; // the last save found no connection

  form.autocomplete = "off"; // what a browser fills in again after a reload would stand in the way of what the server has
  const body = () => new URLSearchParams(new FormData(form)).toString();
  let sent = body();
  const say = (text, isTrouble = false) => {
    note.textContent = text;
    note.classList.toggle("ww-draft__saved--trouble", isTrouble);
  };

  // What was typed here before and never reached the server goes back into the form if it was made for this round and from what the server has now. Else it is
  // sent as from any other page, and told of if it is not taken. A page that shows a conflict has it in its form already.
  const left = localStorage.getItem(keyOf(address));
  const fields = new URLSearchParams(left ?? "");
  const isOfNow = fields.get("version") === version.value && fields.get("round") === form.elements.round.value;
  const isConflict = document.getElementById("other") !== null;
  if (left !== null && isConflict) {
    forget(address, left);
  } else if (left !== null && isOfNow) {
    for (const field of form.elements) {
      if (field.type === "radio") {
        field.checked = fields.get(field.name) === field.value;
      } else if (field.type !== "hidden" && fields.has(field.name)) {
        field.value = fields.get(field.name);
      }
    }
  }

  async function saveNow(isFarewell) {
    const text = body();
    remember(address, text);
    say("Saving…");
    try {
      const answer = await send(address, text, isFarewell);
      cutOff = false;
      if (answer.saved) {
        version.value = answer.version;
        forget(address, text);
        sent = text.replace(/(^|&)version=[^&]*/, `$1version=${answer.version}`);
        say("Saved");
      } else if (answer.problem !== undefined) {
        say(`Not saved: ${answer.problem}. ${answer.hint ?? ""}`, true);
      } else {
        say("Not saved: other answers were saved with your code, on another device or in another tab. Choose Save to see them.", true);
      }
    } catch {
      cutOff = true;
      say("No connection. Your answers are kept on this device, and are sent when it is back.", true);
      timer = setTimeout(save, kRetry);
    }
  }

  function save(isFarewell = false) {
    clearTimeout(timer);
    if (body() === sent) {
      return Promise.resolve();
    }
    running ??= saveNow(isFarewell === true).finally(() => {
      running = null;
      if (body() !== sent && !note.classList.contains("ww-draft__saved--trouble")) {
        timer = setTimeout(save, kPause);
      }
    });
    return running;
  }

  form.addEventListener("input", (event) => {
    if (event.target.name.startsWith("n-") && event.target.value !== "") {
      document.getElementById(`s-${event.target.name.slice(2)}-other`).checked = true;
    }
    say("Not saved yet");
    clearTimeout(timer);
    timer = setTimeout(save, kPause);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!cutOff && navigator.onLine) {
      return;
    }
    // To leave without a connection would lead to the browser's page of errors, and to nothing else.
    event.preventDefault();
    const { submitter } = event;
    await running;
    await saveNow();
    if (!cutOff) {
      form.requestSubmit(submitter);
    }
  });
  window.addEventListener("online", () => save());
  window.addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => document.hidden && save(true));
  if (left !== null && isOfNow) {
    save();
  }
  return left === null || isOfNow ? address : null;
}

// `main` says in data-panel whose page it is.
export function keepRating(main) {
  const form = document.getElementById("rating-form");
  seat = main.dataset.panel;
  const own = form === null ? null : keepForm(form);
  sendWhatWaits(main, own);
  window.addEventListener("online", () => sendWhatWaits(main, own));
}
