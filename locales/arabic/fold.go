package arabic

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Folded is a text in the one spelling that everything is compared in, with the way back to what was
// written. Text is idempotent under folding.
type Folded struct {
	Text   string
	Source string
	from   []int32 // for each byte of Text, where its letter begins in Source
	to     []int32 // and where it ends, marks and lengthening included
}

// Span gives the bytes of Source that the bytes [start,end) of Text stand for.
func (f *Folded) Span(start, end int) (from, to int) {
	if start >= end || start < 0 || end > len(f.from) {
		return 0, 0
	}
	return int(f.from[start]), int(f.to[end-1])
}

// Fold gives the folded spelling of s: one form of alef, ya, ta marbuta and of look-alike letters,
// Latin digits and punctuation, lower case, no marks, no lengthening, single spaces.
func Fold(s string) string {
	f := folder{out: make([]byte, 0, len(s))}
	f.text(s)
	return string(f.out)
}

// FoldOffsets is Fold that keeps the way back.
func FoldOffsets(s string) Folded {
	f := folder{
		out:  make([]byte, 0, len(s)),
		keep: true,
		from: make([]int32, 0, len(s)),
		to:   make([]int32, 0, len(s)),
	}
	f.text(s)
	return Folded{Text: string(f.out), Source: s, from: f.from, to: f.to}
}

type folder struct {
	out      []byte
	keep     bool
	from, to []int32
	start    int // of the source rune at hand
	end      int
	last     rune // last letter written, 0 after anything else
	run      int  // how often it came in a row
	space    rune // a pending separator: ' ', '\n' or 0
	spaceAt  int
}

func (f *folder) text(s string) {
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		f.start, f.end = i, i+size
		i += size
		if r == 'ـ' && f.afterDigit() && digitNext(s[i:]) { // «٥ـ٦»: a dash to who has no better key
			r = '-'
		}
		f.rune(r)
	}
}

// afterDigit says whether what was written last is a digit.
func (f *folder) afterDigit() bool {
	return f.space == 0 && len(f.out) > 0 && isDigit(rune(f.out[len(f.out)-1]))
}

func digitNext(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r < tableSize && isDigit(letters[r])
}

func (f *folder) rune(r rune) {
	switch {
	case r < tableSize:
		f.mapped(r, letters[r])
	case isDropped(r):
		f.stretch()
	case isCompatibility(r):
		f.decomposed(r)
	default:
		f.mapped(r, foldHigh(r))
	}
}

func (f *folder) mapped(was, r rune) {
	switch r {
	case dropped:
		f.stretch()
	case decompose:
		f.decomposed(was)
	case ' ', '\n':
		f.separate(r)
	default:
		f.write(r)
	}
}

// decomposed writes a ligature or presentation form as the letters it stands for.
func (f *folder) decomposed(r rune) {
	if unicode.Is(unicode.No, r) && f.afterDigit() { // «1½»
		f.separate(' ')
	}
	var in [utf8.UTFMax]byte
	var room [64]byte
	n := utf8.EncodeRune(in[:], r)
	out := norm.NFKD.Append(room[:0], in[:n]...)
	first := true
	for len(out) > 0 {
		p, size := utf8.DecodeRune(out)
		out = out[size:]
		switch {
		case first && p == ' ' && len(out) > 0 && unicode.IsMark(firstRune(out)): // a mark shown alone
		case p < tableSize && letters[p] != decompose:
			f.mapped(p, letters[p])
		case isDropped(p):
			f.stretch()
		default:
			f.write(foldHigh(p))
		}
		first = false
	}
}

func firstRune(b []byte) rune {
	r, _ := utf8.DecodeRune(b)
	return r
}

// stretch lets a dropped mark belong to the letter before it.
func (f *folder) stretch() {
	if f.keep && f.space == 0 && len(f.to) > 0 {
		f.setEnd()
	}
}

func (f *folder) setEnd() {
	for k := len(f.to) - 1; k >= 0; k-- {
		f.to[k] = int32(f.end)
		if utf8.RuneStart(f.out[k]) {
			return
		}
	}
}

func (f *folder) separate(r rune) {
	if f.space == 0 {
		f.spaceAt = f.start
	}
	if f.space != '\n' {
		f.space = r
	}
}

func (f *folder) write(r rune) {
	if f.space != 0 {
		if len(f.out) > 0 {
			at, end := f.start, f.end
			f.start, f.end = f.spaceAt, at
			f.put(f.space)
			f.start, f.end = at, end
		}
		f.space, f.last = 0, 0
	}
	if r == f.last && unicode.IsLetter(r) {
		f.again(r)
		return
	}
	f.last, f.run = r, 1
	f.put(r)
}

// again folds lengthening: three or more of a letter are one, or two where the language doubles it.
func (f *folder) again(r rune) {
	f.run++
	if f.run == 2 {
		f.put(r)
		return
	}
	if f.run == 3 && !doubles(r) {
		size := utf8.RuneLen(r)
		f.out = f.out[:len(f.out)-size]
		if f.keep {
			f.from, f.to = f.from[:len(f.out)], f.to[:len(f.out)]
		}
	}
	if f.keep {
		f.setEnd()
	}
}

// doubles says which letters stay double however long they are drawn: «الله», «هههه», Latin ones.
func doubles(r rune) bool { return r == 'ل' || r == 'ه' || r < utf8.RuneSelf }

func (f *folder) put(r rune) {
	before := len(f.out)
	f.out = utf8.AppendRune(f.out, r)
	if !f.keep {
		return
	}
	for range len(f.out) - before {
		f.from = append(f.from, int32(f.start))
		f.to = append(f.to, int32(f.end))
	}
}
