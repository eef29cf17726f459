/* Talks to the server that served the page, and to nobody else. */
const client = Math.random().toString(36).slice(2);
let caseName = "";
let told = null;

export class Fault extends Error {}

async function answer(response) {
  if (response.ok) return response;
  let said = `${response.status} ${response.statusText}`;
  const body = await response.json().catch(() => null);
  if (body?.error) said = `${body.error.where}: expected ${body.error.expected}; found ${body.error.found}. ${body.error.remedy}`;
  const fault = new Fault(said);
  fault.status = response.status;
  throw fault;
}

export async function get(path) {
  return (await answer(await fetch(path))).json();
}

export const ofCase = (path) => get(`/api/cases/${caseName}/${path}`);

export async function post(path, body, signal) {
  const headers = { "content-type": "application/json", "x-client": client };
  return answer(await fetch(`/api/cases/${caseName}/${path}`, { method: "POST", headers, body: JSON.stringify(body), signal }));
}

export async function openCase() {
  [caseName] = await get("/api/cases");
  told = await get(`/api/cases/${caseName}`);
  return told;
}

/* What the server said of the case when the page opened. */
export const about = () => told;
