// The desk's pages work without this. With it they stay up to date, and nothing written is lost.
import { startChat } from "./chat.js";
import { startQueue } from "./queue.js";
import { startChannels } from "./channels.js";
import { listen } from "./live.js";
import { forgetDrafts } from "./drafts.js";

const chat = startChat(document.getElementById("chat"));
const queue = startQueue(document.getElementById("queue"));
const channels = startChannels(document.getElementById("channels"));
if (chat || queue || channels) {
  listen(chat ? chat.id : "", {
    queue: () => { queue?.refresh(); },
    conversation: () => { chat?.refresh(); },
    channels: () => { channels?.refresh(); },
    all: () => { queue?.refresh(); chat?.refresh(); channels?.refresh(); },
  });
}

document.getElementById("logout")?.addEventListener("submit", forgetDrafts);

// A menu closes where one would expect it to.
document.addEventListener("click", (e) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(e.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const field = button.parentElement.querySelector("input");
    field.select();
    await navigator.clipboard?.writeText(field.value);
    button.textContent = button.dataset.done;
  });
}
