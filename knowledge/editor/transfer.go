package editor

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strings"

	"sanad/knowledge"
)

// An import may unpack to this much: an upload is small, but what is in a zip need not be.
const (
	mostFiles    = 20_000
	mostFile     = 2 << 20
	mostUnpacked = 256 << 20
)

// importView is the report of an import.
type importView struct {
	Import *knowledge.Import // nil before any
	State  knowledge.State
	Counts map[knowledge.Fate]int
	Lines  []knowledge.Line // wrong ones first, and what changed; the rest is counted
	Done   bool
}

// exportOne gives the newest revision as a file.
func (e *Editor) exportOne(w http.ResponseWriter, r *http.Request) error {
	rec, err := e.Articles.Record(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	attach(w, "text/markdown; charset=utf-8", rec.ID+".md")
	_, _ = w.Write(knowledge.Format(rec.Head.Article)) // a visitor who left is nobody's error
	return nil
}

// exportAll gives all published articles as a zip of files.
func (e *Editor) exportAll(w http.ResponseWriter, r *http.Request) error {
	records, err := e.Articles.Records(r.Context())
	if err != nil {
		return err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, rec := range records {
		if rec.Live == nil {
			continue
		}
		f, err := z.CreateHeader(&zip.FileHeader{Name: rec.ID + ".md", Method: zip.Deflate, Modified: rec.Live.At})
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		if _, err := f.Write(knowledge.Format(rec.Live.Article)); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	attach(w, "application/zip", "sanad-knowledge-"+e.Now().In(e.Location).Format("2006-01-02")+".zip")
	_, _ = b.WriteTo(w)
	return nil
}

func attach(w http.ResponseWriter, mime, name string) {
	w.Header().Set("Content-Type", mime)
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s"`, name))
}

func (e *Editor) importPage(w http.ResponseWriter, r *http.Request) error {
	e.show(w, r, http.StatusOK, "import", page{Title: "editor.import.title", Here: "import", Body: importView{State: knowledge.Draft}})
	return nil
}

// importFiles reads what was uploaded, and saves it when nothing in it is wrong.
func (e *Editor) importFiles(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		return e.refused(w, r, err)
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // what stays is the system's to clean
	files, err := uploaded(r.MultipartForm.File["files"])
	if err != nil || len(files) == 0 {
		return e.refused(w, r, err)
	}
	v := importView{State: knowledge.Draft, Counts: map[knowledge.Fate]int{}}
	if r.FormValue("state") == string(knowledge.Published) {
		v.State = knowledge.Published
	}
	if v.Import, err = knowledge.ReadImport(r.Context(), e.Articles, files, v.State, e.author(r)); err != nil {
		return err
	}
	v.sort()
	p := page{Title: "editor.import.title", Here: "import"}
	status := http.StatusOK
	switch err := e.saveImport(r, v.Import); {
	case v.Import.Wrong:
		status, p.Error = http.StatusUnprocessableEntity, e.say(r, "editor.import.wrong")
	case err != nil:
		return err
	case len(v.Import.Changes) == 0:
		v.Done, p.Notice = true, e.say(r, "editor.import.nothing")
	default:
		v.Done, p.Notice = true, e.say(r, "editor.import.done", "Count", len(v.Import.Changes))
		if v.State == knowledge.Published {
			e.tell(r.Context())
		}
	}
	p.Body = v
	e.show(w, r, status, "import", p)
	return nil
}

func (e *Editor) saveImport(r *http.Request, im *knowledge.Import) error {
	if im.Wrong || len(im.Changes) == 0 {
		return nil
	}
	return im.Save(r.Context(), e.Articles)
}

// refused answers for an upload that is no file or no zip.
func (e *Editor) refused(w http.ResponseWriter, r *http.Request, err error) error {
	key := "editor.import.unreadable"
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge), errors.Is(err, errLarge):
		key = "editor.error.large"
	case err == nil:
		key = "editor.import.none"
	}
	e.show(w, r, http.StatusUnprocessableEntity, "import", page{Title: "editor.import.title", Here: "import", Error: e.say(r, key), Body: importView{State: knowledge.Draft}})
	return nil
}

// sort puts wrong files first, counts the fates, and leaves out what needs no line of its own.
func (v *importView) sort() {
	for _, wanted := range []knowledge.Fate{knowledge.FateWrong, knowledge.FateNew, knowledge.FateChanged, knowledge.FatePassed, knowledge.FateSame} {
		for _, l := range v.Import.Lines {
			if l.Fate != wanted {
				continue
			}
			if v.Counts[wanted]++; len(v.Lines) < 500 {
				v.Lines = append(v.Lines, l)
			}
		}
	}
}

var errLarge = errors.New("more than an import may hold")

// uploaded reads files as they were sent, and the files in zips.
func uploaded(headers []*multipart.FileHeader) (files []knowledge.File, err error) {
	for _, h := range headers {
		data, err := contents(h)
		if err != nil {
			return nil, err
		}
		if len(data) == 0 && h.Filename == "" {
			continue
		}
		if !strings.EqualFold(path.Ext(h.Filename), ".zip") {
			files = append(files, knowledge.File{Name: h.Filename, Data: data})
			continue
		}
		inside, err := unpacked(data)
		if err != nil {
			return nil, err
		}
		files = append(files, inside...)
	}
	return files, nil
}

func contents(h *multipart.FileHeader) ([]byte, error) {
	f, err := h.Open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(f)
	return data, errors.Join(err, f.Close())
}

// unpacked reads a zip. What is not Markdown is named but not read, and nothing is ever written to disk.
func unpacked(data []byte) (files []knowledge.File, err error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	left := int64(mostUnpacked)
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		file := knowledge.File{Name: f.Name}
		if strings.EqualFold(path.Ext(f.Name), ".md") {
			if file.Data, err = unpack(f, min(left, mostFile)); err != nil {
				return nil, err
			}
			left -= int64(len(file.Data))
		}
		if files = append(files, file); len(files) > mostFiles {
			return nil, errLarge
		}
	}
	return files, nil
}

func unpack(f *zip.File, limit int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(data)) > limit {
		err = errLarge
	}
	return data, errors.Join(err, r.Close())
}
