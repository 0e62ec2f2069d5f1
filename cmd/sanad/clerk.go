package main

import (
	"context"
	"errors"

	"sanad/bot"
	"sanad/dialogs"
	"sanad/knowledge"
	"sanad/knowledge/editor"
)

// clerk does what admins ask for in their own chats, by the editor's way.
type clerk struct {
	people interface {
		Person(ctx context.Context, id string) (bot.Person, error)
	}
	editor *editor.Editor
}

var editKinds = map[dialogs.EditKind]editor.EditKind{
	dialogs.EditPhrase: editor.Phrase, dialogs.EditReview: editor.Review, dialogs.EditArchive: editor.Archive,
}

// mostMoved is how many questions a trial names at most: a chat is no page.
const mostMoved = 10

// Do implements bot.Clerk.
func (c *clerk) Do(ctx context.Context, e bot.Errand) (dialogs.Trial, error) {
	ed := editor.Edit{Article: e.Edit.Article, Kind: editKinds[e.Edit.Do], Phrasing: e.Edit.Phrasing, Instead: e.Edit.Instead, From: e.Edit.From}
	trial := dialogs.Trial{Edit: e.Edit, Outcome: dialogs.EditReady}
	var p editor.Prospect
	var err error
	if e.Make {
		trial.Outcome = dialogs.EditDone
		person, wrong := c.people.Person(ctx, e.Person.ID) // who may no more by now must not
		if wrong != nil && !errors.Is(wrong, bot.ErrNotFound) {
			return trial, wrong
		}
		if wrong != nil || person.Disabled || person.Role != bot.RoleAdmin {
			trial.Outcome = dialogs.EditRefused
			return trial, nil
		}
		p, err = c.editor.Make(ctx, ed, knowledge.Author{ID: person.ID, Name: person.Name})
	} else if p, err = c.editor.Try(ctx, ed); err == nil {
		trial.Edit.From = p.From
	}
	trial.Title, trial.Review, trial.Left, trial.Missed = p.Title, p.Review, p.Left, p.Missed
	for i, m := range p.Moved {
		if i == mostMoved {
			trial.More = len(p.Moved) - i
			break
		}
		trial.Moved = append(trial.Moved, dialogs.Moved(m))
	}
	return trial, unmade(&trial, err)
}

// unmade puts into the trial why an edit cannot be made; an error of another kind is given back.
func unmade(trial *dialogs.Trial, err error) error {
	var conflict *knowledge.ConflictError
	var draft *editor.DraftError
	switch {
	case errors.As(err, &conflict):
		trial.Outcome, trial.Name = dialogs.EditConflict, conflict.Newest.Author.Name
	case errors.As(err, &draft):
		trial.Outcome, trial.Name = dialogs.EditDrafted, draft.By.Name
	case errors.Is(err, knowledge.ErrNoArticle):
		trial.Outcome = dialogs.EditMissing
	case errors.Is(err, editor.ErrSame):
		trial.Outcome = dialogs.EditSame
	case errors.Is(err, editor.ErrUnready):
		trial.Outcome = dialogs.EditUnready
	default:
		return err
	}
	return nil
}
