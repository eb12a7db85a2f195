// page_faults.mjs BROWSER PAGE: what keeps people from using the page, one line a fault, at the width of a desk and of
// a phone.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [browserPath, page] = process.argv.slice(2);
const WIDTHS = { desk: 1280, phone: 375 };
const QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

const browser = await chromium.launch({ executablePath: browserPath, args: QUIET });
for (const [name, width] of Object.entries(WIDTHS)) {
  const tab = await browser.newPage({ viewport: { width, height: 800 } });
  await tab.goto(pathToFileURL(page).href);
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
  if (wide > width) console.log(`${name}: the page is ${wide} pixels wide on a screen of ${width}`);
  await tab.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
  const { passes, violations } = await tab.evaluate(() => globalThis.axe.run());
  if (passes.length === 0) console.log(`${name}: axe looked at nothing`);
  for (const { id, help, nodes } of violations) {
    for (const node of nodes) console.log(`${name}: ${id}: ${help}: ${node.html}`);
  }
  await tab.close();
}
await browser.close();
