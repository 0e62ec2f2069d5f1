package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sanad/dialogs"
)

// Errand is what a turn asked for that takes longer than a turn may: to try an edit of an article, or to make it.
type Errand struct {
	ID           int64
	Conversation int64
	Edit         dialogs.Edit
	Make         bool
	Person       dialogs.Person // in whose name, when it is made
	Try          int            // which one this is, from 1
	Unreadable   bool           // nobody can tell any more what was asked for
}

// ErrandStore gives out errands.
type ErrandStore interface {
	// ClaimErrands gives out up to limit errands, and to nobody else before until.
	ClaimErrands(ctx context.Context, limit int, now, until time.Time) ([]Errand, error)
	// FinishErrand takes an errand off the list and its answer into the inbox, in one transaction; nothing where it is off already.
	FinishErrand(ctx context.Context, e Errand, at time.Time, answer dialogs.Input) error
}

// Clerk does errands. One that is done again, because a process died before it could say so, must come out the same.
type Clerk interface {
	Do(ctx context.Context, e Errand) (dialogs.Trial, error)
}

const (
	errandLease = time.Minute // how long an errand stays with a process that may have died
	errandTries = 5           // then whoever asked is told that it failed
)

// errands sends the clerk.
type errands struct {
	store ErrandStore
	clerk Clerk
	news  *news
	log   *slog.Logger
	now   func() time.Time
}

// run does errands one after the other until ctx is done.
func (r *errands) run(ctx context.Context) {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		if err := r.batch(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("errands not done; they are tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-r.news.errand:
		case <-tick.C:
		}
	}
}

func (r *errands) batch(ctx context.Context) error {
	now := r.now()
	all, err := r.store.ClaimErrands(ctx, 8, now, now.Add(errandLease))
	for _, e := range all {
		err = errors.Join(err, r.one(ctx, e))
	}
	return err
}

func (r *errands) one(ctx context.Context, e Errand) error {
	trial, failed := r.do(ctx, e)
	if failed != nil && (ctx.Err() != nil || e.Try < errandTries && !e.Unreadable) {
		return fmt.Errorf("errand %d: %w", e.ID, failed)
	}
	if err := r.store.FinishErrand(ctx, e, r.now(), dialogs.Input{Kind: dialogs.KindTrial, Trial: &trial}); err != nil {
		return fmt.Errorf("errand %d: %w", e.ID, err)
	}
	r.news.inbox.wake()
	r.news.tell(ctx, TopicInbox)
	if failed != nil {
		r.log.Error("errand given up; who asked is told", "errand", e.ID, "error", failed)
	}
	return nil
}

var (
	errUnreadable = errors.New("it cannot be read")
	errTooOften   = errors.New("whoever did it died of it")
)

// do sends the clerk, unless that is known to be in vain.
func (r *errands) do(ctx context.Context, e Errand) (dialogs.Trial, error) {
	failed := dialogs.Trial{Edit: e.Edit, Outcome: dialogs.EditFailed}
	switch {
	case e.Unreadable:
		return failed, errUnreadable
	case e.Try > errandTries:
		return failed, errTooOften
	}
	trial, err := r.clerk.Do(ctx, e)
	if err != nil {
		return failed, err
	}
	return trial, nil
}

// sends reports whether a turn asked for an errand.
func sends(turn Turn) bool {
	for _, e := range turn.Effects {
		switch e.(type) {
		case dialogs.TryEdit, dialogs.MakeEdit:
			return true
		}
	}
	return false
}
