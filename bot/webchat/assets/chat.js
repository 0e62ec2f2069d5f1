// The chat page: what is written goes to the outbox, what is in the transcript comes to the feed.

import { Composer } from './composer.js';
import { Feed } from './feed.js';
import { Outbox } from './outbox.js';

const pattern = document.querySelector('#echo').content;
const card = document.querySelector('#card').content;
const offline = document.querySelector('#offline');
const echoes = new Map();

const feed = new Feed(document, {
  mode: (mode) => { if (mode) document.body.dataset.mode = mode; },
  seen(ref) {
    const echo = echoes.get(ref);
    echoes.delete(ref);
    outbox.drop(ref);
    return echo;
  },
});

const outbox = new Outbox(document.body.dataset.session, {
  changed: show,
  refused: (away) => { offline.hidden = !away && navigator.onLine; },
});

new Composer(document, { send: (item) => outbox.add(item) });

// show draws an unsent message, or its new state.
function show(item) {
  let echo = echoes.get(item.id);
  if (!echo) {
    echo = draw(item);
    echoes.set(item.id, echo);
    feed.echo(echo);
  }
  echo.dataset.state = item.state;
  echo.querySelector('.again').hidden = item.state !== 'failed';
  if (item.why) echo.querySelector('.why').textContent = item.why;
  if (item.state === 'sent' && document.body.dataset.mode !== 'advisor') feed.typing();
}

function draw(item) {
  const echo = pattern.cloneNode(true).firstElementChild;
  const at = new Date(item.at);
  echo.dataset.day = feed.day(at);
  echo.dataset.date = echo.dataset.day;
  const words = echo.querySelector('.words');
  words.textContent = item.label ?? item.text ?? '';
  words.hidden = !words.textContent;
  echo.querySelector('time').textContent = feed.clock(at);
  if (item.blob) words.before(attachment(item));
  echo.querySelector('[data-do=retry]').addEventListener('click', () => outbox.retry(item.id));
  echo.querySelector('[data-do=drop]').addEventListener('click', () => {
    outbox.drop(item.id);
    echoes.delete(item.id);
    echo.remove();
    feed.days();
  });
  return echo;
}

function attachment(item) {
  const url = URL.createObjectURL(item.blob);
  if (item.kind === 'voice') {
    const voice = element('p', 'voice', element('audio'), element('small'));
    Object.assign(voice.firstChild, { controls: true, src: url });
    voice.dataset.seconds = item.seconds;
    return voice;
  }
  if (/^image\/(jpeg|png|webp|gif)$/.test(item.file.type)) {
    const photo = element('span', 'photo', element('img'));
    Object.assign(photo.firstChild, { src: url, alt: '' });
    return photo;
  }
  const leaf = card.cloneNode(true).firstElementChild;
  leaf.querySelector('b').textContent = item.file.name;
  return leaf;
}

function element(name, className = '', ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

// A ready answer is pressed: it goes the same way as words. Its form works by itself without this script.
document.addEventListener('submit', (e) => {
  const pressed = e.submitter;
  if (!pressed?.classList.contains('chip')) return;
  e.preventDefault();
  outbox.add(pressed.name === 'choice' ? { choice: pressed.value, label: pressed.textContent } : { text: pressed.value });
});

const leave = document.querySelector('#leave');
leave.addEventListener('submit', (e) => {
  if (confirm(leave.dataset.confirm)) outbox.clear();
  else e.preventDefault();
});
document.addEventListener('click', (e) => {
  const menu = leave.parentElement;
  if (menu.open && !menu.contains(e.target)) menu.open = false;
});
document.addEventListener('keydown', (e) => { if (e.key === 'Escape') leave.parentElement.open = false; });

addEventListener('offline', () => { offline.hidden = false; });
addEventListener('online', () => { offline.hidden = true; });
offline.hidden = navigator.onLine;

for (const item of await outbox.restore()) {
  const arrived = document.querySelector(`[data-ref="${CSS.escape(item.id)}"]`);
  if (arrived) outbox.drop(item.id);
  else show(item);
}
outbox.hurry();
feed.connect();
document.documentElement.dataset.ready = 'true';
