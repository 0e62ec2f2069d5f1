// Photos made small enough for a weak network, and voice notes: to record and to listen to.

const longestSide = 1600; // pixels
const small = 300 * 1024; // bytes that need no shrinking
const longestNote = 5 * 60; // seconds

// shrink gives a photo as JPEG of a sensible size, without the place it was taken at; anything else as it is.
export async function shrink(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || (file.size <= small && file.type !== 'image/jpeg')) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const brush = canvas.getContext('2d');
    brush.fillStyle = '#fff';
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.82));
    if (!blob || (blob.size > file.size && file.type !== 'image/jpeg')) return file;
    return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' });
  } catch {
    return file; // a picture that this browser cannot read may still be read by a person
  }
}

export function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
}

// Recorder records one voice note at a time.
export class Recorder {
  async start(tick) {
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    const type = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'].find((t) => MediaRecorder.isTypeSupported(t));
    this.recorder = new MediaRecorder(sound, type ? { mimeType: type, audioBitsPerSecond: 24000 } : undefined);
    this.chunks = [];
    this.recorder.ondataavailable = (e) => this.chunks.push(e.data);
    this.recorder.start();
    this.began = Date.now();
    this.clock = setInterval(() => tick(this.seconds()), 250);
  }

  seconds() { return Math.min(longestNote, Math.round((Date.now() - this.began) / 1000)); }
  full() { return this.seconds() >= longestNote; }

  // stop ends the recording and gives it as a file.
  async stop() {
    clearInterval(this.clock);
    const seconds = Math.max(1, this.seconds());
    const recorder = this.recorder;
    await new Promise((resolve) => {
      recorder.onstop = resolve;
      recorder.stop();
    });
    for (const track of recorder.stream.getTracks()) track.stop();
    const type = recorder.mimeType.split(';')[0];
    const end = { 'audio/mp4': 'm4a', 'audio/ogg': 'ogg' }[type] ?? 'webm';
    return { file: new File(this.chunks, `voice.${end}`, { type }), seconds };
  }
}

// player gives a voice note our own buttons: what browsers bring is too wide for a small screen, and
// does not know the length of a note that was recorded in one.
export function player(voice, frame) {
  if (voice.classList.contains('ours')) return;
  voice.classList.add('ours');
  voice.append(frame.cloneNode(true));
  const audio = voice.querySelector('audio');
  const button = voice.querySelector('.play');
  const place = voice.querySelector('input');
  const left = voice.querySelector('small') ?? document.createElement('small');
  voice.append(left);
  const length = () => Number(voice.dataset.seconds) || (Number.isFinite(audio.duration) ? audio.duration : 0);
  const show = () => {
    button.setAttribute('aria-pressed', String(!audio.paused));
    place.value = length() ? audio.currentTime / length() : 0;
    left.textContent = clock(Math.round(audio.currentTime || length()));
  };
  button.addEventListener('click', () => {
    if (!audio.paused) return audio.pause();
    for (const other of document.querySelectorAll('audio')) if (other !== audio) other.pause();
    audio.play().catch(() => { audio.controls = true; voice.classList.remove('ours'); });
  });
  place.addEventListener('input', () => { audio.currentTime = place.value * length(); });
  for (const event of ['play', 'pause', 'timeupdate', 'ended', 'loadedmetadata']) audio.addEventListener(event, show);
  show();
}

export function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
