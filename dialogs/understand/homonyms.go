package understand

// homonym is what makes an ordinary word of a name when it stands right before or after.
type homonym struct{ before, after map[string]bool }

// homonyms by the name: «صحن حمص», «حلب الغنم», «رقة بالمعاملة», «صدف إني كنت هون».
var homonyms = map[string]homonym{
	"حمص": {
		before: wordSet("صحن حب كيلو فته علبه فول اكلنا اكلت ناكل باكل سلطه بقوليات عدس تسقيه طبق"),
		after:  wordSet("بطحينه بالطحينه مسبحه ناعم وفلافل وفول حب مطحون مسلوق بزيت بلحمه بيروتي"),
	},
	"حلب": {after: wordSet("الغنم الغنمات البقر البقره البقرات")},
	"رقه": {after: wordSet("بالمعامله بالتعامل بالحكي")},
	"صدف": {after: wordSet("انو انه انا ان اني اننا")},
}

// namesake are words that make a place's name one of something else: «مطعم حلب».
var namesake = wordSet("بلاد بر مطعم فندق شارع طريق نادي فريق قناه حلويات")

// ordinary says whether a name is an ordinary word where it stands.
func (m *message) ordinary(h match) bool {
	o, ok := homonyms[h.split.Rest]
	return ok && h.end == h.from+1 && (o.before[m.text(h.from-1)] || o.after[m.text(h.end)])
}

// door says whether «باب» is no town: «على باب المحل», «باب الورشة».
func (m *message) door(h match) bool {
	led := h.split.Prefix != 0 && !(h.split.Prefix == 'b' && m.located(h.from-1))
	return led || m.is(h.from-1, "علي", "ع") || h.end < len(m.words) && m.words[h.end].bare != m.words[h.end].Text
}
