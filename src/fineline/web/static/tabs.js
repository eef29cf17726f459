/* The other parts of the page, each filled when it is first opened. */
import { get, ofCase, post } from "./api.js";
import { by, el, number, say, table } from "./dom.js";
import { current } from "./state.js";

const filled = new Set();
const saved = [];
let latest = () => null;
const FILL = { why, evidence, propositions, compare, fit };

export function start(given) {
  latest = given;
  const all = [...by("tabs").children];
  for (const [place, tab] of all.entries()) {
    tab.addEventListener("click", () => open(tab.id.slice(4)));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = all[(place + step + all.length) % all.length];
      next.focus();
      open(next.id.slice(4));
    });
  }
  document.addEventListener("claim", async (event) => {
    await open("evidence");
    by("claim-search").value = event.detail;
    by("claim-search").dispatchEvent(new Event("change"));
  });
}

async function open(name) {
  for (const tab of by("tabs").children) {
    const chosen = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    by(tab.getAttribute("aria-controls")).hidden = !chosen;
  }
  if (name in FILL && !filled.has(name)) {
    filled.add(name);
    const panel = by(`panel-${name}`);
    panel.replaceChildren(el("p", { class: "quiet" }, "Being made; the first time this takes about a minute …"));
    try {
      panel.replaceChildren(...(await FILL[name]()));
    } catch (fault) {
      filled.delete(name);
      panel.replaceChildren(el("p", { class: "idle" }, fault.message));
    }
  }
}

async function why() {
  const found = await ofCase("diagram");
  const drawing = new DOMParser().parseFromString(found.svg, "image/svg+xml").documentElement;
  const told = el("div", { "aria-live": "polite" });
  const mechanisms = el("div", { class: "filters" });
  for (const name of ["attrition", "advance", "belief", "public", "aid", "disclosure", "deal", "recruitment", "manpower", "firepower", "lethality", "learning", "tempo", "returns", "foreign_deaths", "end", "precedent"]) {
    mechanisms.append(el("button", { type: "button", onclick: async () => told.replaceChildren(...mechanism(await ofCase(`mechanisms/${name}`))) }, name.replace("_", " ")));
  }
  return [el("h2", {}, "What moves what"), el("p", { class: "quiet" }, "Width: strength at the current state; dashes: negative. Loops are named below. Choose a mechanism for its equations, sources and rivals."),
    mechanisms, told, el("div", { class: "diagram", tabindex: "0", role: "region", "aria-label": "Causal diagram" }, document.importNode(drawing, true)),
    table("Loops", [["loop", (row) => row.name ?? row.title ?? ""], ["what it does", (row) => Object.values(row).filter((value) => typeof value === "string").slice(1).join(" ")]], found.loops, { sortable: false })];
}

function mechanism(found) {
  return [el("h3", {}, found.name), el("p", {}, found.purpose), ...found.forms.flatMap((form) => [
    el("h3", {}, `${form.name}${form.chosen ? " (chosen)" : " (rival)"}`),
    ...(form.equations ?? []).map((one) => el("p", {}, el("b", {}, one.title), one.formula ? el("pre", {}, one.formula) : "", el("span", { class: "quiet" }, `${one.unit}${one.source ? `; source: ${one.source}` : ""}`)))])];
}

async function evidence() {
  const [{ claims }, sources] = await Promise.all([ofCase("claims?limit=2000"), ofCase("sources")]);
  const box = el("div");
  const choices = (name) => el("select", { "aria-label": name }, el("option", { value: "" }, `every ${name}`), ...[...new Set(claims.map((claim) => claim[name]))].sort().map((value) => el("option", { value }, value)));
  const [topic, claimant, interest] = ["topic", "claimant", "interest"].map(choices);
  const since = el("input", { type: "date", "aria-label": "since" });
  const asOf = el("input", { type: "date", "aria-label": "public by" });
  const search = el("input", { type: "search", id: "claim-search", "aria-label": "claim or word" });
  const link = (claim) => (/^https?:/.test(claim.url) ? el("a", { href: claim.url, rel: "noreferrer noopener", target: "_blank" }, "page") : "");
  const show = () => {
    const wanted = claims.filter((claim) => (!topic.value || claim.topic === topic.value) && (!claimant.value || claim.claimant === claimant.value) && (!interest.value || claim.interest === interest.value)
      && (!since.value || claim.as_of >= since.value) && (!asOf.value || claim.published <= asOf.value) && (!search.value || JSON.stringify(claim).toLowerCase().includes(search.value.toLowerCase())));
    const figure = (claim) => claim.value || `${claim.low} to ${claim.high}`;
    box.replaceChildren(table(`${wanted.length} claims: who says what, and since when`, [["claim", (c) => c.id], ["topic", (c) => c.topic], ["quantity", (c) => c.quantity], ["figure", figure, true], ["unit", (c) => c.unit], ["of", (c) => c.as_of], ["published", (c) => c.published], ["claimant", (c) => c.claimant], ["interest", (c) => c.interest], ["basis", (c) => c.basis], ["page", link]], wanted));
  };
  for (const filter of [topic, claimant, interest, since, asOf, search]) filter.addEventListener("change", show);
  show();
  return [el("h2", {}, "Evidence"), el("p", { class: "quiet" }, "A claim is not a fact. Sort by a head; choose a topic to see rival figures of the same thing side by side."),
    el("div", { class: "filters" }, topic, claimant, interest, el("label", {}, "since ", since), el("label", {}, "public by ", asOf), el("label", {}, "find ", search)), box,
    table("Sources and licences", [["source", (s) => s.id], ["name", (s) => s.name], ["publisher", (s) => s.publisher], ["licence", (s) => s.licence], ["measures", (s) => s.measures], ["leaning", (s) => s.biases], ["coverage", (s) => s.coverage]], sources)];
}

async function propositions() {
  const found = await ofCase("propositions");
  const text = (row) => Object.entries(row).filter(([key, value]) => typeof value === "string" && !["id", "title", "statement"].includes(key)).map(([, value]) => value).join(" ");
  return [el("h2", {}, "Propositions"), el("p", { class: "quiet" }, `Supported from ${Math.round(100 * found.supported_from)} %, contradicted up to ${Math.round(100 * found.contradicted_to)} %; what the record cannot tell is said to be open.`),
    table("Scorecard", [["", (row) => row.id], ["proposition", (row) => row.statement ?? row.title ?? ""], ["verdict", (row) => row.likelihood?.text ?? row.verdict ?? "open"], ["grounds", text]], found.rows, { sortable: false })];
}

async function compare() {
  const name = el("input", { type: "text", maxlength: "80", "aria-label": "name of the scenario", value: "scenario 1" });
  const list = el("div");
  const result = el("div", { "aria-live": "polite" });
  const criteria = ["more:ground", "less:ground", "less:own_deaths", "less:opponent_deaths", "more:support", "more:aid", "more:own_strength", "more:opponent_strength"];
  const boxes = criteria.map((one) => el("label", {}, el("input", { type: "checkbox", value: one, checked: ["less:own_deaths", "less:opponent_deaths", "more:support"].includes(one) }), ` ${one.replace(":", " ").replace("_", " ")} `));
  const show = () => list.replaceChildren(...saved.map((one, place) => el("p", {}, `${one.name} `, el("button", { type: "button", onclick: () => { saved.splice(place, 1); show(); } }, "remove"))));
  const add = () => { if (name.value && saved.length < 8 && !saved.some((one) => one.name === name.value)) { saved.push({ name: name.value, state: current() }); name.value = `scenario ${saved.length + 1}`; show(); } };
  const go = async () => {
    const wanted = boxes.map((label) => label.firstChild).filter((box) => box.checked).map((box) => box.value);
    if (!saved.length || !wanted.length) { say("Add a scenario and choose a criterion.", true); return; }
    const found = await (await post("compare", { scenarios: saved, criteria: wanted })).json();
    const settings = Object.entries(found.settings).flatMap(([scenario, rows]) => rows.map((row) => ({ scenario, ...row })));
    result.replaceChildren(
      table("Settings that differ from the baseline", [["scenario", (row) => row.scenario], ["setting", (row) => row.name], ["baseline", (row) => row.baseline], ["scenario has", (row) => row.arm]], settings, { sortable: false }),
      table("Outcomes over 52 weeks after the data, with regret", [["scenario", (row) => row.policy], ["outcome", (row) => row.outcome], ["median", (row) => row.median, true], ["90 % from", (row) => row.low, true], ["to", (row) => row.high, true], ["regret, mean", (row) => row.regret, true], ["regret, 95 %", (row) => row.worst_regret, true], ["best in", (row) => `${Math.round(100 * row.best)} %`, true]], found.standings));
  };
  if (!saved.length) saved.push({ name: "baseline", state: { version: 1, horizon: current().horizon, draws: current().draws, seed: current().seed } });
  show();
  return [el("h2", {}, "Compare"), el("p", { class: "quiet" }, "Set levers on the first part, add what is set here under a name, and compare. Whether more or less is better is for whoever asks."),
    el("div", { class: "filters" }, name, el("button", { type: "button", id: "compare-add", onclick: add }, "Add what is set"), el("button", { type: "button", id: "compare-go", onclick: () => go().catch((fault) => say(fault.message, true)) }, "Compare")),
    list, el("fieldset", {}, el("legend", {}, "Criteria"), ...boxes), result];
}

async function fit() {
  const found = await ofCase("fit");
  const percent = (value) => (value === null || value === undefined ? "" : `${Math.round(100 * value)} %`);
  const flat = (row) => Object.entries(row).filter(([, value]) => typeof value !== "object").map(([key, value]) => `${key.replaceAll("_", " ")} ${typeof value === "number" ? number(value) : value}`).join("; ");
  return [el("h2", {}, "Fit and limits"),
    table("Hindcast: share of published figures inside the intervals", [["series", (row) => row.label ?? row.name ?? row.series ?? ""], ["coverage", (row) => (row.cells ?? row.shares ?? row.coverage ?? []).map?.((value) => (typeof value === "number" ? percent(value) : value.text ?? value)).join(", ") ?? flat(row)], ["all", flat]], found.hindcast?.rows ?? [], { sortable: false }),
    table("What the record taught about each parameter", [["parameter", (row) => row.name], ["status", (row) => row.status], ["contraction", (row) => row.contraction, true], ["posterior", (row) => row.posterior?.text ?? ""], ["prior", (row) => row.prior?.text ?? ""]], found.parameters),
    table("Assumed", [["parameter", (row) => row.name], ["prior", (row) => row.prior?.text ?? ""], ["why", (row) => row.why ?? row.reason ?? row.basis ?? ""]], found.assumed),
    table("Credibility, NASA-STD-7009B, levels of 4", [["factor", (row) => row.factor ?? row.name ?? ""], ["level", (row) => row.level ?? row.claimed ?? "", true], ["gap", (row) => row.gap ?? ""]], found.credibility, { sortable: false })];
}
