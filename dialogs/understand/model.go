package understand

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"math"

	"sanad/locales/arabic"
)

//go:generate go test -run TestModel -learn .

// learned is the model that TestModel writes from testdata/examples-*.tsv.
//
//go:embed data/intents.model
var learned []byte

// classes are the intents that the model tells apart, in the order of its weights.
var classes = [...]Intent{
	None, Greet, Thanks, Bye, Yes, No, Unsure, Skip, Back, Correct, Restart, Menu, Help, Human, Complaint, Status,
	Privacy, DeleteData, MyData, Language, Question, Project, Study, Match, Export, Protect,
}

const (
	modelBits = 15
	modelRows = 1 << modelBits
	modelHead = 16 // magic, scale, fingerprint of the examples
)

var modelMagic = [4]byte{'i', 'n', 't', '1'}

// model is a linear classifier over hashed words, word pairs, sounds and letter groups.
type model struct {
	rows  []byte // modelRows rows of one int8 a class, and a last one for the bias
	scale float32
}

// scores are probabilities by class.
type scores [len(classes)]float32

func loadModel(b []byte) (*model, error) {
	if len(b) != modelHead+(modelRows+1)*len(classes) || [4]byte(b[:4]) != modelMagic {
		return nil, errors.New("the intent model is damaged: run go generate")
	}
	return &model{rows: b[modelHead:], scale: math.Float32frombits(binary.LittleEndian.Uint32(b[4:]))}, nil
}

func (md *model) score(words []word) scores {
	var sum [len(classes)]int32
	n := 0
	features(words, func(row uint32) {
		n++
		w := md.rows[int(row)*len(classes):][:len(classes)]
		for c := range sum {
			sum[c] += int32(int8(w[c]))
		}
	})
	if n == 0 {
		return scores{1}
	}
	bias := md.rows[modelRows*len(classes):]
	norm := float32(1 / math.Sqrt(float64(n)))
	var s scores
	for c := range s {
		s[c] = md.scale * (float32(sum[c])*norm + float32(int8(bias[c])))
	}
	s.softmax()
	return s
}

func (s *scores) softmax() {
	top := s[0]
	for _, v := range s {
		top = max(top, v)
	}
	total := float32(0)
	for c, v := range s {
		s[c] = float32(math.Exp(float64(v - top)))
		total += s[c]
	}
	for c := range s {
		s[c] /= total
	}
}

// best is the likeliest intent.
func (s *scores) best() (Intent, float32) {
	at := 0
	for c, v := range s {
		if v > s[at] {
			at = c
		}
	}
	return classes[at], s[at]
}

// Kinds of feature, mixed into the hash.
const (
	oneWord uint32 = iota + 1
	twoWords
	oneSound
	twoSounds
	letters3
	letters4
	sounds3
	aRoot
	aSign
	aFigure
)

// features gives the model's rows for a stretch of words. A long message is read from its beginning.
func features(words []word, use func(row uint32)) {
	const most = 60
	before, soundBefore := uint32(0), uint32(0)
	var room [32]byte
	for i := range words[:min(len(words), most)] {
		w := &words[i]
		switch w.Kind {
		case arabic.Digits:
			use(row(hash(aFigure, "0")))
			before = hash(oneWord, "0")
			continue
		case arabic.Mark:
			if w.Text != "," && w.Text != "." {
				use(row(hash(aSign, w.Text)))
			}
			continue
		}
		whole := hash(oneWord, w.Text)
		use(row(whole))
		use(row(mix(mix(twoWords, before), whole)))
		if stem := arabic.Stem(w.Text); len(stem) < len(w.Text) {
			use(row(hash(oneWord, stem)))
		}
		if sound := arabic.AppendSkeleton(room[:0], w.Text[:min(len(w.Text), 40)]); len(sound) > 0 {
			h := hash(oneSound, string(sound))
			use(row(h))
			use(row(mix(mix(twoSounds, soundBefore), h)))
			soundBefore = h
			use(row(hash(aRoot, string(rootOf(sound)))))
			for k := 0; k+3 <= len(sound); k++ {
				use(row(mix(mix(mix(sounds3, uint32(sound[k])), uint32(sound[k+1])), uint32(sound[k+2]))))
			}
		}
		before = whole
		letterGroups(w.Text, use)
	}
}

// letterGroups gives the threes and fours of letters of a word, its ends marked.
func letterGroups(w string, use func(row uint32)) {
	var at [28]rune
	n := 1
	at[0] = '<'
	for _, r := range w {
		if n == len(at)-1 {
			break
		}
		at[n] = r
		n++
	}
	at[n] = '>'
	n++
	for i := 0; i+3 <= n; i++ {
		h := mix(mix(mix(letters3, uint32(at[i])), uint32(at[i+1])), uint32(at[i+2]))
		use(row(h))
		if i+4 <= n {
			use(row(mix(mix(h, letters4), uint32(at[i+3]))))
		}
	}
}

func hash(kind uint32, s string) uint32 {
	h := mix(2166136261, kind)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

func mix(h, v uint32) uint32 {
	h = (h ^ v) * 0x9E3779B1
	return h ^ h>>15
}

func row(h uint32) uint32 {
	h *= 0x85EBCA6B
	return (h ^ h>>16) & (modelRows - 1)
}

// rootOf strips what verbs and their objects lean on a sound: b-, bt-, -n, -k, -l of «بيعطيني», «بتعطولكن».
func rootOf(sound []byte) []byte {
	for len(sound) > 2 && (sound[0] == 'b' || sound[0] == 't' || sound[0] == 'n') {
		sound = sound[1:]
	}
	for len(sound) > 2 {
		switch sound[len(sound)-1] {
		case 'n', 'k', 'l', 'h', 't':
			sound = sound[:len(sound)-1]
			continue
		}
		break
	}
	return sound
}
