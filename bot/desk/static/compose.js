// The box: text, a picked file or a recorded voice note. Whatever is not taken stays in it.
import { post } from "./live.js";
import { problem } from "./chat.js";
import { keepDraft, draftOf } from "./drafts.js";
import { startRecorder } from "./record.js";

const touch = matchMedia("(pointer: coarse)"); // there Enter is a new line

export function startCompose(chat, id, sent) {
  const form = document.getElementById("compose");
  const { text, file, key, seconds } = form.elements;
  const picked = startPicked(form, file, seconds);
  if (!text.value) text.value = draftOf(id);
  fit(text);

  text.addEventListener("input", () => { fit(text); keepDraft(id, text.value); });
  text.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing || touch.matches) return;
    e.preventDefault();
    form.requestSubmit();
  });
  text.addEventListener("paste", (e) => {
    if (!e.clipboardData.files.length || form.elements.kind.value !== "say") return;
    e.preventDefault();
    picked.show(e.clipboardData.files[0], 0);
  });
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    if (form.ariaBusy === "true" || (!text.value.trim() && !file.files.length)) return;
    form.ariaBusy = "true";
    text.readOnly = true;
    const result = await post(form, new FormData(form), form.dataset.failed);
    form.ariaBusy = "false";
    text.readOnly = false;
    if (result.key) key.value = result.key;
    problem(result.ok ? "" : result.error);
    if (result.ok) {
      text.value = "";
      keepDraft(id, "");
      picked.clear();
      fit(text);
    }
    await sent();
    if (!result.ok) problem(result.error);
    text.focus();
  });
  startRecorder(document.getElementById("mic"), (recording, length) => picked.show(recording, length), problem);

  // stage allows messages to the artisan only to who leads; notes always. What was being written stays in sight.
  function stage(now) {
    const [say, note] = form.elements.kind;
    say.disabled = now !== "mine";
    (say.disabled ? note : say).checked = true;
    form.classList.toggle("kept", text.value !== "");
    label();
  }
  function label() {
    text.placeholder = text.ariaLabel = text.dataset[form.elements.kind.value];
  }
  form.addEventListener("change", label);
  return { stage };
}

// startPicked shows what is about to be sent, and takes it back.
function startPicked(form, file, seconds) {
  const line = document.getElementById("picked");
  const what = line.querySelector("span");
  const draw = () => {
    const chosen = file.files[0];
    line.hidden = !chosen;
    what.replaceChildren();
    if (!chosen) return;
    const family = chosen.type.split("/")[0];
    if (family === "image" || family === "audio") {
      const view = document.createElement(family === "image" ? "img" : "audio");
      view.src = URL.createObjectURL(chosen);
      if (family === "image") view.alt = "";
      else view.controls = true;
      what.append(view);
    }
    if (family !== "audio") {
      const name = document.createElement("bdi");
      name.textContent = chosen.name;
      what.append(name);
    }
  };
  const clear = () => { file.value = ""; seconds.value = ""; draw(); };
  const show = (chosen, length) => {
    const list = new DataTransfer();
    list.items.add(chosen);
    file.files = list.files;
    seconds.value = length ? Math.max(1, Math.round(length)) : "";
    draw();
  };
  file.addEventListener("change", () => { seconds.value = ""; draw(); });
  line.querySelector("button").addEventListener("click", clear);
  return { show, clear };
}

// fit lets the box grow with what is in it, where the browser does not do so by itself.
function fit(text) {
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = text.scrollHeight + 2 + "px";
}
