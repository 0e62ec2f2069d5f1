package arabic

// Number is one amount read from a row of tokens.
type Number struct {
	Value float64
	Start int // byte offsets in the folded text, clitics left out
	End   int
	Next  int     // index of the first token after it
	Scale float64 // its last thousand, million…; 1 where it has none
	And   bool    // «و» stands in front
	Words bool    // some of it is in words
	Part  bool    // it is a mere fraction: «نص»
	Split Split   // the clitics of its first word
}

// Numbers reads amounts out of the tokens of one folded text. It is for one goroutine.
type Numbers struct {
	Folded string
	Tokens []Token
	splits []Split
	seen   []seenWord // by token, filled as they are first looked at
}

// seenWord is what a token was found to be, so that it is looked up once.
type seenWord struct {
	number          numberWord
	split           Split
	isNumber, known bool
	rank            float64 // of an ordinal
	rankSplit       Split
	isRank, ranked  bool
}

func (n *Numbers) memo(i int) *seenWord {
	if n.seen == nil {
		n.seen = make([]seenWord, len(n.Tokens))
	}
	return &n.seen[i]
}

// At reads the longest amount that begins at token i: in digits, in words, written or spoken, or mixed.
func (n *Numbers) At(i int) (Number, bool) {
	if i < 0 || i >= len(n.Tokens) {
		return Number{}, false
	}
	sign, at := n.sign(i)
	b := build{scale: 1}
	first, ok := n.atom(at)
	if !ok || (sign < 0 && first.class >= part) {
		return Number{}, false
	}
	out := Number{Start: first.start, And: first.split.And, Split: first.split}
	if at > i {
		out.Start, out.And = n.Tokens[i].Start, false
	}
	if !n.grow(&b, at, first, &out) {
		return Number{}, false
	}
	out.Value = sign * b.total()
	out.Scale = b.scale
	return out, true
}

func (n *Numbers) sign(i int) (float64, int) {
	t := n.Tokens[i]
	if i+1 >= len(n.Tokens) {
		return 1, i
	}
	next := n.Tokens[i+1]
	if t.Text == "-" && next.Start == t.End && (i == 0 || n.Tokens[i-1].End < t.Start || n.Tokens[i-1].Kind == Mark) {
		return -1, i + 1
	}
	if w, ok := numberWords[t.Text]; ok && w.class == minus {
		return -1, i + 1
	}
	return 1, i
}

// grow takes in atoms while they fit, and remembers the last place where the amount was whole.
func (n *Numbers) grow(b *build, i int, a atom, out *Number) bool {
	taken, complete := b.start(a)
	if !taken {
		return false
	}
	done := complete
	out.End, out.Next, out.Words, out.Part = a.end, a.next, a.class != figure, a.class == part
	whole, round := *b, *b
	atRound := *out
	for {
		next, joined, ok := n.following(a.next)
		if !ok {
			break
		}
		taken, complete = b.add(next, joined)
		if !taken {
			if next.class == scale && !joined && b.open && b.n > 0 { // «خمسين ألف وعشرين ألف» are two
				whole, *out = round, atRound
			}
			break
		}
		a = next
		if complete {
			whole, done = *b, true
			out.End, out.Next, out.Part = a.end, a.next, false
			out.Words = out.Words || a.class != figure
		}
		if !b.open {
			round, atRound = *b, *out
		}
	}
	if !done {
		return false
	}
	*b = whole
	n.subtract(b, out)
	n.point(b, out)
	return true
}

// atom is one word or figure of a number.
type atom struct {
	numberWord
	split      Split
	start, end int
	next       int
	latin      bool // in Latin letters
}

// following reads the atom after an amount, past a «و» of its own.
func (n *Numbers) following(i int) (a atom, joined, ok bool) {
	if i >= len(n.Tokens) {
		return a, false, false
	}
	and := n.Tokens[i].Text == "و" || n.Tokens[i].Text == "and" || n.Tokens[i].Text == "w"
	if and {
		i++
	} else if n.Tokens[i].Text == "-" && touching(n.Tokens, i) && n.Tokens[i-1].Text[0] >= 'a' && n.Tokens[i-1].Text[0] <= 'z' { // «twenty-five»
		i++
	}
	if n.Tokens[i-1].Text == "half" && n.Tokens[i].Text == "a" {
		i++
	}
	a, ok = n.atom(i)
	if !ok || (a.split.Prefix != 0) || (and && a.split.And) || (a.split.Article && a.class != scale && a.class != parts && !a.split.And) {
		return a, false, false
	}
	return a, and || a.split.And, true
}

func (n *Numbers) atom(i int) (atom, bool) {
	if i >= len(n.Tokens) {
		return atom{}, false
	}
	t := n.Tokens[i]
	switch t.Kind {
	case Digits, Mark:
		v, next := readFigures(n.Folded, n.Tokens, i)
		if next == i {
			return atom{}, false
		}
		return atom{numberWord: numberWord{v, figure}, start: t.Start, end: n.Tokens[next-1].End, next: next}, true
	case Word:
		m := n.memo(i)
		if !m.known {
			m.number, m.split, m.isNumber = n.word(t.Text)
			m.known = true
		}
		if !m.isNumber {
			return atom{}, false
		}
		w, s := m.number, m.split
		if t.Text == "تلت" && n.counts(i+1) || s.Rest == "تلت" && s.And && (n.hundredAt(i+1) || n.manyAt(i+1)) {
			w = numberWord{3, unit}
		}
		return atom{w, s, t.End - len(s.Rest), t.End, i + 1, t.Text[0] < 0x80}, true
	}
	return atom{}, false
}

// word looks a word up with and without what leans on its front.
func (n *Numbers) word(w string) (numberWord, Split, bool) {
	if found, ok := numberWords[w]; ok {
		return found, Split{Rest: w}, found.class != minus && found.class != point
	}
	n.splits = Splits(n.splits[:0], w)
	for _, s := range n.splits[1:] {
		if found, ok := numberWords[s.Rest]; ok && found.class != minus && found.class != point {
			return found, s, true
		}
	}
	return numberWord{}, Split{}, false
}

// counts tells «تلت ورشات» from «تلت مليون»: three of something, not a third.
func (n *Numbers) counts(i int) bool {
	if i >= len(n.Tokens) || n.Tokens[i].Kind != Word {
		return false
	}
	switch w := n.Tokens[i].Text; w {
	case "مليون", "مليار", "الف", "عن", "من", "علي", "وانا", "ونحنا", "وهو", "وهي":
		return false
	default:
		return !hasPrefix(w, "ال") || w == "الاف"
	}
}

// hundredAt tells «وتلت مية» from «وتلت», a third more.
func (n *Numbers) hundredAt(i int) bool {
	return i < len(n.Tokens) && (n.Tokens[i].Text == "ميه" || n.Tokens[i].Text == "مايه" || hasPrefix(n.Tokens[i].Text, "تالاف") || hasPrefix(n.Tokens[i].Text, "الاف"))
}

// manyAt tells «وتلت ليالي», three more of something, from «وتلت».
func (n *Numbers) manyAt(i int) bool {
	if i >= len(n.Tokens) || n.Tokens[i].Kind != Word || hasPrefix(n.Tokens[i].Text, "ال") {
		return false
	}
	switch w := n.Tokens[i].Text; w {
	case "ايام", "تيام", "ليالي", "شهور", "تشهر", "سنين", "ولاد", "شباب", "صبايا", "عمال", "قطع":
		return true
	default:
		return len(w) >= 8 && w[len(w)-4:] == "ات"
	}
}

// subtract reads «إلا ربع», «إلا خمسين ألف».
func (n *Numbers) subtract(b *build, out *Number) {
	if out.Next+1 >= len(n.Tokens) || n.Tokens[out.Next].Text != "الا" {
		return
	}
	a, ok := n.atom(out.Next + 1)
	if !ok {
		return
	}
	if a.class == part {
		b.minus = a.value * b.unit()
		out.End, out.Next = a.end, a.next
		return
	}
	rest := Numbers{Folded: n.Folded, Tokens: n.Tokens, splits: n.splits, seen: n.seen}
	var less build
	less.scale = 1
	var far Number
	if rest.grow(&less, out.Next+1, a, &far) && less.total() < b.total() {
		b.minus = less.total()
		out.End, out.Next = far.End, far.Next
	}
}

// point reads «واحد فاصلة خمسة».
func (n *Numbers) point(b *build, out *Number) {
	if out.Next+1 >= len(n.Tokens) {
		return
	}
	if w, ok := numberWords[n.Tokens[out.Next].Text]; !ok || w.class != point {
		return
	}
	shift := 10.0
	i := out.Next + 1
	for i+1 < len(n.Tokens) && (n.Tokens[i].Text == "صفر" || n.Tokens[i].Text == "0") {
		shift *= 10
		i++
	}
	after, ok := n.At(i)
	if !ok || after.And || after.Value < 0 || after.Value != float64(int64(after.Value)) {
		return
	}
	for v := after.Value; v >= 10; v /= 10 {
		shift *= 10
	}
	b.add1(after.Value / shift)
	out.End, out.Next = after.End, after.Next
}
