package desk

import (
	"embed"
	"io/fs"
	"net/http"
	"net/url"
)

// editorPath is where the editor is mounted.
const editorPath = "/desk/knowledge"

//go:embed static
var static embed.FS

func (d *Desk) routes(public *url.URL) (http.Handler, error) {
	assets, err := fs.Sub(static, "static")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /desk/static/{file}", d.cached(http.StripPrefix("/desk/static/", http.FileServerFS(assets))))
	mux.HandleFunc("POST /desk/language", d.chooseLanguage)

	mux.HandleFunc("GET /desk/login", d.loginPage)
	mux.HandleFunc("POST /desk/login", d.logIn)
	mux.HandleFunc("POST /desk/logout", d.logOut)
	mux.HandleFunc("GET /desk/setup", d.setupPage)
	mux.HandleFunc("POST /desk/setup", d.setUp)
	mux.HandleFunc("GET /desk/invitation", d.invitationPage)
	mux.HandleFunc("POST /desk/invitation", d.acceptInvitation)

	mux.Handle("GET /desk", d.staff(d.queuePage))
	mux.Handle("GET /desk/{$}", d.staff(d.queuePage))
	mux.Handle("GET /desk/events", d.staff(d.events))
	mux.Handle("GET /desk/conversations/{id}", d.staff(d.conversationPage))
	mux.Handle("GET /desk/conversations/{id}/live", d.staff(d.conversationLive))
	mux.Handle("GET /desk/conversations/{id}/before", d.staff(d.conversationBefore))
	mux.Handle("POST /desk/conversations/{id}/{act}", d.staff(d.act))
	mux.Handle("GET /desk/files/{hash}", d.staff(d.file))

	mux.Handle("GET /desk/account", d.staff(d.accountPage))
	mux.Handle("POST /desk/account", d.staff(d.changePassword))
	mux.Handle("POST /desk/account/chat", d.staff(d.changeChat))
	mux.Handle("GET /desk/people", d.admins(d.peoplePage))
	mux.Handle("POST /desk/people", d.admins(d.addPerson))
	mux.Handle("POST /desk/people/{id}", d.admins(d.changePerson))

	if d.Lines != nil {
		mux.Handle("GET /desk/channels", d.admins(d.channelsPage))
		mux.Handle("POST /desk/channels/link", d.admins(d.startLinking))
		mux.Handle("POST /desk/channels/link/stop", d.admins(d.stopLinking))
		mux.Handle("POST /desk/channels/numbers/{number}", d.admins(d.changeNumber))
	}
	if d.Editor != nil {
		editor := d.admins(d.Editor.ServeHTTP)
		mux.Handle(editorPath, editor)
		mux.Handle(editorPath+"/", editor)
	}
	mux.Handle("/desk/", d.staff(func(w http.ResponseWriter, r *http.Request) {
		d.fail(w, r, http.StatusNotFound, "desk.error.missing")
	}))
	return d.guarded(mux, public)
}

// cached lets browsers keep what a page names together with the build, and ask again for what a script names without.
func (d *Desk) cached(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("ETag", `"`+d.views.build+`"`)
		h.Set("Cache-Control", "no-cache")
		if r.FormValue("v") == d.views.build {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		next.ServeHTTP(w, r)
	})
}
