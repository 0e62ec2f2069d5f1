package editor

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"

	"sanad/knowledge"
)

// What an import may bring: an upload is small, but what is in a zip need not be.
const (
	mostUpload   = 64 << 20
	mostFiles    = 20_000
	mostFile     = 2 << 20
	mostUnpacked = 128 << 20
)

// refusal says in words why an upload is no import.
type refusal struct {
	key  string
	args []any
}

func (r refusal) Error() string { return r.key }

const megabyte = 1 << 20

func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return refusal{"editor.import.too_large", []any{"Limit", tooLarge.Limit / megabyte}}
	}
	return refusal{"editor.import.unreadable", nil}
}

// uploads are the files of a form, zips opened and not yet unpacked. Nothing of them is ever written under its own name.
type uploads struct {
	entries []entry
	files   int
	opened  []io.Closer
}

// entry is one file, or one in a zip.
type entry struct {
	name string
	size int64 // as the zip says, which may be a lie
	open func() (io.ReadCloser, error)
}

func openUploads(headers []*multipart.FileHeader) (*uploads, error) {
	u := &uploads{}
	for _, h := range headers {
		if h.Filename == "" && h.Size == 0 {
			continue
		}
		if !isZip(h.Filename) {
			u.entries = append(u.entries, entry{h.Filename, h.Size, func() (io.ReadCloser, error) { return h.Open() }})
			continue
		}
		if err := u.openZip(h); err != nil {
			return u, err
		}
	}
	u.files = len(u.entries)
	return u, u.check()
}

func (u *uploads) openZip(h *multipart.FileHeader) error {
	f, err := h.Open()
	if err != nil {
		return refusal{"editor.import.unreadable", nil}
	}
	u.opened = append(u.opened, f)
	z, err := zip.NewReader(f, h.Size)
	if err != nil {
		return refusal{"editor.import.bad_zip", []any{"File", h.Filename}}
	}
	for _, in := range z.File {
		if !in.FileInfo().IsDir() {
			u.entries = append(u.entries, entry{in.Name, int64(min(in.UncompressedSize64, 1<<62)), in.Open})
		}
	}
	return nil
}

// check refuses at once what says itself that it is too much.
func (u *uploads) check() error {
	if u.files > mostFiles {
		return refusal{"editor.import.too_many", []any{"Files", u.files, "Limit", mostFiles}}
	}
	sum := int64(0)
	for _, e := range u.entries {
		if !isMarkdown(e.name) {
			continue
		}
		if e.size > mostFile {
			return tooLong(e.name)
		}
		sum += e.size
	}
	if sum > mostUnpacked {
		return refusal{"editor.import.too_much", []any{"Limit", mostUnpacked / megabyte}}
	}
	return nil
}

func tooLong(name string) error {
	return refusal{"editor.import.too_long", []any{"File", name, "Limit", mostFile / megabyte}}
}

// all unpacks one file after the other. What is not Markdown is named but not read.
func (u *uploads) all() iter.Seq2[knowledge.File, error] {
	return func(yield func(knowledge.File, error) bool) {
		left := int64(mostUnpacked)
		for _, e := range u.entries {
			f := knowledge.File{Name: e.name}
			var err error
			if isMarkdown(e.name) {
				f.Data, err = e.read(min(left, mostFile))
				left -= int64(len(f.Data))
			}
			if !yield(f, err) || err != nil {
				return
			}
		}
	}
}

// read reads at most limit bytes; one more, whatever the zip said, is refused.
func (e entry) read(limit int64) ([]byte, error) {
	r, err := e.open()
	if err != nil {
		return nil, refusal{"editor.import.broken", []any{"File", e.name}}
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	err = errors.Join(err, r.Close())
	switch {
	case int64(len(data)) > limit:
		return nil, tooLong(e.name)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", refusal{"editor.import.broken", []any{"File", e.name}}, err)
	}
	return data, nil
}

func (u *uploads) close() {
	for _, c := range u.opened {
		_ = c.Close() // they were only read
	}
}
