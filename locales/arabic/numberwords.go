package arabic

import "strings"

// class is the part that a word plays in a number.
type class uint8

const (
	noNumber class = iota
	figure         // digits
	lead           // «احد»: one, but only with a ten after it
	unit           // 1-9
	ten            // 10: alone, or closing a teen
	teen           // 11-19 in one word
	tens           // 20-90
	hundred        // 100, multiplied by what stands before it
	hundreds       // 200-900 in one word
	scale          // a thousand and more
	dual           // two thousand, two million
	part           // a half, a quarter
	parts          // quarters, as 4: what «three» counts in «three quarters»
	minus          // سالب
	point          // فاصلة
)

type numberWord struct {
	value float64
	class class
}

// numberWords has every form of every number word, folded, of the written language and of Syrian speech.
var numberWords = buildNumberWords()

type forms struct {
	value float64
	class class
	words string
}

var numberForms = []forms{
	{0, unit, "صفر زيرو"},
	{1, unit, "واحد واحده وحده وحد"},
	{1, lead, "احد احدي احدا"},
	{2, unit, "اثنان اثنين اثنتان اثنتين اتنين اتنان تنين تنتين ثنتين ثنتان ثنين تنتان اتنينه اثنا اثني اثنتا اثنتي اتنتين"},
	{3, unit, "ثلاثه ثلاث تلاته تلات ثلاثا ثلاته تلاث تلاثه تلته"},
	{4, unit, "اربعه اربع اربعا"},
	{5, unit, "خمسه خمس"},
	{6, unit, "سته ست ستا صته"},
	{7, unit, "سبعه سبع"},
	{8, unit, "ثمانيه ثماني ثمان ثمانيا تمانيه تماني تمان تمن ثمنيه تمنيه تمانه تمنه ثمانه"},
	{9, unit, "تسعه تسع"},
	{10, ten, "عشره عشر عشرا"},
	{11, teen, "حداش احداش احدعش حدعش حدعشر حداعش حداعشر هدعشر احدعشر حداشر احداشر احدعشره ادعش هدعش"},
	{12, teen, "تناعش اتناعش اثناعش طنعش طنعشر تنعش تنعشر اطنعشر طناعشر طناشر تناعشر تناشر اطنعش اطناعش طناعش اتنعش اتنعشر اتنعشره اثنعش اثناعشر اثنعشر اتناعشر اتناشر اطناشر اثنيعشر"},
	{20, tens, "عشرين عشرون"},
	{30, tens, "ثلاثين ثلاثون تلاتين تلاثين ثلاتين"},
	{40, tens, "اربعين اربعون"},
	{50, tens, "خمسين خمسون"},
	{60, tens, "ستين ستون"},
	{70, tens, "سبعين سبعون"},
	{80, tens, "ثمانين ثمانون تمانين تمنين"},
	{90, tens, "تسعين تسعون"},
	{100, hundred, "ميه مايه ميت مييه مئه"},
	{200, hundreds, "ميتين ميتان مايتين مايتان متين ميتا مايتا ميتي مايتي مييتين ميتيان ميتيين مايتيين"},
	{1e3, scale, "الف الاف تالاف تلاف الوف الفا"},
	{1e6, scale, "مليون ملايين ملاين مليونا مليوون"},
	{1e9, scale, "مليار مليارات مليارا ملايير بليون بلايين بليونا"},
	{1e12, scale, "تريليون تريليونات تريليونا ترليون ترليونات ترليونا تريليونان ترليار"},
	{1e15, scale, "كوادريليون كوادريليونا كوادرليون بليار بليارات بليارا"},
	{1e18, scale, "كوينتليون كوينتليونا كوينتيليون كوينتيليونا تريليار تريليارات"},
	{2e3, dual, "الفين الفان الفي"},
	{2e6, dual, "مليونين مليونان مليوني"},
	{2e9, dual, "مليارين ملياران ملياري بليونين بليونان"},
	{2e12, dual, "تريليونين تريليونان ترليونين ترليونان"},
	{0.5, part, "نص نصف نصفا ربعين"},
	{0.25, part, "ربع ربعا"},
	{1. / 3, part, "ثلث تلت ثلثا"},
	{2. / 3, part, "ثلثين ثلثان تلتين ثلثي"},
	{2, parts, "انصاف"},
	{3, parts, "اثلاث"},
	{4, parts, "ارباع ترباع رباع"},
	{5, parts, "اخماس"},
	{6, parts, "اسداس"},
	{7, parts, "اسباع"},
	{8, parts, "اثمان"},
	{9, parts, "اتساع"},
	{10, parts, "اعشار"},
	{1, unit, "wa7ad wahad wa7de one"},
	{2, unit, "tnen tnein etnen itnen two"},
	{3, unit, "tlate tlete talate three"},
	{4, unit, "arb3a arba3a four"},
	{5, unit, "khamse 5amse khamsa five"},
	{6, unit, "sitte six"},
	{7, unit, "sab3a seven"},
	{8, unit, "tmene tmane tamanye eight"},
	{9, unit, "tis3a tes3a nine"},
	{10, ten, "3ashra 3ashara ten"},
	{11, teen, "eleven"},
	{12, teen, "twelve"},
	{13, teen, "thirteen"},
	{14, teen, "fourteen"},
	{15, teen, "fifteen"},
	{16, teen, "sixteen"},
	{17, teen, "seventeen"},
	{18, teen, "eighteen"},
	{19, teen, "nineteen"},
	{20, tens, "3eshrin 3ishrin twenty"},
	{30, tens, "tletin tlatin thirty"},
	{40, tens, "arb3in arba3in forty"},
	{50, tens, "khamsin 5amsin fifty"},
	{60, tens, "settin sittin sixty"},
	{70, tens, "sab3in seventy"},
	{80, tens, "tmanin tamanin eighty"},
	{90, tens, "tis3in tes3in ninety"},
	{100, hundred, "miyye miye meye hundred"},
	{200, hundreds, "miten mitein"},
	{500, hundreds, "khamesmiyye 5amesmiyye khamsmiyye"},
	{1e3, scale, "alf elf alef talaf thousand"},
	{2e3, dual, "alfen alfein"},
	{1e6, scale, "malyon milyon malyoun melyon million mlayin"},
	{2e6, dual, "malyonen milyonen"},
	{1e9, scale, "billion"},
	{0.5, part, "nos noss nus half"},
	{0.25, part, "rebe3 rob3"},
	{0, minus, "سالب ناقص"},
	{0, point, "فاصله فاصل"},
}

// stems of the small numbers as they lean on «hundred», «-teen» and «thousands».
var leaning = []struct {
	value                    float64
	hundred, teens, thousand string
}{
	{3, "ثلاث تلات تلت ثلث ثلاثه تلاته ثلت تلاث", "ثلاث تلات تلت تلط ثلط ثلت ثلاثه تلاته تلتا تلطا ثلاثط ثلثط تلاط", "تلت تلات ثلاث تلاته"},
	{4, "اربع ربع اربعه", "اربع اربعت اربعط اربعه اربعتا اربعطا", "اربع اربعت ربعت"},
	{5, "خمس خمسه", "خمس خمست خمسط خمسه خمستا خمسطا خمص خمصت خمصط", "خمس خمست"},
	{6, "ست سته", "ست سط ستت ستط سطط سته ستا سطا", "ست ستت"},
	{7, "سبع سبعه", "سبع سبعت سبعط سبعه سبعتا سبعطا", "سبع سبعت"},
	{8, "ثمان ثماني تمن ثمن تمان تماني ثمانيه", "ثمان ثماني تمن تمنت تمنط تمانت ثمنت ثمنط ثمانيه تمنتا ثمنتا تمنطا تمانط طمنط طمنت طمانط", "تمن تمنت ثمن تمان"},
	{9, "تسع تسعه", "تسع تسعت تسعط تسعه تسعتا تسعطا", "تسع تسعت"},
	{10, "", "", "عشر عشرت"},
}

const (
	hundredEnds  = "ميه مايه ميت مايت ميا"
	teenEnds     = "عش عشر عشره اعش اعشر اشر شر"
	thousandEnds = "الاف تالاف"
)

func buildNumberWords() map[string]numberWord {
	m := make(map[string]numberWord, 900)
	add := func(word string, v float64, c class) {
		if _, taken := m[word]; !taken {
			m[word] = numberWord{v, c}
		}
	}
	for _, f := range numberForms {
		for _, w := range strings.Fields(f.words) {
			add(w, f.value, f.class)
		}
	}
	for _, l := range leaning {
		compounds(l.hundred, hundredEnds, func(w string) { add(w, l.value*100, hundreds) })
		compounds(l.teens, teenEnds, func(w string) { add(w, l.value+10, teen) })
		compounds(l.thousand, thousandEnds, func(w string) { add(w, l.value*1000, dual) })
	}
	return m
}

func compounds(stems, ends string, add func(string)) {
	for _, stem := range strings.Fields(stems) {
		for _, end := range strings.Fields(ends) {
			add(stem + end)
		}
	}
}
