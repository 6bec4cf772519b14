"use strict";
// The list of all findings: unpacks the index, filters, sorts and shows it; unpacks the details of a finding when it is
// opened. Whatever comes from a log goes into the page as text, never as markup.
(() => {
  const ROW = 56; // the height of a row, as in report.css
  const MARKED_MIN = 3; // as MARKED_LEN_MIN in marks.rs
  const LANGUAGES = ["en", "es", "zh-TW"];
  const $ = (id) => document.getElementById(id);
  // The same characters as in escape.rs: those that cannot be seen, or that change how others are seen.
  const HIDDEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

  let index; // what all findings share, and a column for each property
  let columns;
  let language = 0;
  let own = false; // times in the zone of this computer
  let shown = new Uint32Array(0); // the findings that fit, in their order
  let active = -1; // the place in `shown`
  let opened = -1; // the finding whose details are shown
  const state = { q: "", level: 0, upto: 4, rule: 0, host: -1, tactic: "", tech: "", from: null, to: null, sort: "level", deep: false };

  // ---- Unpacking -------------------------------------------------------------------------------------------------

  function bytes(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const binary = atob(text);
    const out = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) out[at] = binary.charCodeAt(at);
    return out;
  }

  async function unpacked(id) {
    const stream = new Blob([bytes($(id).textContent)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).text();
  }

  /** A block of details, with the values back in the records in whose place a sign stands: see `shortened` in blocks.rs. */
  async function details(number) {
    const part = JSON.parse(await unpacked("b" + number));
    for (const event of part.e) {
      if (typeof event.w !== "string" || !event.f) continue;
      const written = (text) => event.w.startsWith("{") ? JSON.stringify(text).slice(1, -1) : text;
      event.w = event.w.replace(/[\ue000-\uf8ff]/g, (sign) => {
        const field = event.f[sign.charCodeAt(0) - 0xe000];
        return field && typeof field[1] === "string" ? written(field[1]) : sign;
      });
    }
    return part;
  }

  const kept = new Map(); // the last blocks that were unpacked
  async function block(number) {
    let found = kept.get(number);
    if (!found) {
      found = await details(number);
      if (kept.size >= 8) kept.delete(kept.keys().next().value);
      kept.set(number, found);
    }
    return found;
  }

  // ---- Words -----------------------------------------------------------------------------------------------------

  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
  const visible = (text) => text.replace(/\r\n/g, "\n").replace(HIDDEN, (c) => "⟦U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") + "⟧");

  function say(id, args) {
    const text = (index.texts[id] || ["[" + id + "]", "[" + id + "]", "[" + id + "]"])[language];
    return text.replace(/\{\$([A-Za-z0-9_-]+)\}/g, (whole, name) => {
      const value = args && args[name];
      if (value === undefined) return whole;
      if (typeof value === "number") return grouped(value);
      return Array.isArray(value) ? say(value[0], value[1]) : visible(String(value));
    });
  }
  const sentence = (message) => say(message[0], message[1]);

  const pad = (number, length = 2) => String(number).padStart(length, "0");
  function moment(millis, withMillis) {
    if (millis === null || Number.isNaN(millis)) return say("report-time-unknown");
    const t = new Date(millis);
    if (Number.isNaN(t.getTime())) return say("report-time-unknown");
    const [y, mo, d, h, mi, s] = own
      ? [t.getFullYear(), t.getMonth(), t.getDate(), t.getHours(), t.getMinutes(), t.getSeconds()]
      : [t.getUTCFullYear(), t.getUTCMonth(), t.getUTCDate(), t.getUTCHours(), t.getUTCMinutes(), t.getUTCSeconds()];
    const ms = withMillis ? "." + pad(t.getUTCMilliseconds(), 3) : "";
    return `${pad(y, 4)}-${pad(mo + 1)}-${pad(d)} ${pad(h)}:${pad(mi)}:${pad(s)}${ms}`;
  }

  const ruleOf = (finding) => index.rules[columns.r[finding]];
  const title = (rule) => rule.w[language].t || rule.w[0].t;
  const isForeign = (rule) => language !== 0 && !rule.w[language].t;
  const hostName = (host) => host === 0 ? say("report-host-none") : host === 1 ? say("report-host-other") : visible(index.hosts[host]);
  const levelWord = (level) => say(index.levels[level]);

  // ---- Building elements -----------------------------------------------------------------------------------------

  function el(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const key in attributes || {}) {
      if (attributes[key] !== null && attributes[key] !== undefined) element.setAttribute(key, attributes[key]);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return element;
  }
  const badge = (level) => el("span", { class: "lv l" + level }, levelWord(level));
  const value = (text) => el("bdi", { class: "v" }, visible(String(text)));
  const heading = (id) => el("h4", {}, say(id));
  const notice = (id, args) => el("p", { class: "notice" }, say(id, args));
  const list = (kind, items) => el(kind, {}, items.map((item) => el("li", {}, visible(item))));
  const term = (id, ...content) => el("div", {}, el("dt", {}, say(id)), el("dd", {}, ...content));

  // ---- Filtering -------------------------------------------------------------------------------------------------

  /** For each entry of a table, whether it contains each of the words: a bit for a word. */
  function flags(table, text, words) {
    const out = new Uint32Array(table.length);
    for (let at = 0; at < table.length; at++) {
      const folded = text(table[at], at);
      if (!folded) continue;
      for (let word = 0; word < words.length; word++) if (folded.includes(words[word])) out[at] |= 1 << word;
    }
    return out;
  }

  let deepWords = ""; // what the records were searched for, and which findings have it
  let deepHits = null;
  let run = 0; // the latest search; earlier ones stop

  function ruleText(rule) {
    return rule && [rule.id, ...rule.w.map((words) => words.t), ...rule.te, ...rule.ta].join("\n").toLowerCase();
  }

  function fits() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 16);
    const all = words.length ? 2 ** words.length - 1 : 0;
    const rules = flags(index.rules, ruleText, words);
    const hosts = flags(index.hosts, (name) => name.toLowerCase(), words);
    const users = flags(index.users, (name) => name.toLowerCase(), words);
    const files = flags(index.files, (file) => file[0].toLowerCase(), words);
    const allowed = index.rules.map((rule, at) => rule && (!state.rule || at === state.rule)
      && (!state.tactic || rule.ta.includes(state.tactic) || rule.te.some((id) => (index.under[id] || []).includes(state.tactic)))
      && (!state.tech || rule.te.includes(state.tech)) ? 1 : 0);
    const deep = state.deep && deepWords === state.q.toLowerCase() ? deepHits : null;
    const out = new Uint32Array(columns.n.length);
    let count = 0;
    const order = orders(state.sort);
    const { l, r, h, u, f, t } = columns;
    const { level, upto, host, from, to } = state;
    for (let at = 0; at < order.length; at++) {
      const finding = order[at];
      if (l[finding] < level || l[finding] > upto || !allowed[r[finding]]) continue;
      if (host >= 0 && h[finding] !== host) continue;
      if (from !== null && !(t[finding] >= from)) continue;
      if (to !== null && !(t[finding] < to)) continue;
      if (all && (rules[r[finding]] | hosts[h[finding]] | users[u[finding]] | files[f[finding]]) !== all && !(deep && deep[finding])) continue;
      out[count++] = finding;
    }
    return out.slice(0, count);
  }

  /** The findings in an order; each order is made once, by sorting numbers that carry the finding's own. */
  const made = new Map();
  function orders(name) {
    const key = name === "rule" ? name + language : name;
    if (made.has(key)) return made.get(key);
    const total = columns.n.length;
    const identity = Uint32Array.from({ length: total }, (_, at) => at);
    const byTime = () => orders("time");
    let order = identity;
    if (name === "time") {
      const time = (at) => Number.isNaN(columns.t[at]) ? Infinity : columns.t[at];
      order = identity.sort((left, right) => time(left) - time(right) || left - right);
    } else if (name === "time-last") {
      order = byTime().slice().reverse();
    } else if (name === "rule" || name === "host") {
      const names = name === "rule" ? index.rules.map((rule) => rule ? title(rule) : "") : index.hosts.map((_, at) => hostName(at));
      const ranked = names.map((_, at) => at).sort((left, right) => names[left].localeCompare(names[right], LANGUAGES[language]));
      const rank = new Float64Array(names.length);
      ranked.forEach((at, place) => { rank[at] = place; });
      const column = name === "rule" ? columns.r : columns.h;
      const base = byTime();
      const keys = Float64Array.from(base, (finding, place) => rank[column[finding]] * total + place).sort();
      order = Uint32Array.from(keys, (packed) => base[packed % total]);
    }
    made.set(key, order);
    return order;
  }

  /** Searches the details, block by block, and shows what has been found so far. */
  async function searchRecords() {
    const mine = ++run;
    const query = state.q.toLowerCase();
    const words = query.split(/\s+/).filter(Boolean).slice(0, 16);
    if (!state.deep || !words.length || deepWords === query) return;
    deepWords = query;
    deepHits = new Uint8Array(columns.n.length);
    const byBlock = new Map();
    columns.b.forEach((number, finding) => {
      if (columns.o[finding] < 0) return;
      if (!byBlock.has(number)) byBlock.set(number, []);
      byBlock.get(number).push(finding);
    });
    let done = 0;
    for (const [number, findings] of byBlock) {
      const part = await details(number);
      if (mine !== run) { deepWords = ""; return; }
      const events = part.e.map((event) => words.every((word) => found(event, word)));
      for (const finding of findings) {
        const detail = part.d[columns.o[finding]];
        if (events[detail.e] || words.every((word) => detail.i.includes(word))) deepHits[finding] = 1;
      }
      if (++done % 8 === 0) $("count").textContent = say("report-live-searching", { done, total: byBlock.size });
    }
    refresh();
  }

  function found(event, word) {
    if (event.w && event.w.toLowerCase().includes(word)) return true;
    const has = (texts) => texts.some((text) => (Array.isArray(text) ? text[0] : text).toLowerCase().includes(word));
    return (event.f || []).some(has) || event.n.some(has);
  }

  // ---- The list --------------------------------------------------------------------------------------------------

  function refresh() {
    const before = shown[active];
    shown = fits();
    active = opened >= 0 ? shown.indexOf(opened) : shown.indexOf(before);
    $("space").style.height = shown.length * ROW + "px";
    $("count").textContent = shown.length ? say("report-live-count", { shown: shown.length, total: index.total }) : say("report-live-none");
    draw();
  }

  function draw() {
    const pane = $("rows");
    const first = Math.max(0, Math.floor(pane.scrollTop / ROW) - 6);
    const last = Math.min(shown.length, first + Math.ceil(pane.clientHeight / ROW) + 12);
    const rows = [];
    for (let place = first; place < last; place++) rows.push(row(place));
    $("window").style.transform = `translateY(${first * ROW}px)`;
    $("window").replaceChildren(...rows);
    if (active >= first && active < last) pane.setAttribute("aria-activedescendant", "r" + active);
    else pane.removeAttribute("aria-activedescendant");
  }

  function row(place) {
    const finding = shown[place];
    const rule = ruleOf(finding);
    const user = columns.u[finding];
    const names = [moment(columns.t[finding]), hostName(columns.h[finding]), user > 1 ? visible(index.users[user]) : ""];
    return el("div", { class: "row", id: "r" + place, role: "option", "aria-selected": place === active, "aria-posinset": place + 1, "aria-setsize": shown.length, "data-place": place },
      badge(columns.l[finding]),
      el("span", { class: "title", lang: isForeign(rule) ? "en" : null, title: visible(title(rule)) }, visible(title(rule)), isForeign(rule) ? foreignMark() : null),
      el("span", { class: "sub" }, names.filter(Boolean).join(" · ")));
  }
  const foreignMark = () => el("abbr", { class: "foreign", title: say("report-foreign-mark") }, "EN");

  function select(place, focusDetail) {
    if (!shown.length) return;
    active = Math.max(0, Math.min(shown.length - 1, place));
    const pane = $("rows");
    const top = active * ROW;
    if (top < pane.scrollTop) pane.scrollTop = top;
    else if (top + ROW > pane.scrollTop + pane.clientHeight) pane.scrollTop = top + ROW - pane.clientHeight;
    draw();
    open(shown[active], focusDetail);
  }

  // ---- A finding -------------------------------------------------------------------------------------------------

  async function open(finding, focus) {
    opened = finding;
    remember();
    const pane = $("detail");
    let parts;
    try {
      const place = columns.o[finding];
      const part = place < 0 ? null : await block(columns.b[finding]);
      if (opened !== finding) return;
      parts = content(finding, part && part.d[place], part && part.e[part.d[place].e]);
    } catch (error) {
      parts = [notice("report-live-old-browser")];
    }
    pane.replaceChildren(...parts);
    pane.scrollTop = 0;
    if (focus) {
      pane.focus({ preventScroll: true });
      pane.scrollIntoView({ block: "nearest" });
    }
  }

  function content(finding, detail, event) {
    const rule = ruleOf(finding);
    const parts = [
      el("p", {}, badge(columns.l[finding]), " ", el("span", { class: "at" }, moment(columns.t[finding], true)), " ", value(hostName(columns.h[finding]))),
      el("h3", { lang: isForeign(rule) ? "en" : null }, visible(title(rule)), isForeign(rule) ? foreignMark() : null),
    ];
    if (detail && detail.s.length) {
      parts.push(heading("report-happened"), el("p", { class: "v" }, detail.s.map(sentence).join(language === 2 ? "" : " ")));
    }
    parts.push(heading("report-why"), ...why(rule));
    const causes = rule.w[language].c;
    parts.push(el("div", { class: "two" },
      el("div", {}, heading("report-causes"), list("ul", causes.length ? causes : rule.c.map(sentence)),
        causes.length || language === 0 ? null : foreignText(rule.w[0].c)),
      el("div", {}, heading("report-checks"), list("ol", rule.w[language].k.length ? rule.w[language].k : rule.k.map(sentence)))));
    if (detail) parts.push(...eventOf(detail, event));
    else parts.push(notice("report-live-details-missing"));
    parts.push(...origin(finding, rule, detail, event));
    return parts;
  }

  function why(rule) {
    const words = rule.w[language].d;
    if (words) return [el("p", {}, visible(words))];
    const meanings = rule.te.slice(0, 3).map((id) => el("p", {}, el("b", {}, index.techs[id][0][language]), ` (${id}): `, index.techs[id][1][language]));
    const original = language !== 0 && rule.w[0].d ? foreignText([rule.w[0].d]) : null;
    if (!meanings.length && !original) return [el("p", {}, say("report-why-unknown"))];
    return original ? [...meanings, original] : meanings;
  }

  function foreignText(texts) {
    if (!texts.length) return null;
    return el("div", { class: "foreign-text" }, el("span", { class: "note" }, say("report-foreign")), texts.map((text) => el("p", { lang: "en" }, visible(text))));
  }

  function eventOf(detail, event) {
    const matched = detail.m;
    const parts = [heading("report-event")];
    if (event.n.length) parts.push(el("p", { class: "quiet" }, event.n.filter(([name]) => name !== "message").map(([name, text]) => [el("span", { class: "tag" }, name), " ", value(text), "  "])));
    if (!event.f) parts.push(notice("report-fields-missing"));
    parts.push(table(event.f || [], matched));
    if (detail.y) parts.push(notice("report-more", { count: detail.y }));
    parts.push(heading("report-record"));
    if (typeof event.w === "string") {
      parts.push(el("pre", { class: "v", tabindex: "0" }, marked(event.w, needles(matched))));
      if (event.z) parts.push(notice("report-record-cut", { bytes: event.z }));
    } else {
      parts.push(notice(event.x ? "report-record-dropped" : "report-record-missing"));
    }
    return parts;
  }

  function table(fields, matched) {
    const same = (left, right) => left[0].toLowerCase() === right[0].toLowerCase();
    const missing = matched.filter((pair) => !fields.some((field) => same(field, pair)));
    const line = (pair) => {
      const hit = matched.some((other) => same(other, pair));
      const name = pair[0] === "*" ? say("report-field-any") : visible(pair[0]);
      return el("tr", { class: hit ? "hit" : null },
        el("th", { scope: "row" }, name, hit ? [" ", el("span", { class: "tag" }, say("report-matched"))] : null),
        el("td", {}, pair.slice(1).map(cell)));
    };
    return el("div", { class: "scroll" }, el("table", { class: "fields" }, el("tbody", {}, [...missing, ...fields].map(line))));
  }

  function cell(text) {
    if (!Array.isArray(text)) return el("div", {}, value(text));
    return el("div", {}, value(text[0]), notice("report-record-cut", { bytes: text[1] }));
  }

  function needles(matched) {
    const texts = matched.flatMap((pair) => pair.slice(1)).map((text) => Array.isArray(text) ? text[0] : text);
    const long = texts.filter((text) => [...text].length >= MARKED_MIN);
    return [...new Set([...long, ...long.map((text) => JSON.stringify(text).slice(1, -1))])];
  }

  function marked(text, words) {
    const places = [];
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0 && places.length < 1000; at = text.indexOf(word, at + word.length)) places.push([at, at + word.length]);
    }
    places.sort((left, right) => left[0] - right[0] || left[1] - right[1]);
    const out = [];
    let at = 0;
    for (const [start, end] of places) {
      if (end <= at) continue;
      const from = Math.max(start, at);
      if (from > at) out.push(visible(text.slice(at, from)));
      out.push(el("mark", {}, visible(text.slice(from, end))));
      at = end;
    }
    out.push(visible(text.slice(at)));
    return out;
  }

  function origin(finding, rule, detail, event) {
    const [file, digest] = index.files[columns.f[finding]];
    const terms = [term("report-origin-file", value(file)), term("report-origin-record", String(columns.n[finding]))];
    if (event && event.k) terms.push(term("report-origin-kind", value(event.k)));
    if (digest) terms.push(term("report-origin-digest", el("code", { class: "digest" }, digest)));
    if (detail && detail.c) terms.push(term("report-origin-count", grouped(detail.c)));
    if (detail && detail.g) {
      const more = detail.g.n - detail.g.r.length;
      terms.push(term("report-origin-related", detail.g.r.map(([name, record]) => el("div", {}, value(name), " · " + record)), more > 0 ? say("report-more", { count: more }) : null));
    }
    const techniques = rule.te.map((id) => el("div", {}, `${id} ${index.techs[id][0][language]}`));
    if (techniques.length) terms.push(term("report-rule-techniques", techniques));
    terms.push(term("report-rule-author", visible(rule.au || say("report-unknown"))), term("report-rule-license", visible(rule.li || say("report-unknown"))));
    if (rule.rf && rule.rf.length) terms.push(term("report-rule-links", rule.rf.map(link)));
    terms.push(term("report-rule-id", el("a", { href: "#rule-" + columns.r[finding] }, visible(rule.id))));
    if (detail) terms.push(term("report-origin-uid", el("code", { class: "digest" }, detail.i)));
    return [heading("report-origin"), el("dl", { class: "origin" }, terms)];
  }

  function link(address) {
    const shownAddress = value(address);
    return el("div", {}, /^https?:\/\//.test(address) ? el("a", { href: address, rel: "noreferrer noopener" }, shownAddress) : shownAddress);
  }

  // ---- State in the location, so that a view can be passed on ----------------------------------------------------

  function restore() {
    if (location.hash === "" || !location.hash.startsWith("#?")) return openAnchor();
    const asked = new URLSearchParams(location.hash.slice(2));
    const number = (name, otherwise) => {
      const found = asked.get(name);
      return found !== null && found !== "" && Number.isFinite(Number(found)) ? Number(found) : otherwise;
    };
    Object.assign(state, { q: asked.get("q") || "", level: number("level", 0), upto: number("upto", 4), rule: number("rule", 0), host: number("host", -1),
      tactic: asked.get("tactic") || "", tech: asked.get("tech") || "", from: number("from", null), to: number("to", null), sort: asked.get("sort") || "level", deep: asked.get("deep") === "1" });
    if (!index.rules[state.rule]) state.rule = 0;
    opened = number("finding", -1);
    if (!(opened >= 0 && opened < columns.n.length)) opened = -1;
    controls();
    $("rows").scrollTop = 0;
    refresh();
    searchRecords();
    if (opened >= 0) {
      if (active >= 0) select(active); else open(opened);
    } else if (shown.length) {
      select(0);
    }
    $("findings").scrollIntoView();
  }

  /** A link to a folded part unfolds it. */
  function openAnchor() {
    const target = location.hash.length > 1 && $(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      target.scrollIntoView();
    }
  }

  function remember() {
    const parts = new URLSearchParams();
    const put = (name, value, otherwise) => { if (value !== otherwise) parts.set(name, value); };
    put("q", state.q, ""); put("level", state.level, 0); put("upto", state.upto, 4); put("rule", state.rule, 0); put("host", state.host, -1);
    put("tactic", state.tactic, ""); put("tech", state.tech, ""); put("from", state.from, null); put("to", state.to, null);
    put("sort", state.sort, "level"); put("deep", state.deep ? "1" : "", ""); put("finding", opened, -1);
    history.replaceState(null, "", "#?" + parts);
  }

  // ---- Controls --------------------------------------------------------------------------------------------------

  function options(id, pairs, chosen) {
    $(id).replaceChildren(...pairs.map(([key, text]) => el("option", { value: key, selected: String(key) === String(chosen) ? "" : null }, text)));
    $(id).value = String(chosen);
  }

  const local = (millis) => {
    if (millis === null) return "";
    const t = new Date(own ? millis - new Date(millis).getTimezoneOffset() * 60000 : millis);
    return Number.isNaN(t.getTime()) ? "" : t.toISOString().slice(0, 19);
  };
  const instant = (text) => {
    if (!text) return null;
    const millis = Date.parse(own ? text : text + "Z");
    return Number.isNaN(millis) ? null : millis;
  };

  /** Fills the controls in the language that is chosen, and sets them to the state. */
  function controls() {
    const all = say("report-live-all");
    const levels = [4, 3, 2, 1, 0];
    options("f-level", [["0-4", all], ...[3, 2, 1].map((level) => [level + "-4", say("report-live-from", { level: levelWord(level) })]),
      ...levels.map((level) => [`${level}-${level}`, say("report-live-only", { level: levelWord(level) })])], `${state.level}-${state.upto}`);
    const rules = index.rules.map((rule, at) => [at, rule]).filter(([, rule]) => rule).map(([at, rule]) => [at, `${visible(title(rule))} (${grouped(rule.n)})`]);
    const byName = (left, right) => left[1].localeCompare(right[1], LANGUAGES[language]);
    options("f-rule", [[0, all], ...rules.sort(byName)], state.rule);
    const hosts = index.hosts.map((_, at) => [at, hostName(at)]).filter(([at]) => at > 1).sort(byName).slice(0, 5000);
    options("f-host", [[-1, all], [0, hostName(0)], ...hosts], state.host);
    options("f-tactic", [["", all], ...index.tactics.map(([word, names]) => [word, names[language]])], state.tactic);
    const sorts = ["level", "time", "time-last", "rule", "host"];
    if (!sorts.includes(state.sort)) state.sort = "level";
    options("f-sort", sorts.map((name) => [name, say("report-live-sort-" + name)]), state.sort);
    $("f-q").value = state.q;
    $("f-deep").checked = state.deep;
    $("f-from").value = local(state.from);
    $("f-to").value = local(state.to);
    const name = state.tech && index.techs[state.tech] ? `${state.tech} ${index.techs[state.tech][0][language]}` : state.tech;
    $("tech").textContent = state.tech ? say("report-live-technique", { technique: name }) : "";
  }

  function changed() {
    const [level, upto] = $("f-level").value.split("-").map(Number);
    const sameTime = (id, millis) => $(id).value === local(millis) ? millis : instant($(id).value);
    Object.assign(state, { q: $("f-q").value.trim(), level: level || 0, upto: upto ?? 4, rule: Number($("f-rule").value), host: Number($("f-host").value),
      tactic: $("f-tactic").value, sort: $("f-sort").value, deep: $("f-deep").checked, from: sameTime("f-from", state.from), to: sameTime("f-to", state.to) });
    $("rows").scrollTop = 0;
    refresh();
    remember();
    searchRecords();
  }

  function clear() {
    Object.assign(state, { q: "", level: 0, upto: 4, rule: 0, host: -1, tactic: "", tech: "", from: null, to: null, deep: false });
    controls();
    changed();
  }

  const MOVES = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
  function pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in MOVES) select(active < 0 ? 0 : active + MOVES[event.key]);
    else if (event.key === "Enter") select(Math.max(active, 0), true);
    else return;
    event.preventDefault();
  }

  /** All times of the static part in the zone that is chosen. */
  function times() {
    for (const element of document.querySelectorAll("time")) element.textContent = moment(Date.parse(element.dateTime.replace(/(\.\d{3})\d*Z$/, "$1Z")));
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    if (own) {
      $("zone-note").textContent = say("report-live-zone-note", { zone });
    } else {
      $("zone-note").textContent = say("report-zone-note");
    }
  }

  function spoken(tag) {
    language = Math.max(0, LANGUAGES.indexOf(tag));
    document.documentElement.lang = LANGUAGES[language];
    controls();
    refresh();
    if (own) times();
    else if ($("zone-note").children.length === 0) $("zone-note").textContent = say("report-zone-note");
    if (opened >= 0) open(opened);
  }

  // What the printer gets: the most serious findings in full.
  const PRINTED = 40;
  let unfolded = [];
  function unfold() {
    unfolded = [...document.querySelectorAll("details.story, #static details")].slice(0, 2 * PRINTED).filter((element) => !element.open);
    unfolded = unfolded.filter((element) => element.classList.contains("story") || element.querySelector("summary .l4, summary .l3"));
    for (const element of unfolded) element.open = true;
  }
  function fold() {
    for (const element of unfolded) element.open = false;
  }

  function read(text) {
    index = JSON.parse(text);
    const { t, l, r, h, u, f, n, b, o } = index.cols;
    let before = 0;
    const at = Float64Array.from(t, (difference) => difference === null ? NaN : (before += difference));
    columns = { t: at, l: Uint8Array.from(l, Number), r: Uint32Array.from(r), h: Uint32Array.from(h), u: Uint32Array.from(u), f: Uint32Array.from(f), n, b: Uint32Array.from(b), o: Int32Array.from(o) };
  }

  async function begin() {
    if (!$("index") || !$("app") || typeof DecompressionStream !== "function") return;
    read(await unpacked("index"));
    const chosen = document.querySelector("input[name=lang]:checked");
    language = Math.max(0, LANGUAGES.indexOf(chosen ? chosen.value : "en"));
    document.documentElement.lang = LANGUAGES[language];
    document.documentElement.classList.add("live");
    $("languages").remove(); // the same by the document's language: see document.rs
    for (const radio of document.querySelectorAll("input[name=lang]")) radio.addEventListener("change", () => spoken(radio.value));
    $("filters").addEventListener("input", changed);
    $("filters").addEventListener("submit", (event) => event.preventDefault());
    $("clear").addEventListener("click", clear);
    $("print").addEventListener("click", () => window.print());
    $("zone").addEventListener("change", () => { own = $("zone").checked; times(); controls(); draw(); if (opened >= 0) open(opened); });
    $("rows").addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
    $("rows").addEventListener("keydown", pressed);
    $("rows").addEventListener("click", (event) => {
      const clicked = event.target.closest(".row");
      if (clicked) select(Number(clicked.dataset.place));
    });
    window.addEventListener("hashchange", restore);
    window.addEventListener("resize", draw);
    window.addEventListener("beforeprint", unfold);
    window.addEventListener("afterprint", fold);
    controls();
    refresh();
    if (location.hash.length > 1) restore();
  }

  begin();
})();
