"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const text = (i) => data.texts[i];
const byId = (id) => document.getElementById(id);

// el creates an element. Texts become text nodes, so that no content is markup.
function el(tag, properties = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else if (value === true) e.setAttribute(name, "");
    else if (value !== false && value != null) e.setAttribute(name, value);
  }
  e.append(...children.filter((c) => c != null));
  return e;
}

const plural = (n, noun) => n + " " + noun + (n === 1 ? "" : "s");
const natural = new Intl.Collator("en", { numeric: true }).compare;

const clusters = data.clusters.map((c) => {
  const counts = { error: 0, warning: 0, info: 0, suppressed: 0 };
  for (const f of c.findings) counts[text(f[0])]++;
  return { ...c, title: text(c.name), source: text(c.source), facts: c.facts.map(text), counts, rules: new Set(c.findings.map((f) => text(f[1])).filter(Boolean)) };
});

const severityOf = (c) => (c.counts.error ? "errors" : c.counts.warning ? "warnings" : "neither");
const nextOf = (c) => c.ready[0];
const newestOf = (c) => c.ready.find((r) => text(r.release) === data.newest);
const verdict = (ready) => {
  if (!ready) return "";
  const found = ready.findings;
  return found.some((f) => text(f[0]) === "error") ? "no" : found.some((f) => text(f[0]) === "warning") ? "with warnings" : "yes";
};

// columns of the table. Each has a value for sorting and filtering.
const columns = [
  { name: "Cluster", value: (c) => c.title, cell: (c) => el("a", { href: "#cluster=" + encodeURIComponent(c.title) }, c.title) },
  ...data.columns.map((name, i) => ({ name, value: (c) => c.facts[i] ?? "", filter: true })),
  { name: "Findings", label: "With", value: severityOf, filter: true, cell: findingCounts, order: (c) => c.counts.error * 1e6 + c.counts.warning * 1e3 + c.counts.info },
  { name: "Ready for next", value: (c) => verdict(nextOf(c)), filter: true, cell: (c) => readyCell(nextOf(c), true) },
  { name: "Ready for " + data.newest, value: (c) => verdict(newestOf(c)), filter: true, cell: (c) => readyCell(newestOf(c)) },
];

function findingCounts(c) {
  const parts = ["error", "warning", "info"].filter((s) => c.counts[s]).map((s) => el("span", { class: "count " + s }, plural(c.counts[s], s)));
  return parts.length ? el("span", {}, ...parts) : el("span", { class: "muted" }, "none");
}

function readyCell(ready, named) {
  const value = verdict(ready);
  return el("span", { class: { yes: "ok", no: "error", "with warnings": "warning" }[value] }, ready ? (named ? text(ready.release) + ": " : "") + value : "—");
}

// state of the view.
const state = { search: "", filters: new Map(), rule: "", sort: 0, down: false };

function matches(c, except) {
  if (state.search && !(c.title + "\n" + c.source).toLowerCase().includes(state.search)) return false;
  if (state.rule && except !== "rule" && !c.rules.has(state.rule)) return false;
  for (const [column, value] of state.filters) if (column !== except && column.value(c) !== value) return false;
  return true;
}

function count(list, valueOf) {
  const counts = new Map();
  for (const c of list) for (const v of [valueOf(c)].flat()) if (v !== "") counts.set(v, (counts.get(v) ?? 0) + 1);
  return counts;
}

function totals() {
  const objects = clusters.reduce((n, c) => n + c.objects.length, 0);
  const box = (n, noun, severity) => el("div", { class: "total" }, el("b", { class: n ? severity : null }, String(n)), el("span", {}, noun));
  const boxes = [box(clusters.length, clusters.length === 1 ? "cluster" : "clusters"), box(objects, "objects"),
    box(clusters.filter((c) => c.counts.error).length, "with errors", "error"), box(clusters.filter((c) => c.counts.warning).length, "with warnings", "warning")];
  if (data.compared) {
    const changed = new Set(data.changes.flatMap((g) => g.clusters));
    const losing = new Set(data.changes.filter((g) => g.level === "loss").flatMap((g) => g.clusters));
    boxes.push(box(changed.size, "change"), box(losing.size, "can lose data", "loss"));
  }
  byId("totals").replaceChildren(...boxes);
}

function chart(title, counts, chosen, choose, severity) {
  const entries = [...counts].slice(0, 12);
  const most = Math.max(1, ...entries.map(([, n]) => n));
  return el("div", { class: "card" }, el("h2", {}, title), entries.length === 0 ? el("p", { class: "muted" }, "none") : el("ul", { class: "bars" }, ...entries.map(([name, n]) => {
    const bar = el("span", { class: "bar " + (severity?.(name) ?? "") });
    bar.style.width = (100 * n) / most + "%";
    return el("li", {}, el("button", { type: "button", title: name, "aria-pressed": String(chosen === name), onclick: () => choose(chosen === name ? "" : name) },
      el("span", { class: "name" }, name), bar, el("span", { class: "number" }, String(n))));
  })));
}

function charts() {
  const cards = [];
  for (const name of ["Release", "Storage"]) {
    const column = columns.find((c) => c.name === name);
    if (!column) continue;
    const counts = count(clusters.filter((c) => matches(c, column)), column.value);
    const sorted = [...counts].sort(name === "Release" ? (a, b) => natural(a[0], b[0]) : (a, b) => b[1] - a[1]);
    cards.push(chart(name === "Release" ? "Releases" : name, sorted, state.filters.get(column) ?? "", (value) => { setFilter(column, value); update(); }));
  }
  const worst = new Map();
  for (const c of clusters) for (const f of c.findings) if (text(f[1]) && ["error", "warning"].includes(text(f[0])) && worst.get(text(f[1])) !== "error") worst.set(text(f[1]), text(f[0]));
  const rules = [...count(clusters.filter((c) => matches(c, "rule")), (c) => [...c.rules].filter((r) => worst.has(r)))].sort((a, b) => b[1] - a[1]);
  cards.push(chart("Clusters by finding", rules, state.rule, (rule) => { state.rule = rule; update(); }, (rule) => worst.get(rule)));
  byId("charts").replaceChildren(...cards);
}

function setFilter(column, value) {
  if (value === "") state.filters.delete(column);
  else state.filters.set(column, value);
}

// controls are created once, so that they keep the focus.
function controls() {
  const search = el("input", { type: "search", id: "search", size: 22, oninput: () => { state.search = search.value.toLowerCase(); update(); } });
  const fields = columns.filter((c) => c.filter).map((column) => {
    column.select = el("select", { onchange: () => { setFilter(column, column.select.value); update(); } });
    return el("label", {}, column.label ?? column.name, column.select);
  });
  const clear = el("button", { type: "button", onclick: () => { state.filters.clear(); state.search = search.value = state.rule = ""; update(); } }, "Clear filters");
  const heads = columns.map((column, i) => {
    column.head = el("th", { scope: "col" }, el("button", { type: "button", onclick: () => { state.down = state.sort === i && !state.down; state.sort = i; update(); } }, column.name));
    return column.head;
  });
  byId("clusters").replaceChildren(
    el("h2", { id: "shown", "aria-live": "polite" }),
    el("form", { class: "filters", onsubmit: (e) => e.preventDefault() }, el("label", {}, "Name or source ( / )", search), ...fields, clear),
    el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", { id: "rows" }))));
  document.addEventListener("keydown", (e) => {
    if (e.key === "/" && !e.target.matches("input, select") && !byId("panel").open) { e.preventDefault(); search.focus(); }
  });
}

function options(column) {
  const counts = count(clusters.filter((c) => matches(c, column)), column.value);
  const chosen = state.filters.get(column) ?? "";
  if (chosen && !counts.has(chosen)) counts.set(chosen, 0);
  const list = [el("option", { value: "" }, "all")];
  for (const [value, n] of [...counts].sort((a, b) => natural(a[0], b[0]))) list.push(el("option", { value }, value + " (" + n + ")"));
  column.select.replaceChildren(...list);
  column.select.value = chosen;
}

function table() {
  const column = columns[state.sort];
  const order = column.order ? (a, b) => column.order(a) - column.order(b) : (a, b) => natural(column.value(a), column.value(b));
  const shown = clusters.filter((c) => matches(c)).sort((a, b) => (state.down ? -1 : 1) * order(a, b) || natural(a.title, b.title));
  byId("shown").textContent = shown.length === clusters.length ? plural(clusters.length, "cluster") : shown.length + " of " + plural(clusters.length, "cluster");
  columns.forEach((c, i) => c.head.setAttribute("aria-sort", i === state.sort ? (state.down ? "descending" : "ascending") : "none"));
  byId("rows").replaceChildren(...shown.map((c) => el("tr", {}, ...columns.map((k) => el("td", {}, k.cell ? k.cell(c) : k.value(c))))));
}

function update() {
  charts();
  columns.filter((c) => c.filter).forEach(options);
  table();
}

function changes() {
  if (!data.compared) return;
  const section = byId("changes");
  section.hidden = false;
  section.replaceChildren(el("h2", {}, "Changes"), ...(data.changes.length ? data.changes.map(changeOf) : [el("p", { class: "muted" }, "No changes on any cluster.")]));
}

function changeOf(g) {
  const value = (from, to) => (from && to ? from + " → " + to : to || from || "");
  const names = g.clusters.map((name, i) => el("li", {}, el("a", { href: "#cluster=" + encodeURIComponent(name) }, name), g.values ? el("code", {}, " " + value(...g.values[i])) : null));
  return el("details", { class: "change " + g.level, open: g.level === "loss" && g.clusters.length <= 20 },
    el("summary", {}, el("span", { class: "severity " + g.level }, g.level), " ", el("b", {}, g.clusters.length === 1 ? g.clusters[0] : plural(g.clusters.length, "cluster")), ": ", g.object, " ",
      g.field ? el("code", {}, (g.field + " " + value(g.old, g.new)).trim()) : null, g.field ? ": " : "", g.text),
    g.command ? el("pre", {}, el("code", {}, g.command)) : null,
    el("ul", {}, ...names));
}

function findingTable(list) {
  if (!list.length) return el("p", { class: "muted" }, "none");
  return el("div", { class: "scroll" }, el("table", {}, el("tbody", {}, ...list.map((f) => el("tr", {},
    el("td", { class: "severity " + text(f[0]) }, text(f[0])), el("td", {}, text(f[1])), el("td", {}, text(f[2]), f[3] && text(f[3]) ? el("br") : null, el("code", {}, text(f[3]))), el("td", {}, text(f[4])))))));
}

function panel(c) {
  const objects = c.objects.map((i) => data.objects[i]).sort((a, b) => a.wave - b.wave);
  const close = el("button", { type: "button", class: "close", onclick: () => byId("panel").close() }, "Close");
  byId("panel").replaceChildren(
    el("div", { class: "head" }, el("h2", { id: "panel-title" }, c.title), close),
    el("p", { class: "muted" }, c.source),
    el("dl", {}, ...data.columns.map((name, i) => el("div", {}, el("dt", {}, name), el("dd", {}, c.facts[i] ?? "")))),
    el("h3", {}, "Findings"), findingTable(c.findings),
    ...c.ready.flatMap((r) => [el("h3", {}, "Ready for ", readyCell(r, true)), r.findings.length ? findingTable(r.findings) : null]).filter(Boolean),
    el("h3", {}, "Objects, left to right in apply order"), objects.length ? el("div", { class: "graph" }, drawing(objects)) : el("p", { class: "muted" }, "none"),
    ...objects.map((o) => el("details", {}, el("summary", {}, name(text(o.id)), el("span", { class: "muted" }, " wave " + o.wave + ", " + plural(o.fields.length, "field"))),
      el("table", {}, el("thead", {}, el("tr", {}, ...["Field", "Value", "Reason"].map((h) => el("th", { scope: "col" }, h)))),
        el("tbody", {}, ...o.fields.map((f) => el("tr", {}, el("td", {}, el("code", {}, text(f[0]))), el("td", {}, el("code", {}, text(f[1]))), el("td", {}, text(f[2])))))))));
  byId("panel").showModal();
  byId("panel").scrollTop = 0;
}

// name returns an ID without an empty namespace.
const name = (id) => id.replace("//", "/");

function svg(tag, attributes, ...children) {
  const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
}

// drawing draws the objects, one column for each wave. Objects that the profile does
// not create are dashed, in the first column.
function drawing(objects) {
  const own = new Set(objects.map((o) => text(o.id)));
  const outside = [...new Set(objects.flatMap((o) => o.refs.map(text)).filter((id) => !own.has(id)))];
  const waves = [...new Set(objects.map((o) => o.wave))];
  const lists = [outside, ...waves.map((w) => objects.filter((o) => o.wave === w).map((o) => text(o.id)))].filter((l) => l.length);
  const width = 190, height = 40, gapX = 60, gapY = 14, at = new Map();
  lists.forEach((list, x) => list.forEach((id, y) => at.set(id, { x: 8 + x * (width + gapX), y: 8 + y * (height + gapY) })));
  const rows = Math.max(...lists.map((l) => l.length));
  const picture = svg("svg", { width: 16 + lists.length * (width + gapX) - gapX, height: 16 + rows * (height + gapY) - gapY, role: "img", "aria-label": "References between the objects" },
    svg("defs", {}, svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, svg("path", { d: "M0 0 8 4 0 8z" }))));
  for (const o of objects) {
    for (const ref of o.refs.map(text)) {
      const a = at.get(text(o.id)), b = at.get(ref), left = b.x < a.x, same = b.x === a.x;
      const from = left ? a.x : a.x + width, to = same ? b.x + width : left ? b.x + width : b.x, bend = same ? 34 : (to - from) / 2;
      picture.append(svg("path", { d: `M${from} ${a.y + height / 2}C${from + bend} ${a.y + height / 2} ${same ? to + bend : to - bend} ${b.y + height / 2} ${to} ${b.y + height / 2}`, "marker-end": "url(#arrow)" }));
    }
  }
  for (const [id, p] of at) {
    const [kind, , ...rest] = id.split("/"), label = rest.join("/");
    const short = label.length > 30 ? label.slice(0, 29) + "…" : label;
    picture.append(svg("g", {}, svg("title", {}, name(id)), svg("rect", { x: p.x, y: p.y, width, height, rx: 4, class: own.has(id) ? "" : "outside" }),
      svg("text", { x: p.x + 8, y: p.y + 16, class: "kind" }, kind), svg("text", { x: p.x + 8, y: p.y + 31 }, short)));
  }
  return picture;
}

// The address names the cluster whose panel is open, so that it can be shared.
function follow() {
  const wanted = /^#cluster=(.*)$/.exec(location.hash);
  const found = wanted && clusters.find((c) => encodeURIComponent(c.title) === wanted[1]);
  if (found) panel(found);
  else if (byId("panel").open) byId("panel").close();
}

totals();
changes();
controls();
update();
byId("panel").addEventListener("close", () => { if (location.hash) history.replaceState(null, "", location.pathname + location.search); });
window.addEventListener("hashchange", follow);
follow();
