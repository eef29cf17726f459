/* The page: what is set is asked of the server, and what it answers is drawn. */
import { Fault, ofCase, openCase, get, post } from "./api.js";
import * as charts from "./charts.js";
import { by, download, el, number, say, table } from "./dom.js";
import * as levers from "./levers.js";
import * as state from "./state.js";
import * as tabs from "./tabs.js";

let baselines = new Map();
let running = null;
let latest = null;
let moving = false;

const keyOf = (held) => JSON.stringify([held.horizon, held.draws, held.seed, held.assumptions]);

/* One request at a time; a newer state aborts the one on its way. */
async function run() {
  running?.abort();
  const mine = (running = new AbortController());
  const asked = state.current();
  const graphs = charts.shown();
  const key = keyOf(asked);
  const held = baselines.get(key);
  const lacking = !held || graphs.some((id) => !held[id]);
  try {
    const answer = await (await post("run", { state: asked, graphs, with_baseline: lacking }, mine.signal)).json();
    if (mine.signal.aborted) return;
    if (lacking) baselines.set(key, { ...held, ...answer.baseline });
    answer.baseline = baselines.get(key);
    answer.key = key;
    latest = answer;
    await charts.draw(answer, { frozen: moving });
    tell(answer);
    document.body.dataset.drawn = JSON.stringify(asked);
    say(answer.titles.length ? `Shown: ${answer.titles.join("; ")}.` : "Shown: the baseline.");
  } catch (fault) {
    if (fault.name === "AbortError" || fault.status === 409) return;
    if (!(fault instanceof Fault)) throw fault;
    say(fault.message, true);
  }
}

function tell(answer) {
  by("modified").hidden = !answer.modified_baseline.length;
  by("modified").textContent = `Modified baseline: ${answer.modified_baseline.join("; ")}.`;
  by("headlines").replaceChildren(...answer.headlines.map((one) => el("div", { class: "headline" }, el("h2", {}, one.label), el("b", {}, one.baseline.phrase),
    el("span", { class: "quiet" }, one.horizon), ...(one.arm ? [el("div", {}, `scenario ${one.arm.phrase}`), el("div", { class: "quiet" }, `difference ${one.difference.text}`)] : []))));
  levers.sayIdle(answer.notes.filter((note) => note.includes("reaches no") || note.includes("No equation")));
  const parts = [];
  if (answer.settings.length) parts.push(table("Settings that differ", [["setting", (row) => row.name], ["baseline", (row) => row.baseline], ["scenario", (row) => row.arm]], answer.settings, { sortable: false }));
  if (answer.outcomes.length) parts.push(table(`Outcomes that differ, ${answer.outcome_window.first} to ${answer.outcome_window.last}, scenario less baseline`, [["outcome", (row) => row.label], ["median", (row) => (row.reached ? number(row.median, 3) : "0, untouched"), true], ["90 % from", (row) => number(row.low, 3), true], ["to", (row) => number(row.high, 3), true], ["unit", (row) => row.unit], ["chance above 0", (row) => `${Math.round(100 * row.above_zero)} %`, true]], answer.outcomes, { sortable: false }));
  parts.push(...answer.notes.map((note) => el("p", { class: "idle" }, note)));
  by("differs").replaceChildren(...(parts.length ? parts : [el("p", { class: "quiet" }, "Nothing is set: this is the baseline.")]));
  by("undo").disabled = !state.canUndo();
  by("redo").disabled = !state.canRedo();
  by("replay").disabled = !state.canReplay();
}

function buttons(about) {
  by("undo").addEventListener("click", state.undo);
  by("redo").addEventListener("click", state.redo);
  by("replay").addEventListener("click", () => state.replay(run));
  by("reset").addEventListener("click", state.reset);
  by("share").addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    say("The link is copied. It carries the state, versions and seed, and nothing else does.");
  });
  by("save").addEventListener("click", () => download("scenario.json", `${JSON.stringify(state.current(), null, 1)}\n`, "application/json"));
  by("open").addEventListener("change", async (event) => {
    try {
      state.replace(JSON.parse(await event.target.files[0].text()));
    } catch (fault) {
      say(`That file is no saved scenario: ${fault.message}`, true);
    }
    event.target.value = "";
  });
  by("csv").addEventListener("click", () => charts.saveAll(latest.pins, state.current()));
  by("document").addEventListener("click", async () => {
    const form = by("form").value;
    say("Writing the document; this takes about a minute …");
    try {
      const made = await post("briefing", { state: state.current(), form });
      download({ html: "briefing.html", pdf: "briefing.pdf", summary: "summary.pdf" }[form], await made.blob());
      say("The document is written, with what is set at its head.");
    } catch (fault) {
      say(fault.message, true);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.matches("input[type=number], input[type=date]")) return;
    event.preventDefault();
    if (event.shiftKey) state.redo();
    else state.undo();
  });
  by("pins").textContent = `Fineline ${about.version}, case ${about.name}, posterior ${about.posterior}, reads what was published by ${about.as_of}; data end ${about.data_end}. It is not a forecast of who wins.`;
}

/* The server answers before the case is ready: until then the page says how far it is. */
async function ready() {
  for (;;) {
    const health = await get("/api/health");
    if (health.ready || health.making === "failed") return;
    say(`The server is ${health.making} …`);
    await new Promise((done) => setTimeout(done, 300));
  }
}

async function main() {
  await ready();
  const about = await openCase();
  window.finelinePins = { version: about.version, posterior: about.posterior, as_of: about.as_of };
  by("title").textContent = about.title;
  by("roles").textContent = `${about.roles} Nothing here predicts who wins.`;
  document.title = `${about.title} - Fineline`;
  let made = null;
  try {
    made = state.restore();
  } catch {
    say("The link holds no state that can be read: this is the baseline.", true);
  }
  const [held, spec] = await Promise.all([ofCase("levers"), get("/api/graph-spec")]);
  charts.start(about.graphs, spec);
  levers.start(held, about.presets);
  await charts.layOut(run);
  buttons(about);
  tabs.start();
  document.addEventListener("pointerdown", (event) => { moving = event.target.matches?.("input[type=range]") ?? false; });
  document.addEventListener("pointerup", () => { if (moving) { moving = false; run(); } });
  state.onChange(() => { levers.show(); run(); });
  await run();
  if (made?.posterior && made.posterior !== about.posterior) say(`This link was made with posterior ${made.posterior}; the numbers here are those of ${about.posterior}.`, true);
  document.body.dataset.ready = "true";
}

main().catch((fault) => { say(`${fault.message}`, true); throw fault; });
