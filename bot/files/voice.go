package files

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"path"
	"strings"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4/pkg/media/oggwriter"
)

// What browsers record as WebM messengers show as a document that nobody can play. The sound inside is the same as in
// Ogg, so that it is only wrapped anew.
const (
	recorded = "audio/webm"
	playable = "audio/ogg"
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

var errNoSound = errors.New("no Opus sound in it")

// container is what of a WebM file matters here.
type container struct {
	Segment struct {
		Tracks struct {
			TrackEntry []webm.TrackEntry `ebml:"TrackEntry"`
		} `ebml:"Tracks"`
		Cluster []webm.Cluster `ebml:"Cluster"`
	} `ebml:"Segment"`
}

// wrapAnew gives a recording in WebM as Ogg. An error means that it is no WebM, or none with the sound of a voice note.
func wrapAnew(recording []byte) ([]byte, error) {
	var c container
	err := ebml.Unmarshal(bytes.NewReader(recording), &c, ebml.WithIgnoreUnknown(true), ebml.WithMaxLeafElementSize(uint64(len(recording))))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) { // what was cut off at the end is heard up to there
		return nil, err
	}
	track := c.opus()
	if track == nil {
		return nil, errNoSound
	}
	var out bytes.Buffer
	w, err := oggwriter.NewWith(&out, uint32(track.Audio.SamplingFrequency), uint16(track.Audio.Channels))
	if err != nil {
		return nil, err
	}
	packets := c.packets(track.TrackNumber)
	if len(packets) == 0 {
		return nil, errNoSound
	}
	for _, p := range packets {
		if err := w.WriteRTP(&rtp.Packet{Payload: p}); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), w.Close()
}

func (c *container) opus() *webm.TrackEntry {
	for i, t := range c.Segment.Tracks.TrackEntry {
		if t.CodecID == "A_OPUS" && t.Audio != nil {
			return &c.Segment.Tracks.TrackEntry[i]
		}
	}
	return nil
}

// packets are those of a track, in order.
func (c *container) packets(track uint64) [][]byte {
	var all [][]byte
	for _, cluster := range c.Segment.Cluster {
		for _, b := range cluster.SimpleBlock {
			if b.TrackNumber == track {
				all = append(all, b.Data...)
			}
		}
		for _, g := range cluster.BlockGroup {
			if g.Block.TrackNumber == track {
				all = append(all, g.Block.Data...)
			}
		}
	}
	return all
}
