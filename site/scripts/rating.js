// SPDX-License-Identifier: GPL-3.0-or-later
// Answers are saved as they are given. What cannot be sent stays in the browser, is sent as soon as there is a connection again, from whatever page of the panel
// is open then, and is put back into the form where that is opened first.
const kPause = 900; // milliseconds without a change before a save
const kRetry = 5000; // until a save that failed is tried again
const kPrefix = "rating:";

const waiting = () => Object.keys(localStorage).filter((key) => key.startsWith(kPrefix));

function remember(address, body) {
  try {
    localStorage.setItem(kPrefix + address, body);
  } catch {
    // no room, or none allowed: the form still has it
  }
}

function forget(address, body) {
  try {
    if (localStorage.getItem(kPrefix + address) === body) {
      localStorage.removeItem(kPrefix + address);
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

// Sends what other pages could not.
async function sendWhatWaits(except) {
  for (const key of waiting()) {
    const address = key.slice(kPrefix.length);
    if (address === except) {
      continue;
    }
    const body = localStorage.getItem(key);
    try {
      const { saved, status } = await send(address, body);
      // A round that is closed, or an answer that was changed elsewhere, takes it no more.
      if (saved || (status >= 400 && status < 500 && status !== 429)) {
        forget(address, body);
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

  form.autocomplete = "off"; // what a browser fills in again after a reload would stand in the way of what the server has
  const body = () => new URLSearchParams(new FormData(form)).toString();
  let sent = body();
  const say = (text, isTrouble = false) => {
    note.textContent = text;
    note.classList.toggle("ww-draft__saved--trouble", isTrouble);
  };

  // What was typed here before and never reached the server.
  const left = localStorage.getItem(kPrefix + address);
  if (left !== null) {
    const fields = new URLSearchParams(left);
    for (const field of form.elements) {
      if (field.type === "radio") {
        field.checked = fields.get(field.name) === field.value;
      } else if (field.name !== "version" && field.type !== "hidden" && fields.has(field.name)) {
        field.value = fields.get(field.name);
      }
    }
    version.value = fields.get("version");
  }

  async function saveNow(isFarewell) {
    const text = body();
    remember(address, text);
    say("Saving…");
    try {
      const answer = await send(address, text, isFarewell);
      if (answer.saved) {
        version.value = answer.version;
        forget(address, text);
        sent = text.replace(/(^|&)version=[^&]*/, `$1version=${answer.version}`);
        say("Saved");
      } else if (answer.problem !== undefined) {
        forget(address, text);
        say(`Not saved: ${answer.problem}. ${answer.hint ?? ""}`, true);
      } else {
        say("Not saved: other answers were saved with your code, on another device or in another tab. Choose Save to see them.", true);
      }
    } catch {
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
  form.addEventListener("submit", () => clearTimeout(timer));
  window.addEventListener("online", () => save());
  window.addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => document.hidden && save(true));
  if (left !== null) {
    save();
  }
  return address;
}

export function keepRating(main) {
  const form = main === null ? null : document.getElementById("rating-form");
  const own = form === null ? null : keepForm(form);
  sendWhatWaits(own);
  window.addEventListener("online", () => sendWhatWaits(own));
}
