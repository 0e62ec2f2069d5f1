package arabic

// build is an amount under construction: groups that a thousand or a million closed, and the open one.
type build struct {
	closed [6]float64 // value of each closed group, largest first
	scales [6]float64
	n      int
	open   bool
	value  float64 // of the open group
	slots  slots
	last   float64 // the atom taken last, where it was a unit
	spoken bool    // its hundred is a word
	loose  bool    // that unit only counts if parts follow: «عشرين وتلات ارباع»
	scale  float64 // of the last closed group, 1 before any
	minus  float64
}

// slots are the places of the open group that are taken.
type slots struct{ units, tens, hundreds, figure, part bool }

func (b *build) total() float64 {
	sum := b.value - b.minus
	for _, v := range b.closed[:b.n] {
		sum += v
	}
	return sum
}

// unit is what a fraction after the amount is a fraction of.
func (b *build) unit() float64 {
	if b.open {
		return 1
	}
	return b.scale
}

func (b *build) add1(v float64) { b.value += v }

// start takes the first atom; complete as for add.
func (b *build) start(a atom) (taken, complete bool) {
	switch a.class {
	case scale, dual:
		b.close(1, a)
	case parts, minus, point, noNumber:
		return false, false
	default:
		b.put(a)
	}
	return true, a.class != lead
}

// add takes an atom into the amount. complete says that the amount may end here; where it stays false
// the atom only counts if a scale follows.
func (b *build) add(a atom, joined bool) (taken, complete bool) {
	switch a.class {
	case scale:
		return b.scaled(a, joined)
	case dual:
		if b.open || b.n == 0 || !joined || scaleOf(a.value) >= b.scale {
			return false, false
		}
		b.close(1, a)
		return true, true
	case part:
		return b.fraction(a, joined)
	case parts: // «مية وتلات ارباع», «مليون وتلات ارباع», «واحد وعشرون أخماس»
		if s := b.slots; b.open && b.n == 0 && s.tens && !s.figure && !s.part && !joined && b.last == 0 {
			b.value /= a.value
			b.slots.part, b.loose = true, false
			return true, true
		}
		if !b.open || joined || b.last == 0 {
			return false, false
		}
		if b.n > 0 && b.value == b.last {
			b.value = b.last * b.scale
			b.last = b.value
		}
		b.value = b.value - b.last + b.last/a.value
		b.slots.part, b.last, b.loose = true, 0, false
		return true, true
	}
	return b.small(a, joined)
}

func scaleOf(v float64) float64 {
	s := 1.0
	for s*1000 <= v {
		s *= 1000
	}
	return s
}

// small takes units, teens, tens, hundreds and figures into the open group.
func (b *build) small(a atom, joined bool) (taken, complete bool) {
	s := b.slots
	if b.loose {
		return false, false
	}
	if !b.open {
		if b.n == 0 || a.value >= b.scale {
			return false, false
		}
		spoken := a.class == hundred || a.class == hundreds
		b.put(a)
		return true, (joined || spoken) && a.class != lead // «مليون 250 …» only goes on if a scale follows
	}
	switch a.class {
	case figure: // «مية و٢٥», «٣ مية و٢١»
		if !joined || !b.spoken || !s.hundreds || s.units || s.tens || s.part || a.value == 0 || a.value >= 100 || a.value != float64(int64(a.value)) {
			return false, false
		}
		return b.into(a.value, slots{units: true, tens: true, hundreds: true})
	case ten:
		if s.units && !s.tens && !joined && !s.figure && b.value > 0 {
			return b.into(10, slots{units: true, tens: true, hundreds: s.hundreds})
		}
		return b.lower(a, joined, !s.units && !s.tens)
	case unit, teen, lead:
		if a.class == unit && (s.tens || s.units && joined) && !s.part && !b.loose {
			if a.latin && !joined && !s.units { // «twenty five»
				b.put(a)
				return true, true
			}
			if joined {
				b.put(a)
				b.loose = true
				return true, false
			}
		}
		return b.lower(a, joined, !s.units && !s.tens)
	case tens:
		if s.units && !s.tens && joined && !s.figure {
			return b.into(a.value, slots{units: true, tens: true, hundreds: s.hundreds})
		}
		return b.lower(a, joined, !s.units && !s.tens)
	case hundred:
		if !joined && !s.tens && !s.hundreds && b.value >= 1 && b.value < 10 {
			b.value *= 100
			b.slots, b.spoken = slots{hundreds: true}, true
			return true, true
		}
	}
	return false, false
}

func (b *build) into(v float64, s slots) (bool, bool) {
	b.value += v
	b.slots, b.last = s, 0
	return true, true
}

// lower adds tens and units under a hundred: «مية وخمسة», and as some say «خمسمية خمسة وعشرين».
func (b *build) lower(a atom, joined, free bool) (bool, bool) {
	if !b.slots.hundreds || !free || b.slots.part || a.value == 0 || (b.slots.figure && !joined) {
		return false, false
	}
	keep := b.slots
	b.put(a)
	b.slots.hundreds, b.slots.figure = keep.hundreds, keep.figure
	return true, a.class != lead
}

func (b *build) put(a atom) {
	b.open = true
	b.value += a.value
	b.last = 0
	s := &b.slots
	switch a.class {
	case unit, lead:
		s.units = true
		b.last = a.value
	case ten, teen:
		s.units, s.tens = true, true
	case tens:
		s.tens = true
	case hundred, hundreds:
		s.hundreds, b.spoken = true, true
	case part:
		s.part = true
	case figure:
		s.figure = true
		s.hundreds = a.value >= 100 && a.value == float64(int64(a.value)) && int64(a.value)%100 == 0
		s.tens = !s.hundreds && a.value >= 10
		s.units = !s.hundreds
	}
}

// scaled multiplies what is open by a thousand, a million…, with any smaller groups just before it.
func (b *build) scaled(a atom, joined bool) (bool, bool) {
	s := a.value
	switch {
	case b.loose:
		return false, false
	case joined:
		if b.open || b.n == 0 || s >= b.scale {
			return false, false
		}
		b.close(1, a)
	case b.open:
		if b.value == 0 || (b.n > 0 && s == b.scale) {
			return false, false
		}
		b.close(b.value, a)
	case b.n > 0 && s == b.scale && b.slots.part: // «مليون ونص المليون»
	case b.n > 0 && s > b.scale:
		b.close(0, a)
	default:
		return false, false
	}
	return true, true
}

// close ends a group of v times the scale of a, drawing in the smaller groups before it.
func (b *build) close(v float64, a atom) {
	s := a.value
	if a.class == dual {
		s = scaleOf(s)
		v = a.value / s
	}
	for b.n > 0 && b.scales[b.n-1] < s {
		b.n--
		v += b.closed[b.n]
	}
	b.flush(v*s, s)
}

func (b *build) flush(v, s float64) {
	if b.n == len(b.closed) {
		b.n--
		v += b.closed[b.n]
	}
	b.closed[b.n], b.scales[b.n] = v, s
	b.n++
	b.open, b.value, b.slots, b.scale, b.last, b.spoken = false, 0, slots{}, s, 0, false
}

// fraction adds «ونص»: half of the last million, or half of one.
func (b *build) fraction(a atom, joined bool) (bool, bool) {
	if !joined || b.loose || b.slots.part || (b.open && b.slots.figure && b.value != float64(int64(b.value))) {
		return false, false
	}
	if b.open {
		b.value += a.value
		b.slots.part = true
		return true, true
	}
	b.closed[b.n-1] += a.value * b.scale
	b.slots.part = true
	return true, true
}
