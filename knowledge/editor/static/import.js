// An import shows how far it has come: first what is sent, then what the server says line by line; its last line is
// the page with the report. Without this the form is an ordinary one.
const pages = "import-page";

start();

function start() {
  const form = document.getElementById("import");
  form?.addEventListener("submit", (e) => {
    e.preventDefault();
    const size = [...form.elements.files.files].reduce((sum, f) => sum + f.size, 0);
    if (size > Number(form.dataset.most)) return complain(form.dataset.large);
    send(form);
  });
}

function send(form) {
  const show = display(form);
  const request = new XMLHttpRequest();
  let sent = false, read = 0, page = null, stopped = false;
  show.stop.onclick = () => { stopped = true; request.abort(); };
  const fail = () => { show.end(); complain(stopped ? form.dataset.stopped : sent ? form.dataset.unsure : form.dataset.lost); };
  const hear = () => {
    const lines = request.responseText.slice(read).split("\n");
    read = request.responseText.length - lines.pop().length;
    for (const line of lines) {
      const said = JSON.parse(line);
      if (said.page !== undefined) page = said.page;
      else show.step(said.stage, said.done, said.of);
    }
  };
  request.upload.addEventListener("progress", (e) => show.step("sending", e.loaded, e.total));
  request.upload.addEventListener("load", () => { sent = true; show.step("read", 0, 0); });
  const streams = () => request.status === 200 && request.getResponseHeader("Content-Type")?.startsWith("application/x-ndjson");
  request.addEventListener("progress", () => { if (streams()) hear(); });
  request.addEventListener("load", () => {
    if (streams()) hear();
    else if (request.status === 401) return location.assign(JSON.parse(request.responseText).login);
    else if (request.getResponseHeader("Content-Type")?.startsWith("text/html")) page = request.responseText;
    if (page === null) return fail();
    turn(page);
  });
  for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, fail);
  request.open("POST", form.action);
  request.setRequestHeader("X-Desk", "1");
  request.send(new FormData(form));
  show.begin();
}

// display is the bar under the form.
function display(form) {
  const bar = document.getElementById("progress");
  const [what, count, meter, stop] = ["b", ".now span", "progress", "button"].map((s) => bar.querySelector(s));
  const megabytes = (n) => (n / 1048576).toFixed(1);
  return {
    stop,
    begin() { form.hidden = true; bar.hidden = false; document.getElementById("trouble")?.remove(); this.step("sending", 0, 0); },
    end() { form.hidden = false; bar.hidden = true; },
    step(stage, done, of) {
      what.textContent = bar.dataset[stage];
      stop.hidden = stage === "save";
      if (stage === "save" || of === 0) meter.removeAttribute("value");
      else meter.value = done / of;
      count.textContent = of === 0 ? "" : stage === "save" ? of : stage === "sending" ? `${megabytes(done)} / ${megabytes(of)} MB` : `${done} / ${of}`;
      bar.dataset.stages = `${bar.dataset.stages ?? ""} ${stage}`;
    },
  };
}

function complain(text) {
  const old = document.getElementById("trouble");
  const said = old ?? document.createElement("p");
  Object.assign(said, { id: "trouble", className: "alert", textContent: text });
  said.setAttribute("role", "alert");
  if (!old) document.querySelector(`#${pages} .top`).after(said);
  said.scrollIntoView({ block: "center" });
}

// turn takes the report's page in place of this one.
function turn(page) {
  const fresh = new DOMParser().parseFromString(page, "text/html").getElementById(pages);
  if (!fresh) return location.reload(); // the login or an error page, which the server shows better
  document.getElementById(pages).replaceWith(document.adoptNode(fresh));
  scrollTo({ top: 0 });
  start();
}
