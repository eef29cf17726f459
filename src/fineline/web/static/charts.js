/* Graphs: views of Vega that stay alive; data and the ends of the axes change in them. */
import { by, download, drawing, el, number, table } from "./dom.js";

const COLOURS = { principal: "#D55E00", opponent: "#0072B2", contributor: "#009E73", neutral: "#777777" };
/* Shapes of published figures, one a claimant, as Vega draws them. */
const SHAPES = { circle: "M5 0A5 5 0 1 1 -5 0A5 5 0 1 1 5 0", square: "M-4.5 -4.5H4.5V4.5H-4.5Z", "triangle-up": "M0 -5L5 4H-5Z", diamond: "M0 -6L5 0L0 6L-5 0Z", cross: "M-5 -2H-2V-5H2V-2H5V2H2V5H-2V2H-5Z", "triangle-down": "M0 5L5 -4H-5Z", "triangle-right": "M5 0L-4 5V-5Z", "triangle-left": "M-5 0L4 5V-5Z" };
const LEVELS = ["low90", "low50", "median", "high50", "high90"];
let graphs = new Map();
let views = [];
let spec = null;
let numbers = null;
let tables = new Set();
const time = (day) => Date.UTC(...day.split("-").map((part, place) => Number(part) - (place === 1 ? 1 : 0)));
const ink = () => getComputedStyle(document.body).color;

export const shown = () => [...new Set(views.map((view) => view.id))];
export const known = () => [...graphs.values()];

export function start(found, vega) {
  graphs = new Map(found.map((graph) => [graph.id, graph]));
  spec = vega;
}

/* Two large graphs, chosen by title, and six small ones. */
export async function layOut(onChoice) {
  const order = ["area_gained", "total_casualties", "principal_killed", "principal_troops", "opponent_troops", "war_support_share", "perceived_success", "aid_allocated"].filter((id) => graphs.has(id));
  const places = order.map((id, place) => ({ id, large: place < 2 }));
  views = await Promise.all(places.map(async ({ id, large }) => {
    const frame = el("article", { class: "graph", "aria-label": graphs.get(id).title });
    by(large ? "large" : "small").append(frame);
    const view = { id, large, frame, table: false };
    build(view, onChoice);
    await embed(view);
    return view;
  }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => views.forEach((view) => view.vega.signal("ink", ink()).runAsync()));
}

function build(view, onChoice) {
  const graph = graphs.get(view.id);
  const title = view.large
    ? el("select", { "aria-label": "Graph shown", onchange: (event) => { view.id = event.target.value; view.frame.setAttribute("aria-label", graphs.get(view.id).title); view.note.textContent = unitOf(graphs.get(view.id)); onChoice(); } },
        ...known().map((one) => el("option", { value: one.id, selected: one.id === view.id }, one.title)))
    : el("h3", {}, graph.title);
  view.note = el("span", { class: "unit" }, unitOf(graph));
  view.plot = el("div", { class: "plot" });
  view.grid = el("div", { hidden: true });
  const toggle = el("button", { type: "button", "aria-pressed": "false", onclick: () => {
    view.table = !view.table;
    toggle.setAttribute("aria-pressed", String(view.table));
    view.grid.hidden = !view.table;
    view.plot.hidden = view.table;
    if (view.table) fillTable(view);
  } }, "Table");
  const copy = el("button", { type: "button", onclick: async () => {
    await navigator.clipboard.writeText(csvOf(view.id));
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy data"; }, 1500);
  } }, "Copy data");
  view.claimants = el("p", { class: "claimants" });
  view.frame.append(el("div", { class: "top" }, title, el("div", { class: "buttons" }, toggle, copy)), view.note, view.plot, view.claimants, view.grid);
}

/* Whose figures are marked, each claimant with its shape. */
function shapesOf(graph) {
  const names = [...new Set(graph.observed.map((mark) => mark.claimant))];
  return new Map(names.map((name, place) => [name, Object.keys(SHAPES)[place % Object.keys(SHAPES).length]]));
}

const symbol = (shape) => drawing(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-7 -7 14 14" aria-hidden="true"><path d="${SHAPES[shape]}"/></svg>`);
const keyOf = (shapes) => (shapes.size ? ["Published by ", ...[...shapes].map(([name, shape]) => el("span", {}, symbol(shape), name))] : []);

const unitOf = (graph) => (graph.unit === "share" || graph.unit === "1" ? "per cent" : graph.unit.replace("km2", "km²").replace("EUR_bn", "EUR bn"));
/* Thousands as k; not so billions, whose parts would read as millions. */
const formatOf = (unit) => (unit === "per cent" ? ".3~p" : unit.startsWith("EUR") ? ".3~r" : "~s");

async function embed(view) {
  const made = structuredClone(spec);
  made.description = graphs.get(view.id).title;
  const result = await vegaEmbed(view.plot, made, { actions: false, ast: true, renderer: "canvas", tooltip: false });
  view.vega = result.view;
}

/* Axes stay as they are while a lever moves, and are set anew when it rests. */
export async function draw(run, { frozen = false } = {}) {
  numbers = run;
  await Promise.all(views.map((view) => redraw(view, frozen)));
}

async function redraw(view, frozen) {
  const graph = graphs.get(view.id);
  const base = rows(numbers.weeks, numbers.baseline[view.id], 0);
  const arm = numbers.arm ? rows(numbers.weeks, numbers.arm[view.id], numbers.first) : [];
  const v = view.vega;
  if (view.drawn !== view.id || view.key !== numbers.key) {
    v.data("baseline", base);
    const shapes = shapesOf(graph);
    v.data("observed", graph.observed.map((mark) => ({ week: time(mark.date), value: mark.value, shape: shapes.get(mark.claimant) })));
    view.claimants.replaceChildren(...keyOf(shapes));
    v.signal("colour", COLOURS[graph.side] ?? COLOURS.neutral).signal("ink", ink());
    v.signal("format", formatOf(unitOf(graph))).signal("end", time(graph.data_end));
    v.signal("from", time(numbers.weeks[0])).signal("to", time(numbers.weeks.at(-1)));
  }
  v.data("arm", arm);
  if (!frozen || view.drawn !== view.id) {
    const [low, high] = ends(graph, base, arm);
    v.signal("low", low).signal("high", high);
  }
  view.drawn = view.id;
  view.key = numbers.key;
  if (view.table) fillTable(view);
  await v.runAsync();
}

function rows(weeks, bands, first) {
  const made = new Array(bands.median.length);
  for (let place = 0; place < made.length; place += 1) {
    made[place] = { week: time(weeks[first + place]), low90: bands.low90[place], low50: bands.low50[place], median: bands.median[place], high50: bands.high50[place], high90: bands.high90[place] };
  }
  return made;
}

function ends(graph, base, arm) {
  if (graph.limits && !arm.length) return graph.limits;
  let low = Infinity;
  let high = -Infinity;
  for (const row of [...base, ...arm]) {
    if (row.low90 < low) low = row.low90;
    if (row.high90 > high) high = row.high90;
  }
  if (!graph.limits) for (const mark of graph.observed) { low = Math.min(low, mark.value); high = Math.max(high, mark.value); }
  const margin = (high - low) * 0.04 || 1;
  return [low >= 0 && low < high * 0.5 ? 0 : low - margin, high + margin];
}

function tableRows(id) {
  return numbers.weeks.map((week, place) => {
    const row = { week };
    for (const level of LEVELS) {
      row[`baseline ${level}`] = numbers.baseline[id][level][place];
      row[`scenario ${level}`] = numbers.arm && place >= numbers.first ? numbers.arm[id][level][place - numbers.first] : null;
    }
    return row;
  });
}

function fillTable(view) {
  const found = tableRows(view.id);
  const columns = Object.keys(found[0]).map((name) => [name, (row) => (name === "week" ? row.week : number(row[name])), name !== "week"]);
  view.grid.replaceChildren(table(graphs.get(view.id).title, columns, found, { sortable: false }));
}

/* Head lines say what the numbers are of; the same six digits that the server gave. */
export function csvOf(id) {
  const found = tableRows(id);
  const heads = Object.keys(found[0]);
  return [heads.join(","), ...found.map((row) => heads.map((head) => row[head] ?? "").join(","))].join("\n");
}

export function saveAll(pins, state) {
  const parts = [`# ${JSON.stringify(pins)}`, `# ${JSON.stringify(state)}`, "graph,unit,week,arm,low90,low50,median,high50,high90"];
  for (const id of shown()) {
    for (const [arm, bands, first] of [["baseline", numbers.baseline[id], 0], ["scenario", numbers.arm?.[id], numbers.first]]) {
      bands?.median.forEach((_, place) => parts.push([id, graphs.get(id).unit, numbers.weeks[first + place], arm, ...LEVELS.map((level) => bands[level][place])].join(",")));
    }
  }
  download("fineline.csv", `${parts.join("\n")}\n`, "text/csv");
}
