package files

import (
	"encoding/binary"
	"errors"
	"math"
)

// What of WebM holds the sound of a voice note. https://www.rfc-editor.org/rfc/rfc8794 says how elements are written,
// https://www.rfc-editor.org/rfc/rfc9559 which there are.
const (
	idSegment     = 0x18538067
	idTracks      = 0x1654AE6B
	idTrack       = 0xAE
	idTrackNumber = 0xD7
	idCodec       = 0x86
	idAudio       = 0xE1
	idChannels    = 0x9F
	idFrequency   = 0xB5
	idCluster     = 0x1F43B675
	idBlockGroup  = 0xA0
	idBlock       = 0xA1
	idSimpleBlock = 0xA3
)

// opened are the elements whose insides are read as if they stood where the element does: so one walk forward, without
// any nesting, finds all that matters, whatever sizes they claim to have.
var opened = map[uint64]bool{
	idSegment: true, idTracks: true, idTrack: true, idAudio: true, idCluster: true, idBlockGroup: true,
}

var errNoSound = errors.New("no Opus sound in it")

// track is a WebM track with what was said in it.
type track struct {
	number    uint64
	codec     string
	channels  uint64
	frequency float64
	packets   [][]byte
}

// opusOf finds the first Opus track. What is cut off or broken at the end is heard up to there.
func opusOf(webm []byte) (*track, error) {
	var found *track
	current := &track{}
	for rest := webm; len(rest) > 0; {
		id, size, head := element(rest)
		if head == 0 {
			break
		}
		rest = rest[head:]
		if opened[id] {
			if id == idTrack {
				current = &track{number: 1, channels: 1, frequency: 8000} // what WebM says where nothing is said
			}
			continue
		}
		if size > uint64(len(rest)) {
			break
		}
		current.note(id, rest[:size])
		if found == nil && current.codec == "A_OPUS" {
			found = current
		}
		if found != nil && (id == idBlock || id == idSimpleBlock) {
			found.hear(rest[:size])
		}
		rest = rest[size:]
	}
	if found == nil || len(found.packets) == 0 {
		return nil, errNoSound
	}
	return found, nil
}

func (t *track) note(id uint64, body []byte) {
	switch id {
	case idTrackNumber:
		t.number = unsigned(body)
	case idCodec:
		t.codec = string(body)
	case idChannels:
		t.channels = unsigned(body)
	case idFrequency:
		t.frequency = float(body)
	}
}

// hear takes the packet of a block: the track's number, two bytes of time, one of flags, the sound. Several packets laced
// into one block are what no browser does; they are left out.
func (t *track) hear(block []byte) {
	number, n := variable(block, true)
	if n == 0 || len(block) < n+4 || number != t.number || block[n+2]&0x06 != 0 {
		return
	}
	t.packets = append(t.packets, block[n+3:])
}

// element reads an element's head; its length is 0 where there is none.
func element(b []byte) (id, size uint64, length int) {
	id, n := variable(b, false)
	if n == 0 || n > 4 {
		return 0, 0, 0
	}
	size, m := variable(b[n:], true)
	if m == 0 {
		return 0, 0, 0
	}
	return id, size, n + m
}

// variable reads a number whose first byte tells its length, with that mark or without.
func variable(b []byte, unmarked bool) (value uint64, length int) {
	if len(b) == 0 || b[0] == 0 {
		return 0, 0
	}
	for length = 1; b[0]&(0x80>>(length-1)) == 0; length++ {
	}
	if length > len(b) {
		return 0, 0
	}
	value = unsigned(b[:length])
	if unmarked {
		value &^= 1 << (7 * length)
	}
	return value, length
}

func unsigned(b []byte) (n uint64) {
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return n
}

func float(b []byte) float64 {
	switch len(b) {
	case 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
	case 8:
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	}
	return 0
}
