package files_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/at-wat/ebml-go/webm"
	"github.com/chromedp/chromedp"
	"github.com/pion/webrtc/v4/pkg/media/oggreader"

	"sanad/bot"
	"sanad/bot/bottest"
)

type unclosed struct{ *bytes.Buffer }

func (unclosed) Close() error { return nil }

// recording is a WebM file with these packets, as browsers make one.
func recording(t testing.TB, codec string, packets ...[]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	tracks, err := webm.NewSimpleBlockWriter(unclosed{&out}, []webm.TrackEntry{{
		TrackNumber: 1, TrackUID: 1, CodecID: codec, TrackType: 2, Audio: &webm.Audio{SamplingFrequency: 48000, Channels: 1},
	}})
	must(t, err)
	for i, p := range packets {
		_, err := tracks[0].Write(true, int64(i)*20, p)
		must(t, err)
	}
	must(t, tracks[0].Close())
	return out.Bytes()
}

var sound = [][]byte{{0x08, 1, 2, 3}, {0x08, 4}, {0x08, 5, 6, 7, 8, 9}} // three packets of 20 ms

func TestARecordingIsKeptAsMessengersPlayIt(t *testing.T) {
	store := open(t, t.TempDir())
	media, err := store.Save(t.Context(), bytes.NewReader(recording(t, "A_OPUS", sound...)), "voice.webm", "audio/webm;codecs=opus", 1<<20)
	must(t, err)
	if media.Mime != "audio/ogg" || media.Name != "voice.ogg" {
		t.Errorf("kept as %+v", media)
	}
	file, err := store.Open(t.Context(), media.Hash)
	must(t, err)
	defer file.Close()
	if got := packets(t, file); len(got) != 4 || !bytes.HasPrefix(got[0], []byte("OpusTags")) || !slices.EqualFunc(got[1:], sound, bytes.Equal) {
		t.Errorf("packets %q", got)
	}
}

// packets are those of an Ogg file, after its head.
func packets(t *testing.T, r io.Reader) (all [][]byte) {
	t.Helper()
	pages, head, err := oggreader.NewWith(r)
	must(t, err)
	if head.SampleRate != 48000 {
		t.Errorf("head %+v", head)
	}
	for {
		page, _, err := pages.ParseNextPage()
		if errors.Is(err, io.EOF) {
			return all
		}
		must(t, err)
		all = append(all, page)
	}
}

// record leaves in the page what the browser records in about a second, as base64.
const record = `void (async () => {
  const recorder = new MediaRecorder(await navigator.mediaDevices.getUserMedia({audio: true}), {mimeType: "audio/webm;codecs=opus"});
  const parts = [];
  recorder.ondataavailable = (e) => parts.push(e.data);
  recorder.start();
  await new Promise((enough) => setTimeout(enough, 1000));
  await new Promise((done) => { recorder.onstop = done; recorder.stop(); });
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  window.recorded = btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
})()`

func TestWhatChromiumRecords(t *testing.T) {
	ctx := bottest.Browser(t, bottest.Desktop)
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/html") }))
	t.Cleanup(page.Close)
	bottest.Do(t, ctx, chromedp.Navigate(page.URL), chromedp.Evaluate[chromedp.Void](record))
	bottest.Await(t, ctx, `window.recorded`)
	body, err := base64.StdEncoding.DecodeString(bottest.Eval[string](t, ctx, `window.recorded`))
	must(t, err)
	store := open(t, t.TempDir())
	media, err := store.Save(t.Context(), bytes.NewReader(body), "voice.webm", "audio/webm", 1<<20)
	must(t, err)
	if media.Mime != "audio/ogg" {
		t.Fatalf("of %d bytes kept as %+v", len(body), media)
	}
	file, err := store.Open(t.Context(), media.Hash)
	must(t, err)
	defer file.Close()
	if len(packets(t, file)) < 10 {
		t.Error("hardly anything is left of it")
	}
}

// What cannot be wrapped anew is kept as it came.
func TestOtherRecordingsStayWhatTheyAre(t *testing.T) {
	store := open(t, t.TempDir())
	for name, body := range map[string][]byte{
		"no webm":       []byte("\x1aE\xdf\xa3 not a film"),
		"another sound": recording(t, "A_VORBIS", sound...),
		"no sound":      recording(t, "A_OPUS"),
		"broken sound":  recording(t, "A_OPUS", []byte{0x03}),
	} {
		media, err := store.Save(t.Context(), bytes.NewReader(body), "voice.webm", "audio/webm", 1<<20)
		must(t, err)
		if media.Mime != "audio/webm" || media.Name != "voice.webm" || media.Size != int64(len(body)) {
			t.Errorf("%s: kept as %+v", name, media)
		}
	}
	if _, err := store.Save(t.Context(), bytes.NewReader(make([]byte, 11)), "", "audio/webm", 10); !errors.Is(err, bot.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
}

func FuzzRecording(f *testing.F) {
	f.Add(recording(f, "A_OPUS", sound...))
	f.Add(recording(f, "A_VORBIS", sound...))
	f.Add(bytes.Repeat([]byte{0xAE, 0x80}, 1<<10))                              // tracks without end
	f.Add(bytes.Repeat([]byte{0x86, 0x01, 0, 0, 0, 0, 0xff, 0xff, 0xff}, 1<<7)) // larger than what is there
	store := open(f, f.TempDir())
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, err := store.Save(t.Context(), bytes.NewReader(body), "", "audio/webm", 1<<20); err != nil {
			t.Error(err)
		}
	})
}

// A stranger may send anything as a recording: reading it takes time in proportion to its size.
func BenchmarkRecording(b *testing.B) {
	store := open(b, b.TempDir())
	for name, body := range map[string][]byte{
		"tracks": bytes.Repeat([]byte{0xAE, 0x80}, 2<<20),
		"sound":  recording(b, "A_OPUS", slices.Repeat(sound, 20_000)...),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				_, err := store.Save(b.Context(), bytes.NewReader(body), "", "audio/webm", 1<<24)
				must(b, err)
			}
		})
	}
}
