// Where the artisan writes, attaches and speaks.

import { canRecord, clock, Recorder, shrink } from './media.js';

export class Composer {
  constructor(page, { send }) {
    this.send = send;
    this.form = page.querySelector('#composer');
    this.text = page.querySelector('#text');
    this.staged = page.querySelector('#staged');
    this.notice = page.querySelector('#notice');
    this.mic = page.querySelector('#mic');
    this.go = page.querySelector('#send');
    this.frame = page.querySelector('#stage').content;
    this.limit = Number(document.body.dataset.limit);
    this.files = [];
    this.writing(page);
    this.attaching(page);
    if (canRecord()) this.speaking(page);
    this.dress();
  }

  writing() {
    this.form.addEventListener('submit', (e) => {
      e.preventDefault();
      this.post();
    });
    this.text.addEventListener('input', () => this.dress());
    this.text.addEventListener('keydown', (e) => {
      const phone = matchMedia('(pointer: coarse)').matches; // there Enter is for a new line
      if (e.key !== 'Enter' || e.shiftKey || e.isComposing || phone) return;
      e.preventDefault();
      this.post();
    });
    if (!matchMedia('(pointer: coarse)').matches) this.text.focus();
  }

  attaching(page) {
    const input = page.querySelector('#file');
    input.multiple = true;
    input.addEventListener('change', () => {
      this.stage([...input.files]);
      input.value = '';
    });
    this.text.addEventListener('paste', (e) => {
      const files = [...e.clipboardData.files];
      if (files.length) {
        e.preventDefault();
        this.stage(files);
      }
    });
    document.addEventListener('dragover', (e) => e.preventDefault());
    document.addEventListener('drop', (e) => {
      e.preventDefault();
      this.stage([...e.dataTransfer.files]);
    });
  }

  speaking(page) {
    const bar = page.querySelector('#recording');
    const shown = page.querySelector('#recorded');
    const recorder = new Recorder();
    const show = (on) => {
      bar.hidden = !on;
      this.form.classList.toggle('busy', on);
    };
    const keep = async () => {
      show(false);
      const { file, seconds } = await recorder.stop();
      this.send({ kind: 'voice', seconds, blob: file, file: about(file) });
    };
    this.recording = true;
    this.mic.addEventListener('click', async () => {
      this.say('');
      try {
        await recorder.start((s) => {
          shown.textContent = clock(s);
          if (recorder.full()) keep();
        });
      } catch {
        this.say(this.notice.dataset.microphone);
        return;
      }
      shown.textContent = clock(0);
      show(true);
      page.querySelector('#keep').focus();
    });
    page.querySelector('#drop').addEventListener('click', async () => {
      show(false);
      await recorder.stop();
      this.mic.focus();
    });
    page.querySelector('#keep').addEventListener('click', keep);
  }

  // stage shows what is about to be sent, so that nothing leaves by a slip of the finger.
  async stage(files) {
    this.say('');
    for (const file of await Promise.all(files.map(shrink))) {
      if (file.size > this.limit) this.say(this.notice.dataset.large);
      else if (file.size) this.files.push({ file, figure: this.picture(file) });
    }
    this.dress();
    this.text.focus();
  }

  picture(file) {
    const figure = this.frame.cloneNode(true).firstElementChild;
    if (file.type.startsWith('image/')) {
      const img = document.createElement('img');
      img.src = URL.createObjectURL(file);
      img.alt = file.name;
      figure.prepend(img);
    } else figure.querySelector('figcaption').textContent = file.name;
    figure.querySelector('button').addEventListener('click', () => {
      this.files = this.files.filter((f) => f.figure !== figure);
      this.dress();
      this.text.focus();
    });
    return figure;
  }

  // post hands over what was written; the words go with the first file.
  post() {
    const text = this.text.value.trim();
    const files = this.files;
    if (!text && !files.length) return;
    this.files = [];
    this.text.value = '';
    this.say('');
    this.dress();
    if (!files.length) this.send({ text });
    files.forEach(({ file }, i) => this.send({ text: i ? '' : text, blob: file, file: about(file) }));
  }

  // dress shows what fits: the microphone while there is nothing to send, else the arrow.
  dress() {
    const empty = !this.text.value.trim() && !this.files.length;
    const focused = document.activeElement === this.go || document.activeElement === this.mic;
    this.mic.hidden = !(this.recording && empty);
    this.go.hidden = !this.mic.hidden;
    if (focused) this.text.focus();
    this.staged.hidden = !this.files.length;
    this.staged.replaceChildren(...this.files.map((f) => f.figure));
    if (!CSS.supports('field-sizing', 'content')) {
      this.text.style.height = 'auto';
      this.text.style.height = `${this.text.scrollHeight + 2}px`;
    }
  }

  say(text) {
    this.notice.textContent = text;
    this.notice.hidden = !text;
  }
}

function about(file) { return { name: file.name, type: file.type, size: file.size }; }
