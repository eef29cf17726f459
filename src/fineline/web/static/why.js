/* The causal diagram: width is strength, dashes are negative; a link opens its equation, with sources and rivals. */
import { ofCase, post } from "./api.js";
import { claims, drawing, el, number, table } from "./dom.js";
import { current } from "./state.js";

let mechanisms = [];
let found = null;
let told = null;

export async function why() {
  [found, mechanisms] = await Promise.all([post("diagram", { state: { ...current(), scenarios: [], levers: [] } }).then((answer) => answer.json()), ofCase("mechanisms")]);
  told = el("div", { class: "told", "aria-live": "polite" }, el("p", { class: "quiet" }, "Choose a link or a box of the drawing, a row of the table below, or a mechanism."));
  const svg = drawing(found.svg);
  svg.addEventListener("click", (event) => {
    const link = event.target.closest("[data-cause]");
    const box = event.target.closest("[data-node]");
    if (link) tell(...linkText(link.dataset.cause, link.dataset.effect));
    else if (box) tell(...nodeText(box.dataset.node));
  });
  const choose = el("select", { "aria-label": "mechanism", onchange: (event) => { if (event.target.value) tell(...mechanismText(mechanisms.find((one) => one.name === event.target.value))); } },
    el("option", { value: "" }, "a mechanism"), ...mechanisms.map((one) => el("option", { value: one.name }, one.name.replaceAll("_", " "))));
  const open = (link) => el("button", { type: "button", "aria-label": `Equation of ${label(link.cause)} on ${label(link.effect)}`, onclick: () => { tell(...linkText(link.cause, link.effect)); told.scrollIntoView({ block: "nearest" }); } }, "open");
  return [el("h2", {}, "What moves what"), el("p", { class: "quiet" }, `Width: strength at the end of the record, ${found.at}; dashes: the one falls when the other rises; faint: the draws do not agree on the sign. Loops are numbered.`),
    el("div", { class: "filters" }, choose),
    el("div", { class: "causes" }, el("div", { class: "diagram", tabindex: "0", role: "region", "aria-label": "Causal diagram" }, svg), told),
    table("Loops", [["loop", (row) => `${row.number}. ${row.title}`], ["at the end of the record", (row) => row.stands], ["what it does", (row) => `${row.says} ${row.chain}`]], found.loops, { sortable: false }),
    table("Links, strongest first", [["of", (row) => label(row.cause)], ["on", (row) => label(row.effect)], ["sign", sign], ["strength", (row) => row.strength, true], ["draws with this sign", (row) => `${Math.round(100 * row.agreement)} %`, true], ["equation", open]],
      [...found.links].sort((a, b) => (b.strength ?? 0) - (a.strength ?? 0)))];
}

const label = (name) => found.nodes.find((node) => node.name === name)?.label ?? name.replaceAll("_", " ");
const sign = (link) => ({ 1: "rises with it", [-1]: "falls when it rises" }[link.sign] ?? "neither");
const tell = (...parts) => told.replaceChildren(...parts);
const plain = (text) => text.replaceAll("``", "");
const giver = (name) => mechanisms.find((one) => one.forms.some((form) => form.chosen && form.equations.some((equation) => equation.name === name || equation.name === `next_${name}`)));

function linkText(cause, effect) {
  const link = found.links.find((one) => one.cause === cause && one.effect === effect);
  const size = link.strength === null ? "One of the two never moved in the record, so the strength is not known." : `A usual swing of the first moves the second by ${number(link.strength, 2)} of its own usual swing (${number(link.low, 2)} to ${number(link.high, 2)}).`;
  const through = link.through.length ? [el("p", { class: "quiet" }, `By way of ${link.through.map((one) => one.replaceAll("_", " ")).join(", ")}.`)] : [];
  return [el("h3", {}, `${label(cause)} on ${label(effect)}`), el("p", {}, `${label(effect)} ${sign(link)}, in ${Math.round(100 * link.agreement)} % of draws. ${size}`), ...through, el("pre", {}, plain(link.formula)), ...equationsOf(effect, link.through)];
}

function nodeText(name) {
  const names = (links, end) => links.map((link) => label(link[end])).join(", ") || "nothing";
  return [el("h3", {}, label(name)), el("p", {}, `Moved by: ${names(found.links.filter((link) => link.effect === name), "cause")}.`), el("p", {}, `Moves: ${names(found.links.filter((link) => link.cause === name), "effect")}.`), ...equationsOf(name, [])];
}

function equationsOf(name, through) {
  const held = [...new Set([name, ...through].map(giver).filter(Boolean))];
  return held.flatMap((mechanism) => mechanismText(mechanism));
}

function mechanismText(one) {
  return [el("h3", {}, `Mechanism: ${one.name.replaceAll("_", " ")}`), el("p", {}, one.purpose.split("\n\n")[0]),
    ...one.forms.map((form) => el("details", form.chosen ? { open: true } : {}, el("summary", {}, `${form.name.replaceAll("_", " ")}${form.chosen ? ": chosen" : ": rival"}`), ...form.equations.map(equationText), ...parametersOf(form)))];
}

function equationText(one) {
  const source = one.source ? [el("p", { class: "quiet" }, `Source: ${one.source}`)] : [];
  const note = one.note ? [el("p", { class: "quiet" }, plain(one.note))] : [];
  return el("div", { class: "equation" }, el("b", {}, `${one.title}${one.unit === "1" ? "" : ` (${one.unit})`}`), ...(one.formula ? [el("pre", {}, plain(one.formula))] : []), ...source, ...note);
}

function parametersOf(form) {
  if (!form.parameters.length) return [];
  return [table("Its parameters", [["parameter", (row) => row.name.replaceAll("_", " ")], ["prior", (row) => row.prior], ["status", (row) => row.status], ["why", (row) => el("span", {}, row.basis, " ", ...claims(row.source.match(/[A-Z]{3}-\d{3}/g) ?? []))]], form.parameters, { sortable: false })];
}
