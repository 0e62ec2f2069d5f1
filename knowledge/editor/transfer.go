package editor

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"

	"sanad/knowledge"
)

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
