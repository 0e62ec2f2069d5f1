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
	modelBits = 17
	modelRows = 1 << modelBits
	modelRow  = len(classes) + 1 // a weight for each class, and how much the feature tells
	modelHead = 16               // magic, scale, fingerprint of the examples
	tellScale = 1.0 / 20         // of a feature's byte
	sharpness = 5.0              // of margins turned into probabilities
	nothing   = -0.45            // the margin of what is like nothing learned
)

var modelMagic = [4]byte{'i', 'n', 't', '2'}

// model is a linear classifier over hashed words, word pairs, sounds, letter groups and concepts: one margin a
// class, each feature weighed by how rare it is.
type model struct {
	rows     []byte // modelRows rows of one int8 a class and the feature's weight, and a last row for the bias
	scale    float32
	concepts *concepts
}

// scores are margins by class, then probabilities.
type scores [len(classes)]float32

func loadModel(b []byte, cs *concepts) (*model, error) {
	if len(b) != modelHead+(modelRows+1)*modelRow || [4]byte(b[:4]) != modelMagic {
		return nil, errors.New("the intent model is damaged: run go generate")
	}
	return &model{rows: b[modelHead:], scale: math.Float32frombits(binary.LittleEndian.Uint32(b[4:])), concepts: cs}, nil
}

func (md *model) score(words []word) scores {
	s, n := md.margins(words)
	if n == 0 {
		return scores{1}
	}
	s.calibrate()
	return s
}

// margins says how far the words are on each class's side, and how many features they have.
func (md *model) margins(words []word) (s scores, n int) {
	var sum [len(classes)]int32
	length := float32(0)
	md.concepts.features(words, func(at uint32) {
		n++
		w := md.rows[int(at)*modelRow:][:modelRow]
		tell := int32(w[len(classes)])
		length += float32(tell * tell)
		for c := range sum {
			sum[c] += tell * int32(int8(w[c]))
		}
	})
	bias := md.rows[modelRows*modelRow:]
	norm := 1 / float32(math.Sqrt(float64(length)+1e-9))
	for c := range s {
		s[c] = md.scale * (float32(sum[c])*norm + float32(int8(bias[c])))
	}
	return s, n
}

// calibrate turns margins into probabilities; they sum to less than one, the rest is that of something else.
func (s *scores) calibrate() {
	total := float32(math.Exp(sharpness * nothing))
	for c, v := range s {
		s[c] = float32(math.Exp(float64(sharpness * v)))
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
	oneConcept
	twoConcepts
	howLong
)

// trail is what came before, for pairs.
type trail struct {
	word, sound uint32
	concepts    [4]uint32 // the latest first
}

// features gives the model's rows for a stretch of words. A long message is read from its beginning.
func (cs *concepts) features(words []word, use func(row uint32)) {
	const most = 60
	var last trail
	words = words[:min(len(words), most)]
	for i := range words {
		w := &words[i]
		switch w.Kind {
		case arabic.Digits:
			use(row(hash(aFigure, "0")))
			last.word = hash(oneWord, "0")
		case arabic.Mark:
			if w.Text != "," && w.Text != "." {
				use(row(hash(aSign, w.Text)))
			}
		default:
			cs.wordFeatures(w, &last, use)
		}
	}
	if last.word != 0 {
		use(row(mix(mix(twoWords, last.word), 0)))
		use(row(mix(mix(twoConcepts, 255), last.concepts[0])))
		use(row(mix(howLong, uint32(min(len(words), 6)))))
	}
}

func (cs *concepts) wordFeatures(w *word, last *trail, use func(row uint32)) {
	whole := hash(oneWord, w.Text)
	use(row(whole))
	use(row(mix(mix(twoWords, last.word), whole)))
	last.word = whole
	if stem := arabic.Stem(w.Text); len(stem) < len(w.Text) {
		use(row(hash(oneWord, stem)))
	}
	letterGroups(w.Text, use)
	var room [32]byte
	sound := arabic.AppendSkeleton(room[:0], w.Text[:min(len(w.Text), 40)])
	root := rootOf(sound)
	if len(sound) > 0 {
		h := hash(oneSound, string(sound))
		use(row(h))
		use(row(mix(mix(twoSounds, last.sound), h)))
		last.sound = h
		use(row(hash(aRoot, string(root))))
		for k := 0; k+3 <= len(sound); k++ {
			use(row(mix(mix(mix(sounds3, uint32(sound[k])), uint32(sound[k+1])), uint32(sound[k+2]))))
		}
	}
	if c := uint32(cs.of(w, root)); c != 0 {
		use(row(mix(oneConcept, c)))
		for _, before := range last.concepts {
			use(row(mix(mix(twoConcepts, min(c, before)), max(c, before))))
			if before == 0 {
				break
			}
		}
		copy(last.concepts[1:], last.concepts[:])
		last.concepts[0] = c
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
