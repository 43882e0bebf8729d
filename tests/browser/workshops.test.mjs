// SPDX-License-Identifier: GPL-3.0-or-later
// A workshop of a hundred people in five groups through both rounds, against the real server, with real browsers for some of them (ux S5, A1, A8, A11).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { facilitator, joinPanel, usual } from "../support/panel.mjs";
import { sendForm } from "../support/server.mjs";
import { invalidMarkup, lookAt } from "./markup.mjs";
import { follow, mainOf, openPage, press, signedIn, startBrowser, startServer } from "./support.mjs";

const priorities = ["international-links", "digital-technologies", "ocg-business-models", "protection-from-ocgs", "what-works"];
const people = 100;

let server;
let browser;
let fay; // who facilitates, by forms
let ids;

before(async () => {
  server = await startServer({
    accounts: [
      { name: "fay", shown: "Fay Facilitator", roles: ["facilitator"] },
      { name: "rae", shown: "Rae Reader", roles: ["reader"] },
    ],
  });
  browser = await startBrowser();
  fay = facilitator(server.address, await server.signIn("fay"));
  ids = (await (await fetch(`${server.address}/api/v1/search?per_page=40&sort=title`)).json()).results.map((card) => card.id);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});


const look = (page, name) => lookAt(page, `workshop-${name}`);

async function checkMarkup(path, headers = {}) {
  assert.deepEqual(await invalidMarkup(await (await fetch(`${server.address}${path}`, { headers })).text()), [], path);
}

// Everybody of `crowd` at once, in so many lines as a room's network would have.
async function all(crowd, work, lines = 20) {
  const waiting = [...crowd.entries()];
  await Promise.all(
    Array.from({ length: lines }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await work(next[1], next[0]);
      }
    }),
  );
}

test("a facilitator sets a workshop up without script, and every page of it is sound on paper and on a phone", async () => {
  for (const width of [1280, 320]) {
    const { page, close } = await openPage(browser, server.address, { ...(await signedIn(server, "fay")), width, ownScript: width !== 320 });
    await page.goto("/workshops");
    await follow(page, page.getByRole("link", { name: "Set up a workshop" }));
    await page.fill("#held_on", "2027-03-18");
    await page.fill("#title", "   ");
    await press(page, "Set it up");
    assert.match(await mainOf(page), /The title is empty/);
    assert.equal(await page.inputValue("#held_on"), "2027-03-18");
    await look(page, "details-wrong");
    await page.fill("#title", "Ports and routes");
    await page.fill("#purpose", "To choose what to try.");
    await press(page, "Set it up");
    assert.match(await mainOf(page), /The workshop is set up/);
    const workshop = new URL(page.url()).pathname;
    await look(page, "prepared");
    await follow(page, page.getByRole("link", { name: "Groups, and what each is to judge" }));
    await page.fill("#label", "Table one");
    await press(page, "Add the group");
    assert.match(await mainOf(page), /The group has no priority/);
    await page.getByLabel("What works").check();
    await press(page, "Add the group");
    await page.getByLabel("Address of a record, a shortlist or a search here").fill(`${server.address}/search?q=ports&crime=drugs`);
    await press(page, "Add what is there");
    assert.match(await mainOf(page), /Added to the agenda/);
    assert.ok((await page.locator(".ww-agenda > li").count()) >= 2);
    const first = await page.locator(".ww-agenda > li").first().locator("a").innerText();
    await press(page, `Move down (${first})`);
    assert.equal(await page.locator(".ww-agenda > li").nth(1).locator("a").innerText(), first);
    await page.locator("summary").first().click();
    await page.getByLabel("Or an idea that has no record yet").fill("Scan all crates");
    await page.getByLabel("What it is, and what is known of it").fill("With dogs.");
    await press(page, "Add the idea");
    await look(page, "groups");
    await page.goto(`${workshop}/criteria`);
    await page.fill("#label-1", "Effect at our ports");
    await press(page, "Save the criteria");
    assert.match(await mainOf(page), /Effect at our ports/);
    await look(page, "criteria");
    await page.goto(`${workshop}/print`);
    assert.match(await mainOf(page), /Do not write your name/);
    await look(page, "print");
    await page.goto("/new-workshop");
    await press(page, "Make a copy of it");
    assert.equal(await page.inputValue("#title"), "Ports and routes");
    await close();
  }
});

test(`${people} people in five groups judge in two rounds, in browsers of all kinds, and what comes of it is read by somebody who was not there`, async () => {
  const workshop = await fay.setUp(
    "What to try next year",
    priorities.map((priority, i) => ({ label: `Table ${i + 1}`, priority, agenda: ids.slice(5 * i, 5 * i + 4).map((id) => `/records/${id}`) })),
  );
  const code = await fay.joinCode(workshop);
  const started = performance.now();

  // One on a phone with script, one on an old desktop without.
  const phone = await openPage(browser, server.address, { width: 390, expected: /Failed to load resource: net::ERR_INTERNET_DISCONNECTED/ });
  const desk = await openPage(browser, server.address, { width: 1280, ownScript: false });
  for (const [{ page }, name, organisation] of [
    [phone, "Pat Phone", "University or research"],
    [desk, "Des Desk", "Police or law enforcement"],
  ]) {
    await page.goto(`/join/${code.toLowerCase()}`);
    await page.fill("#display_name", name);
    await page.getByLabel(organisation).check();
    await page.getByLabel("Table 1", { exact: true }).check();
    await look(page, "join");
    await press(page, "Join");
    assert.match(await mainOf(page), new RegExp(name));
    await look(page, "panel-waiting");
  }
  const crowd = Array.from({ length: people - 2 }, (_, i) => ({ name: `Person ${i + 1}`, organisation: ["police", "academia", "police", "other"][i % 4], group: 1 + ((i + 2) % 5) }));
  const members = [];
  await all(crowd, async (person) => members.push(await joinPanel(server.address, code, person)));

  // Before they judge: how likely they are to use each intervention.
  await follow(phone.page, phone.page.getByRole("link", { name: /how likely you are to use/ }));
  await phone.page.locator(".ww-scale").first().getByLabel("Unlikely", { exact: true }).check();
  await look(phone.page, "likelihood-before");
  await press(phone.page, "Keep my answers");
  await phone.page.goto(`${workshop}/panel`);
  const evaluators = members.filter((_, i) => i % 5 === 0);
  await all(evaluators, (member) => member.evaluate("before", 2));

  // The phone's page follows by itself when the round opens.
  await fay.advance(workshop, "preparing", "round-one");
  await phone.page.getByRole("link", { name: "Judge the next" }).waitFor();
  await desk.page.reload();
  await look(phone.page, "panel-round");

  const scoreOf = (i, item) => ({ effect: [0, 25, 50, 75, 100][(i + item) % 5], certainty: 50 + 25 * (i % 2), harms: item === 3 ? 50 : 0, ...usual });
  await all(members, async (member, i) => {
    for (const [place, item] of (await member.agenda()).entries()) {
      const saved = await member.save(item, 1, scoreOf(i, place), `Reason of somebody at item ${place}.`);
      assert.equal(saved.saved, true, JSON.stringify(saved));
    }
    await member.finish();
  });

  // On the phone: saved as it is given, also after a while without a connection.
  await follow(phone.page, phone.page.getByRole("link", { name: "Judge the next" }));
  await look(phone.page, "rate");
  await phone.page.locator("#s-effect-75").check();
  await phone.page.locator("#rating-saved").getByText("Saved", { exact: true }).waitFor();
  await phone.page.context().setOffline(true);
  await phone.page.locator("#n-certainty").fill("62");
  await phone.page.fill("#reason", "Typed in a tunnel.");
  await phone.page.locator("#rating-saved").getByText("kept on this device").waitFor();
  await phone.page.getByRole("button", { name: "Save and go on" }).click(); // goes nowhere, and says so
  await phone.page.locator("#rating-saved").getByText("kept on this device").waitFor();
  assert.equal(await phone.page.inputValue("#reason"), "Typed in a tunnel.");
  await phone.page.context().setOffline(false);
  await phone.page.locator("#rating-saved").getByText("Saved", { exact: true }).waitFor();
  await phone.page.reload();
  assert.equal(await phone.page.inputValue("#reason"), "Typed in a tunnel.");
  assert.equal(await phone.page.inputValue("#n-certainty"), "62");
  for (const [criterion, value] of Object.entries({ harms: 0, ...usual })) {
    await phone.page.locator(`#s-${criterion}-${value}`).check();
  }
  await press(phone.page, "Save and go on");
  await phone.page.getByRole("button", { name: "I have a conflict of interest" }).click();
  await phone.page.waitForURL(/done=saved/);
  assert.match(await mainOf(phone.page), /Not judged: conflict of interest/);

  // On the desk: a number that is none, then all by forms.
  await follow(desk.page, desk.page.getByRole("link", { name: "Judge the next" }));
  await desk.page.locator("#s-effect-other").check();
  await desk.page.fill("#n-effect", "plenty");
  await desk.page.fill("#reason", "Kept while it is mended.");
  await press(desk.page, "Save and go on");
  assert.match(await mainOf(desk.page), /Enter a whole number from 0 to 100/);
  assert.equal(await desk.page.inputValue("#reason"), "Kept while it is mended.");
  await look(desk.page, "rate-wrong");
  for (let item = 0; item < 4; item += 1) {
    for (const [criterion, value] of Object.entries({ effect: 50, certainty: 50, harms: 25, ...usual })) {
      await desk.page.locator(`#s-${criterion}-${value}`).check();
    }
    await press(desk.page, "Save and go on");
  }
  assert.match(await mainOf(desk.page), /4 of 4 done/);
  await press(desk.page, "I am finished");

  // The facilitator sees how far people are, and nothing that they said.
  const running = await openPage(browser, server.address, await signedIn(server, "fay"));
  await running.page.goto(workshop);
  assert.match(await mainOf(running.page), /Finished: 20 of 20/);
  assert.doesNotMatch(await running.page.content(), /Reason of somebody|Typed in a tunnel/);
  await look(running.page, "running");
  await press(running.page, "Close round one and show it");

  // Everybody sees the round without names, by itself where there is script.
  await phone.page.getByRole("link", { name: "See what the panel said" }).waitFor();
  await follow(phone.page, phone.page.getByRole("link", { name: "See what the panel said" }));
  const shown = await phone.page.content();
  assert.match(shown, /Reason of somebody at item 0\./);
  assert.doesNotMatch(shown, /Pat Phone|Des Desk|Person 1\b/);
  await look(phone.page, "results");
  await follow(running.page, running.page.getByRole("link", { name: "See what the panel said" }));
  await running.page.getByLabel(/^Notes of the discussion/).first().fill("They meant different ports.");
  await running.page.getByRole("button", { name: /^Save the notes/ }).first().click();
  await running.page.waitForURL(/done=noted/);
  await phone.page.getByText("They meant different ports.").first().waitFor(); // shown there without a reload
  await look(running.page, "results-facilitator");

  await fay.advance(workshop, "discussion", "round-two");
  await all(members, async (member, i) => {
    for (const [place, item] of (await member.agenda()).entries()) {
      const saved = await member.save(item, 2, { ...scoreOf(i, place), effect: 50 + 25 * (place % 2) }, "");
      assert.equal(saved.saved, true, JSON.stringify(saved));
    }
    await member.finish();
  });
  await desk.page.reload();
  await follow(desk.page, desk.page.getByRole("link", { name: "Judge the next" }));
  assert.match(await mainOf(desk.page), /In round one you said: 50/);
  await look(desk.page, "rate-again");
  await fay.advance(workshop, "round-two", "deciding");

  await running.page.goto(`${workshop}/results`);
  const first = running.page.locator(".ww-result").first();
  await first.getByLabel("Trial", { exact: true }).check();
  await first.getByLabel(/^Who sees to it/).fill("Head of ports");
  await first.getByRole("button", { name: /^Save the decision/ }).click();
  await running.page.getByText("Say by which day").first().waitFor();
  await look(running.page, "decide-wrong");
  await running.page.locator(".ww-result").first().getByLabel(/^By when/).fill("2027-06-30");
  await running.page.locator(".ww-result").first().getByRole("button", { name: /^Save the decision/ }).click();
  await running.page.waitForURL(/done=decided/);
  // At the end: the same again, and how the day was.
  await desk.page.goto(`${workshop}/evaluation`);
  await desk.page.locator("#day .ww-scale").first().getByLabel("Agree strongly", { exact: true }).check();
  await desk.page.getByLabel("What helped you most?").fill("The dots on the wall.");
  await look(desk.page, "evaluation");
  await press(desk.page, "Send");
  assert.match(await mainOf(desk.page), /Your form has been sent/);
  await phone.page.goto(`${workshop}/evaluation`);
  await look(phone.page, "evaluation");
  await phone.page.locator("#use .ww-scale").first().getByLabel("Very likely", { exact: true }).check();
  await press(phone.page, "Send");
  await all(evaluators, (member, i) => member.evaluate("after", 3 + (i % 3), { "item-active": 3 + (i % 3), "text-helped": "Time to read." }));
  await running.page.goto(`${workshop}/evaluation/results`);
  assert.match(await mainOf(running.page), new RegExp(`Answered by ${evaluators.length + 1} of ${people}`));
  assert.match(await mainOf(running.page), /The dots on the wall\./);
  await running.page.locator("#follow-ups").getByRole("button", { name: /^Make/ }).first().click();
  await running.page.locator("#follow-ups textarea").first().waitFor();
  await look(running.page, "evaluation-results");

  // Some weeks later, by a link, without an account or a code.
  const invitation = await running.page.locator("#follow-ups textarea").first().inputValue();
  const later = await openPage(browser, server.address, { width: 320 });
  await later.page.goto(/https?:\/\/\S+/.exec(invitation)[0]);
  await later.page.locator(".ww-scale").first().getByLabel("Agree", { exact: true }).check();
  await look(later.page, "follow-up");
  await press(later.page, "Send");
  assert.match(await mainOf(later.page), /Your form has been sent/);
  await later.close();
  await fay.advance(workshop, "deciding", "closed");

  const rae = await openPage(browser, server.address, { ...(await signedIn(server, "rae")), width: 320 });
  await rae.page.goto("/opportunities");
  assert.match(await mainOf(rae.page), /Head of ports/);
  await look(rae.page, "opportunities");
  await rae.page.goto(`${workshop}/results`);
  assert.match(await mainOf(rae.page), /Round one/);
  await look(rae.page, "results-closed");

  // Whoever was not there reads what came of it, first of all in brief, and finds it beside the evidence.
  await rae.page.goto(`${workshop}/report`);
  const report = await mainOf(rae.page);
  assert.match(report, /98 people judged 20 interventions in 5 groups, in two rounds/);
  assert.match(report, /Head of ports sees to it, by 30 June 2027/);
  assert.match(report, /They meant different ports\./);
  assert.match(report, /The dots on the wall\./);
  await look(rae.page, "report");
  await rae.page.goto(`/records/${ids[0]}`);
  assert.match(await mainOf(rae.page), /19 people judged it/);
  await rae.page.goto("/workshops");
  await look(rae.page, "list");
  const { value } = await server.signIn("rae");
  for (const path of ["/workshops", "/join", "/opportunities", workshop, `${workshop}/results`, `${workshop}/report`]) {
    await checkMarkup(path, { cookie: `session=${value}` });
  }
  console.log(`# ${people} people, five groups, two rounds: ${((performance.now() - started) / 1000).toFixed(1)} s of machine time`);
  for (const { close } of [phone, desk, running, rae]) {
    await close();
  }
});

test("what somebody gave without a connection, and is too late, is shown to them and not lost without a word", async () => {
  const workshop = await fay.setUp("Out of reach", [{ label: "Table one", priority: "what-works", agenda: ids.slice(0, 2).map((id) => `/records/${id}`) }]);
  const code = await fay.joinCode(workshop);
  const { page, close } = await openPage(browser, server.address, { width: 320, expected: /Failed to load resource: (net::ERR_INTERNET_DISCONNECTED|the server responded with a status of 4\d\d)/ });
  await page.goto(`/join/${code}`);
  await page.fill("#display_name", "Pat Phone");
  await page.getByLabel("Police or law enforcement").check();
  await page.getByLabel("Table one", { exact: true }).check();
  await press(page, "Join");
  await fay.advance(workshop, "preparing", "round-one");
  await page.getByRole("link", { name: "Judge the next" }).waitFor();
  await follow(page, page.getByRole("link", { name: "Judge the next" }));
  await page.context().setOffline(true);
  await page.fill("#reason", "The tunnel was long.");
  await page.locator("#rating-saved").getByText("kept on this device").waitFor();
  await fay.advance(workshop, "round-one", "discussion");
  await page.context().setOffline(false);
  await page.goto(`${workshop}/panel`);
  const notice = page.locator(".ww-notice--alarm");
  await notice.getByText("The round is closed").waitFor();
  assert.match(await notice.innerText(), /You wrote: The tunnel was long\./);
  await look(page, "too-late");
  await page.reload();
  await notice.getByRole("button", { name: "Throw them away" }).click();
  await page.reload();
  assert.equal(await notice.count(), 0);
  await close();
});

test("a device that passes from hand to hand keeps apart what each typed, and a conflict between two devices is settled with script too", async () => {
  const workshop = await fay.setUp("One tablet for all", [{ label: "Table one", priority: "what-works", agenda: ids.slice(0, 2).map((id) => `/records/${id}`) }]);
  const code = await fay.joinCode(workshop);
  const { page, close } = await openPage(browser, server.address, { expected: /Failed to load resource: (net::ERR_INTERNET_DISCONNECTED|the server responded with a status of 409)/ });
  const joinAs = async (name) => {
    await page.goto(`/join/${code}`);
    await page.fill("#display_name", name);
    await page.getByLabel("Police or law enforcement").check();
    await page.getByLabel("Table one", { exact: true }).check();
    await press(page, "Join");
  };
  await joinAs("Ann Example");
  await fay.advance(workshop, "preparing", "round-one");
  await page.getByRole("link", { name: "Judge the next" }).waitFor();
  await follow(page, page.getByRole("link", { name: "Judge the next" }));
  const item = new URL(page.url()).pathname;
  await page.context().setOffline(true);
  await page.fill("#reason", "Ann’s words.");
  await page.locator("#rating-saved").getByText("kept on this device").waitFor();
  const annsCookies = (await page.context().cookies()).filter(({ name }) => name === "panel");
  await page.evaluate(() => window.addEventListener("pagehide", (event) => event.stopImmediatePropagation(), true)); // the tab is gone before it can say farewell
  await page.context().clearCookies({ name: "panel" });
  await page.context().setOffline(false);

  await joinAs("Bo Example");
  assert.equal(await page.locator(".ww-notice--alarm").count(), 0);
  await page.goto(item);
  await page.locator("#rating-saved").waitFor({ state: "attached" });
  assert.equal(await page.inputValue("#reason"), "");

  // Bo has two devices.
  const [{ value }] = (await page.context().cookies()).filter(({ name }) => name === "panel");
  const elsewhere = await sendForm(`${server.address}${item}`, { do: "save", round: 1, version: 0, reason: "From the other device.", "s-effect": 25 }, { cookie: `panel=${value}`, accept: "application/json" });
  assert.equal((await elsewhere.json()).saved, true);
  await page.fill("#reason", "From this device.");
  await page.locator("#rating-saved").getByText("other answers were saved with your code").waitFor();
  await press(page, "Save");
  assert.match(await mainOf(page), /From the other device\./);
  assert.equal(await page.inputValue("#reason"), "From this device.");
  await press(page, "Save");
  await page.reload();
  assert.equal(await page.inputValue("#reason"), "From this device.");

  // Ann comes back, and finds what she typed.
  await page.context().addCookies(annsCookies);
  await page.goto(item);
  await page.locator("#rating-saved").getByText("Saved", { exact: true }).waitFor();
  assert.equal(await page.inputValue("#reason"), "Ann’s words.");
  await close();
});

test("a server that is killed while a hundred people save loses no answer that it said it had saved", async () => {
  const workshop = await fay.setUp("Until the power fails", [{ label: "Table one", priority: "what-works", agenda: ids.slice(0, 3).map((id) => `/records/${id}`) }]);
  const code = await fay.joinCode(workshop);
  const members = [];
  await all(Array.from({ length: people }), async (_, i) => members.push(await joinPanel(server.address, code, { name: `Person ${i + 1}`, organisation: "police", group: 1 })));
  await fay.advance(workshop, "preparing", "round-one");
  const [first] = members;
  const agenda = await first.agenda();
  const acknowledged = new Map(); // by member: what the server said that it has, by item
  let killed = false;
  const saving = all(
    members,
    async (member) => {
      const kept = new Map();
      acknowledged.set(member, kept);
      for (let turn = 0; !killed && turn < 40; turn += 1) {
        const item = agenda[turn % agenda.length];
        const effect = [0, 25, 50, 75, 100][turn % 5];
        try {
          const answer = await member.save(item, 1, { effect, ...usual }, `Turn ${turn}.`, kept.get(item)?.version ?? 0);
          if (answer.saved) {
            kept.set(item, { version: answer.version, turn });
          }
        } catch {
          return; // the server is gone
        }
      }
    },
    people,
  );
  while ([...acknowledged.values()].reduce((sum, kept) => sum + kept.size, 0) < people) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  killed = true;
  await server.kill();
  await saving;
  await server.resume();
  let count = 0;
  await all(members, async (member) => {
    for (const [item, { version, turn }] of acknowledged.get(member)) {
      const page = await member.read(item);
      const stands = Number(/id="version" value="(\d+)"/.exec(page)[1]);
      // An answer whose acknowledgement was cut off may be there beyond what was told.
      assert.ok(stands >= version, `${member.name}: version ${version} was acknowledged, ${stands} is there`);
      if (stands === version) {
        assert.match(page, new RegExp(`>Turn ${turn}\\.</textarea>`));
      }
      count += 1;
    }
  });
  assert.ok(count >= people, `${count} answers`);
  console.log(`# ${count} answers acknowledged before the server was killed, all there afterwards`);
});
