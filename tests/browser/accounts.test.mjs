// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in, reading what is not for everybody, and looking after accounts, with and without script (ux A1, A8, P14).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { corpusWith } from "../support/corpus.mjs";
import { accessibilityProblems, focused, follow, openPage, password, screenshots, sidewaysScroll, signedIn, startBrowser, startServer, total } from "./support.mjs";

const size = 12;
const administrator = "ada";
let records;
let server;
let browser;
let internal;
let restricted;
let open;

before(async () => {
  records = corpusWith(["circulation: internal", "circulation: restricted\ngroups: [north, op-example]"], size);
  [internal, restricted] = records.ids;
  server = await startServer({
    corpus: records.corpus,
    accounts: [
      { name: administrator, roles: ["administrator"] },
      { name: "nora", shown: "Nora of the North", roles: ["reader"], groups: ["north"] },
      { name: "long", shown: "Detective Chief Inspector Adelheid Featherstone-Cholmondeley", roles: ["administrator"] },
      { name: "s", roles: ["administrator"] },
    ],
  });
  // Chromium keeps pages that were left, as people's browsers do; under Playwright it does not unless told to.
  browser = await startBrowser([], { ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  open = (await (await fetch(`${server.address}/api/v1/search?per_page=1`)).json()).results[0].id;
});

after(async () => {
  await browser?.close();
  await server?.stop();
  records?.remove();
});

const inHeader = (page) => page.locator(".govuk-service-navigation__list");
const button = (page, name) => page.locator("main").getByRole("button", { name, exact: true });
const press = (page, name) => follow(page, button(page, name));
const statusOf = async (page, id) => (await page.goto(`/records/${id}`)).status();
const openAs = async (name, more = {}) => openPage(browser, server.address, { ...(await signedIn(server, name)), ...more });

// A reader with a password whose name no other test has.
let readers = 0;
async function addReader(groups = []) {
  const name = `reader-${++readers}`;
  const link = server.addAccount({ name, roles: ["reader"], groups });
  const { page, close } = await openPage(browser, server.address);
  await page.goto(link);
  await page.fill("#password", password);
  await press(page, "Set the password");
  await close();
  return name;
}

async function signIn(page, name) {
  await page.locator("#name").fill(name);
  await page.locator("#password").fill(password);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

// The administrator's page of somebody.
async function openAccount(page, name) {
  await page.goto("/admin/accounts");
  await follow(page, page.getByRole("link", { name, exact: true }));
}

for (const width of [1280, 320]) {
  for (const script of [true, false]) {
    const how = `at ${width} px ${script ? "with" : "without"} script`;

    test(`the first administrator sets a password, signs in and is back where they were, by keyboard ${how}`, async () => {
      const name = `first-${width}-${script}`;
      const link = server.addAccount({ name, roles: ["administrator"] });
      const { page, close } = await openPage(browser, server.address, { width, script });
      await page.goto(link);
      await page.locator("#name").focus();
      await page.keyboard.press("Tab");
      await page.keyboard.type(password);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      assert.equal(await page.locator(".ww-notice").innerText(), "Your password is set. Sign in with it now.");
      assert.deepEqual(await page.context().cookies(), []); // a link is no session

      await page.goto(`/search?sort=title#r-${open}`);
      const way = inHeader(page).getByRole("link", { name: "Sign in" });
      await way.focus();
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      assert.equal(await page.locator("h1").innerText(), "Sign in");
      await page.locator("#name").focus();
      await page.keyboard.type(name);
      await page.keyboard.press("Tab");
      await page.keyboard.type(password);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      assert.equal(page.url().replace(/#.*/, ""), `${server.address}/search?sort=title`);
      assert.equal(await inHeader(page).getByRole("link", { name: `Your account: ${name}` }).count(), 1);
      assert.equal(await inHeader(page).getByRole("link", { name: "Administration" }).count(), 1);
      const cookies = await page.context().cookies();
      assert.deepEqual(cookies.map((one) => one.name).sort(), ["known", "session"]);
      assert.ok(cookies.every((one) => one.httpOnly && one.sameSite === "Lax"));
      const cookie = cookies.find((one) => one.name === "session");
      assert.deepEqual([cookie.name, cookie.httpOnly, cookie.sameSite, cookie.expires], ["session", true, "Lax", -1]); // goes with the browser

      await page.goto(link);
      assert.equal(await page.locator("h1").innerText(), "This link cannot be used");
      await close();
    });

    test(`a wrong password is told at the top, and what was typed as a name is kept, ${how}`, async () => {
      const { page, close } = await openPage(browser, server.address, { width, script });
      await page.goto("/sign-in?back=%2Fmap");
      await page.fill("#name", "nora");
      await page.fill("#password", "not the password");
      await press(page, "Sign in");
      assert.match(await page.title(), /^Error: Sign in/);
      const summary = page.locator(".govuk-error-summary");
      assert.match(await summary.innerText(), /The name or the password is wrong/);
      if (script) {
        assert.ok(await summary.evaluate((element) => element === document.activeElement));
      }
      await summary.getByRole("link").click();
      assert.match(await focused(page), /^input Name of your account/);
      assert.equal(await page.inputValue("#name"), "nora");
      assert.equal(await page.inputValue("#password"), "");
      await page.fill("#password", password);
      await press(page, "Sign in");
      assert.equal(page.url(), `${server.address}/map`);
      await close();
    });

    test(`somebody is added with a group, sets a password, and reads what nobody else sees, ${how}`, async () => {
      const name = `ned-${width}-${script}`;
      const { page: admin, close: closeAdmin } = await openAs(administrator, { width, script });
      await admin.goto("/");
      await follow(admin, inHeader(admin).getByRole("link", { name: "Administration" }));
      await admin.getByLabel("Name to sign in").fill(name);
      await admin.getByLabel("Name to show").fill(`Ned of the North, ${width}`);
      await admin.getByRole("textbox", { name: "Groups" }).fill("north");
      assert.ok(await admin.locator("#role-reader").isChecked());
      await press(admin, "Add the account");
      assert.equal(await admin.getByRole("status").innerText(), "The account is made.");
      const link = await admin.getByLabel("Link to set a password").inputValue();
      await admin.goto(admin.url());
      assert.equal(await admin.getByLabel("Link to set a password").count(), 0);
      await closeAdmin();

      const { page, close } = await openPage(browser, server.address, { width, script });
      const { page: nobody, close: closeNobody } = await openPage(browser, server.address, { width, script });
      const { page: outsider, close: closeOutsider } = await openAs(administrator, { width, script });
      await page.goto(link);
      await page.fill("#password", password);
      await press(page, "Set the password");
      await signIn(page, name);

      for (const [reader, seen] of [
        [nobody, size - 2],
        [outsider, size - 1], // internal records, and not those of a group
        [page, size],
      ]) {
        await reader.goto("/search");
        assert.equal(await total(reader), seen);
      }
      assert.deepEqual([await statusOf(nobody, internal), await statusOf(nobody, restricted)], [404, 404]);
      assert.deepEqual([await statusOf(outsider, internal), await statusOf(outsider, restricted)], [200, 404]);

      const marks = {
        [internal]: "Internal: only for people with an account here. Do not pass it on outside.",
        [restricted]: "Restricted: only for members of north or op-example",
      };
      await page.goto("/search");
      for (const [id, mark] of Object.entries(marks)) {
        assert.equal(await page.locator(`#r-${id} .ww-circulation`).innerText(), mark);
      }
      assert.equal(await page.locator(".ww-circulation").count(), 2);
      assert.deepEqual(await accessibilityProblemsOf(page, script), []);
      for (const [id, mark] of Object.entries(marks)) {
        assert.equal(await statusOf(page, id), 200);
        assert.equal((await page.locator("main").innerText()).split("\n")[0], mark); // before all else
        assert.equal(await sidewaysScroll(page), 0);
        assert.deepEqual(await accessibilityProblemsOf(page, script), []);
        await page.screenshot({ path: `${screenshots}/${id === internal ? "internal" : "restricted"}-record-${width}.png`, fullPage: true });
      }
      await Promise.all([close(), closeNobody(), closeOutsider()]);
    });
  }
}

// axe needs script in the page.
const accessibilityProblemsOf = (page, script) => (script ? accessibilityProblems(page) : []);

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";

  test(`what is taken away in the middle of a session is gone with the next page, ${how}`, async () => {
    const name = await addReader(["north"]);
    const { page, close } = await openAs(name, { script });
    const { page: admin, close: closeAdmin } = await openAs(administrator, { script });
    assert.deepEqual([await statusOf(page, restricted), await statusOf(page, internal)], [200, 200]);

    await openAccount(admin, name);
    await admin.getByRole("textbox", { name: "Groups" }).fill("");
    await press(admin, "Save");
    assert.equal(await admin.getByRole("status").innerText(), "Saved.");
    assert.deepEqual([await statusOf(page, restricted), await statusOf(page, internal)], [404, 200]);

    await openAccount(admin, name);
    await press(admin, "Disable the account");
    assert.deepEqual([await statusOf(page, restricted), await statusOf(page, internal)], [404, 404]);
    assert.equal(await inHeader(page).getByRole("link", { name: "Sign in" }).count(), 1);
    await Promise.all([close(), closeAdmin()]);
  });

  test(`after signing out the back button shows no page of somebody who was signed in, ${how}`, async () => {
    const { page, close } = await openAs("nora", { script });
    await page.goto("/search?circulation=restricted");
    assert.equal(await statusOf(page, restricted), 200);
    await follow(page, inHeader(page).getByRole("link", { name: "Your account: Nora of the North" }));
    await press(page, "Sign out");
    assert.equal(page.url(), `${server.address}/`);
    assert.equal(await inHeader(page).getByRole("link", { name: "Sign in" }).count(), 1);
    for (const where of ["/account", `/records/${restricted}`, "/search?circulation=restricted"]) {
      await page.goBack();
      await page.waitForLoadState();
      assert.ok(!(await page.content()).includes("Nora of the North"), where);
      assert.equal(await page.locator(".ww-circulation").count(), 0, where);
    }
    await close();
  });

  test(`signing out everywhere ends the sessions of other browsers, ${how}`, async () => {
    const { page: here, close } = await openAs("nora", { script });
    const { page: there, close: closeThere } = await openAs("nora", { script });
    await there.goto("/search?sort=title");
    await here.goto("/account");
    assert.ok((await here.locator("#sessions tbody tr").count()) >= 2);
    assert.equal(await here.getByText("(this one)").count(), 1);
    await press(here, "Sign out everywhere");
    assert.equal(await inHeader(here).getByRole("link", { name: "Sign in" }).count(), 1);

    // With script the search comes into the page that is open; its header must not go on naming somebody.
    assert.equal(await inHeader(there).getByRole("link", { name: /Nora/ }).count(), 1);
    await there.fill("#q", "police");
    await there.locator(".ww-search__button").click();
    await inHeader(there).getByRole("link", { name: "Sign in" }).waitFor();
    assert.match(await inHeader(there).getByRole("link", { name: "Sign in" }).getAttribute("href"), /back=.*q%3Dpolice/);
    await Promise.all([close(), closeThere()]);
  });

  test(`an account is erased only when that is meant, and then for good, ${how}`, async () => {
    const name = await addReader();
    const { page, close } = await openAs(name, { script });
    const { page: admin, close: closeAdmin } = await openAs(administrator, { script });
    assert.equal(await statusOf(page, internal), 200);
    await openAccount(admin, name);
    const pseudonym = /p-[0-9a-f]+/.exec(admin.url())[0];
    await press(admin, "Erase the account");
    assert.match(await admin.locator(".govuk-error-summary").innerText(), /Tick the box/);
    await admin.locator(".govuk-error-summary").getByRole("link").click();
    assert.match(await focused(admin), /^input Yes, erase it/);
    assert.equal(await statusOf(page, internal), 200);

    await admin.getByLabel("Yes, erase it").check();
    await press(admin, "Erase the account");
    assert.equal(admin.url(), `${server.address}/admin/accounts`);
    assert.equal(await admin.getByText(name, { exact: true }).count(), 0);
    assert.match(await admin.getByRole("row", { name: new RegExp(pseudonym) }).innerText(), /Erased/);
    assert.equal(await statusOf(page, internal), 404);
    await page.goto("/sign-in");
    await signIn(page, name);
    assert.match(await page.locator(".govuk-error-summary").innerText(), /The name or the password is wrong/);
    await Promise.all([close(), closeAdmin()]);
  });

  test(`the audit trail tells who read a restricted record, ${how}`, async () => {
    const name = await addReader(["north"]);
    const { page, close } = await openAs(name, { script });
    await statusOf(page, restricted);
    const { page: admin, close: closeAdmin } = await openAs(administrator, { script });
    await admin.goto("/admin/audit");
    assert.match(await admin.locator(".ww-notice").innerText(), /^All \d+ entries fit together/);
    await admin.getByLabel("To which account or record").fill(restricted);
    await press(admin, "Show");
    const [newest] = await admin.locator("tbody tr").all();
    assert.match(await newest.innerText(), new RegExp(`${name}\\s+read the restricted record ${restricted}`));
    await admin.getByLabel("Who").fill(name);
    await press(admin, "Show");
    assert.equal(await admin.locator("tbody tr").count(), 1);
    await admin.getByLabel("Who").fill("nobody");
    await press(admin, "Show");
    assert.equal(await admin.getByText("Nothing of that kind has been done.").count(), 1);
    await Promise.all([close(), closeAdmin()]);
  });

  test(`a shortlist is kept by somebody who is signed in, also from results that came into the page, ${how}`, async () => {
    const { page, close } = await openAs("nora", { script });
    await page.goto("/search");
    await page.fill("#q", "the OR of OR and OR a OR police OR crime OR drug");
    await page.locator(".ww-search__button").click();
    await page.waitForURL(/q=the/);
    const add = page.getByRole("button", { name: /^Add to shortlist/ }).first();
    await follow(page, add);
    assert.match(await inHeader(page).innerText(), /Shortlist \(1\)/);
    await page.goto(`/records/${restricted}`);
    await follow(page, page.getByRole("button", { name: /^Add to shortlist/ }));
    await follow(page, inHeader(page).getByRole("link", { name: "Shortlist (2)" }));
    assert.equal(await page.locator(".ww-short .ww-circulation").count(), 1);
    await follow(page, page.getByRole("button", { name: /^Move up/ }));
    assert.match(await page.locator(".ww-short").first().innerText(), /Restricted: only for members of/);
    await follow(page, page.getByRole("button", { name: "Open the briefing pack" }));
    assert.match(await page.locator(`#r-${restricted}`).innerText(), /^Restricted: only for members of north or op-example/);
    await close();
  });
}

test("a password can be looked at, and is hidden again before it is sent", async () => {
  const { page, close } = await openPage(browser, server.address);
  await page.goto("/sign-in");
  const field = page.locator("#password");
  await page.fill("#name", "nora");
  await field.fill(password);
  assert.equal(await field.getAttribute("type"), "password");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "button Show the password");
  await page.keyboard.press("Enter");
  assert.equal(await field.getAttribute("type"), "text");
  const hide = page.getByRole("button", { name: "Hide the password" });
  assert.equal(await page.getByText("Your password is visible").count(), 1); // told to screen readers
  assert.equal(await focused(page), "button Hide the password");
  await page.keyboard.press("Space");
  assert.equal(await field.getAttribute("type"), "password");
  await page.keyboard.press("Space");
  await page.evaluate(() => document.querySelector("main form").addEventListener("submit", (event) => event.preventDefault()));
  await button(page, "Sign in").click();
  assert.equal(await field.getAttribute("type"), "password");
  await close();
});

test("what is kept on somebody with an account is told, with how to have it and how to be rid of it", async () => {
  const { page, close } = await openAs("nora");
  const [cookie] = await page.context().cookies();
  await page.goto("/about");
  const told = await page.locator("#privacy").innerText();
  for (const part of [`‘${cookie.name}’`, "60 minutes", "12 hours", "90 days", "restricted record", "unless whoever runs this service set other times", "erased"]) {
    assert.ok(told.includes(part), part);
  }
  await follow(page, page.locator("#privacy").getByRole("link", { name: "page of your account" }));
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Save all data on you" }).click()]);
  assert.equal(file.suggestedFilename(), "my-data.json");
  await close();
});

test("on paper a record says on each sheet who may read it", async () => {
  const { page, close } = await openAs("nora");
  const sheet = () => page.evaluate(() => getComputedStyle(document.body).page);
  for (const [path, name] of [
    [`/records/${restricted}`, "restricted"],
    [`/records/${internal}`, "internal"],
    [`/records/${open}`, "auto"],
    ["/search", "restricted"], // one of those listed is
    [`/shortlist/print?id=${open}&id=${internal}`, "internal"],
    [`/compare?id=${restricted}&id=${internal}`, "restricted"],
  ]) {
    await page.goto(path);
    await page.emulateMedia({ media: "print" });
    assert.equal(await sheet(), name, path);
    const marks = await page.locator(".ww-circulation").all();
    assert.ok(name === "auto" ? marks.length === 0 : marks.length > 0, path);
    for (const mark of marks) {
      assert.ok(await mark.isVisible(), path);
    }
    await page.emulateMedia({ media: "screen" });
  }
  await page.goto(`/records/${restricted}`);
  await page.pdf({ path: `${screenshots}/restricted-record.pdf`, preferCSSPageSize: true });
  await close();
});

test("a long name takes no more room in the header than a short one", async () => {
  for (const width of [1280, 320]) {
    const heights = [];
    for (const name of ["long", "s"]) {
      const { page, close } = await openAs(name, { width });
      await page.goto("/");
      heights.push((await page.locator(".ww-header").boundingBox()).height);
      assert.equal(await sidewaysScroll(page), 0);
      await close();
    }
    assert.ok(heights[0] - heights[1] <= 46, `${width} px: ${heights}`); // on a line of its own at most
    assert.ok(width === 320 || heights[0] === heights[1], `${width} px: ${heights}`);
  }
});
