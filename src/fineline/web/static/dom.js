/* Elements and tables, made without markup: text stays text. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const by = (id) => document.getElementById(id);

export const number = (value, digits = 4) =>
  value === null || value === undefined ? "" : Number(value.toPrecision(digits)).toLocaleString("en-GB", { maximumSignificantDigits: digits });

/* Days and identifiers of claims stay on one line. */
const WHOLE = /^(\d{4}-\d{2}-\d{2}|[A-Z]{3}-\d{3})$/;

/* A table whose heads sort it: columns are [title, value of a row, whether a number]. */
export function table(caption, columns, rows, { sortable = true } = {}) {
  const body = el("tbody");
  let order = null;
  const fill = () => {
    const shown = order === null ? rows : [...rows].sort((a, b) => order.sign * compare(order.of(a), order.of(b)));
    body.replaceChildren(...shown.map((row) => el("tr", {}, ...columns.map(([, of, n]) => el("td", n ? { class: "n" } : {}, cell(of(row)))))));
  };
  const heads = columns.map(([title, of, n]) => {
    if (!sortable) return el("th", { scope: "col", class: n ? "n" : "" }, title);
    const head = el("th", { scope: "col", class: n ? "n" : "", "aria-sort": "none" });
    head.append(el("button", { type: "button", onclick: () => {
      const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of head.parentElement.children) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
      order = { of, sign };
      fill();
    } }, title));
    return head;
  });
  fill();
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, ...heads)), body));
}

function cell(value) {
  if (value instanceof Node) return value;
  if (typeof value === "number") return number(value);
  return WHOLE.test(value) ? el("span", { class: "whole" }, value) : String(value ?? "");
}

function compare(a, b) {
  const [x, y] = [Number(a), Number(b)];
  if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return String(a).localeCompare(String(b));
}

/* A drawing of the server's as elements: nothing in it is run. */
export const drawing = (svg) => document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);

export const page = (url) => (/^https?:/.test(url) ? el("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, "page") : "");

/* Identifiers of claims as links into the part that holds them. */
export const claims = (ids) => ids.flatMap((id) => [el("a", { href: "#", onclick: (event) => { event.preventDefault(); document.dispatchEvent(new CustomEvent("claim", { detail: id })); } }, id), " "]);

export function download(name, content, type) {
  const link = el("a", { href: URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export function say(text, fault = false) {
  by("status").textContent = text;
  by("status").classList.toggle("fault", fault);
}
