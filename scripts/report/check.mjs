// Does in a browser what a reader of report.html does; see scripts/check-report.
//
//   node check.mjs BROWSER REPORT…
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [browserPath, ...reports] = process.argv.slice(2);
const axe = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SIZES = { laptop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const SERIOUS = ["serious", "critical"];
// A busy machine draws late; what is smooth lies far below.
const SMOOTH = 600;
let failures = 0;

const holds = (what, is, more = "") => {
  if (!is) failures += 1;
  console.log(`  ${is ? "ok    " : "FAILED"} ${what}${is || !more ? "" : `: ${more}`}`);
};

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
for (const report of reports) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    const name = `${basename(report)}, ${size}`;
    console.log(name);
    // The page's own policy stands: what axe-core needs is let in by the browser alone.
    const context = await browser.newContext({ viewport, deviceScaleFactor: 1, offline: true });
    const page = await context.newPage();
    const said = [];
    const asked = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("dialog", (dialog) => { said.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on("request", (request) => asked.push(request.url()));
    const address = pathToFileURL(join(report, "report.html")).href;
    await page.goto(address, { waitUntil: "load" });
    const shot = (what) => page.screenshot({ path: `${basename(report)}-${size}-${what}.png` });
    await shot("top");

    const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    holds("nothing is wider than the screen", width <= 0, `${width} pixels`);

    // A theme opens, and leads to its feedback.
    const theme = page.locator("details.theme").first();
    if (await theme.count()) {
      await theme.locator("summary").click();
      holds("a theme opens", await theme.evaluate((part) => part.open));
      await theme.scrollIntoViewIfNeeded();
      await shot("theme");
      const all = await page.locator("#told").textContent();
      await theme.locator("a[data-theme]").click();
      const some = await page.locator("#told").textContent();
      holds("its feedback is filtered", all !== some, some);
      holds("the theme is chosen", (await page.locator("select[name=theme]").inputValue()) === "0");
    }

    // A quote leads to its row.
    const quote = page.locator("details.card[open] blockquote footer a").first();
    if (await quote.count()) {
      const where = await quote.getAttribute("href");
      const words = await quote.evaluate((link) => link.closest("blockquote").firstChild.textContent);
      await quote.click();
      const first = page.locator("#list article").first();
      await first.waitFor();
      // The list is drawn anew a moment after the click.
      const leads = (where) => `#${document.querySelector("#list article")?.id}` === where;
      await page.waitForFunction(leads, where, { timeout: 2000 }).catch(() => {});
      holds("a quote leads to its row", `#${await first.getAttribute("id")}` === where, where);
      const flat = (text) => text.replace(/\s+/g, " ").replace(/[“”]/g, "").trim();
      const text = flat(await first.locator(".said").textContent());
      holds("the row holds the quote", text.includes(flat(words).slice(0, 30)), text);
      holds("the row has the focus", await first.evaluate((row) => row === document.activeElement));
      await shot("row");
    }

    // Filters narrow, and are cleared.
    // "12 of 69 feedback", in Chinese "69 条反馈中的 12 条".
    const chinese = (await page.locator("html").getAttribute("lang")).startsWith("zh");
    const count = async () => {
      const told = (await page.locator("#told").textContent()).split(" · ")[0];
      const numbers = told.replace(/[,\u202f]/g, "").match(/\d+/g);
      return Number(numbers[chinese ? 1 : 0]);
    };
    await page.locator("#clear").click();
    const before = await count();
    await page.locator("select[name=sentiment]").selectOption({ index: 1 });
    const narrowed = await count();
    holds("a filter narrows", narrowed > 0 && narrowed < before, `${narrowed} of ${before}`);
    const rating = page.locator("select[name=rating]");
    if (await rating.count()) {
      await rating.selectOption({ index: 1 });
      holds("a second one narrows on", (await count()) <= narrowed);
    }
    await page.locator("#read").scrollIntoViewIfNeeded();
    await shot("read");
    // From the choice to the frame that shows it, and for a word typed into the filter.
    const took = await page.evaluate(async (field) => {
      const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const timed = async (change) => {
        await drawn();
        const begun = performance.now();
        change();
        await drawn();
        return performance.now() - begun;
      };
      const select = document.querySelector("select[name=sentiment]");
      const words = document.querySelector(field);
      const set = (element, value) => { element.value = value; element.dispatchEvent(new Event("input", { bubbles: true })); element.dispatchEvent(new Event("change", { bubbles: true })); };
      const chosen = await timed(() => set(select, select.options[2].value));
      const typed = await timed(() => set(words, "app"));
      set(words, "");
      return Math.max(chosen, typed);
    }, "[name=words]");
    const rows = (await page.locator("#told").textContent()).trim();
    holds(`filters answer within ${SMOOTH} ms`, took <= SMOOTH, `${took.toFixed(0)} ms, ${rows}`);
    if (process.env.TELL) console.log(`         ${took.toFixed(0)} ms, ${rows}`);
    await page.locator("#clear").click();
    holds("clearing shows all again", (await count()) === before);

    // Find hides what does not hold the words.
    await page.locator("#search").fill("zzzzqqqq");
    holds("find tells how many it shows", /^0 of|中的 0 项$/.test(await page.locator("#found").textContent()));
    await page.locator("#search").fill("");

    // By keyboard alone: the first stop leads past the navigation, and a card opens by Enter.
    await page.goto(address);
    await page.keyboard.press("Tab");
    holds("the first stop skips to the content", await page.evaluate(() => document.activeElement.className === "skip"));
    const closed = page.locator("details.card:not([open]) > summary").first();
    if (await closed.count()) {
      await closed.focus();
      const handle = await closed.elementHandle();
      await page.keyboard.press("Enter");
      holds("a card opens by Enter", await handle.evaluate((summary) => summary.parentElement.open));
    }

    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.evaluate(() => document.querySelectorAll("details").forEach((part, at) => { part.open = at < 12; }));
      // Evaluated by the debugger, which no policy of the page holds for.
      await page.evaluate(axe);
      const found = await page.evaluate(async () => (await globalThis.axe.run(document)).violations);
      const bad = found.filter((violation) => SERIOUS.includes(violation.impact));
      const told = bad.map((violation) => `${violation.id} (${violation.nodes.length}: ${violation.nodes[0].target} ${violation.nodes[0].failureSummary})`);
      holds(`axe-core finds nothing serious (${scheme})`, bad.length === 0, told.join("\n         "));
      await page.evaluate(() => scrollTo(0, 0));
      if (scheme === "dark") await shot("dark");
    }
    await page.emulateMedia({ colorScheme: "light", media: "print" });
    await shot("print");

    holds("no injected script ran", (await page.evaluate(() => window.hearkenRan)) === undefined);
    holds("the console is silent", said.length === 0, said.join(" | "));
    const left = asked.filter((url) => !url.startsWith("file:") && !url.startsWith("data:"));
    holds("no request leaves", left.length === 0 && asked.every((url) => url.split("#")[0] === address), asked.join(" "));
    await context.close();
  }
}
await browser.close();
console.log(failures ? `\n${failures} checks failed.` : "\nEvery report reads as it should.");
process.exit(failures ? 1 : 0);
