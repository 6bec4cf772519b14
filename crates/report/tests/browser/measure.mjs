// How fast a report opens and filters: node measure.mjs REPORT.html
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { browser, pause } from "./browser.mjs";

const file = resolve(process.argv[2]);
const chromium = await browser();
const page = await chromium.page(1280, 900);
await page.open(pathToFileURL(file).href);
await page.run(`new Promise((done) => { const look = () => document.getElementById("count")?.textContent ? done() : setTimeout(look, 20); look(); })`);
const figures = await page.run(`(async () => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  const ready = performance.now();
  const out = { paint: Math.round(paint), ready: Math.round(ready), count: document.getElementById("count").textContent };
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const set = async (id, value) => {
    const control = document.getElementById(id);
    control.value = value;
    const start = performance.now();
    control.dispatchEvent(new Event("input", { bubbles: true }));
    const busy = performance.now() - start;
    await frame();
    return Math.round(busy) + " ms (painted " + Math.round(performance.now() - start) + " ms), " + document.getElementById("count").textContent;
  };
  out.level = await set("f-level", "3-4");
  out.text = await set("f-q", "a");
  out.words = await set("f-q", "power shell");
  out.none = await set("f-q", "");
  out.time = await set("f-sort", "time");
  out.host = await set("f-sort", "host");
  out.rule = await set("f-sort", "rule");
  out.again = await set("f-level", "0-4");
  const rows = document.getElementById("rows");
  const start = performance.now();
  for (let step = 1; step <= 60; step++) { rows.scrollTop = step * 4321; await frame(); }
  out.scroll = Math.round((performance.now() - start) / 60) + " ms a frame";
  const opening = performance.now();
  rows.dispatchEvent(new KeyboardEvent("keydown", { key: "End" }));
  await new Promise((done) => new MutationObserver(done).observe(document.getElementById("detail"), { childList: true }));
  out.open = Math.round(performance.now() - opening) + " ms";
  return out;
})()`);
console.log(`${(statSync(file).size / 1e6).toFixed(1)} MB`, figures, page.faults);
await chromium.close();
