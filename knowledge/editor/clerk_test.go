package editor_test

import (
	"errors"
	"testing"
	"time"

	"sanad/knowledge"
	"sanad/knowledge/editor"
)

var (
	rana = knowledge.Author{ID: "p1", Name: "رنا"}
	huda = knowledge.Author{ID: "p2", Name: "هدى"}
)

func (o *office) try(ed editor.Edit) editor.Prospect {
	o.t.Helper()
	p, err := o.editor.Try(o.t.Context(), ed)
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

func (o *office) make(ed editor.Edit, by knowledge.Author) error {
	_, err := o.editor.Make(o.t.Context(), ed, by)
	return err
}

func TestEditTriedAndMade(t *testing.T) {
	o := newOffice(t, article("loom", "كيف بصلّح نول السجاد"), article("kiln", "ليش فرن الفخار ما بيسخن"))
	ed := editor.Edit{Article: "loom", Phrasing: "النول عم يقطع الخيطان"}
	p := o.try(ed)
	if p.From != 0 || p.Title == "" || p.Missed || len(p.Moved) > 0 {
		t.Errorf("%+v", p)
	}
	if r := o.record("loom"); r.Head.Number != 0 {
		t.Fatalf("a trial left a revision: %+v", r.Head)
	}
	for range 2 { // once more, as after a crash
		if err := o.make(ed, rana); err != nil {
			t.Fatal(err)
		}
	}
	r := o.record("loom")
	if r.Live == nil || r.Edited() || r.Head.Author != rana || len(r.Live.Article.Questions) != 2 || r.Head.Number != 2 || o.published != 1 {
		t.Errorf("%+v, published %d", r, o.published)
	}
	fix := editor.Edit{Article: "loom", Phrasing: "النول بيقطع الخيطان", Instead: ed.Phrasing, From: o.record("loom").Head.Number}
	if err := o.make(fix, rana); err != nil {
		t.Fatal(err)
	}
	if q := o.record("loom").Live.Article.Questions; len(q) != 2 || q[1] != fix.Phrasing {
		t.Errorf("%q", q)
	}
}

func TestEditShowsWhatMoves(t *testing.T) {
	felt := article("felt", "من وين بجيب صوف للبّاد")
	felt.Tests = []string{"ليش فرن الفخار ما بيسخن منيح"}
	o := newOffice(t, article("loom", "كيف بصلّح نول السجاد"), article("kiln", "ليش فرن الفخار ما بيسخن"), felt)
	p := o.try(editor.Edit{Article: "kiln", Kind: editor.Archive})
	if len(p.Moved) != 1 || p.Moved[0].Question != felt.Tests[0] || p.Moved[0].Before != p.Title || p.Moved[0].Worse {
		t.Errorf("%+v", p)
	}
	if p = o.try(editor.Edit{Article: "kiln", Phrasing: "كيف بصلّح نول السجاد"}); !p.Missed {
		t.Errorf("another article's phrasing: %+v", p)
	}
}

func TestEditReviewedAndArchived(t *testing.T) {
	o := newOffice(t, article("loom", "كيف بصلّح نول السجاد"))
	review := editor.Edit{Article: "loom", Kind: editor.Review}
	if p := o.try(review); !p.Review.After(today.AddDate(0, 5, 0)) {
		t.Errorf("%+v", p)
	}
	for range 2 {
		if err := o.make(review, rana); err != nil {
			t.Fatal(err)
		}
	}
	r := o.record("loom")
	if r.Live == nil || r.Edited() || r.Live.Article.Verified.Format(time.DateOnly) != today.Format(time.DateOnly) || r.Head.Number != 2 {
		t.Errorf("%+v", r)
	}
	archive := editor.Edit{Article: "loom", Kind: editor.Archive, From: r.Head.Number}
	for range 2 {
		if err := o.make(archive, rana); err != nil {
			t.Fatal(err)
		}
	}
	if r := o.record("loom"); r.State != knowledge.Archived || r.Live != nil {
		t.Errorf("%+v", r)
	}
	if _, err := o.editor.Try(t.Context(), review); !errors.Is(err, knowledge.ErrNoArticle) {
		t.Errorf("%v", err)
	}
}

func TestEditRefused(t *testing.T) {
	o := newOffice(t, article("loom", "كيف بصلّح نول السجاد"))
	ed := editor.Edit{Article: "loom", Phrasing: "النول عم يقطع الخيطان"}
	if err := o.make(ed, huda); err != nil {
		t.Fatal(err)
	}
	var conflict *knowledge.ConflictError
	if err := o.make(editor.Edit{Article: "loom", Phrasing: "غيرها"}, rana); !errors.As(err, &conflict) || conflict.Newest.Author != huda {
		t.Errorf("second to come: %v", err)
	}
	for want, ed := range map[error]editor.Edit{
		editor.ErrSame:         ed,
		knowledge.ErrNoArticle: {Article: "gone", Phrasing: "شي"},
	} {
		if _, err := o.editor.Try(t.Context(), ed); !errors.Is(err, want) {
			t.Errorf("%+v: %v, want %v", ed, err, want)
		}
	}
	if _, err := o.editor.Try(t.Context(), editor.Edit{Article: "loom", Phrasing: "شي", Instead: "ما كانت"}); !errors.Is(err, editor.ErrSame) {
		t.Errorf("%v", err)
	}
	a := o.record("loom").Head.Article
	a.Tags = []string{"مسودة"}
	if err := o.lib.Save(t.Context(), knowledge.Change{Article: a, From: o.record("loom").Head.Number, State: knowledge.Draft, Author: huda}); err != nil {
		t.Fatal(err)
	}
	var draft *editor.DraftError
	if _, err := o.editor.Try(t.Context(), editor.Edit{Article: "loom", Phrasing: "شي تاني"}); !errors.As(err, &draft) || draft.By != huda {
		t.Errorf("%v", err)
	}
}
