// The editor's pages work without this. With it the preview follows the typing, and nothing written is lost by mistake.
const form = document.getElementById("article");
const looks = document.getElementById("looks");

if (form) {
  grow();
  follow();
  guard();
}

// Rows of sources and rules are added when wanted, and a related article is chosen by its title.
function grow() {
  for (const button of document.querySelectorAll("[data-add]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const rows = form.querySelector(`[data-rows="${button.dataset.add}"]`);
      rows.append(document.getElementById(`new-${button.dataset.add}`).content.cloneNode(true));
      number(rows, button.dataset.add);
      rows.lastElementChild.querySelector("input").focus();
    });
  }
  for (const adder of document.querySelectorAll(".adder")) adder.hidden = false;
  for (const select of document.querySelectorAll("[data-append]")) {
    select.addEventListener("change", () => {
      const field = form.elements[select.dataset.append];
      const lines = field.value.split("\n").filter(Boolean);
      if (select.value && !lines.includes(select.value)) field.value = [...lines, select.value].join("\n");
      select.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

// The server counts only rows in which something is written, and so must the places of its problems.
function number(rows, kind) {
  let n = 0;
  for (const row of rows.children) {
    for (const place of row.querySelectorAll("[data-for]")) place.dataset.for = place.dataset.for.replace(/#\d+$/, `#${n}`);
    const written = [...row.querySelectorAll("input")].some((field) => field.value.trim() !== "");
    if (written) n++;
  }
}

function follow() {
  let timer, last = 0;
  const refresh = async () => {
    const mine = ++last;
    try {
      const answer = await fetch(looks.dataset.url, { method: "POST", body: new FormData(form), headers: { "X-Desk": "1" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const { looks: html, problems, dry } = await answer.json();
      if (mine === last) show(html, problems, dry);
    } catch {
      if (mine === last && looks.dataset.failed) looks.textContent = looks.dataset.failed;
    }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(refresh, 350); };
  form.addEventListener("input", () => { count(); later(); });
  form.addEventListener("change", later);
  count();
}

function show(html, problems, dry) {
  const run = document.getElementById("dry");
  run.textContent = dry;
  run.hidden = dry === "";
  const open = [...looks.querySelectorAll("details")].findIndex((d) => d.open);
  const scrolled = looks.querySelector("details[open] .phone")?.scrollTop ?? 0;
  looks.innerHTML = html; // made by our own templates, which escape every text
  const details = looks.querySelectorAll("details");
  if (open >= 0 && details[open]) {
    details[open].open = true;
    details[open].querySelector(".phone").scrollTop = scrolled;
  }
  for (const kind of ["source", "rule"]) number(form.querySelector(`[data-rows="${kind}"]`), kind);
  for (const place of form.querySelectorAll("[data-for]")) {
    const row = place.closest(".row");
    const text = row && blank(row) ? "" : problems[place.dataset.for] ?? "";
    if (place.textContent !== text) place.textContent = text;
    place.hidden = text === "";
  }
  looks.dataset.fresh = String(Number(looks.dataset.fresh ?? 0) + 1);
}

const blank = (row) => [...row.querySelectorAll("input")].every((field) => field.value.trim() === "");

function count() {
  for (const place of form.querySelectorAll(".length")) {
    const field = form.elements[place.dataset.of];
    const n = [...field.value.trim()].length, most = Number(field.dataset.most);
    place.textContent = `${n} / ${most}`;
    place.classList.toggle("over", n > most);
  }
}

function guard() {
  let dirty = false;
  form.addEventListener("input", () => {
    dirty = true;
    document.getElementById("unsaved").hidden = false;
  });
  form.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (e) => { if (dirty) e.preventDefault(); });
  form.querySelector(".problem:not([hidden])")?.scrollIntoView({ block: "center" });
}

for (const select of document.querySelectorAll(".search select")) select.addEventListener("change", () => select.form.requestSubmit());

for (const current of document.querySelectorAll(".filters [aria-current], .tabs [aria-current]")) current.scrollIntoView({ block: "nearest", inline: "center" });

document.documentElement.dataset.editor = "ready";
