package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sanad/bot/whatsapp/whatsapptest"
)

const welcome = `You are an artisan with a phone. Write, and choose by number or by name.
/photo PATH [words]   /voice PATH   /file PATH [words]   send a file
/quit                 or the end of the input: end

`

// screen is the artisan's phone in the terminal.
type screen struct {
	*service
	mu  sync.Mutex
	out io.Writer
}

// use sends line after line of in, and shows what comes, until in ends and everything is answered, or ctx is done.
func (s *screen) use(ctx context.Context, in io.Reader) error {
	s.print(welcome)
	showing, stop := context.WithCancel(ctx)
	shown := make(chan int, 1)
	go func() { shown <- s.show(showing) }()
	lines := read(in)
	for open := true; open && ctx.Err() == nil; {
		var line string
		select {
		case line, open = <-lines:
			open = open && s.send(line)
		case <-ctx.Done():
		}
	}
	err := s.settle(ctx)
	stop()
	for _, m := range s.chat.Replies()[<-shown:] {
		s.print(picture(m))
	}
	return err
}

// read gives the lines of in that say something.
func read(in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for sc := bufio.NewScanner(in); sc.Scan(); {
			if line := strings.TrimSpace(sc.Text()); line != "" {
				lines <- line
			}
		}
	}()
	return lines
}

// send is false when the line asks to end.
func (s *screen) send(line string) bool {
	command, rest, _ := strings.Cut(line, " ")
	path, words, _ := strings.Cut(strings.TrimSpace(rest), " ")
	switch command {
	case "/quit":
		return false
	case "/photo":
		s.sendFile(path, func(body []byte) { s.chat.Photo(body, http.DetectContentType(body), words) })
	case "/voice":
		s.sendFile(path, func(body []byte) { s.chat.Voice(body, time.Second) })
	case "/file":
		s.sendFile(path, func(body []byte) {
			s.chat.Document(filepath.Base(path), http.DetectContentType(body), body, words)
		})
	default:
		s.chat.Say(line)
	}
	return true
}

func (s *screen) sendFile(path string, send func([]byte)) {
	body, err := os.ReadFile(path)
	if err != nil {
		s.print(fmt.Sprintf("not sent: %v\n", err))
		return
	}
	send(body)
}

// show prints what the other side sends, as it comes, and returns how many messages it printed.
func (s *screen) show(ctx context.Context) (printed int) {
	for {
		replies, err := s.chat.Wait(ctx, printed+1)
		if err != nil {
			return printed
		}
		for _, m := range replies[printed:] {
			s.print(picture(m))
		}
		printed = len(replies)
	}
}

// picture is a message as the terminal shows it.
func picture(m whatsapptest.Message) string {
	text, _ := whatsapptest.Shown(m.Text)
	if m.File != nil {
		text = strings.TrimSpace(fmt.Sprintf("[%s %s, %d bytes] %s", m.Kind, m.Name, len(m.File), text))
	}
	return "  " + strings.ReplaceAll(text, "\n", "\n  ") + "\n\n"
}

func (s *screen) print(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprint(s.out, text)
}

// settle waits until everything is answered.
func (s *screen) settle(ctx context.Context) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for ctx.Err() == nil {
		idle, err := s.idle(ctx)
		if idle || err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
	return nil
}
