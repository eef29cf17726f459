/* Levers and assumptions: a slider, a box, named positions, the default, what history has seen, and why. */
import { by, claims, el, number } from "./dom.js";
import { change, current } from "./state.js";

let levers = [];
let assumptions = [];
const controls = [];

export function start(found, presets) {
  ({ levers, assumptions } = found);
  const groups = Map.groupBy ? Map.groupBy(levers, (lever) => lever.group) : grouped(levers);
  for (const [group, held] of groups) {
    by("levers").append(el("h3", { class: "group" }, group), ...held.map(leverOf));
  }
  by("assumptions").append(...assumptions.map(assumptionOf));
  by("presets").append(...presets.map(presetOf));
  show();
}

function grouped(held) {
  const made = new Map();
  for (const one of held) made.set(one.group, [...(made.get(one.group) ?? []), one]);
  return made;
}

/* A scenario that is set stands on those set before it. */
function presetOf(preset) {
  const button = el("button", { type: "button", "aria-pressed": "false", title: preset.question, onclick: () => change((state) => {
    const on = state.scenarios.includes(preset.name);
    state.scenarios = on ? state.scenarios.filter((name) => name !== preset.name) : [...state.scenarios, preset.name];
  }) }, preset.title);
  controls.push({ kind: "preset", spec: preset, button });
  return button;
}

/* A lever without a date of its own is the first of its name; further ones are stacked from their weeks on. */
const placeOf = (state, name) => state.levers.findIndex((at) => at.lever === name && at.from === null);

function setLever(name, value, settled) {
  const lever = levers.find((one) => one.name === name);
  change((state) => {
    const place = placeOf(state, name);
    if (value === lever.default) { if (place >= 0) state.levers.splice(place, 1); }
    else if (place >= 0) state.levers[place].value = value;
    else state.levers.push({ lever: name, value, from: null });
  }, settled);
}

function leverOf(lever) {
  const share = (value) => `${(100 * (value - lever.low)) / (lever.high - lever.low)}%`;
  const steps = lever.high - lever.low > 100 ? (lever.high - lever.low) / 200 : (lever.high - lever.low) / 400;
  const slider = el("input", { type: "range", id: `lever-${lever.name}`, min: lever.low, max: lever.high, step: steps,
    oninput: (event) => setLever(lever.name, Number(event.target.value), false), onchange: (event) => setLever(lever.name, Number(event.target.value), true) });
  const box = el("input", { type: "number", min: lever.low, max: lever.high, step: "any", "aria-label": `${lever.title}: value`,
    onchange: (event) => { if (event.target.checkValidity() && event.target.value !== "") setLever(lever.name, Number(event.target.value), true); else show(); } });
  const track = el("div", { class: "track", "aria-hidden": "true" });
  if (lever.historic) {
    const mark = el("span", { class: "historic", title: "what history has seen" });
    mark.style.left = share(lever.historic[0]);
    mark.style.width = `max(4px, calc(${share(lever.historic[1])} - ${share(lever.historic[0])}))`;
    track.append(mark);
  }
  const tick = el("span", { class: "tick", title: "default" });
  tick.style.left = share(lever.default);
  track.append(tick);
  const positions = el("div", { class: "positions" }, ...Object.entries(lever.positions).map(([name, value]) =>
    el("button", { type: "button", "aria-label": `${lever.title}: ${name}`, onclick: () => setLever(lever.name, value, true) }, name)),
    el("button", { type: "button", "aria-label": `Reset ${lever.title}`, onclick: () => change((state) => { state.levers = state.levers.filter((at) => at.lever !== lever.name); }) }, "reset"));
  const day = el("input", { type: "date", step: "7", "aria-label": `${lever.title}: from the week that ends on this Sunday` });
  const dated = el("div", { class: "row" });
  const stack = el("button", { type: "button", onclick: () => {
    if (day.value) change((state) => { state.levers.push({ lever: lever.name, value: Number(box.value), from: day.value }); });
  } }, "add this value from");
  const why = el("details", {}, el("summary", {}, "dates, range and evidence"), el("div", { class: "row" }, stack, day), dated,
    el("p", { class: "quiet" }, `Range ${number(lever.low)} to ${number(lever.high)} ${lever.unit}; default ${number(lever.default)}${lever.historic ? `; history ${number(lever.historic[0])} to ${number(lever.historic[1])} (grey bar)` : "; nothing like it seen"}. ${lever.reason}`),
    ...(lever.evidence.length ? [el("p", { class: "quiet" }, "Evidence: ", ...claims(lever.evidence))] : []));
  const idle = el("p", { class: "idle", hidden: true });
  controls.push({ kind: "lever", spec: lever, slider, box, dated, idle });
  return el("div", { class: "lever", "data-lever": lever.name }, el("label", { class: "name", for: `lever-${lever.name}` }, lever.title), slider, track,
    el("div", { class: "row" }, box, el("span", { class: "quiet" }, lever.unit === "1" ? "" : lever.unit)), positions, idle, why);
}

function assumptionOf(one) {
  const set = (value, settled) => change((state) => { if (value === null) delete state.assumptions[one.name]; else state.assumptions[one.name] = value; }, settled);
  const label = el("label", { class: "name", for: `assume-${one.name}` }, one.title);
  const reset = el("button", { type: "button", "aria-label": `Reset ${one.title}`, onclick: () => set(null, true) }, "as in the fit");
  const why = el("details", {}, el("summary", {}, "range and reason"), el("p", { class: "quiet" }, `${number(one.low)} to ${number(one.high)} ${one.unit === "1" ? "" : one.unit}. ${one.reason}`));
  if (one.levels) {
    const choice = el("select", { id: `assume-${one.name}`, onchange: (event) => set(event.target.value === "" ? null : Number(event.target.value), true) },
      el("option", { value: "" }, "all, as in the fit"), ...one.levels.map((level) => el("option", { value: level }, String(level))));
    controls.push({ kind: "levels", spec: one, choice });
    return el("div", { class: "lever" }, label, el("div", { class: "row" }, choice), why);
  }
  const slider = el("input", { type: "range", id: `assume-${one.name}`, min: one.low, max: one.high, step: (one.high - one.low) / 200, onchange: (event) => set(Number(event.target.value), true) });
  const value = el("span", { class: "quiet" });
  controls.push({ kind: "assumption", spec: one, slider, value });
  return el("div", { class: "lever" }, label, slider, el("div", { class: "row" }, value, reset), why);
}

/* Puts every control where the state has it. */
export function show() {
  const state = current();
  const asked = controls.filter((one) => one.kind === "preset" && state.scenarios.includes(one.spec.name));
  by("preset-question").textContent = asked.map((one) => one.spec.question).join(" ");
  for (const control of controls) {
    if (control.kind === "preset") control.button.setAttribute("aria-pressed", String(state.scenarios.includes(control.spec.name)));
    else if (control.kind === "lever") {
      const place = placeOf(state, control.spec.name);
      const value = place < 0 ? control.spec.default : state.levers[place].value;
      if (document.activeElement !== control.slider || Number(control.slider.value) !== value) control.slider.value = value;
      control.slider.setAttribute("aria-valuetext", `${number(value)} ${control.spec.unit}`);
      control.box.value = Number(value.toPrecision(6));
      control.dated.replaceChildren(...state.levers.filter((at) => at.lever === control.spec.name && at.from !== null).map((at) =>
        el("span", { class: "row" }, `${number(at.value)} from ${at.from}`, el("button", { type: "button", "aria-label": `Remove ${control.spec.title} from ${at.from}`, onclick: () => change((held) => { held.levers = held.levers.filter((other) => JSON.stringify(other) !== JSON.stringify(at)); }) }, "remove"))));
    } else {
      const value = state.assumptions[control.spec.name];
      if (control.kind === "levels") control.choice.value = value === undefined ? "" : String(value);
      else {
        control.slider.value = value ?? control.spec.middle;
        control.value.textContent = value === undefined ? "as in the fit, draw by draw" : `${number(value)} ${control.spec.unit === "1" ? "" : control.spec.unit} in every draw`;
      }
    }
  }
}

/* A lever that changes no output says so. */
export function sayIdle(notes) {
  for (const { kind, spec, idle } of controls) {
    if (kind !== "lever") continue;
    const place = placeOf(current(), spec.name);
    idle.hidden = place < 0 || !notes.length;
    idle.textContent = idle.hidden ? "" : notes.join(" ");
  }
}
