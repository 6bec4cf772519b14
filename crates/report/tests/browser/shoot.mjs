// Pictures of every section of a report, to be looked at: node shoot.mjs REPORT.html FOLDER [zh-TW|es|en] [dark] [narrow] [noscript]
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve, join } from "node:path";
import { pathToFileURL } from "node:url";
import { browser, pause } from "./browser.mjs";

const [file, folder, ...words] = process.argv.slice(2);
const has = (word) => words.includes(word);
const language = ["es", "en", "zh-TW"].find(has);
const width = has("narrow") ? 400 : 1280;
const name = [language ?? "as-is", ...["dark", "narrow", "noscript", "print"].filter(has)].join("-");
mkdirSync(folder, { recursive: true });

const chromium = await browser();
const page = await chromium.page(width, 1500);
if (has("dark")) await page.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: "dark" }] });
if (has("noscript")) await page.send("Emulation.setScriptExecutionDisabled", { value: true });
await page.open(pathToFileURL(resolve(file)).href);
if (language) await page.run(`document.getElementById("lang-${language}").click()`);
if (has("print")) {
  const { data } = await page.send("Page.printToPDF", { printBackground: true, preferCSSPageSize: true });
  writeFileSync(join(folder, name + ".pdf"), Buffer.from(data, "base64"));
} else {
  await pause(300);
  if (!has("noscript")) await page.run(`document.getElementById("rows")?.focus(), document.getElementById("rows")?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown" }))`);
  if (!has("folded")) await page.run(`for (const one of document.querySelectorAll("details")) { if (one.matches("#stories details:nth-of-type(-n+2), #rules details:nth-of-type(-n+2), #static details:nth-of-type(-n+1)")) one.open = true }`);
  await pause(500);
  const whole = await page.run(`document.documentElement.scrollWidth`);
  if (whole > width) console.log(`${name}: the page is ${whole} wide instead of ${width}`);
  const sections = ["header", ...(await page.run(`[...document.querySelectorAll("section")].map((one) => "#" + one.id)`))];
  for (const selector of sections) {
    // The whole section, up to a height that can still be looked at.
    const height = await page.run(`Math.ceil(document.querySelector("${selector}").getBoundingClientRect().height) + ${selector === "header" ? 400 : 20}`);
    await page.run(`document.documentElement.style.scrollBehavior = "auto", document.querySelector("${selector}").scrollIntoView()`);
    if (selector === "header") await page.run("scrollTo(0, 0)");
    const y = await page.run("scrollY");
    const { data } = await page.send("Page.captureScreenshot", { clip: { x: 0, y, width, height: Math.min(height, 1500), scale: 1 } });
    writeFileSync(join(folder, `${name}-${selector.replace("#", "")}.png`), Buffer.from(data, "base64"));
  }
}
if (page.faults.length) console.log(page.faults);
console.log(`${name}: ${page.requests()} request(s)`);
await chromium.close();
