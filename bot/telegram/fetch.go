package telegram

import (
	"context"
	"errors"
	"net/http"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

const fetchTries = 3

// fetch stores the file of an event, so that what is acknowledged is ours. A file that cannot be had, after some tries,
// leaves Media without a Hash; an error means that there was no time to find out.
func (b *Bot) fetch(ctx context.Context, ev *event) error {
	if ev.file == nil {
		return nil
	}
	kept, err := b.download(ctx, *ev.file)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		b.log.Warn("file not fetched", "update", ev.update, "size", ev.file.Size, "error", err)
		return nil
	}
	m := ev.in.Input.Media
	m.Hash, m.Size = kept.Hash, kept.Size
	if m.Mime == "" {
		m.Mime = kept.Mime
	}
	return nil
}

func (b *Bot) download(ctx context.Context, f file) (kept dialogs.Media, err error) {
	if f.Size > downloadLimit {
		return dialogs.Media{}, bot.ErrTooLarge
	}
	ctx, cancel := context.WithTimeout(ctx, b.cfg.DownloadTimeout)
	defer cancel()
	pause := newBackoff(300*time.Millisecond, 5*time.Second)
	for try := 1; ; try++ {
		kept, err = b.downloadOnce(ctx, f)
		if err == nil || try == fetchTries || ctx.Err() != nil || hopeless(err) {
			return kept, err
		}
		if e := said(err); e != nil && e.RetryAfter > 0 {
			sleep(ctx, time.Duration(e.RetryAfter)*time.Second)
			continue
		}
		pause.wait(ctx, nil)
	}
}

// hopeless: too large for us or for the server, or not known there.
func hopeless(err error) bool {
	e := said(err)
	return errors.Is(err, bot.ErrTooLarge) || e != nil && e.Code == http.StatusBadRequest
}

func (b *Bot) downloadOnce(ctx context.Context, f file) (dialogs.Media, error) {
	ctx, cancel := context.WithTimeout(ctx, b.cfg.DownloadTimeout/2)
	defer cancel()
	var found file
	if err := b.api.call(ctx, "getFile", params{"file_id": f.ID}, &found); err != nil {
		return dialogs.Media{}, err
	}
	body, err := b.api.open(ctx, found.Path)
	if err != nil {
		return dialogs.Media{}, err
	}
	defer body.Close()
	return b.cfg.Files.Save(ctx, body, clean(f.Name), clean(f.Mime), downloadLimit)
}
