package arabic

// AppendSkeleton appends the sound of a folded word without its vowels, one Latin letter a consonant, the
// same for «بحب احكي» and «b7eb e7ki», «قرض» and «2ard». Words of other scripts leave dst as it is.
func AppendSkeleton(dst []byte, word string) []byte {
	from := len(dst)
	for i := 0; i < len(word); {
		r, size := decode(word, i)
		i += size
		c := byte(0)
		switch {
		case r >= 'ء' && r <= 'ي':
			c = consonants[r-'ء']
		case r < 0x80:
			var used int
			c, used = chatLetter(word, i-1)
			i += used
		}
		if c != 0 && (len(dst) == from || dst[len(dst)-1] != c) {
			dst = append(dst, c)
		}
	}
	if len(dst) > from+1 && dst[len(dst)-1] == 'h' { // a last ه is mostly a vowel
		dst = dst[:len(dst)-1]
	}
	return dst
}

// consonants maps ء to ي: sounds that Syrians say or type alike share a letter, vowels and what may be one are 0.
var consonants = buildConsonants()

func buildConsonants() [10 + 'ي' - 'ء']byte {
	var t [10 + 'ي' - 'ء']byte
	for r, c := range map[rune]byte{
		'ب': 'b', 'ت': 't', 'ث': 't', 'ج': 'j', 'ح': '7', 'خ': '5', 'د': 'd', 'ذ': 'z', 'ر': 'r', 'ز': 'z', 'س': 's',
		'ش': 'x', 'ص': 's', 'ض': 'd', 'ط': 't', 'ظ': 'z', 'ع': '3', 'غ': '8', 'ف': 'f', 'ق': '2', 'ك': 'k', 'ل': 'l',
		'م': 'm', 'ن': 'n', 'ه': 'h',
	} {
		t[r-'ء'] = c
	}
	return t
}

// chatLetter reads the chat-alphabet letter at i, with how many more bytes it takes: «sh», «3'».
func chatLetter(w string, i int) (byte, int) {
	if i+1 < len(w) {
		if c := chatPair(w[i], w[i+1]); c != 0 {
			return c, 1
		}
	}
	switch c := w[i]; c {
	case 'b', 'd', 'f', 'j', 'k', 'l', 'm', 'n', 'r', 's', 't', 'z', '2', '3', '5', '7', '8', 'h':
		return c, 0
	case 'p':
		return 'b', 0
	case 'v':
		return 'f', 0
	case 'c', 'x':
		return 'k', 0
	case 'q', '9':
		return '2', 0
	case '6':
		return 't', 0
	case 'g':
		return '8', 0
	}
	return 0, 0
}

// chatPair is the one sound that two letters write; 0 where they write two.
func chatPair(c, next byte) byte {
	switch {
	case c == 's' && next == 'h', c == 'c' && next == 'h':
		return 'x'
	case c == 'k' && next == 'h', c == '7' && next == '\'':
		return '5'
	case c == 't' && next == 'h':
		return 't'
	case c == 'd' && next == 'h':
		return 'd'
	case c == 'g' && next == 'h', c == '3' && next == '\'':
		return '8'
	}
	return 0
}
