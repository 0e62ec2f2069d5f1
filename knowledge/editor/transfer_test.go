package editor_test

import (
	"archive/zip"
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sanad/knowledge"
	"sanad/knowledge/editor"
)

func (o *office) upload(state string, files map[string][]byte) (int, string) {
	o.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	_ = m.WriteField("state", state)
	for name, data := range files {
		f, err := m.CreateFormFile("files", name)
		if err != nil {
			o.t.Fatal(err)
		}
		f.Write(data)
	}
	m.Close()
	r := httptest.NewRequest("POST", editor.Path+"/import", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	code, body, _ := o.do(r)
	return code, body
}

func zipped(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range files {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(data)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAnImportIsWholeOrNotAtAll(t *testing.T) {
	o := newOffice(t, article("loom", "كيف بصلّح النول"))
	good := map[string][]byte{"a/kiln.md": knowledge.Format(article("kiln", "ليش الفرن ما بيسخن")), "a/": nil, "a/readme.txt": []byte("x"), "../../loom.md": knowledge.Format(article("loom", "كيف بصلّح النول"))}
	delete(good, "a/")
	code, body := o.upload("published", map[string][]byte{"all.zip": zipped(t, good), "soap.md": knowledge.Format(article("soap", "من شو الصابون"))})
	if code != http.StatusOK || o.published != 1 || o.record("kiln").Live == nil || o.record("soap").Live == nil || o.record("loom").Head.Number != 0 || !strings.Contains(body, "readme.txt") {
		t.Fatalf("%d\n%s", code, body)
	}
	bad := map[string][]byte{"fine.md": knowledge.Format(article("fine", "سؤال")), "bad.md": []byte("+++\nid = \"bad\"\n<script>\n+++\n"), "twice/fine.md": knowledge.Format(article("fine", "سؤال"))}
	code, body = o.upload("draft", map[string][]byte{"all.zip": zipped(t, bad)})
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, "bad.md") || strings.Contains(body, "<script>\n") || strings.Count(body, "fate-wrong") != 2 {
		t.Errorf("%d\n%s", code, body)
	}
	if all, err := o.lib.Records(t.Context()); err != nil || len(all) != 3 {
		t.Errorf("%d articles after a bad import, %v", len(all), err)
	}
	for name, files := range map[string]map[string][]byte{"no zip": {"x.zip": []byte("PK nonsense")}, "a bomb": {"x.zip": zipped(t, map[string][]byte{"big.md": make([]byte, 3<<20)})}, "nothing": {}} {
		if code, _ := o.upload("draft", files); code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, code)
		}
	}
	code, zipfile, _ := o.do(httptest.NewRequest("GET", editor.Path+"/export", nil))
	if code != http.StatusOK {
		t.Fatal(code)
	}
	before := o.published
	if code, body := o.upload("published", map[string][]byte{"again.zip": []byte(zipfile)}); code != http.StatusOK || o.published != before || strings.Contains(body, "fate-changed") || strings.Contains(body, "fate-new") {
		t.Errorf("an export imported again changed something: %d\n%s", code, body)
	}
	if code, text, _ := o.do(httptest.NewRequest("GET", editor.Path+"/articles/kiln/file", nil)); code != http.StatusOK || text != string(knowledge.Format(article("kiln", "ليش الفرن ما بيسخن"))) {
		t.Error("the file of one article")
	}
}
