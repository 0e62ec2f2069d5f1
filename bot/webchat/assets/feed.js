// The messages on the page: lines come as HTML from the server, by a live stream where that works and
// by asking again where it does not. A line is shown once, in the order of its id.

import { player } from './media.js';

const typingFor = 15000; // ms that dots are shown at most
const streamGrace = 8000; // ms in which a stream must say hello, else a proxy holds it back
const pollEvery = 4000;
const together = 2000; // ms within which lines are one answer

export class Feed {
  constructor(page, { seen, mode }) {
    this.list = page.querySelector('#feed');
    this.scroll = page.querySelector('#scroll');
    this.dots = page.querySelector('#typing');
    this.newest = page.querySelector('#newest');
    this.older = page.querySelector('#older');
    this.seen = seen;
    this.mode = mode;
    this.last = Number(this.list.dataset.after);
    this.title = document.title;
    this.unread = 0;
    this.zone = document.body.dataset.zone;
    this.watch();
    this.frame = page.querySelector('#player').content;
    this.dress();
    this.toEnd();
  }

  watch() {
    this.stuck = true;
    this.scroll.addEventListener('scroll', () => {
      this.stuck = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 80;
      this.newest.hidden = this.stuck;
      if (this.stuck) this.newest.classList.remove('fresh');
    }, { passive: true });
    // What grows (a photo that has come, a keyboard that opens) must not push the last message out of sight.
    const follow = new ResizeObserver(() => { if (this.stuck) this.toAnswer(); });
    follow.observe(this.scroll);
    follow.observe(this.list);
    this.newest.addEventListener('click', () => this.toEnd());
    this.older.hidden = this.older.dataset.more !== 'true';
    this.older.addEventListener('click', () => this.earlier());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return;
      this.unread = 0;
      document.title = this.title;
      this.connect();
    });
    addEventListener('online', () => this.connect());
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.stuck = true;
  }

  // toAnswer goes to the end, but not past the beginning of the newest answer: who reads slowly begins there.
  toAnswer() {
    this.toEnd();
    if (!this.answer?.isConnected) return;
    const hidden = this.scroll.getBoundingClientRect().top - this.answer.getBoundingClientRect().top;
    if (hidden > 0) this.scroll.scrollTop -= hidden + 6;
  }

  // connect opens the stream anew, unless one is open and well.
  connect() {
    if (this.source && this.source.readyState === EventSource.OPEN) return;
    this.source?.close();
    clearTimeout(this.reopen);
    clearTimeout(this.grace);
    const source = this.source = new EventSource(`/chat/events?after=${this.last}`);
    source.addEventListener('hello', () => this.live());
    source.addEventListener('line', (e) => this.take(e.data));
    source.addEventListener('mode', (e) => this.mode(e.data));
    source.addEventListener('typing', () => this.typing());
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) this.reopen = setTimeout(() => this.connect(), 3000);
      this.poll();
    };
    this.grace = setTimeout(() => this.poll(), streamGrace);
  }

  live() {
    clearTimeout(this.grace);
    clearTimeout(this.polling);
    this.polling = undefined;
  }

  // poll asks until the stream works.
  poll() {
    if (this.polling) return;
    const ask = async () => {
      try {
        const answer = await fetch(`/chat/messages?after=${this.last}`);
        if (answer.ok) {
          this.mode(answer.headers.get('Sanad-Mode'));
          this.take(await answer.text());
        }
      } catch { /* no network: asked again */ }
      if (this.polling) this.polling = setTimeout(ask, pollEvery);
    };
    this.polling = setTimeout(ask, 0);
  }

  take(html) {
    for (const line of this.parse(html)) {
      const id = Number(line.dataset.id);
      if (id <= this.last) continue;
      this.last = id;
      this.put(line);
    }
  }

  parse(html) {
    const template = document.createElement('template');
    template.innerHTML = html;
    return [...template.content.querySelectorAll('li')];
  }

  put(line) {
    const mine = line.classList.contains('artisan');
    const echo = mine && line.dataset.ref ? this.seen(line.dataset.ref) : undefined;
    if (echo) keepPicture(echo, line);
    else line.classList.add('fresh-line');
    if (!mine) {
      this.still();
      if (!(Date.now() - this.answered < together)) this.answer = line;
      this.answered = Date.now();
    }
    echo?.remove();
    this.list.insertBefore(line, this.list.querySelector('.pending'));
    this.began();
    this.dress();
    if (this.stuck) this.toAnswer();
    else if (!mine) {
      this.newest.hidden = false;
      this.newest.classList.add('fresh');
    }
    if (document.hidden && !mine) document.title = `(${++this.unread}) ${this.title}`;
  }

  // echo shows what is not in the transcript yet, below everything that is.
  echo(line) {
    this.list.append(line);
    this.answer = undefined;
    this.answered = 0;
    this.began();
    this.dress();
    this.toEnd();
  }

  // began takes the greeting away.
  began() { this.list.querySelector('#hello')?.remove(); }

  async earlier() {
    const first = this.list.querySelector('[data-id]');
    this.older.disabled = true;
    try {
      const answer = await fetch(`/chat/messages?before=${first.dataset.id}`);
      if (!answer.ok) return;
      this.older.hidden = answer.headers.get('Sanad-Earlier') !== 'true';
      const lines = this.parse(await answer.text());
      const bottom = this.scroll.scrollHeight - this.scroll.scrollTop;
      this.list.setAttribute('aria-live', 'off'); // what is old is no news
      first.before(...lines);
      this.dress();
      this.scroll.scrollTop = this.scroll.scrollHeight - bottom;
      requestAnimationFrame(() => this.list.setAttribute('aria-live', 'polite'));
    } catch { /* no network: the button stays */ } finally {
      this.older.disabled = false;
    }
  }

  // dress puts a date before the first line of each day, and buttons on voice notes.
  dress() {
    this.days();
    for (const voice of this.list.querySelectorAll('.voice:not(.ours)')) player(voice, this.frame);
  }

  days() {
    for (const old of this.list.querySelectorAll('.day')) old.remove();
    const { today, yesterday } = this.list.dataset;
    const names = { [this.day(new Date())]: today, [this.day(new Date(Date.now() - 864e5))]: yesterday };
    let day = '';
    for (const line of this.list.querySelectorAll('.line')) {
      if (line.dataset.day === day) continue;
      day = line.dataset.day;
      const mark = document.createElement('li');
      mark.className = 'day';
      const text = document.createElement('span');
      text.textContent = names[day] ?? line.dataset.date;
      mark.append(text);
      line.before(mark);
    }
  }

  // day and clock say when a moment is where the artisan is, as the server writes it.
  day(at) { return new Intl.DateTimeFormat('en-CA', { timeZone: this.zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at); }
  clock(at) { return new Intl.DateTimeFormat('en-GB', { timeZone: this.zone, hour: '2-digit', minute: '2-digit' }).format(at); }

  // typing shows dots until the answer comes, and not for ever.
  typing() {
    clearTimeout(this.rest);
    this.dots.hidden = false;
    if (this.stuck) this.toEnd();
    this.rest = setTimeout(() => this.still(), typingFor);
  }

  still() {
    clearTimeout(this.rest);
    this.dots.hidden = true;
  }
}

// keepPicture shows the picture that is on the phone already instead of fetching it back.
function keepPicture(echo, line) {
  for (const kind of ['img', 'audio', 'video']) {
    const here = echo.querySelector(kind);
    const there = line.querySelector(kind);
    if (here && there) there.src = here.src;
  }
}
