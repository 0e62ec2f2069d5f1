package main

import (
	"context"
	"time"

	"sanad/bot"
	"sanad/bot/desk"
	"sanad/dialogs"
	"sanad/knowledge"
	"sanad/knowledge/editor"
)

// newEditor is the knowledge editor on the program's stores.
func (p *program) newEditor() (*editor.Editor, error) {
	return editor.New(editor.Config{
		Articles: knowledge.NewLibrary(p.ledger.Articles(), p.starter), Questions: p.ledger, Projects: p.ledger, News: p.sessions,
		Person: func(ctx context.Context) editor.Person {
			person, _ := desk.PersonOf(ctx)
			return editor.Person{ID: person.ID, Name: person.Name}
		},
		Lang: desk.LangOf, Preview: p.preview, Texts: p.texts, Published: p.shelf.Snapshot, Location: p.settings.location, Log: p.log, Now: p.now,
	})
}

// preview has the engine itself show an article, the rest of it and what to do, as an artisan would come to see them.
func (p *program) preview(a knowledge.Article, lang string, now time.Time) []editor.Look {
	if knowledge.Text(a.Short, lang) == "" {
		return nil
	}
	kb := previewed{p.shelf.Snapshot(), &a}
	state := dialogs.State{Lang: lang, Greeted: true, Last: now.Unix()}
	choices := []string{"art:" + a.ID}
	if knowledge.Text(a.Body, lang) != "" {
		choices = append(choices, "more:"+a.ID)
	}
	if knowledge.Text(a.Steps, lang) != "" {
		choices = append(choices, "steps:"+a.ID)
	}
	var replies []dialogs.Reply
	for _, choice := range choices {
		r := p.engine.Step(state, dialogs.Input{ID: "preview", Kind: dialogs.KindChoice, Choice: choice}, now, kb)
		replies = append(replies, r.Replies...)
		state = r.State
	}
	looks := []editor.Look{{Channel: "telegram"}, {Channel: "whatsapp"}, {Channel: "webchat"}}
	for _, reply := range replies {
		said := dialogs.Render(p.texts, lang, reply)
		for i := range looks {
			looks[i].Messages = append(looks[i].Messages, messageOf(said, looks[i].Channel != "whatsapp"))
		}
	}
	return looks
}

// messageOf is what a channel with or without buttons makes of something said.
func messageOf(said dialogs.Said, buttons bool) editor.Message {
	m := editor.Message{Heading: said.Heading, Text: said.Text}
	if !buttons && len(said.Choices) > 0 {
		m.Text += "\n\n" + bot.Numbered(said.Choices)
		return m
	}
	for _, b := range said.Choices {
		m.Buttons = append(m.Buttons, b.Label)
	}
	return m
}

// previewed is the published knowledge with one article as it is being written.
type previewed struct {
	*knowledge.Snapshot
	article *knowledge.Article
}

// Article finds the one being written before what is published under its id.
func (p previewed) Article(id string) (*knowledge.Article, bool) {
	if id == p.article.ID {
		return p.article, true
	}
	return p.Snapshot.Article(id)
}
