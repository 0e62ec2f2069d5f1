// News from the desk: a stream of names, and a look now and then in case some were lost.
const toast = document.getElementById("connection");
const reread = Number(document.body.dataset.reread) || 15000;
let lost = false;

// listen calls on.queue, on.conversation or on.channels on news, and on.all after a gap and now and then.
export function listen(conversation, on) {
  let wait = 1000;
  const open = () => {
    const source = new EventSource("/desk/events?conversation=" + conversation);
    source.addEventListener("open", () => { wait = 1000; on.all(); });
    source.addEventListener("queue", on.queue);
    source.addEventListener("conversation", on.conversation);
    source.addEventListener("channels", () => on.channels?.());
    source.addEventListener("ended", () => { source.close(); on.all(); }); // whose look finds the login page
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 30000);
    });
  };
  open();
  setInterval(() => { if (!document.hidden) on.all(); }, reread);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) on.all(); });
  addEventListener("online", on.all);
}

// read fetches a part of a page as a document; null when it could not be had.
export async function read(url) {
  let response;
  try {
    response = await fetch(url, { headers: { "X-Desk": "1" } });
  } catch {
    connected(false);
    return null;
  }
  connected(true);
  if (response.status === 401) {
    toLogin(await response.json());
    return null;
  }
  if (!response.ok) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// post sends a form. It returns {ok, key, error}; a network that is away gives the error of the form.
export async function post(form, body, failed) {
  let response;
  try {
    response = await fetch(form.action, { method: "POST", body, headers: { "X-Desk": "1" } });
  } catch {
    connected(false);
    return { ok: false, error: failed };
  }
  connected(true);
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401) toLogin(answer);
  return { ok: response.ok, key: answer.key, error: answer.error || failed };
}

function toLogin(answer) {
  if (answer.login) location.assign(answer.login.replace(/next=[^&]*/, "next=" + encodeURIComponent(location.pathname + location.search)));
}

function connected(yes) {
  if (!toast || yes === !lost) return;
  lost = !yes;
  toast.textContent = lost ? toast.dataset.lost : toast.dataset.back;
  toast.hidden = false;
  if (yes) setTimeout(() => { if (!lost) toast.hidden = true; }, 2500);
}
