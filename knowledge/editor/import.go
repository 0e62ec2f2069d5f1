package editor

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"strings"

	"sanad/knowledge"
)

// importView is the report of an import.
type importView struct {
	Import *knowledge.Import // nil before any
	State  knowledge.State
	Counts map[knowledge.Fate]int
	Lines  []knowledge.Line // wrong ones first, and what changed
	More   int              // lines that are only counted
	Done   bool
	Most   int64 // bytes of an upload
}

// mostLines is how many lines of a report are shown.
const mostLines = 500

// report is the page that an import ends with.
type report struct {
	status        int
	wrong, notice string
	view          importView
}

func (e *Editor) importPage(w http.ResponseWriter, r *http.Request) error {
	e.showReport(w, r, report{status: http.StatusOK, view: importView{State: knowledge.Draft}})
	return nil
}

func (e *Editor) showReport(w http.ResponseWriter, r *http.Request, rep report) {
	rep.view.Most = mostUpload
	e.show(w, r, rep.status, "import", page{Title: "editor.import.title", Here: "import", Notice: rep.notice, Error: rep.wrong, Body: rep.view})
}

// importFiles reads what was uploaded, and saves it when nothing in it is wrong. A script is told how far it has come.
func (e *Editor) importFiles(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, mostUpload)
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		e.showReport(w, r, e.refused(r, unreadable(err)))
		return nil
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // what stays is the system's to clean
	tell := progressOf(w, r)
	rep, err := e.importAll(r, tell)
	if err != nil {
		if tell == nil {
			return err
		}
		rep = e.unsaved(r, err)
	}
	if tell != nil {
		w = tell.last()
	}
	e.showReport(w, r, rep)
	return nil
}

// importAll does the import. Its errors are those of the store; what is wrong with the files is in the report.
func (e *Editor) importAll(r *http.Request, tell *progress) (report, error) {
	u, err := openUploads(r.MultipartForm.File["files"])
	defer u.close()
	if err != nil {
		return e.refused(r, err), nil
	}
	if u.files == 0 {
		return e.refused(r, refusal{"editor.import.none", nil}), nil
	}
	v := importView{State: knowledge.Draft, Counts: map[knowledge.Fate]int{}}
	if r.FormValue("state") == string(knowledge.Published) {
		v.State = knowledge.Published
	}
	v.Import, err = knowledge.ReadImport(r.Context(), e.Articles, tell.counting("read", u.files, u.all()), v.State, e.author(r))
	var refused refusal
	if errors.As(err, &refused) {
		return e.refused(r, refused), nil
	}
	if err != nil {
		return report{}, err
	}
	v.sort()
	tell.tell(step{Stage: "save", Of: len(v.Import.Changes)})
	return e.saved(r, v)
}

// saved saves an import that is right, and says what came of it.
func (e *Editor) saved(r *http.Request, v importView) (report, error) {
	rep := report{status: http.StatusOK, view: v}
	if v.Import.Wrong {
		rep.status, rep.wrong = http.StatusUnprocessableEntity, e.say(r, "editor.import.wrong")
		return rep, nil
	}
	rep.view.Done = true
	if len(v.Import.Changes) == 0 {
		rep.notice = e.say(r, "editor.import.nothing")
		return rep, nil
	}
	err := v.Import.Save(r.Context(), e.Articles)
	var conflict *knowledge.ConflictError
	if errors.As(err, &conflict) {
		return report{status: http.StatusConflict, wrong: e.say(r, "editor.import.conflict", "ID", conflict.ID), view: importView{State: v.State}}, nil
	}
	if err != nil {
		return report{}, err
	}
	if v.State == knowledge.Published {
		e.tell(r.Context())
	}
	rep.notice = e.say(r, "editor.import.done", "Count", len(v.Import.Changes))
	return rep, nil
}

// refused answers for an upload that cannot be an import.
func (e *Editor) refused(r *http.Request, why error) report {
	var re refusal
	if !errors.As(why, &re) {
		re = refusal{"editor.import.unreadable", nil}
	}
	return report{status: http.StatusUnprocessableEntity, wrong: e.say(r, re.key, re.args...), view: importView{State: knowledge.Draft}}
}

// unsaved answers a script whose import the store could not take: its answer has begun, so that its status stands.
func (e *Editor) unsaved(r *http.Request, err error) report {
	if !errors.Is(err, context.Canceled) {
		e.Log.Error("editor: import", "error", err)
	}
	return report{status: http.StatusServiceUnavailable, wrong: e.say(r, "desk.error.broken"), view: importView{State: knowledge.Draft}}
}

// sort puts wrong files first, counts the fates, and leaves lines beyond many out.
func (v *importView) sort() {
	for _, wanted := range []knowledge.Fate{knowledge.FateWrong, knowledge.FateNew, knowledge.FateChanged, knowledge.FatePassed, knowledge.FateSame} {
		for _, l := range v.Import.Lines {
			if l.Fate != wanted {
				continue
			}
			if v.Counts[wanted]++; len(v.Lines) < mostLines {
				v.Lines = append(v.Lines, l)
			} else {
				v.More++
			}
		}
	}
}

// counting hands files on and tells how many it has handed on.
func (p *progress) counting(stage string, of int, files iter.Seq2[knowledge.File, error]) iter.Seq2[knowledge.File, error] {
	return func(yield func(knowledge.File, error) bool) {
		done := 0
		for f, err := range files {
			p.tell(step{Stage: stage, Done: done, Of: of})
			if !yield(f, err) {
				return
			}
			done++
		}
		p.tell(step{Stage: stage, Done: done, Of: of})
	}
}

// isMarkdown reports a name that an article may have; isZip one that may hold many.
func isMarkdown(name string) bool { return hasExtension(name, ".md") }
func isZip(name string) bool      { return hasExtension(name, ".zip") }

func hasExtension(name, extension string) bool {
	return len(name) > len(extension) && strings.EqualFold(name[len(name)-len(extension):], extension)
}
