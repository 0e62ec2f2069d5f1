// A voice note from the microphone: pressed once to begin, once more to end.
// The first that the browser can make. Webm is kept as ogg, which messengers play; m4a comes last because Chromium
// says that it makes it and, where it was built without AAC, gives an empty file.
const kinds = [["audio/ogg;codecs=opus", "ogg"], ["audio/webm;codecs=opus", "webm"], ["audio/mp4", "m4a"]];

export function startRecorder(button, done, problem) {
  const kind = window.MediaRecorder && kinds.find(([type]) => MediaRecorder.isTypeSupported(type));
  if (!kind || !navigator.mediaDevices) return;
  button.hidden = false;
  let recorder = null;
  button.addEventListener("click", async () => {
    if (recorder) {
      recorder.stop();
      return;
    }
    try {
      recorder = record(await navigator.mediaDevices.getUserMedia({ audio: true }), kind, (file, length) => {
        recorder = null;
        button.setAttribute("aria-pressed", "false");
        done(file, length);
      });
      button.setAttribute("aria-pressed", "true");
    } catch {
      problem(button.dataset.refused);
    }
  });
}

function record(stream, [type, ending], done) {
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 24000 });
  const parts = [];
  const began = performance.now();
  recorder.addEventListener("dataavailable", (e) => parts.push(e.data));
  recorder.addEventListener("stop", () => {
    for (const track of stream.getTracks()) track.stop();
    const bare = type.split(";")[0];
    done(new File(parts, "voice." + ending, { type: bare }), (performance.now() - began) / 1000);
  });
  recorder.start();
  return recorder;
}
