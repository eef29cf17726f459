/* How far to trust it: the record beside the fit, what was learned, what is assumed. */
import { ofCase } from "./api.js";
import { el, table } from "./dom.js";

const share = (value) => `${Math.round(100 * value)} %`;

/* A check that lies with the case, as the briefing's annex tells it. */
function topic(one) {
  const cells = (grid) => grid.heads.map((head, place) => [head || "row", (row) => (place ? row.cells[place - 1] : row.label)]);
  return [el("h3", {}, one.title), ...one.sentences.map((sentence) => el("p", {}, sentence)),
    ...one.grids.map((grid) => table(grid.caption, cells(grid), grid.rows, { sortable: false }))];
}

export async function fit() {
  const found = await ofCase("fit");
  const inside = found.hindcast.levels.map((level, place) => [`in ${share(level)}`, (row) => share(row.shares[place]), true]);
  const count = (status) => found.parameters.filter((row) => row.status === status).length;
  return [el("h2", {}, "Fit and limits"),
    el("p", {}, `Of ${found.parameters.length} parameters the record estimates ${count("estimated")}, says little of ${count("weak")} and leaves ${count("assumed")} as they were assumed.`),
    table("Checks of the sampler", [["check", (row) => row.name], ["value", (row) => row.value], ["bar", (row) => row.bar], ["bar met", (row) => (row.met ? "yes" : "no")]], found.diagnostics, { sortable: false }),
    table("Hindcast: share of published figures inside the intervals", [["series", (row) => row.label], ["by", (row) => row.period], ["figures", (row) => row.periods, true], ...inside], found.hindcast.rows, { sortable: false }),
    table("What the record taught about each parameter", [["parameter", (row) => row.label], ["symbol", (row) => row.symbol], ["unit", (row) => row.unit], ["status", (row) => row.status], ["contraction", (row) => row.contraction, true], ["posterior", (row) => row.posterior?.text ?? ""], ["prior", (row) => row.prior.text], ["why", (row) => row.basis]], found.parameters),
    table("Assumed: no figure of the record speaks to these", [["parameter", (row) => row.label], ["unit", (row) => row.unit], ["prior", (row) => row.prior.text], ["why", (row) => row.basis]], found.assumed),
    ...found.topics.flatMap(topic),
    table("Credibility, NASA-STD-7009B", [["factor", (row) => row.title], ["level", (row) => row.level], ["what is asked", (row) => row.asks], ["evidence", (row) => el("ul", {}, ...row.evidence.map((one) => el("li", {}, one)))], ["gap", (row) => row.gap]], found.credibility, { sortable: false })];
}
