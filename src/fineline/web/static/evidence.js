/* Claims: sorted, filtered, and rival figures of one quantity side by side. */
import { ofCase } from "./api.js";
import { drawing, el, number, page, table } from "./dom.js";

const COLUMNS = [["claim", (c) => c.id], ["topic", (c) => c.topic], ["quantity", (c) => c.quantity], ["figure", (c) => c.value || `${c.low} to ${c.high}`, true], ["unit", (c) => c.unit],
  ["of", (c) => c.as_of], ["published", (c) => c.published], ["claimant", (c) => c.claimant], ["interest", (c) => c.interest], ["basis", (c) => c.basis], ["page", (c) => page(c.url)]];
const RIVALS = [["claim", (r) => r.id], ["of", (r) => r.of], ["figure", (r) => r.value, true], ["range", (r) => (r.low && r.high ? `${r.low} to ${r.high}` : "")], ["unit", (r) => r.unit],
  ["over the lowest", (r) => (r.ratio > 1 ? `${number(r.ratio, 3)} times ${r.lowest}` : "lowest"), true], ["claimant", (r) => r.claimant], ["interest", (r) => r.interest], ["what it gains by such a figure", (r) => r.gains]];
const SOURCES = [["source", (s) => s.id], ["name", (s) => s.name], ["publisher", (s) => s.publisher], ["licence", (s) => s.licence], ["measures", (s) => s.measures], ["leaning", (s) => s.biases], ["coverage", (s) => s.coverage], ["page", (s) => page(s.url)]];

export async function evidence() {
  const [{ claims }, sources] = await Promise.all([ofCase("claims?limit=2000"), ofCase("sources")]);
  const box = el("div");
  const rivals = el("div", { "aria-live": "polite" });
  const values = (rows, name) => [...new Set(rows.map((row) => row[name]))].sort();
  const choice = (name) => el("select", { "aria-label": name }, el("option", { value: "" }, `every ${name}`), ...values(claims, name).map((value) => el("option", { value }, value)));
  const [topic, quantity, claimant, interest] = ["topic", "quantity", "claimant", "interest"].map(choice);
  const day = (label) => el("input", { type: "date", "aria-label": label });
  const [since, until, asOf] = ["since", "until", "public by"].map(day);
  const search = el("input", { type: "search", id: "claim-search", "aria-label": "claim or word" });
  const holds = (claim) => (!topic.value || claim.topic === topic.value) && (!quantity.value || claim.quantity === quantity.value) && (!claimant.value || claim.claimant === claimant.value) && (!interest.value || claim.interest === interest.value)
    && (!since.value || claim.as_of >= since.value) && (!until.value || claim.as_of <= until.value) && (!asOf.value || claim.published <= asOf.value)
    && (!search.value || JSON.stringify(claim).toLowerCase().includes(search.value.toLowerCase()));
  const show = () => {
    const wanted = claims.filter(holds);
    box.replaceChildren(table(`${wanted.length} of ${claims.length} claims: who says what, and since when`, COLUMNS, wanted));
  };
  const offer = () => {
    const held = values(claims.filter((claim) => !topic.value || claim.topic === topic.value), "quantity");
    quantity.replaceChildren(el("option", { value: "" }, "every quantity"), ...held.map((value) => el("option", { value }, value)));
  };
  const beside = async () => {
    if (!quantity.value) { rivals.replaceChildren(); return; }
    try {
      rivals.replaceChildren(...told(await ofCase(`rivals/${encodeURIComponent(quantity.value)}${asOf.value ? `?as_of=${asOf.value}` : ""}`)));
    } catch (fault) {
      rivals.replaceChildren(el("p", { class: "idle" }, fault.message));
    }
  };
  topic.addEventListener("change", () => { offer(); beside(); });
  for (const filter of [quantity, asOf]) filter.addEventListener("change", beside);
  for (const filter of [topic, quantity, claimant, interest, since, until, asOf, search]) filter.addEventListener("change", show);
  show();
  return [el("h2", {}, "Evidence"), el("p", { class: "quiet" }, "A claim is not a fact. Choose a quantity to see rival figures of the same thing side by side; sort by a head."),
    el("div", { class: "filters" }, topic, quantity, claimant, interest, el("label", {}, "since ", since), el("label", {}, "until ", until), el("label", {}, "public by ", asOf), el("label", {}, "find ", search)),
    rivals, box, el("h2", {}, "Sources"), table("Sources and licences", SOURCES, sources)];
}

function told(found) {
  const drawn = found.drawing ? [el("figure", { class: "drawing" }, drawing(found.drawing.wide), el("figcaption", { class: "quiet" }, `Figures by the day they speak of, public by ${found.as_of}.`))] : [];
  const words = found.wording.length ? [el("p", { class: "quiet" }, `Not compared, for they state no positive number: ${found.wording.join(", ")}.`)] : [];
  return [...drawn, table(`${found.asked}: rival figures, each over the lowest of about the same time`, RIVALS, found.figures), ...words];
}
