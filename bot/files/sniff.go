package files

import (
	"bytes"
	"net/http"
)

// head keeps the first bytes written to it, as many as sniffing looks at.
type head []byte

const headSize = 512

func (h *head) Write(p []byte) (int, error) {
	*h = append(*h, p[:min(len(p), headSize-len(*h))]...)
	return len(p), nil
}

// sniff names what the bytes are. Of what phones send, net/http does not know voice notes and iPhone pictures.
func sniff(h head) string {
	switch {
	case bytes.HasPrefix(h, []byte("OggS")):
		return sniffOgg(h)
	case len(h) >= 12 && string(h[4:8]) == "ftyp":
		return sniffBox(string(h[8:12]))
	case bytes.HasPrefix(h, []byte("#!AMR")):
		return "audio/amr"
	case len(h) >= 2 && h[0] == 0xff && h[1]&0xf6 == 0xf0:
		return "audio/aac"
	}
	return http.DetectContentType(h)
}

// sniffOgg looks at the first packet of the stream inside.
func sniffOgg(h head) string {
	switch {
	case bytes.Contains(h, []byte("OpusHead")), bytes.Contains(h, []byte("\x01vorbis")):
		return "audio/ogg"
	case bytes.Contains(h, []byte("\x80theora")):
		return "video/ogg"
	}
	return "application/ogg"
}

// sniffBox knows the brands of the ISO base media format.
func sniffBox(brand string) string {
	switch brand {
	case "M4A ", "M4B ":
		return "audio/mp4"
	case "heic", "heix", "mif1", "heim", "heis":
		return "image/heic"
	case "avif", "avis":
		return "image/avif"
	case "qt  ":
		return "video/quicktime"
	}
	if brand[:3] == "3gp" || brand[:3] == "3g2" {
		return "video/3gpp"
	}
	return "video/mp4"
}
