package editor_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"sanad/knowledge"
	"sanad/knowledge/editor"
)

func (o *office) upload(state string, files map[string][]byte) (int, string) {
	o.t.Helper()
	code, body, _ := o.do(o.importing(state, files))
	return code, body
}

func (o *office) importing(state string, files map[string][]byte) *http.Request {
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
	return r
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

// lying is a zip whose file is far larger than it says.
func lying(t *testing.T, name string, size int) []byte {
	t.Helper()
	var packed, b bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestSpeed)
	data := make([]byte, size)
	w.Write(data)
	w.Close()
	z := zip.NewWriter(&b)
	f, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, UncompressedSize64: 100, CompressedSize64: uint64(packed.Len()), CRC32: crc32.ChecksumIEEE(data)})
	if err != nil {
		t.Fatal(err)
	}
	f.Write(packed.Bytes())
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsNoImportIsRefusedWithAReason(t *testing.T) {
	o := newOffice(t)
	good := knowledge.Format(article("kiln", "ليش الفرن ما بيسخن"))
	many, much := map[string][]byte{}, map[string][]byte{"kiln.md": good}
	for i := range 20_001 {
		many[fmt.Sprintf("%d.txt", i)] = nil
	}
	for i := range 65 {
		much[fmt.Sprintf("a%d.md", i)] = make([]byte, 2<<20)
	}
	whole := zipped(t, map[string][]byte{"kiln.md": good})
	torn := bytes.Replace(whole, good[:20], make([]byte, 20), 1)
	if bytes.Equal(torn, whole) { // it was packed: spoil the middle
		torn = bytes.Clone(whole)
		copy(torn[60:], "spoilt")
	}
	for name, c := range map[string]struct {
		files map[string][]byte
		said  string
	}{
		"no zip":                  {map[string][]byte{"x.zip": []byte("PK nonsense")}, "x.zip"},
		"a torn file in a zip":    {map[string][]byte{"x.zip": torn}, "kiln.md"},
		"a large file":            {map[string][]byte{"big.md": make([]byte, 3<<20)}, "big.md"},
		"a large file in a zip":   {map[string][]byte{"x.zip": zipped(t, map[string][]byte{"big.md": make([]byte, 3<<20)})}, "أكبر من 2 ميغابايت"},
		"a file that hides":       {map[string][]byte{"x.zip": lying(t, "small.md", 50<<20)}, "small.md"},
		"too many files":          {map[string][]byte{"x.zip": zipped(t, many)}, "20001"},
		"too much in all":         {map[string][]byte{"x.zip": zipped(t, much)}, "128"},
		"nothing":                 {nil, "لم يُختر أي ملف"},
		"good beside a large one": {map[string][]byte{"kiln.md": good, "x.zip": lying(t, "small.md", 3<<20)}, "small.md"},
	} {
		code, body := o.upload("published", c.files)
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, c.said) || !utf8.ValidString(body) {
			t.Errorf("%s: %d, and %q is not said", name, code, c.said)
		}
	}
	if all, err := o.lib.Records(t.Context()); err != nil || len(all) != 0 || o.published != 0 {
		t.Errorf("something was kept: %d, %v", len(all), err)
	}
}

func TestAScriptIsToldHowFarAnImportHasCome(t *testing.T) {
	o := newOffice(t)
	files := map[string][]byte{}
	for i := range 40 {
		files[fmt.Sprintf("a%d.md", i)] = knowledge.Format(article(fmt.Sprintf("a%d", i), fmt.Sprintf("سؤال رقم %d", i)))
	}
	last := func(r *http.Request) (stages string, status int, page string) {
		r.Header.Set("X-Desk", "1")
		code, body, header := o.do(r)
		if code != http.StatusOK || header.Get("Content-Type") != "application/x-ndjson" {
			t.Fatalf("%d %s", code, header.Get("Content-Type"))
		}
		for line := range strings.Lines(body) {
			var said struct {
				Stage, Page      string
				Done, Of, Status int
			}
			if err := json.Unmarshal([]byte(line), &said); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			stages += fmt.Sprintf(" %s %d/%d", said.Stage, said.Done, said.Of)
			status, page = said.Status, said.Page
		}
		return stages, status, page
	}
	stages, status, page := last(o.importing("draft", map[string][]byte{"all.zip": zipped(t, files)}))
	if !strings.HasPrefix(stages, " read 0/40") || !strings.Contains(stages, " read 40/40 save 0/40") || status != http.StatusOK || !strings.Contains(page, `id="import-page"`) || !strings.Contains(page, "40") {
		t.Errorf("%s, %d\n%s", stages, status, page)
	}
	if all, err := o.lib.Records(t.Context()); err != nil || len(all) != 40 {
		t.Errorf("%d, %v", len(all), err)
	}
	if _, status, page := last(o.importing("draft", map[string][]byte{"bad.md": []byte("nothing")})); status != http.StatusUnprocessableEntity || !strings.Contains(page, "fate-wrong") {
		t.Errorf("%d\n%s", status, page)
	}
	if _, status, page := last(o.importing("draft", map[string][]byte{"x.zip": []byte("PK")})); status != http.StatusUnprocessableEntity || !strings.Contains(page, "x.zip") {
		t.Errorf("%d\n%s", status, page)
	}
}
