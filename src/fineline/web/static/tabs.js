/* The other parts of the page, each filled when it is first opened. */
import { compare } from "./compare.js";
import { by, el } from "./dom.js";
import { evidence } from "./evidence.js";
import { fit } from "./fit.js";
import { propositions } from "./propositions.js";
import { current } from "./state.js";
import { why } from "./why.js";

const FILL = { why, evidence, propositions, compare, fit };
/* Of these parts, the state that they show: another one is filled anew. */
const SHOWS = { why: () => JSON.stringify([current().assumptions, current().draws]) };
const filled = new Map();

export function start() {
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
  /* Any part may ask for claims by a word: their table opens with it. */
  document.addEventListener("claim", async (event) => {
    await open("evidence");
    by("claim-search").value = event.detail;
    by("claim-search").dispatchEvent(new Event("change"));
  });
}

function open(name) {
  for (const tab of by("tabs").children) {
    const chosen = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    by(tab.getAttribute("aria-controls")).hidden = !chosen;
  }
  if (!(name in FILL)) return null;
  const shown = SHOWS[name]?.() ?? "";
  if (filled.get(name)?.shown !== shown) filled.set(name, { shown, done: fill(name) });
  return filled.get(name).done;
}

async function fill(name) {
  const panel = by(`panel-${name}`);
  panel.replaceChildren(el("p", { class: "quiet" }, "Being made; what rests on every draw takes about a minute the first time …"));
  try {
    panel.replaceChildren(...(await FILL[name]()));
  } catch (fault) {
    filled.delete(name);
    panel.replaceChildren(el("p", { class: "idle" }, fault.message));
  }
}
