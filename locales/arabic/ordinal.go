package arabic

import "strings"

// ordinals are the words for first to tenth, folded, of both genders.
var ordinals = buildOrdinals()

func buildOrdinals() map[string]float64 {
	m := map[string]float64{}
	for k, row := range []string{
		"اول اولي اولاني اولانيه", "ثاني ثانيه تاني تانيه ثان", "ثالث ثالثه تالت تالته تالث", "رابع رابعه", "خامس خامسه",
		"سادس سادسه", "سابع سابعه", "ثامن ثامنه تامن تامنه", "تاسع تاسعه", "عاشر عاشره",
	} {
		for _, w := range strings.Fields(row) {
			m[w] = float64(k + 1)
		}
	}
	return m
}

// OrdinalAt reads an ordinal that begins at token i: «التالت», «ثاني», «الخامسة والعشرون»,
// «المئة والخامسة والعشرون». Whether a bare «تاني» is one («another»?) is for the caller to say.
func (n *Numbers) OrdinalAt(i int) (Number, bool) {
	if i >= len(n.Tokens) || n.Tokens[i].Kind != Word {
		return Number{}, false
	}
	if v, s, ok := n.ordinal(i); ok {
		return n.compound(i, v, s), true
	}
	return n.definite(i)
}

func (n *Numbers) ordinal(i int) (float64, Split, bool) {
	m := n.memo(i)
	if !m.ranked {
		m.rank, m.rankSplit, m.isRank = n.rankWord(n.Tokens[i].Text)
		m.ranked = true
	}
	return m.rank, m.rankSplit, m.isRank
}

func (n *Numbers) rankWord(w string) (float64, Split, bool) {
	if v, ok := ordinals[w]; ok {
		return v, Split{Rest: w}, true
	}
	n.splits = Splits(n.splits[:0], w)
	for _, s := range n.splits[1:] {
		if v, ok := ordinals[s.Rest]; ok {
			return v, s, true
		}
		if s.Article && (s.Rest == "حادي" || s.Rest == "حاديه") {
			return 1, s, true
		}
	}
	if w == "حادي" || w == "حاديه" {
		return 1, Split{Rest: w}, true
	}
	return 0, Split{}, false
}

// compound adds what follows a small ordinal: «عشر», «والعشرين».
func (n *Numbers) compound(i int, v float64, s Split) Number {
	t := n.Tokens[i]
	out := Number{Value: v, Start: t.End - len(s.Rest), End: t.End, Next: i + 1, Scale: 1, And: s.And, Words: true, Split: s}
	if s.Article {
		out.Start = articleStart(t, s)
	}
	next, joined, ok := n.tail(i + 1)
	switch {
	case !ok:
		return out
	case next.class == ten && !joined && !next.split.Article && v < 10:
		out.Value = v + 10
	case next.class == tens && joined && v < 10:
		out.Value = v + next.value
	default:
		return out
	}
	out.End, out.Next = next.end, next.next
	return out
}

func articleStart(t Token, s Split) int {
	if strings.HasSuffix(t.Text[:len(t.Text)-len(s.Rest)], "ال") {
		return t.End - len(s.Rest) - len("ال")
	}
	return t.End - len(s.Rest) - len("ل")
}

// tail is following, with an article allowed.
func (n *Numbers) tail(i int) (a atom, joined, ok bool) {
	if i >= len(n.Tokens) {
		return a, false, false
	}
	and := n.Tokens[i].Text == "و"
	if and {
		i++
	}
	a, ok = n.atom(i)
	return a, and || a.split.And, ok && a.split.Prefix == 0 && a.class != figure
}

// definite reads cardinals that the article makes ordinals: «الواحد والعشرون», «الأحد عشر»,
// «المئة والخامسة والعشرون», «الثلاثون».
func (n *Numbers) definite(i int) (Number, bool) {
	first, ok := n.atom(i)
	if !ok || !first.split.Article || first.class == figure {
		return Number{}, false
	}
	out := Number{Value: first.value, Start: articleStart(n.Tokens[i], first.split), End: first.end, Next: first.next, Scale: 1, Words: true, And: first.split.And, Split: first.split}
	switch first.class {
	case unit, lead:
		next, joined, ok := n.tail(first.next)
		if !ok || !(next.class == ten && !joined || next.class == tens && joined) {
			return Number{}, false
		}
		out.Value, out.End, out.Next = first.value+next.value, next.end, next.next
	case hundred, hundreds:
		n.afterHundred(&out)
	case tens, scale:
	default:
		return Number{}, false
	}
	return out, true
}

func (n *Numbers) afterHundred(out *Number) {
	i := out.Next
	if i < len(n.Tokens) && n.Tokens[i].Text == "و" {
		i++
	}
	if i >= len(n.Tokens) {
		return
	}
	if v, s, ok := n.ordinal(i); ok && (s.And || i > out.Next) {
		rest := n.compound(i, v, s)
		out.Value, out.End, out.Next = out.Value+rest.Value, rest.End, rest.Next
		return
	}
	if next, joined, ok := n.tail(out.Next); ok && joined && next.class != scale && next.class != dual {
		whole, found := n.At(next.next - 1)
		if found {
			out.Value, out.End, out.Next = out.Value+whole.Value, whole.End, whole.Next
		}
	}
}
