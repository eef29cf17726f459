/* The scorecard: what is said, how likely it is, on what that rests, and what would settle it. */
import { ofCase } from "./api.js";
import { claims, el } from "./dom.js";

export async function propositions() {
  const found = await ofCase("propositions");
  const share = (value) => `${Math.round(100 * value)} %`;
  return [el("h2", {}, "Propositions"),
    el("p", { class: "quiet" }, `Supported from ${share(found.supported_from)}, contradicted up to ${share(found.contradicted_to)}, open between; also open where a verdict would repeat an assumption. Words of likelihood as in ICD 203.`),
    el("p", {}, ...count(found.rows)), ...found.rows.map(card)];
}

function count(rows) {
  const verdicts = ["supported", "contradicted", "open"];
  return verdicts.map((verdict) => el("span", { class: `verdict ${verdict}` }, `${verdict}: ${rows.filter((row) => row.verdict === verdict).length}`));
}

function card(row) {
  const lines = [["Rule", row.rule], ["Answered by", row.answered_by], ["Rests on", row.rests_on], ["Left open", row.left_open], ["Missing", row.missing], ["What would settle it", row.would_settle]];
  const held = lines.filter(([, text]) => text).flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text)]);
  const cited = row.claims.length ? [el("dt", {}, "Claims"), el("dd", {}, ...claims(row.claims))] : [];
  const candidates = row.candidates.flatMap((one) => [el("dt", {}, one.text), el("dd", {}, `Would show in ${one.would_show}. `, ...claims(one.claims))]);
  return el("article", { class: "proposition" }, el("h3", {}, `${row.id}. ${row.text}`),
    el("p", {}, el("span", { class: `verdict ${row.verdict}` }, row.verdict), ` ${row.strength}`), ...(row.evidence ? [el("p", {}, row.evidence)] : []), el("details", {}, el("summary", {}, "grounds"), el("dl", {}, ...held, ...cited, ...candidates)));
}
