// A headless Chromium over its DevTools protocol, for looking at reports by hand: `node measure.mjs` and `node shoot.mjs`.
// Needs Node and chromium (or $CHROMIUM); no package. The tests of the gate do without Node: see browser.rs.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAMS = [process.env.CHROMIUM, "chromium-headless-shell", "chromium", "google-chrome"].filter(Boolean);

/** Starts the browser; `page(width, height)` opens a page in it. */
export async function browser() {
  const profile = mkdtempSync(join(tmpdir(), "atalaya-browser-"));
  for (const program of PROGRAMS) {
    try {
      const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", `--user-data-dir=${profile}`];
      const child = spawn(program, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
      await new Promise((resolve, reject) => { child.on("error", reject); child.on("spawn", resolve); });
      const link = connect(child.stdio[3], child.stdio[4]);
      const close = () => new Promise((resolve) => {
        child.on("exit", () => {
          rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
          for (const pipe of child.stdio) pipe?.destroy();
          resolve();
        });
        child.kill("SIGKILL");
      });
      return { page: (width, height) => page(link, width, height), close };
    } catch (error) {
      if (error?.code !== "ENOENT") throw error;
    }
  }
  throw new Error("no Chromium found");
}

/** Messages go through two pipes, each ended by a zero byte. */
function connect(to, from) {
  let last = 0;
  const waiting = new Map();
  const heard = [];
  const receive = (message) => {
    if (message.id) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      message.error ? reject(new Error(message.error.message)) : resolve(message.result);
    } else {
      for (const listener of heard) listener(message);
    }
  };
  let parts = [];
  from.on("data", (data) => {
    for (let end = data.indexOf(0); end >= 0; end = data.indexOf(0)) {
      parts.push(data.subarray(0, end));
      receive(JSON.parse(Buffer.concat(parts).toString()));
      parts = [];
      data = data.subarray(end + 1);
    }
    parts.push(data);
  });
  const send = (method, params = {}, sessionId) => new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    to.write(JSON.stringify({ id: last, method, params, sessionId }) + "\0");
  });
  return { send, listen: (listener) => heard.push(listener) };
}

async function page(link, width, height) {
  const { targetId } = await link.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await link.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method, params) => link.send(method, params, sessionId);
  const faults = [];
  let requests = 0;
  let loaded = () => {};
  link.listen((message) => {
    if (message.sessionId !== sessionId) return;
    if (message.method === "Runtime.exceptionThrown") faults.push(message.params.exceptionDetails.exception?.description ?? message.params.exceptionDetails.text);
    if (message.method === "Log.entryAdded" && message.params.entry.level === "error") faults.push(message.params.entry.text);
    if (message.method === "Network.requestWillBeSent") requests += 1;
    if (message.method === "Page.loadEventFired") loaded();
  });
  for (const domain of ["Page", "Runtime", "Log", "Network", "Performance"]) await send(domain + ".enable");
  await send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
  const run = async (expression) => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  return {
    send, run, faults,
    requests: () => requests,
    async open(url) {
      const done = new Promise((resolve) => { loaded = resolve; });
      await send("Page.navigate", { url });
      await done;
    },
    async key(name) {
      for (const type of ["keyDown", "keyUp"]) await send("Input.dispatchKeyEvent", { type, key: name, code: name });
    },
  };
}

export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
