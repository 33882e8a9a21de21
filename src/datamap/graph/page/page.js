"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const find = (id) => document.getElementById(id);
const panel = find("panel");
let level = data.first;
let picked = "";
let zoom = 1;

function make(tag, text, name) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (name) element.className = name;
  return element;
}

function add(parent, ...children) {
  parent.append(...children);
  return parent;
}

function place(hop) {
  return data.files[hop[0]] + ":" + hop[1];
}

function way(path) {
  const list = make("ol");
  for (const hop of path) add(list, add(make("li", data.words[hop[3]]), make("small", place(hop) + "  " + data.words[hop[2]])));
  return list;
}

function chips(title, values, name) {
  if (!values.length) return [];
  const line = make("p");
  for (const value of values) add(line, make("span", value, "chip" + (name ? " " + name : "")));
  return [make("h3", title), line];
}

function showFinding(number) {
  const finding = data.findings[number];
  add(panel, add(make("h3"), make("span", finding.rule + " " + finding.name, "rulename")), make("p", finding.message));
  if (finding.quote) add(panel, add(make("blockquote", "“" + finding.quote + "”"), make("footer", finding.source)));
  add(panel, make("span", finding.place, "where"));
  if (finding.path.length) add(panel, way(finding.path));
  if (finding.remedy) add(panel, make("p", "To fix: " + finding.remedy + "."));
}

function showFlow(number) {
  const flow = data.flows[number];
  const gates = flow.guards.length ? ", if " + flow.guards.join(" and ") : "";
  add(panel, make("h3", flow.data + ", " + flow.form + gates), way(flow.path));
}

function show(id) {
  const shown = data.levels[level];
  const arrow = shown.arrows[id];
  const node = shown.nodes[id];
  panel.replaceChildren();
  if (!arrow && !node) {
    add(panel, make("p", "Click a box or an arrow: its data, its way through the code and the sentence of the policy that it breaks.", "hint"));
    return;
  }
  if (arrow) {
    add(panel, make("h2", id + ": " + shown.nodes[arrow.start].label + " → " + shown.nodes[arrow.end].label));
    if (arrow.declared) add(panel, make("p", "No way through the code was seen; a field or the vendor itself implies this.", "hint"));
    add(panel, ...chips("Data", arrow.data), ...chips("Gates on every way", arrow.guards, "gatechip"));
    add(panel, ...chips("Gates on some ways only", arrow.loose));
  } else {
    add(panel, make("h2", id + ": " + node.label), make("p", node.what, "hint"));
    add(panel, ...chips("Data", node.data), ...chips("Stands for", node.members));
  }
  for (const number of (arrow || node).findings) showFinding(number);
  if (arrow && arrow.flows.length) add(panel, make("h2", "Ways through the code"));
  for (const number of arrow ? arrow.flows : []) showFlow(number);
  if (arrow && arrow.more) add(panel, make("p", arrow.more + " more are not shown here; see --format json", "hint"));
}

function pick(id) {
  for (const element of document.querySelectorAll(".picked")) element.classList.remove("picked");
  picked = id;
  const element = id && find("level-" + level).querySelector('[data-id="' + CSS.escape(id) + '"]');
  if (element) element.classList.add("picked");
  show(id);
}

function says(words, text) {
  return words.join(" ").toLowerCase().includes(text);
}

function wanted() {
  const text = find("search").value.trim().toLowerCase();
  const category = find("category").value;
  const processor = find("processor").value;
  const rule = find("rule").value;
  return {
    any: text || category || processor || rule,
    node: (id, node) => !category && !processor && (!rule || node.rules.includes(rule)) && (!text || says([id, node.label, ...node.data, ...node.members], text)) && (rule || text),
    arrow: (id, arrow) =>
      (!category || arrow.data.some((word) => word === category || word.startsWith(category + " ("))) &&
      (!processor || arrow.targets.includes(data.processors.indexOf(processor))) &&
      (!rule || arrow.rules.includes(rule)) &&
      (!text || says([id, ...arrow.data, ...arrow.guards, ...arrow.rules, ...arrow.targets.map((at) => data.processors[at])], text)),
  };
}

function filter() {
  const test = wanted();
  const shown = data.levels[level];
  const kept = new Set();
  for (const [id, node] of Object.entries(shown.nodes)) if (!test.any || test.node(id, node)) kept.add(id);
  for (const [id, arrow] of Object.entries(shown.arrows)) {
    if (!test.any || test.arrow(id, arrow)) for (const name of [id, arrow.start, arrow.end]) kept.add(name);
  }
  for (const element of find("level-" + level).querySelectorAll("[data-id]")) {
    element.classList.toggle("dim", !kept.has(element.dataset.id));
  }
  const count = Object.keys(shown.arrows).filter((id) => kept.has(id)).length;
  find("count").textContent = count + " of " + Object.keys(shown.arrows).length + " arrows";
}

function scale(factor) {
  zoom = factor ? Math.min(4, Math.max(0.1, zoom * factor)) : 0;
  for (const svg of document.querySelectorAll("main svg")) {
    const box = svg.viewBox.baseVal;
    const fit = Math.min(1, (find("canvas").clientWidth - 24) / box.width);
    svg.setAttribute("width", Math.round(box.width * (zoom || fit)));
    svg.setAttribute("height", Math.round(box.height * (zoom || fit)));
    if (!zoom && svg.closest("#level-" + level)) zoom = fit;
  }
}

function turn(name) {
  level = name;
  for (const button of document.querySelectorAll("[data-level]")) button.setAttribute("aria-pressed", String(button.dataset.level === name));
  for (const section of document.querySelectorAll("main section")) section.hidden = section.id !== "level-" + name;
  scale(0);
  pick("");
  filter();
}

function options(id, values) {
  for (const value of values) add(find(id), add(make("option", value)));
  find(id).addEventListener("change", filter);
}

options("category", data.categories);
options("processor", data.processors);
options("rule", data.rules);
find("search").addEventListener("input", filter);
for (const button of document.querySelectorAll("[data-level]")) button.addEventListener("click", () => turn(button.dataset.level));
for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => scale(Number(button.dataset.zoom)));
find("canvas").addEventListener("click", (event) => {
  const element = event.target.closest("[data-id]");
  pick(element ? element.dataset.id : "");
});
document.addEventListener("keydown", (event) => {
  const element = event.target.closest ? event.target.closest("[data-id]") : null;
  if (event.key === "Enter" && element) pick(element.dataset.id);
  if (event.key === "Escape") pick("");
});
function follow() {
  const wish = new URLSearchParams(location.hash.slice(1));
  turn(data.levels[wish.get("level")] ? wish.get("level") : level);
  for (const key of ["search", "category", "processor", "rule"]) find(key).value = wish.get(key) || "";
  filter();
  const id = wish.get("id") || "";
  if (data.levels[level].arrows[id] || data.levels[level].nodes[id]) pick(id);
}
window.addEventListener("hashchange", follow);
follow();
