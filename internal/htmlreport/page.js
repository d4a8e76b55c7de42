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

// seen counts the clusters of each name. The address of a second one contains its source.
const seen = new Map();
const keyOf = (title, source) => {
  const n = seen.get(title) ?? 0;
  seen.set(title, n + 1);
  return n ? title + " " + source + (n > 1 ? " " + n : "") : title;
};
const address = (key) => "#cluster=" + encodeURIComponent(key);

const clusters = data.clusters.map((c) => {
  const counts = { error: 0, warning: 0, info: 0, suppressed: 0 };
  for (const f of c.findings) counts[text(f[0])]++;
  return { ...c, title: text(c.name), source: text(c.source), key: keyOf(text(c.name), text(c.source)), facts: c.facts.map(text), counts, rules: new Set(c.findings.map((f) => text(f[1])).filter(Boolean)) };
});

const severityOf = (c) => (c.counts.error ? "errors" : c.counts.warning ? "warnings" : "neither");
const nextOf = (c) => c.ready[0];
const newestOf = (c) => c.ready.find((r) => text(r.release) === data.newest);
const verdict = (c, ready) => {
  if (!ready) return "";
  if (c.counts.error) return "no"; // at present
  const found = ready.findings;
  return found.some((f) => text(f[0]) === "error") ? "no" : found.some((f) => text(f[0]) === "warning") ? "with warnings" : "yes";
};

// columns of the table. Each has a value for sorting and filtering.
const columns = [
  { name: "Cluster", value: (c) => c.title, cell: (c) => el("a", { href: address(c.key) }, c.title) },
  ...data.columns.map((name, i) => ({ name, value: (c) => c.facts[i] ?? "", filter: true })),
  { name: "Findings", value: severityOf, filter: true, cell: findingCounts, order: (c) => c.counts.error * 1e6 + c.counts.warning * 1e3 + c.counts.info },
  { name: "Ready for next", value: (c) => verdict(c, nextOf(c)), filter: true, cell: (c) => readyCell(c, nextOf(c), true) },
  { name: "Ready for " + data.newest, value: (c) => verdict(c, newestOf(c)), filter: true, cell: (c) => readyCell(c, newestOf(c)) },
];

function findingCounts(c) {
  const parts = ["error", "warning", "info"].filter((s) => c.counts[s]).map((s) => el("span", { class: "count " + s }, plural(c.counts[s], s)));
  return parts.length ? el("span", {}, ...parts) : el("span", { class: "muted" }, "none");
}

function readyCell(c, ready, named) {
  const value = verdict(c, ready);
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
  const boxes = [box(clusters.length, clusters.length === 1 ? "cluster" : "clusters"), box(objects, objects === 1 ? "object" : "objects"),
    box(clusters.filter((c) => c.counts.error).length, "with errors", "error"), box(clusters.filter((c) => c.counts.warning).length, "with warnings", "warning")];
  if (data.compared) {
    const changed = new Set(data.changes.flatMap((g) => g.clusters));
    const losing = new Set(data.changes.filter((g) => g.level === "loss").flatMap((g) => g.clusters));
    boxes.push(box(changed.size, "change"), box(losing.size, "can lose data", "loss"));
  }
  byId("totals").replaceChildren(...boxes);
}

function chart(title, counts, chosen, choose, severity, label = (name) => name) {
  const entries = [...counts].slice(0, 12);
  const most = Math.max(1, ...entries.map(([, n]) => n));
  return el("div", { class: severity ? "card wide" : "card" }, el("h2", {}, title), entries.length === 0 ? el("p", { class: "muted" }, "none") : el("ul", { class: "bars" }, ...entries.map(([name, n]) => {
    const bar = el("span", { class: "bar " + (severity?.(name) ?? "") });
    bar.style.width = (100 * n) / most + "%";
    return el("li", {}, el("button", { type: "button", title: label(name), "aria-pressed": String(chosen === name), onclick: () => choose(chosen === name ? "" : name) },
      el("span", { class: "name" }, label(name)), bar, el("span", { class: "number" }, String(n))));
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
  const rank = ["error", "warning", "info"], worst = new Map();
  for (const c of clusters) for (const f of c.findings) {
    const rule = text(f[1]), n = rank.indexOf(text(f[0]));
    if (rule && n >= 0) worst.set(rule, Math.min(n, worst.get(rule) ?? n));
  }
  const rules = [...count(clusters.filter((c) => matches(c, "rule")), (c) => [...c.rules].filter((r) => worst.has(r)))].sort((a, b) => worst.get(a[0]) - worst.get(b[0]) || b[1] - a[1]);
  cards.push(chart("Clusters by finding", rules, state.rule, (rule) => { state.rule = rule; update(); }, (rule) => rank[worst.get(rule)], (rule) => (rule === data.schema ? "" : rule + " ") + (data.rules[rule] ?? "")));
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
    return el("label", {}, column.name, column.select);
  });
  const clear = el("button", { type: "button", onclick: () => { state.filters.clear(); state.search = search.value = state.rule = ""; update(); } }, "Clear filters");
  const heads = columns.map((column, i) => {
    column.head = el("th", { scope: "col" }, el("button", { type: "button", onclick: () => { state.down = state.sort === i && !state.down; state.sort = i; update(); } }, column.name));
    return column.head;
  });
  byId("clusters").replaceChildren(
    el("h2", { id: "shown", "aria-live": "polite" }),
    el("form", { class: "filters", onsubmit: (e) => e.preventDefault() }, el("label", {}, "Name or source ( / )", search), ...fields, clear),
    el("div", { class: "scroll" }, el("table", { "aria-labelledby": "shown" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", { id: "rows" }))));
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
  rest = shown;
  byId("rows").replaceChildren();
  addRows(60);
  later();
}

// The rows below the window are added after the page is painted.
let rest = [], waiting = false;
const row = (c) => (c.row ??= el("tr", {}, ...columns.map((k) => el("td", {}, k.cell ? k.cell(c) : k.value(c)))));

function addRows(n) {
  byId("rows").append(...rest.slice(0, n).map(row));
  rest = rest.slice(n);
}

function later() {
  if (waiting || !rest.length) return;
  waiting = true;
  requestAnimationFrame(() => setTimeout(() => {
    waiting = false;
    addRows(250);
    later();
  }));
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
  section.replaceChildren(el("h2", {}, "Changes"), ...(data.changes.length ? data.changes.map(changeOf) : [el("p", { class: "muted" }, data.notCompared.length ? "No changes on any other cluster." : "No changes on any cluster.")]),
    ...(data.notCompared.length ? [notCompared()] : []));
}

function notCompared() {
  const list = data.notCompared;
  return el("details", { class: "change", open: list.length <= 20 }, el("summary", {}, el("b", {}, plural(list.length, "cluster")), ": not compared"),
    el("ul", {}, ...list.map((n) => el("li", {}, known.has(n.cluster) ? el("a", { href: address(n.cluster) }, n.cluster) : n.cluster, ": not compared: " + n.reason))));
}

// values shows the value of a field before and after a change.
function values(from, to) {
  return el("code", {}, from ? el("del", {}, from) : null, from && to ? " → " : null, to ? el("ins", {}, to) : null);
}

const known = new Set(clusters.map((c) => c.key));

function changeOf(g) {
  const names = g.clusters.map((name, i) => el("li", {}, known.has(name) ? el("a", { href: address(name) }, name) : name, g.values ? " " : null, g.values ? values(...g.values[i]) : null));
  return el("details", { class: "change " + g.level, open: g.level === "loss" && g.clusters.length <= 20 },
    el("summary", {}, ...changeText(g, g.clusters.length === 1 ? g.clusters[0] : plural(g.clusters.length, "cluster"), g.old, g.new)),
    g.command ? el("pre", {}, el("code", {}, g.command)) : null,
    el("ul", {}, ...names));
}

function changeText(g, of, from, to) {
  return [el("span", { class: "severity " + g.level }, g.level), " ", of ? el("b", {}, of) : null, of ? ": " : null, g.object, g.field ? " " : null,
    g.field ? el("code", {}, g.field) : null, from || to ? " " : null, from || to ? values(from, to) : null, ": ", g.text];
}

// changesOf returns the changes of one cluster.
function changesOf(c) {
  const list = data.changes.filter((g) => g.clusters.includes(c.title));
  const not = data.notCompared.find((n) => n.cluster === c.title);
  if (not) return [el("p", { class: "muted" }, "not compared: " + not.reason)];
  if (!list.length) return [el("p", { class: "muted" }, "none")];
  return list.map((g) => {
    const [from, to] = g.values ? g.values[g.clusters.indexOf(c.title)] : [g.old, g.new];
    return el("div", { class: "change " + g.level }, el("p", {}, ...changeText(g, "", from, to)), g.command ? el("pre", {}, el("code", {}, g.command)) : null);
  });
}

function findingTable(list) {
  if (!list.length) return el("p", { class: "muted" }, "none");
  return el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, ...["Severity", "Rule", "Object and field", "Message"].map((h) => el("th", { scope: "col" }, h)))), el("tbody", {}, ...list.map((f) => el("tr", {},
    el("td", { class: "severity " + text(f[0]) }, text(f[0])), el("td", { title: data.rules[text(f[1])] }, text(f[1])), el("td", {}, text(f[2]), f[3] && text(f[3]) ? el("br") : null, el("code", {}, text(f[3]))), el("td", {}, text(f[4])))))));
}

function panel(c) {
  const position = new Map(c.steps.flatMap((s, n) => s.objects.map((id) => [id, n])));
  const at = (o) => position.get(o.id) ?? -1;
  const hub = c.hub.map((i) => data.objects[i]);
  const objects = [...hub, ...c.objects.map((i) => data.objects[i]).sort((a, b) => at(a) - at(b))];
  const stepOf = (o) => (hub.includes(o) ? "hub cluster" : position.has(o.id) ? text(c.steps[at(o)].title) : "");
  const close = el("button", { type: "button", class: "close", onclick: () => byId("panel").close() }, "Close");
  byId("panel").replaceChildren(
    el("div", { class: "head" }, el("h2", { id: "panel-title", tabindex: -1, autofocus: true }, c.title), close),
    el("p", { class: "muted" }, c.source),
    el("dl", {}, ...data.columns.map((name, i) => el("div", {}, el("dt", {}, name), el("dd", {}, c.facts[i] ?? "")))),
    ...(data.compared ? [el("h3", {}, "Changes"), ...changesOf(c)] : []),
    el("h3", {}, "Findings"), findingTable(c.findings),
    ...c.ready.flatMap((r) => [el("h3", {}, "Ready for ", readyCell(c, r, true)), c.counts.error ? el("p", { class: "muted" }, "The cluster has errors at present.") : null, r.findings.length ? findingTable(r.findings) : null]).filter(Boolean),
    el("h3", {}, "Objects, left to right in apply order"), objects.length ? el("div", { class: "graph", tabindex: 0, role: "group", "aria-label": "Drawing of the objects" }, drawing(c, hub, objects)) : el("p", { class: "muted" }, "none"),
    ...objects.map((o) => el("details", {}, el("summary", {}, name(text(o.id)), el("span", { class: "muted" }, " " + stepOf(o) + ", " + plural(o.fields.length, "field"))),
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

// drawing draws the objects, one column for each step. Objects that are not part of the
// manifests are dashed, in the column before their first use.
function drawing(c, hub, objects) {
  const columns = c.steps.map((s) => ({ title: text(s.title), ids: s.objects.map(text) }));
  if (hub.length) columns.unshift({ title: "Hub cluster", ids: hub.map((o) => text(o.id)) });
  const place = new Map(columns.flatMap((s, x) => s.ids.map((id) => [id, x])));
  const edges = objects.flatMap((o) => o.edges.map((e) => e.map(text)));
  const outside = new Map();
  for (const [from, to] of edges) {
    if (!place.has(from)) outside.set(from, Math.min(outside.get(from) ?? Infinity, (place.get(to) ?? 1) - 1));
    if (!place.has(to)) outside.set(to, Math.min(outside.get(to) ?? Infinity, place.get(from) ?? 0));
  }
  const shift = [...outside.values()].includes(-1) ? 1 : 0;
  if (shift) columns.unshift({ title: "", ids: [] });
  const width = 210, height = 44, gapX = 46, gapY = 16, top = 30, at = new Map();
  const rows = columns.map((s, x) => {
    s.ids.forEach((id, y) => at.set(id, { x: 12 + x * (width + gapX), y: top + y * (height + gapY) }));
    return s.ids.length;
  });
  for (const [id, n] of outside) at.set(id, { x: 12 + (n + shift) * (width + gapX), y: top + rows[n + shift]++ * (height + gapY) + 8 });
  const full = 24 + columns.length * (width + gapX) - gapX, depth = top + Math.max(...rows) * (height + gapY) + 8;
  const picture = svg("svg", { viewBox: `0 0 ${full} ${depth}`, width: full, height: depth, role: "img", "aria-label": "Objects in apply order. Arrows lead from an object to the objects that reference it" },
    svg("defs", {}, svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, svg("path", { d: "M0 0 8 4 0 8z" }))));
  columns.forEach((s, x) => {
    if (!s.title) return;
    const left = 4 + x * (width + gapX);
    picture.append(svg("rect", { x: left, y: 4, width: width + 16, height: top + s.ids.length * (height + gapY) - 10, rx: 6, class: "step" }),
      svg("text", { x: left + 8, y: 20, class: "title" }, shorten(s.title, 34)));
  });
  for (const [from, to] of edges) picture.append(svg("path", { d: route(at.get(from), at.get(to), { width, height, gapX, gapY }), "marker-end": "url(#arrow)" }));
  for (const [id, p] of at) {
    const [kind, , ...rest] = id.split("/");
    picture.append(svg("g", {}, svg("title", {}, name(id)), svg("rect", { x: p.x, y: p.y, width, height, rx: 4, class: place.has(id) ? "" : "outside" }),
      svg("text", { x: p.x + 8, y: p.y + 18, class: "kind" }, kind), svg("text", { x: p.x + 8, y: p.y + 34 }, shorten(rest.join("/"), 34))));
  }
  return picture;
}

// route returns the path of an arrow. One to a later column than the next one runs below
// the boxes of its row. One within a column bends around the right side.
function route(a, b, { width, height, gapX, gapY }) {
  const ay = a.y + height / 2, by = b.y + height / 2, right = a.x + width;
  if (a.x >= b.x) return `M${right} ${ay}C${right + 30} ${ay} ${right + 30} ${by} ${b.x + width} ${by}`;
  const lane = a.y + height + gapY / 2, half = gapX / 2;
  if (b.x - right <= gapX) return `M${right} ${ay}C${right + half} ${ay} ${b.x - half} ${by} ${b.x} ${by}`;
  return `M${right} ${ay}C${right + half} ${ay} ${right + half} ${lane} ${right + gapX} ${lane}H${b.x - gapX}C${b.x - half} ${lane} ${b.x - half} ${by} ${b.x} ${by}`;
}

const shorten = (label, most) => (label.length > most ? label.slice(0, most - 1) + "…" : label);

// The address names the cluster whose panel is open, so that it can be shared.
function follow() {
  const wanted = /^#cluster=(.*)$/.exec(location.hash);
  const found = wanted && clusters.find((c) => address(c.key) === location.hash);
  if (found) panel(found);
  else if (byId("panel").open) byId("panel").close();
}

totals();
changes();
controls();
update();
// Everything is printed open.
let folded = [];
window.addEventListener("beforeprint", () => {
  addRows(rest.length);
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const d of folded) d.open = true;
});
window.addEventListener("afterprint", () => { for (const d of folded) d.open = false; });
byId("panel").addEventListener("close", () => { if (location.hash) history.replaceState(null, "", location.pathname + location.search); });
window.addEventListener("hashchange", follow);
follow();
