// The conversation: new messages appear by themselves, who leads is always shown, and what is written is sent from the box.
import { read, post } from "./live.js";
import { serially } from "./queue.js";
import { startCompose } from "./compose.js";

const again = 12; // messages before the last are read once more, since their delivery goes on
const near = 120; // px from the end that count as reading along

export function startChat(chat) {
  if (!chat) return null;
  const id = chat.dataset.conversation;
  const scroll = document.getElementById("scroll");
  const list = document.getElementById("messages");
  const latest = document.getElementById("latest");
  const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < near;
  const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; latest.hidden = true; };

  const refresh = serially(async () => {
    const shown = list.querySelectorAll(".message");
    const after = shown.length > again ? shown[shown.length - 1 - again].dataset.id : 0;
    const page = await read(`/desk/conversations/${id}/live?after=${after}`);
    if (!page?.getElementById("chat")) return;
    const along = atEnd();
    const last = list.lastElementChild;
    merge(list, page.getElementById("messages"));
    stage(chat, page.getElementById("chat").dataset.stage);
    swap("lead", page);
    swap("project-body", page);
    if (along) toEnd();
    else if (list.lastElementChild !== last) latest.hidden = false;
  });

  const compose = startCompose(chat, id, async () => { await refresh(); toEnd(); });
  function stage(chat, now) {
    if (chat.dataset.stage === now) return;
    chat.dataset.stage = now;
    problem("");
    compose.stage(now);
  }

  chat.addEventListener("submit", async (e) => {
    if (!e.target.matches("form.do")) return;
    e.preventDefault();
    await act(e.target, e.submitter, refresh);
  });
  latest.addEventListener("click", toEnd);
  scroll.addEventListener("scroll", () => { if (atEnd()) latest.hidden = true; }, { passive: true });
  scroll.addEventListener("load", () => { if (latest.hidden) toEnd(); }, { capture: true, once: true }); // the first picture makes it longer
  startOlder(scroll, list);
  startDetails();
  compose.stage(chat.dataset.stage);
  toEnd();
  return { id, refresh };
}

// act sends a button's form: take, hand back, resolve, transfer.
async function act(form, button, refresh) {
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) return;
  const body = new FormData(form, button);
  for (const b of form.querySelectorAll("button")) b.disabled = true;
  const result = await post(form, body, document.getElementById("compose").dataset.failed);
  if (result.key) form.elements.key.value = result.key;
  for (const b of form.querySelectorAll("button")) b.disabled = false;
  if (result.ok) document.activeElement.blur(); // so that what it stood in may change
  await refresh();
  problem(result.ok ? "" : result.error);
}

export function problem(text) {
  const line = document.getElementById("problem");
  line.textContent = text;
  line.hidden = !text;
}

// merge puts fresh messages into the list: what changed is replaced, what is new comes after.
function merge(list, fresh) {
  for (const item of [...fresh.children]) {
    const known = document.getElementById(item.id);
    if (!known) list.append(item);
    else if (known.outerHTML !== item.outerHTML && item.matches(".message") && !playing(known)) known.replaceWith(item);
  }
}

function playing(item) {
  const media = item.querySelector("audio, video");
  return media && !media.paused;
}

// swap replaces a part of the page where it differs by more than its keys, and not under somebody's finger.
function swap(id, page) {
  const old = document.getElementById(id);
  const fresh = page.getElementById(id);
  const bare = (part) => part.outerHTML.replace(/name="key" value="[^"]*"/g, "").replace(/ open=""| disabled=""/g, "");
  if (!fresh || bare(old) === bare(fresh)) return;
  if (old.className === fresh.className && old.contains(document.activeElement)) return;
  old.replaceWith(fresh);
}

// startOlder reads further back without losing the place.
function startOlder(scroll, list) {
  scroll.addEventListener("click", async (e) => {
    const link = e.target.closest("#older a");
    if (!link) return;
    e.preventDefault();
    const page = await read(link.href);
    if (!page) return;
    const below = scroll.scrollHeight - scroll.scrollTop;
    for (const day of page.querySelectorAll(".day")) document.getElementById(day.id)?.remove();
    list.prepend(...page.getElementById("messages").children);
    document.getElementById("older").replaceWith(page.getElementById("older"));
    scroll.scrollTop = scroll.scrollHeight - below;
  });
}

function startDetails() {
  const toggle = document.querySelector(".details-toggle");
  const project = document.getElementById("project");
  const open = (yes) => {
    project.classList.toggle("open", yes);
    toggle.setAttribute("aria-expanded", String(yes));
    (yes ? project.querySelector(".close") : toggle).focus();
  };
  toggle.addEventListener("click", () => open(!project.classList.contains("open")));
  project.querySelector(".close").addEventListener("click", () => open(false));
  document.addEventListener("keydown", (e) => { if (e.key === "Escape" && project.classList.contains("open")) open(false); });
}
