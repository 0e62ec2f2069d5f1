package arabic

import (
	"unicode"
	"unicode/utf8"
)

// The table covers Latin to Arabic, where nearly all text lives.
const (
	tableSize = 0x700
	dropped   = -1 // a mark, a control, lengthening
	decompose = -2 // an accented Latin letter
)

var letters = foldTable()

// lookAlikes are the letters of Arabic, Persian, Urdu and Kurdish keyboards under the one they are read as.
var lookAlikes = map[rune]string{
	'ا': "أإآٱٲٳٵ",
	'ي': "ىئیېۍےۓێيؠٸۑؽؾؿ",
	'و': "ؤۆۇۈۋۏۄۅۉۊٶٷ",
	'ه': "ةھہۀۂەۃۿ",
	'ك': "کڪگڭػؼګڬڮڰڱڲڳڴ",
	'ب': "پٮڀٻ",
	'ت': "ٹټٿٺٽ",
	'ج': "چڃڄڇڿ",
	'ح': "ځڂڅ",
	'د': "ڈډڊڋڌڍڎڏڐۮ",
	'ر': "ڑڒړڔڕږڗڙۯ",
	'ز': "ژ",
	'س': "ښڛڜ",
	'ش': "ۺ",
	'ص': "ڝڞ",
	'ض': "ۻ",
	'ط': "ڟ",
	'غ': "ڠۼ",
	'ف': "ڤڡڢڣڥڦ",
	'ق': "ڨٯڧ",
	'ل': "ڵڶڷڸ",
	'ن': "ںڻڼڽڹ",
}

// signs are punctuation and digits-to-be that have a plainer twin.
var signs = map[rune]rune{
	'،': ',', '؛': ';', '؟': '?', '٪': '%', '٫': '.', '٬': ',', '۔': '.', '؍': '/', '٭': '*', '؞': '.',
	'«': '"', '»': '"', '´': '\'', '·': '.',
	'\u2010': '-', '\u2011': '-', '\u2012': '-', '\u2013': '-', '\u2014': '-', '\u2015': '-', '\u2212': '-',
	'\u2018': '\'', '\u2019': '\'', '\u201a': '\'', '\u201c': '"', '\u201d': '"', '\u201e': '"', '\u2039': '"', '\u203a': '"',
	'\u2026': '.', '\u2022': '.', '\u2044': '/', '\u2236': ':', '\u3001': ',', '\u3002': '.',
}

func foldTable() [tableSize]rune {
	var t [tableSize]rune
	for r := rune(0); r < tableSize; r++ {
		t[r] = plain(r)
	}
	for to, all := range lookAlikes {
		for _, r := range all {
			t[r] = to
		}
	}
	for r, to := range signs {
		if r < tableSize {
			t[r] = to
		}
	}
	for d := rune(0); d < 10; d++ {
		t['٠'+d], t['۰'+d] = '0'+d, '0'+d
	}
	return t
}

func plain(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == 0x85:
		return '\n'
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r) || isDropped(r):
		return dropped
	case r >= 0xaa && r < 0x250 && unicode.IsLetter(r), r >= '¼' && r <= '¾':
		return decompose
	}
	return unicode.ToLower(r)
}

// isDropped says whether a rune is a mark, an invisible sign or lengthening.
func isDropped(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return false
	case r == 'ـ' || r == 0x6e5 || r == 0x6e6 || r == 0x55f, unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r), unicode.Is(unicode.Cf, r):
		return true
	}
	return r >= 0x1f3fb && r <= 0x1f3ff // skin tones
}

// isCompatibility says whether a rune only exists for the sake of how it is drawn.
func isCompatibility(r rune) bool {
	switch {
	case r >= 0x1e00 && r <= 0x1fff, r >= 0x2070 && r <= 0x209c, r >= '⅐' && r <= '⅞', r >= 0xfb00 && r <= 0xfdff, r >= 0xfe70 && r <= 0xfefc,
		r >= 0xff01 && r <= 0xffee, r >= 0x1d400 && r <= 0x1d7ff, r >= 0x1ee00 && r <= 0x1eeff:
		return true
	}
	return false
}

func foldHigh(r rune) rune {
	if r == utf8.RuneError || unicode.IsSpace(r) {
		return ' '
	}
	if to, ok := signs[r]; ok {
		return to
	}
	return unicode.ToLower(r)
}
