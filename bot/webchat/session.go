package webchat

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"time"

	"sanad/bot"
)

const (
	secretBytes = 32
	year        = 365 * 24 * time.Hour
	langCookie  = "sanad_chat_lang"
)

var languages = []string{"ar", "en"}

// cookieName asks browsers, where they can, to take the cookie from this very host over https alone.
func (c *Chat) cookieName() string {
	if c.SecureCookies {
		return "__Host-sanad_chat"
	}
	return "sanad_chat"
}

// chatOf is the address of the chat that the request's cookie opens: the secret's hash, so that who
// reads the database cannot walk into anybody's chat.
func (c *Chat) chatOf(r *http.Request) (string, bool) {
	cookie, err := r.Cookie(c.cookieName())
	if err != nil {
		return "", false
	}
	secret, err := base64.RawURLEncoding.Strict().DecodeString(cookie.Value)
	if err != nil || len(secret) != secretBytes {
		return "", false
	}
	return address(secret), true
}

func address(secret []byte) string {
	sum := sha256.Sum256(secret)
	return hex.EncodeToString(sum[:])
}

// session renews the request's session, or begins one.
func (c *Chat) session(w http.ResponseWriter, r *http.Request) string {
	chat, ok := c.chatOf(r)
	value := ""
	if ok {
		cookie, _ := r.Cookie(c.cookieName())
		value = cookie.Value
	} else {
		secret := make([]byte, secretBytes)
		_, _ = rand.Read(secret) // never fails
		chat, value = address(secret), base64.RawURLEncoding.EncodeToString(secret)
	}
	c.setCookie(w, c.cookieName(), value, year)
	return chat
}

// leave forgets the session on this device, as on a kiosk; the conversation stays with the advisors.
func (c *Chat) leave(w http.ResponseWriter, r *http.Request) {
	c.setCookie(w, c.cookieName(), "", -1)
	http.Redirect(w, r, "/chat", http.StatusSeeOther)
}

func (c *Chat) chooseLang(w http.ResponseWriter, lang string) {
	if slices.Contains(languages, lang) {
		c.setCookie(w, langCookie, lang, year)
	}
}

func (c *Chat) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	cookie := &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, Secure: c.SecureCookies, SameSite: http.SameSiteLaxMode}
	if life < 0 {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, cookie)
}

// lang is the language of the page: chosen on it, else the conversation's, else Arabic.
func lang(r *http.Request, conversation bot.Conversation) string {
	if cookie, err := r.Cookie(langCookie); err == nil && slices.Contains(languages, cookie.Value) {
		return cookie.Value
	}
	if slices.Contains(languages, conversation.Contact.Lang) {
		return conversation.Contact.Lang
	}
	return languages[0]
}
