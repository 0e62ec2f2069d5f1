package dialogtest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"sanad/dialogs"
)

// Replay plays the lines of a script, which begin with ">", and writes the script anew with what was
// answered. A script that is right comes back as it was; comments ("#") and empty lines stay.
//
//	> مرحبا                     what the artisan sends: a text, or a JSON line of the protocol
//	< **heading** text          what the bot says, further lines indented
//	  [1] label  go:project     a choice with its number; [-] one without
//	! effect with what it carries
//	= mode · form.field     where the conversation stands now, where that changed
//	+ field: answer         an answer that is new or changed; "-" for one that is gone
func Replay(p *Player, script string) (string, error) {
	var out strings.Builder
	var effects []dialogs.Effect
	watch := p.Watch
	p.Watch = func(in dialogs.Input, r dialogs.Result) {
		effects = append(effects, r.Effects...)
		if watch != nil {
			watch(in, r)
		}
	}
	defer func() { p.Watch = watch }()
	state, answers := "", dialogs.Answers{}
	lines := bufio.NewScanner(strings.NewReader(script))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			out.WriteString(line + "\n")
			continue
		}
		sent, ok := strings.CutPrefix(line, "> ")
		if !ok && line != ">" {
			continue
		}
		out.WriteString(line + "\n")
		effects = nil
		outs, err := p.Do(sent)
		if err != nil {
			return "", fmt.Errorf("line %d: %w", n, err)
		}
		for _, o := range outs {
			if o.Reply != nil {
				writeReply(&out, o.Reply)
			}
		}
		for _, e := range effects {
			fmt.Fprintf(&out, "! %s %s\n", e.Effect(), carried(e))
		}
		last := outs[len(outs)-1].State
		if now := stateLine(last); now != state {
			out.WriteString("= " + now + "\n")
			state = now
		}
		writeAnswers(&out, answers, last.Answers)
		answers = last.Answers
	}
	return out.String(), lines.Err()
}

// bareText shows a text without the invisible marks that isolate its direction.
var bareText = strings.NewReplacer("\u2068", "", "\u2069", "")

func writeReply(out *strings.Builder, r *ReplyOut) {
	said := bareText.Replace(r.Text)
	if r.Heading != "" {
		heading := bareText.Replace(r.Heading)
		said = "**" + heading + "**\n" + strings.TrimPrefix(strings.TrimPrefix(said, heading), "\n")
	}
	if r.On != "" {
		said = "[" + r.On + "] " + said
	}
	if r.Advisor != "" {
		said = "(" + r.Advisor + ") " + said
	}
	if r.File != nil {
		said += "\n(" + r.File.Name + ")"
	}
	for i, l := range strings.Split(said, "\n") {
		mark := "< "
		if i > 0 {
			mark = "  "
		}
		if l == "" {
			l = "·"
		}
		out.WriteString(mark + l + "\n")
	}
	number := 0
	for _, c := range r.Choices {
		mark := "-"
		if !c.Word {
			number++
			mark = fmt.Sprint(number)
		}
		fmt.Fprintf(out, "  [%s] %s  %s\n", mark, bareText.Replace(c.Label), c.ID)
	}
}

func stateLine(s *StateOut) string {
	parts := []string{string(s.Mode)}
	if s.Form != "" {
		field := s.Field
		if field == "" {
			field = "(summary)"
		}
		parts = append(parts, s.Form+"."+field)
	}
	if s.Journey != "" {
		parts = append(parts, "for "+s.Journey)
	}
	if s.Ticket != "" {
		parts = append(parts, "ticket "+s.Ticket)
	}
	return strings.Join(parts, " · ")
}

func writeAnswers(out *strings.Builder, was, now dialogs.Answers) {
	for _, id := range slices.Sorted(maps.Keys(now)) {
		if line := compact(now[id]); compact(was[id]) != line {
			fmt.Fprintf(out, "+ %s: %s\n", id, line)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(was)) {
		if _, ok := now[id]; !ok {
			fmt.Fprintf(out, "- %s\n", id)
		}
	}
}

// carried is what an effect carries, in short: a project's answers are written by themselves.
func carried(e dialogs.Effect) string {
	if p, ok := e.(dialogs.SaveProject); ok {
		return fmt.Sprintf(`{"Project":%q,"Done":%v}`, p.Project, p.Done)
	}
	return compact(e)
}

func compact(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err.Error()
	}
	return hash.ReplaceAllString(strings.TrimSpace(b.String()), "$1…")
}

// hash finds the names of files, of which the beginning is enough to read.
var hash = regexp.MustCompile(`\b([0-9a-f]{8})[0-9a-f]{56}\b`)
