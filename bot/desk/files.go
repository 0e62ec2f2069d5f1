package desk

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"sanad/bot"
)

var hashPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// inline are the types that a browser may show in place: pictures, sound and film, and never anything
// that can carry a script. All else is downloaded.
var inline = map[string]bool{
	"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true,
	"audio/ogg": true, "audio/mpeg": true, "audio/mp4": true, "audio/webm": true, "audio/aac": true, "audio/wav": true, "audio/wave": true, "audio/amr": true,
	"video/mp4": true, "video/webm": true, "video/ogg": true, "video/quicktime": true, "video/3gpp": true,
}

func fileURL(hash, name, mimeType string) string {
	return "/desk/files/" + hash + "?" + url.Values{"name": {name}, "type": {baseType(mimeType)}}.Encode()
}

// file gives a stored file to staff. What its bytes are counts; what the page was told only where they say nothing.
func (d *Desk) file(w http.ResponseWriter, r *http.Request) {
	hash := r.PathValue("hash")
	if !hashPattern.MatchString(hash) {
		d.fail(w, r, http.StatusNotFound, "desk.error.missing")
		return
	}
	f, err := d.Files.Open(r.Context(), hash)
	if errors.Is(err, bot.ErrNoFile) {
		d.fail(w, r, http.StatusNotFound, "desk.error.missing")
		return
	}
	if err != nil {
		d.broken(w, r, err)
		return
	}
	defer f.Close()
	kind, err := sniff(f, r.FormValue("type"))
	if err != nil {
		d.broken(w, r, err)
		return
	}
	how := "attachment"
	if inline[kind] {
		how = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": orElse(r.FormValue("name"), "file")}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-cache") // asked for again each time, so that it is not shown after a log-out, but sent once
	h.Set("ETag", `"`+hash+`"`)
	http.ServeContent(w, r, "", time.Time{}, f)
}

func sniff(f io.ReadSeeker, told string) (string, error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && err != io.EOF {
		return "", err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	kind := baseType(http.DetectContentType(head[:n]))
	switch {
	case kind == "application/ogg":
		return "audio/ogg", nil
	case kind == "application/octet-stream" && inline[told] && told[:5] != "image":
		return told, nil
	}
	return kind, nil
}
