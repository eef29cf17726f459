/* Several states on several criteria: the settings that differ, and the outcomes with regret. */
import { about, post } from "./api.js";
import { el, number, say, table } from "./dom.js";
import { current, replace } from "./state.js";

const AT_FIRST = ["less:own_deaths", "less:opponent_deaths", "more:support"];
const MOST = 8;
const SETTINGS = [["scenario", (row) => row.scenario], ["setting", (row) => row.name], ["baseline", (row) => row.baseline], ["scenario has", (row) => row.arm]];
const STANDINGS = [["scenario", (row) => row.policy], ["outcome", (row) => labels.get(row.outcome)], ["median", (row) => row.median, true], ["90 % from", (row) => row.low, true], ["to", (row) => row.high, true],
  ["regret, mean", (row) => row.regret, true], ["regret, 95 %", (row) => row.worst_regret, true], ["best in", (row) => `${Math.round(100 * row.best)} %`, true]];
const saved = [];
let labels = new Map();

export async function compare() {
  labels = new Map(about().outcomes.map((one) => [one.key, `${one.label}${one.unit === "1" ? "" : `, ${one.unit}`}`]));
  const name = el("input", { type: "text", maxlength: "80", "aria-label": "name of the scenario", value: "scenario 1" });
  const list = el("ul", { class: "saved" });
  const result = el("div", { "aria-live": "polite" });
  const boxes = [...labels.keys()].map(choice);
  const show = () => list.replaceChildren(...saved.map((one, place) => el("li", {}, `${one.name} `,
    el("button", { type: "button", "aria-label": `Show ${one.name}`, onclick: () => { replace(one.state); say(`${one.name} is set on the first part.`); } }, "show"),
    el("button", { type: "button", "aria-label": `Remove ${one.name}`, onclick: () => { saved.splice(place, 1); show(); } }, "remove"))));
  const add = () => {
    if (!name.value || saved.some((one) => one.name === name.value)) { say("Give the scenario a name that none of the others has.", true); return; }
    if (saved.length === MOST) { say(`At most ${MOST} scenarios stand side by side: remove one.`, true); return; }
    saved.push({ name: name.value, state: current() });
    name.value = `scenario ${saved.length}`;
    show();
  };
  const go = async () => {
    const criteria = boxes.map((box) => box.querySelector("select").value).filter(Boolean);
    if (!saved.length || !criteria.length) { say("Add a scenario and choose a criterion.", true); return; }
    result.replaceChildren(...told(await (await post("compare", { scenarios: saved, criteria })).json()));
  };
  if (!saved.length) saved.push({ name: "baseline", state: { ...current(), scenarios: [], levers: [] } });
  show();
  return [el("h2", {}, "Compare"), el("p", { class: "quiet" }, "Set levers on the first part, add what is set here under a name, and compare. Whether more or less is better is for whoever asks."),
    el("div", { class: "filters" }, name, el("button", { type: "button", id: "compare-add", onclick: add }, "Add what is set"), el("button", { type: "button", id: "compare-go", onclick: () => go().catch((fault) => say(fault.message, true)) }, "Compare")),
    list, el("fieldset", { class: "filters" }, el("legend", {}, "Criteria"), ...boxes), result];
}

function choice(outcome) {
  const chosen = AT_FIRST.find((one) => one.endsWith(`:${outcome}`)) ?? "";
  const option = (value, text) => el("option", { value, selected: value === chosen }, text);
  return el("label", {}, `${labels.get(outcome)} `, el("select", {}, option("", "do not count"), option(`more:${outcome}`, "more is better"), option(`less:${outcome}`, "less is better")));
}

function told(found) {
  const settings = Object.entries(found.settings).flatMap(([scenario, rows]) => rows.map((row) => ({ scenario, ...row })));
  const assumed = Object.entries(found.assumptions).flatMap(([scenario, held]) => Object.entries(held).map(([one, value]) => ({ scenario, name: one.replaceAll("_", " "), baseline: "as in the fit", arm: `${number(value)} in every draw, baseline too` })));
  return [table("Settings that differ from the baseline", SETTINGS, [...settings, ...assumed], { sortable: false }),
    table("Outcomes over 52 weeks after the data, with regret", STANDINGS, found.standings),
    el("p", { class: "quiet" }, "Regret: how much worse than the best of these scenarios, draw by draw. Best in: share of draws in which no other of these is better.")];
}
