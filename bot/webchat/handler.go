package webchat

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"time"

	"sanad/bot"
)

// Handler serves /chat and everything under it.
func (c *Chat) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /chat", c.page)
	mux.HandleFunc("GET /chat/{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/chat", http.StatusSeeOther) })
	mux.HandleFunc("GET /chat/messages", c.owned(c.messages))
	mux.HandleFunc("POST /chat/messages", c.owned(c.post))
	mux.HandleFunc("GET /chat/events", c.owned(c.events))
	mux.HandleFunc("GET /chat/media/{message}", c.owned(c.media))
	mux.HandleFunc("POST /chat/leave", c.leave)
	mux.HandleFunc("GET /chat/assets/{version}/{file}", c.asset)
	mux.HandleFunc("GET /chat/manifest.webmanifest", c.manifest)
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.refuse(w, r, http.StatusForbidden, "elsewhere")
	}))
	return armour(protection.Handler(mux))
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// armour sets the headers that every answer carries. The referrer stays for our own pages, because a
// browser that knows no Sec-Fetch-Site would otherwise send the Origin "null" with a form.
func armour(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "microphone=(self), camera=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// owned gives next the chat that the request's cookie opens, and refuses without one.
func (c *Chat) owned(next func(w http.ResponseWriter, r *http.Request, chat string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		chat, ok := c.chatOf(r)
		if !ok {
			c.refuse(w, r, http.StatusUnauthorized, "no_session")
			return
		}
		next(w, r, chat)
	}
}

// page is the whole chat. It also begins or renews the session; nothing is stored until a message comes.
func (c *Chat) page(w http.ResponseWriter, r *http.Request) {
	if lang := r.URL.Query().Get("lang"); lang != "" {
		c.chooseLang(w, lang)
		http.Redirect(w, r, "/chat", http.StatusSeeOther)
		return
	}
	chat := c.session(w, r)
	conversation, err := c.conversation(r, chat)
	if err != nil {
		c.fail(w, r, err)
		return
	}
	view, err := c.view(r, chat, conversation)
	if err != nil {
		c.fail(w, r, err)
		return
	}
	c.render(w, http.StatusOK, "page", view)
}

// messages gives lines as HTML: those after an id, for pages without a live stream, or those before one.
func (c *Chat) messages(w http.ResponseWriter, r *http.Request, chat string) {
	if !c.allow(w, r, "read:"+chat, 120, time.Minute) {
		return
	}
	conversation, err := c.conversation(r, chat)
	if err != nil {
		c.fail(w, r, err)
		return
	}
	var lines []line
	earlier := false
	if before := number(r.URL.Query().Get("before")); before > 0 {
		lines, earlier, err = c.tail(r.Context(), conversation.ID, before, c.words(r, conversation))
	} else {
		lines, err = c.after(r.Context(), conversation.ID, number(r.URL.Query().Get("after")), c.words(r, conversation))
	}
	if err != nil {
		c.fail(w, r, err)
		return
	}
	w.Header().Set("Sanad-Mode", modeOf(conversation))
	w.Header().Set("Sanad-Earlier", strconv.FormatBool(earlier))
	c.render(w, http.StatusOK, "lines", lines)
}

// conversation is the chat's, or the zero Conversation before the first message.
func (c *Chat) conversation(r *http.Request, chat string) (bot.Conversation, error) {
	conversation, err := c.Transcripts.ConversationByChat(r.Context(), Account, chat)
	if errors.Is(err, bot.ErrNotFound) {
		return bot.Conversation{}, nil
	}
	return conversation, err
}

func (c *Chat) render(w http.ResponseWriter, status int, name string, data any) {
	var page bytes.Buffer
	if err := c.pages.ExecuteTemplate(&page, name, data); err != nil {
		c.Log.Error("a chat page could not be made", "page", name, "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // the reader may be gone: nobody to tell
}

// number reads an id; what is none is 0.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
