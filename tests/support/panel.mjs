// SPDX-License-Identifier: GPL-3.0-or-later
// People on the panel of a workshop, each with a browser of their own as far as the server can tell. They are invented, and so is what they say.
import assert from "node:assert/strict";
import { sendForm } from "./server.mjs";

const between = (text, before, after) => text.split(before)[1]?.split(after)[0];

// What a facilitator does by forms, signed in with `cookie` ({name, value}).
export function facilitator(address, { name, value }) {
  const headers = { cookie: `${name}=${value}` };
  const read = async (path) => (await fetch(`${address}${path}`, { headers })).text();
  return {
    read,
    // Sends the form of a page: what it hides is taken from there.
    async send(page, fields, path = page) {
      const html = await read(page);
      const hidden = { form_token: between(html, 'name="form_token" value="', '"'), version: between(html, 'name="version" value="', '"') ?? "0" };
      const answer = await sendForm(`${address}${path}`, [...Object.entries(hidden), ...Object.entries(fields)].filter(([, text]) => text !== undefined), headers);
      assert.equal(answer.status, 303, `${path}: ${JSON.stringify(fields)}: ${await answer.text()}`);
      return answer.headers.get("location");
    },
    // A workshop with these groups: label, priority, and addresses of what they judge. Returns its address.
    async setUp(title, groups, circulation = "internal") {
      const made = await this.send("/new-workshop", { title, held_on: "2027-03-18", place: "Hall of Examples", purpose: "To choose what to try.", circulation }, "/workshops");
      const workshop = made.split("?")[0];
      let number = 0;
      for (const { label, priority, agenda } of groups) {
        number += 1;
        await this.send(`${workshop}/groups`, { do: "add-group", label, priority });
        for (const item of agenda) {
          await this.send(`${workshop}/groups`, { do: "add-address", group: number, address: item });
        }
      }
      return workshop;
    },
    advance: async function advance(workshop, from, to) {
      await this.send(workshop, { from, to });
    },
    // Decides to try the first item of a workshop's results, and begins its trial, of which it returns the address.
    async tryFirst(workshop) {
      const item = between(await read(`${workshop}/results`), 'name="item" value="', '"');
      await this.send(`${workshop}/results`, { do: "decide", version: 0, item, outcome: "trial", owner: "Head of Examples", due_on: "2027-06-30", reason: "It is cheap." });
      const begun = await this.send("/trials", { workshop: workshop.split("/").pop(), item });
      return begun.split("?")[0];
    },
    joinCode: async (workshop) => between(await read(workshop), 'class="ww-join__code">', "<").replace(" ", ""),
  };
}

// Joins, and returns what the member can do.
export async function joinPanel(address, code, { name, organisation, group }) {
  const form = await (await fetch(`${address}/join/${code}`)).text();
  const fields = { do: "join", code, personal_code: between(form, 'name="personal_code" value="', '"'), display_name: name, organisation, group };
  const joined = await sendForm(`${address}/join`, fields);
  assert.equal(joined.status, 303, `${name} cannot join: ${await joined.text()}`);
  const cookie = joined.headers.get("set-cookie").split(";")[0];
  const panel = joined.headers.get("location").split("?")[0];
  return {
    cookie,
    panel,
    name,
    organisation,
    read: async (path) => (await fetch(`${address}${path}`, { headers: { cookie } })).text(),
    async agenda() {
      const page = await this.read(panel);
      return [...new Set([...page.matchAll(/href="([^"]+\/panel\/i-[0-9a-f]+)"/g)].map(([, path]) => path))];
    },
    // As the script of the page saves: {status, saved, version}.
    async save(item, round, scores, reason = "", version = 0) {
      const body = { do: "save", round, version, reason, ...Object.fromEntries(Object.entries(scores).map(([criterion, score]) => [`s-${criterion}`, score])) };
      const answer = await sendForm(`${address}${item}`, body, { cookie, accept: "application/json" });
      return { status: answer.status, ...(await answer.json()) };
    },
    // Says how likely they are to use each intervention, and once the day is over also how it was.
    async evaluate(moment, likelihood, day = {}) {
      const path = `${panel.replace(/\/panel$/, "")}/evaluation`;
      const page = await this.read(path);
      const uses = [...new Set([...page.matchAll(/name="(use-i-[0-9a-f]+)"/g)].map(([, field]) => [field, likelihood]))];
      const body = { moment, token: between(page, 'name="token" value="', '"') ?? "", ...Object.fromEntries(uses), ...day };
      const answer = await sendForm(`${address}${path}`, body, { cookie });
      assert.equal(answer.status, 303, `${name} cannot evaluate: ${await answer.text()}`);
    },
    finish: () => sendForm(`${address}${panel}`, { do: "finish" }, { cookie }),
  };
}

// What is asked beside effect, certainty and harms.
export const usual = { relevance: 4, feasibility: 3, "time-to-start": 2, cost: "cannot" };
