// The page of the channels keeps itself up to date, codes included, but not under somebody's finger.
import { read } from "./live.js";
import { serially } from "./queue.js";

export function startChannels(part) {
  if (!part) return null;
  const refresh = serially(async () => {
    const page = await read("/desk/channels");
    const fresh = page?.getElementById("channels");
    if (!fresh) return;
    for (const section of [...fresh.children]) {
      const old = document.getElementById(section.id);
      if (!old || old.outerHTML === section.outerHTML) continue;
      if (old.dataset.at === section.dataset.at && old.querySelector("input, details[open]")) continue; // nor what is typed in it
      old.replaceWith(section);
    }
  });
  return { refresh };
}
