// The queue keeps itself up to date, counts in the title who waits, and rings when somebody new does.
import { read } from "./live.js";

const title = document.title;
const sound = document.getElementById("sound");
const soundKey = "desk:sound";
let audio = null;

export function startQueue(queue) {
  if (!queue) return null;
  let waiting = Number(queue.dataset.waiting);
  badge(waiting);
  startSound();
  const refresh = serially(async () => {
    const page = await read(queue.dataset.url);
    const fresh = page?.getElementById("queue");
    if (!fresh) return;
    const now = Number(fresh.dataset.waiting);
    if (now > waiting) ring();
    waiting = now;
    badge(now);
    if (queue.innerHTML === fresh.innerHTML) return;
    const focused = queue.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    queue.replaceChildren(...fresh.childNodes);
    if (focused) queue.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  });
  return { refresh };
}

function badge(n) {
  document.title = n > 0 ? `(${n}) ${title}` : title;
}

function startSound() {
  if (!sound) return;
  sound.hidden = false;
  const show = () => sound.setAttribute("aria-pressed", String(localStorage.getItem(soundKey) === "on"));
  show();
  sound.addEventListener("click", () => {
    localStorage.setItem(soundKey, localStorage.getItem(soundKey) === "on" ? "off" : "on");
    show();
    ring();
  });
}

// ring plays two soft tones, without any file.
function ring() {
  if (localStorage.getItem(soundKey) !== "on") return;
  audio ??= new AudioContext();
  for (const [tone, at] of [[660, 0], [880, 0.16]]) {
    const source = audio.createOscillator();
    const loudness = audio.createGain();
    const start = audio.currentTime + at;
    source.frequency.value = tone;
    loudness.gain.setValueAtTime(0.0001, start);
    loudness.gain.exponentialRampToValueAtTime(0.2, start + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
    source.connect(loudness).connect(audio.destination);
    source.start(start);
    source.stop(start + 0.32);
  }
  navigator.vibrate?.(120);
}

// serially runs work once at a time, and once more when it was asked for meanwhile.
export function serially(work) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      await work();
    } while (again);
    running = false;
  };
}
