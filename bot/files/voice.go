package files

import (
	"bytes"
	"mime"
	"path"
	"strings"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4/pkg/media/oggwriter"
)

// What browsers record as WebM messengers show as a document that nobody can play. The sound inside is the same as in
// Ogg, so that it is only wrapped anew.
const (
	recorded = "audio/webm"
	playable = "audio/ogg"
	longest  = 4 << 20 // bytes of a recording that is wrapped anew: some twenty minutes
)

func isRecorded(mimeType string) bool {
	kind, _, err := mime.ParseMediaType(mimeType)
	return err == nil && kind == recorded
}

// playableName is the name of a recording with the ending of what it became.
func playableName(name string) string {
	if name == "" {
		return ""
	}
	return strings.TrimSuffix(name, path.Ext(name)) + ".ogg"
}

// wrapAnew gives a recording in WebM as Ogg. An error means that it is no WebM, or none with the sound of a voice note.
func wrapAnew(recording []byte) ([]byte, error) {
	sound, err := opusOf(recording)
	if err != nil {
		return nil, err
	}
	if sound.channels < 1 || sound.channels > 2 || !(sound.frequency >= 8000 && sound.frequency <= 48000) {
		return nil, errNoSound
	}
	var out bytes.Buffer
	w, err := oggwriter.NewWith(&out, uint32(sound.frequency), uint16(sound.channels))
	if err != nil {
		return nil, err
	}
	for _, p := range sound.packets {
		if err := w.WriteRTP(&rtp.Packet{Payload: p}); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), w.Close()
}
