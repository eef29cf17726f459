/* What is set: carried by the link alone, with undo, redo and replay. */
const empty = () => ({ version: 1, scenarios: [], levers: [], assumptions: {}, horizon: 104, draws: 500, seed: 0 });
let state = empty();
let past = [];
let future = [];
let last = null;
const listeners = [];

export const current = () => structuredClone(state);
export const onChange = (listener) => listeners.push(listener);
export const canUndo = () => past.length > 0;
export const canRedo = () => future.length > 0;
export const canReplay = () => last !== null;

function tell() {
  history.replaceState(null, "", `#${linkOf(state)}`);
  for (const listener of listeners) listener();
}

export function linkOf(given, pins = {}) {
  const text = JSON.stringify({ state: given, pins: { ...window.finelinePins, ...pins } });
  return encodeURIComponent(text);
}

/* A change while a lever moves is one step of undo: `settled` ends it. */
let open = null;
export function change(mutate, settled = true) {
  if (open === null) open = structuredClone(state);
  mutate(state);
  if (settled) {
    if (JSON.stringify(open) !== JSON.stringify(state)) {
      past.push(open);
      future = [];
      last = { before: open, after: structuredClone(state) };
    }
    open = null;
  }
  tell();
}

export function undo() {
  if (!past.length) return;
  future.push(state);
  state = past.pop();
  tell();
}

export function redo() {
  if (!future.length) return;
  past.push(state);
  state = future.pop();
  tell();
}

/* Shows the state before the last change, then the one after it. */
export async function replay(shown) {
  if (!last) return;
  const after = last.after;
  state = structuredClone(last.before);
  tell();
  await shown();
  await new Promise((done) => setTimeout(done, 900));
  state = structuredClone(after);
  tell();
}

export function replace(given) {
  change((held) => {
    for (const key of Object.keys(held)) delete held[key];
    Object.assign(held, empty(), structuredClone(given));
  });
}

export const reset = () => replace({});

/* The state of the address; what it was made with is compared by the page. */
export function restore() {
  if (location.hash.length < 2) return null;
  const held = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  state = Object.assign(empty(), held.state);
  return held.pins ?? {};
}
