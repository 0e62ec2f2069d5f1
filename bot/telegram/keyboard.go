package telegram

import (
	"encoding/json"
	"strings"
	"unicode"

	"sanad/dialogs"
)

// dataLimit is what a button may carry, in bytes.
const dataLimit = 64

// halfRow is how many letters fit into half the width of a small phone.
const halfRow = 14

// chosen marks the button that was pressed.
const chosen = "✓ "

// layout sets choices as buttons, two short ones a row, a long one a row of its own. Nil when there are none.
func layout(choices []dialogs.Button) *keyboard {
	var k keyboard
	open := false // the last row has room
	for _, c := range choices {
		b, ok := makeButton(c)
		if !ok {
			continue
		}
		short := letters(b.Text) <= halfRow
		if open && short {
			last := len(k.Rows) - 1
			k.Rows[last] = append(k.Rows[last], b)
			open = false
			continue
		}
		k.Rows = append(k.Rows, []button{b})
		open = short
	}
	if len(k.Rows) == 0 {
		return nil
	}
	return &k
}

func makeButton(c dialogs.Button) (button, bool) {
	if c.ID == "" || len(c.ID) > dataLimit {
		return button{}, false
	}
	label := trim(c.Label)
	if label == "" {
		label = c.ID
	}
	return button{Text: label, Data: c.ID}, true
}

// letters counts what takes room on the screen.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.In(r, unicode.Mn, unicode.Cf) {
			n += width(r)
		}
	}
	return n
}

func (k *keyboard) String() string {
	b, _ := json.Marshal(k) // strings alone: cannot fail
	return string(b)
}

// marked is the keyboard with the button that carries data marked, and no other; changed is false when it is so already.
func (k *keyboard) marked(data string) (marked *keyboard, changed bool) {
	marked = &keyboard{Rows: make([][]button, len(k.Rows))}
	for i, row := range k.Rows {
		for _, b := range row {
			text := strings.TrimPrefix(b.Text, chosen)
			if b.Data == data {
				text = chosen + text
			}
			changed = changed || text != b.Text
			marked.Rows[i] = append(marked.Rows[i], button{Text: text, Data: b.Data})
		}
	}
	return marked, changed
}
