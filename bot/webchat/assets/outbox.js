// What was written and has not arrived. It outlives a closed page: words in localStorage, files in
// IndexedDB. It is sent in order, again and again, always under the same id, so that it arrives once.

const forget = 7 * 864e5; // ms after which what was sent is no longer waited for

export class Outbox {
  constructor(session, { changed, refused }) {
    this.prefix = `sanad.outbox.${session}.`;
    this.changed = changed;
    this.refused = refused;
    this.items = new Map();
    this.blobs = new Blobs(`sanad-${session}`);
    this.pause = 0;
    addEventListener('online', () => this.hurry());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.hurry(); });
  }

  // restore brings back what an earlier page left.
  async restore() {
    const kept = [];
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i);
      if (key.startsWith(this.prefix)) kept.push(JSON.parse(localStorage.getItem(key)));
    }
    kept.sort((a, b) => a.order - b.order);
    for (const item of kept) {
      if (item.file) item.blob = await this.blobs.get(item.id);
      const lost = item.file && !item.blob && item.state !== 'sent';
      if (lost || (item.state === 'sent' && Date.now() - item.at > forget)) this.drop(item.id);
      else this.items.set(item.id, item);
    }
    return [...this.items.values()];
  }

  async add(item) {
    const id = crypto.getRandomValues(new Uint8Array(16)).reduce((hex, b) => hex + b.toString(16).padStart(2, '0'), '');
    Object.assign(item, { id, at: Date.now(), order: Date.now() + this.items.size / 1000, state: 'waiting' });
    this.items.set(id, item);
    this.save(item);
    this.changed(item);
    if (item.blob) await this.blobs.put(id, item.blob);
    this.hurry();
  }

  save(item) {
    const { blob, ...words } = item;
    try { localStorage.setItem(this.prefix + item.id, JSON.stringify(words)); } catch { /* full or forbidden: it lives as long as the page */ }
  }

  set(item, state, why) {
    Object.assign(item, { state, why });
    this.save(item);
    this.changed(item);
  }

  drop(id) {
    this.items.delete(id);
    localStorage.removeItem(this.prefix + id);
    this.blobs.drop(id);
  }

  clear() {
    for (const id of [...this.items.keys()]) this.drop(id);
  }

  retry(id) {
    this.set(this.items.get(id), 'waiting');
    this.hurry();
  }

  hurry() {
    clearTimeout(this.timer);
    this.pause = 0;
    this.pump();
  }

  // pump sends the first that waits, then the next; what fails for want of a network waits for one.
  async pump() {
    if (this.busy) return;
    const item = [...this.items.values()].find((i) => i.state === 'waiting');
    if (!item) return;
    this.busy = true;
    const wait = await this.send(item);
    this.busy = false;
    if (!wait) {
      this.pause = 0;
      this.pump();
      return;
    }
    this.pause = Math.min(30, Math.max(wait, this.pause * 2));
    this.timer = setTimeout(() => this.pump(), this.pause * 1000);
  }

  // send gives the seconds to wait before trying again, 0 when it is done with the item.
  async send(item) {
    let answer;
    try {
      answer = await fetch('/chat/messages', { method: 'POST', body: form(item), headers: { Accept: 'application/json' } });
    } catch {
      this.refused(true);
      return 1;
    }
    this.refused(false);
    if (answer.ok) {
      if (this.items.has(item.id)) this.set(item, 'sent');
      return 0;
    }
    if (answer.status === 429 || answer.status === 408 || answer.status >= 500) return Number(answer.headers.get('Retry-After')) || 1;
    const { text } = await answer.json().catch(() => ({}));
    this.set(item, 'failed', text);
    return 0;
  }
}

function form(item) {
  const data = new FormData();
  data.append('id', item.id);
  for (const name of ['text', 'choice', 'kind', 'seconds']) if (item[name]) data.append(name, item[name]);
  if (item.blob) data.append('file', item.blob, item.file.name);
  return data;
}

// Blobs keeps files by id; where the browser has no place for them they live as long as the page.
class Blobs {
  constructor(name) {
    this.open = new Promise((resolve) => {
      try {
        const request = indexedDB.open(name, 1);
        request.onupgradeneeded = () => request.result.createObjectStore('files');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
      } catch { resolve(null); }
    });
  }

  async run(mode, work) {
    const db = await this.open;
    if (!db) return undefined;
    return new Promise((resolve) => {
      const request = work(db.transaction('files', mode).objectStore('files'));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(undefined);
    });
  }

  put(id, blob) { return this.run('readwrite', (store) => store.put(blob, id)); }
  get(id) { return this.run('readonly', (store) => store.get(id)); }
  drop(id) { return this.run('readwrite', (store) => store.delete(id)); }
}
