package understand

import (
	"strings"

	"sanad/locales/arabic"
)

// falseNumber knows the words that look like numbers and are not: «واحد عم يقلدني», «مية الورد», «ألف مبروك».
func (m *message) falseNumber(i int, n arabic.Number) bool {
	if !n.Words {
		return false
	}
	if isManyOf(n.Split.Rest) || n.Value >= 100 && m.wished(i, n) || m.is(i-1, "كم", "كام", "كذا", "بضعه", "عده") || m.is(i-2, "كم", "كذا") && m.numberAt(i-1) { // «آلاف الناس», «كم ألف»
		return true
	}
	alone := i == 0 && m.ends(n.Next)
	if alone && n.Split.Prefix == 0 {
		return n.Split.Article && m.tokens[i].Text == "الميه"
	}
	if n.Split.Prefix == 'k' { // «كمية» is no hundred
		return true
	}
	if n.Part {
		return m.falsePart(i, n)
	}
	return n.Next == i+1 && m.falseWord(i, n)
}

// falseWord knows the single words that are numbers and more.
func (m *message) falseWord(i int, n arabic.Number) bool {
	rest := n.Split.Rest
	if (n.Value <= 10 || rest == "خمسين" || rest == "ميت") && (m.is(n.Next, rest) || m.is(i-1, rest, "ب"+rest)) { // «وحدة وحدة», «خمسين خمسين»
		return true
	}
	switch rest {
	case "واحد", "واحده", "وحده", "وحد":
		return m.someone(i, n)
	case "مايه":
		return n.Split.Prefix == 'b'
	case "ميه", "مييه":
		return m.water(i, n)
	case "ميت":
		return m.ends(n.Next) || m.afterDefinite(i) || m.is(n.Next, "اهلا", "هلا", "السلامه", "مرحبا", "من", "و", "ما", "عن", "علي")
	case "ميتين", "متين":
		return m.perishing(n.Next)
	case "ست":
		return m.lady(i, n)
	case "سبع":
		return m.lion(i, n)
	case "اتنين", "اثنين", "تنتان", "ثنتين":
		return n.Split.Article
	case "تمن", "تنين", "تنتين":
		return n.Split.Article || rest == "تمن" && (n.Split.Prefix == 'b' || m.ends(n.Next) || m.definite(n.Next) || strings.HasPrefix(m.text(n.Next), "هال") || m.is(i-1, "شو", "قديش", "قدي"))
	case "الف", "الفين", "مليون":
		return rest == "مليون" && m.is(n.Next, "سنه", "يوم", "ساعه", "حدا", "واحد") || m.is(n.Next, "ليله", "باء")
	case "خمس", "تسع", "عشر": // a fifth of something: «خمس الفطيرة», but «خمس ألواح»
		return m.ofThe(n.Next)
	case "عشره":
		return m.is(n.Next, "عمر", "العمر", "طيبه") || m.is(i-1, "اهل", "حق", "وملح", "ملح") // living together
	case "خمسه":
		return m.is(n.Next, "وخميسه")
	case "صفر":
		return m.is(i-1, "من", "عن") || m.is(n.Next, "اليدين", "كلشي", "كل", "العداد") || n.Split.Article || n.Split.Prefix != 0
	case "الوف":
		return true
	}
	return false
}

// wishes are what people say a hundred or a thousand of.
var wishes = wordSet("مبروك خيرك خيركن خير شكر شكرا سلامه صحه تحيه هلا رحمه حمدالله الحمد اهلا اهلين مرحبا تسلم عافيه بوسه")

// wished tells «مية ألف مبروك» and «ألف مرة قلتلك» from amounts.
func (m *message) wished(i int, n arabic.Number) bool {
	return wishes[m.text(n.Next)] || (n.Value == 100 || n.Value >= 1000) && m.is(n.Next, "مره") && !m.is(i-1, "مره")
}

// ofThe says whether the noun at i is a definite one, and not one that begins as if it were: «خمس ألواح».
func (m *message) ofThe(i int) bool {
	return m.definite(i) && !m.is(i, "الواح", "الوان", "الات", "العاب", "الياف", "الحان", "القاب", "الاف", "الف")
}

// isManyOf says whether a word is a scale in the plural: without a number before it, it counts nothing.
func isManyOf(w string) bool {
	switch w {
	case "الاف", "تالاف", "تلاف", "ملايين", "ملاين", "مليارات", "ملايير", "بلايين", "تريليونات":
		return true
	}
	return false
}

// someone tells the pronoun «واحد» from the number one.
func (m *message) someone(i int, n arabic.Number) bool {
	switch {
	case m.is(i-1, "رقم"), m.oneOf(i-1, n.Split.Rest):
		return false
	case m.is(i-1, "دم", "الله", "ربنا", "العمر", "والعمر", "بوقت", "ايد", "يد", "قلب", "عيله", "صوت", "راي"): // «كلنا عيلة وحدة»
		return true
	case n.Split.Article, n.Split.Prefix != 0, n.And && !m.numberAt(i-1), i > 0 && m.isOrdinal(i-1): // «رابع واحد»
		return true
	case i == 0 && !m.measured(n.Next) && m.tokens[min(n.Next, len(m.tokens)-1)].Kind == arabic.Word: // one stands after what it counts: «واحد زبون» is some customer
		return true
	case n.Split.Rest != "واحد" && !m.feminine(i-1): // «بدي وحدة جديدة», but «مكنة وحدة»
		return true
	case m.is(i-1, "في", "ولا", "كل", "شي", "هاد", "هداك", "هديك", "هي", "غير", "لكل", "اي", "مع", "عند", "لا", "متل", "اول", "تاني", "ومافي", "مافي", "ب", "حدا", "لسا", "اشي", "شيء", "بدي", "اجيب", "جيب", "اعمل", "اعملها", "اطلب", "نفس", "ليش"):
		return true
	case m.is(n.Next, "عم", "بدو", "بدها", "اسمو", "اسمها", "قال", "قالي", "قلي", "قالت", "قالتلي", "صار", "عندو", "عندها", "منهم", "منهن", "منكم", "منكن", "منا", "متلي",
		"غيري", "تاني", "تانيه", "ثاني", "من", "ما", "لازم", "رح", "اجا", "سرق", "قلد", "مو", "كان", "تركي", "صيني", "ناصح", "نصاب", "جنبي", "جارنا", "جاري", "بالسوق", "معروف", "معلم", "ابن"):
		return !m.sense(n.Next).has(isCurrency) || m.sense(n.Next).has(isNationality)
	}
	next := m.text(n.Next)
	if rest(n) != "واحد" && strings.HasSuffix(m.text(i-1), "ه") && m.feminine(i-1) { // «ورشة وحدة»
		return false
	}
	if strings.HasSuffix(rest(n), "ه") && len(next) >= 8 && strings.HasPrefix(next, "ت") && !m.counted(n.Next) {
		return true
	}
	return len(next) >= 8 && !m.counted(n.Next) && (strings.HasPrefix(next, "بي") || strings.HasPrefix(next, "بت") || strings.HasPrefix(next, "ي"))
}

// oneOf says whether token i is a noun that «واحد» or «وحدة» counts: «بدي صانع واحد», «عندي مخزن واحد», «بنت وحدة».
func (m *message) oneOf(i int, one string) bool {
	w := strings.TrimPrefix(m.text(i), "و")
	if one != "واحد" {
		return handed[w]
	}
	return hands[w] || !m.definite(i) && pairs[w+"ين"] && m.is(i-1, "عندي", "عنا", "معي", "معنا", "بدي", "بدنا", "في", "الي", "النا", "لازمني", "ناقصني")
}

// hands are who works, or comes to a workshop; handed are women who do, and what they work with.
var (
	hands  = wordSet("صانع عامل معلم شغيل حرفي موظف محاسب خياط نجار حداد دهان مساعد متدرب تلميذ طالب شريك كفيل اجير سايق شوفير حارس زبون مدرب مستخدم")
	handed = wordSet("بنت صبيه عامله شغيله معلمه موظفه خياطه متدربه شريكه زبونه مكنه ماكينه غرفه طاوله سياره")
)

// feminine says whether token i may be the noun that «وحدة» counts.
func (m *message) feminine(i int) bool {
	return (m.is(i, "وبنت", "ومكنه") || strings.HasSuffix(m.text(i), "ه") || strings.HasSuffix(m.text(i), "ا") || m.is(i, "عندي", "معي", "بس", "بنت", "ست", "ورش")) &&
		!m.is(i, "مره", "لمره", "بمره", "عنا", "مرا")
}

// water tells «مية الورد» and «الكهربا والمية» from a hundred.
func (m *message) water(i int, n arabic.Number) bool {
	switch {
	case n.Split.Article && m.sense(i-1).has(isAbout|isMore|isLess) && !m.ends(n.Next): // «بحدود المية قطعة»
		return false
	case n.Split.Article, n.Split.Prefix == 'b' && (!m.ends(n.Next) || len(m.found) == 0): // but «كان بخمسين صار بمية»
		return true
	case n.Split.Prefix == 'b':
		return false
	case m.is(i-1, "كهربا", "كهرباء", "مافي", "بدون", "بلا", "حنفيه", "خزان", "شويه", "شوي", "كاسه", "قنينه", "صهريج", "فاتوره", "شرب", "نشرب", "نقطه", "سخان", "ماطور"),
		m.is(i-1, "في", "عنا", "عندي") && m.is(i-2, "ما"):
		return true
	}
	return m.ofThe(n.Next) || m.is(n.Next, "ورد", "زهر", "شرب", "للشرب", "سخنه", "بارده", "حلوه", "مالحه", "نظيفه", "نضيفه", "معدنيه", "وكهربا", "وكهرباء",
		"بحر", "مقطوعه", "جاريه", "ورده", "و", "غار", "بتجي", "ما", "بس") || m.ends(n.Next) && n.Split.And
}

// sufferings are what people say they die of.
var sufferings = wordSet("تعب جوع عطش برد شوب حر قهر ضحك نعس خوف فقر هم غم زعل فرح شوق خجل كسل ملل")

// perishing tells «ميتين من التعب» from two hundred.
func (m *message) perishing(next int) bool {
	if m.is(next, "من") {
		next++
	}
	return next < len(m.words) && sufferings[m.words[next].bare]
}

// wholehearted tells «مية بالمية معك حق», which only agrees, from the whole of something.
func (m *message) wholehearted(n arabic.Number) bool {
	return n.Value == 100 && n.Words && m.is(n.Next, "بالميه") && m.is(n.Next+1, "معك", "معكن", "معو", "معها", "متل")
}

// lion tells «طلعت سبع» from seven.
func (m *message) lion(i int, n arabic.Number) bool {
	return n.Split.Article || m.ofThe(n.Next) || m.is(n.Next, "مو", "يا", "والله") || m.is(i-1, "ابو", "ام", "هاد", "انا", "انت", "انتا", "يا", "متل", "هو", "والله") || m.uncounted(i, n)
}

// uncounted says whether a short «ست» or «سبع» lacks the noun that only the short form needs after it.
func (m *message) uncounted(i int, n arabic.Number) bool {
	return i > 0 && m.tokens[i-1].Kind == arabic.Word && (n.Next >= len(m.tokens) || m.tokens[n.Next].Kind == arabic.Mark || m.is(n.Next, "ما", "وما", "عم", "لا", "ولا")) && !m.numberAt(i-1) &&
		!m.sense(i-1).has(isAbout|isMore|isLess|isTo) && !m.is(i-1, "عندي", "عنا", "معي", "معنا", "نحنا", "صرنا", "كنا", "صارو", "هنن", "عددهن", "عددنا", "رقم", "من", "اي", "لا", "بس", "يمكن", "جمله")
}

// ladies are given names: «ست هيام» is Mrs Hiyam.
var ladies = wordSet("هيام سعاد فاطمه مريم زينب عايشه خديجه امينه سميره سميحه نجاح نجوي نهي نهاد هدي هناء هنا هند هيفا هيفاء وداد وفاء ورده رجاء رغد رنا ريم ريما رولا سحر سلمي سلوي سمر سناء سهام سهير سوسن " +
	"شاديه شهيره صباح ضحي عبير عفاف غاده فاتن فدوي فريال فاديه كوثر لبني لمي ليلي ليندا ماجده منال مني مها ميساء ميسون نادين ناديه ندي نسرين نعيمه نوال نور يسري اميره اسماء امل امال ايمان بشري بثينه جمانه جميله حنان ديانا راويه رباب محاسن الهام اعتدال ابتسام احلام اسيل الاء انعام انتصار باسمه بديعه تهاني خلود دلال رانيا رفيف زكيه ساميه سماح سوزان شهناز شيرين صفاء صفيه عايده عزيزه عواطف فايزه فوزيه كريمه " +
	"لارا لميس لينا مايا مديحه مروه مفيده ناهد نجلاء نهله نورا هاله هبه وصال يارا ياسمين ام مدام دكتوره")

// lady tells «أنا ست بيت» from six.
func (m *message) lady(i int, n arabic.Number) bool {
	return ladies[m.text(n.Next)] || m.ofThe(n.Next) || m.uncounted(i, n) || n.Split.Article || n.Split.Prefix != 0 || m.is(i-1, "يا") || m.ends(n.Next) && m.is(i-1, "انا", "اني", "كوني", "شغلي") || m.is(i-1, "انا", "اني", "كوني", "هال") ||
		m.is(n.Next, "بيت", "بيوت", "البيت", "مطلقه", "ارمله", "معيله", "عم", "وعندي", "عندي", "عمري", "من", "كبيره", "ختياره", "حامل", "بشتغل", "بعمل", "وبدي", "بدي", "الكل", "متزوجه", "وبشتغل", "متقاعده") ||
		m.is(i-1, "لاني", "لانو", "لاني") || strings.HasPrefix(m.text(n.Next), "و") && !m.numberAt(n.Next) && !m.is(n.Next, "ولاد", "ورشات", "ورش", "وحدات", "وجبات", "وصلات", "ورقات", "وراق", "وردات", "وسايد", "وسادات", "وظايف")
}

// falsePart says whether a half or a quarter is of something definite, and so no amount: «بنص السعر».
func (m *message) falsePart(i int, n arabic.Number) bool {
	next := m.text(n.Next)
	spoken := strings.HasPrefix(n.Split.Rest, "نص") && n.Split.Rest != "نصف" || n.Split.Rest == "تلت" || n.Split.Rest == "تلتين"
	several := m.is(i, "ثلثين", "تلتين", "ربعين") // only ever so many parts of a whole
	switch {
	case several && m.definite(n.Next), m.sense(i - 1).has(isMore | isLess | isAbout), m.is(i-1, "من") && m.sense(i-2).has(isMore|isLess):
		return false
	case n.Split.Article:
		return true
	case (n.And || m.is(i-1, "و")) && !m.measured(n.Next), n.Split.Prefix != 0 && !m.measured(n.Next), m.ends(n.Next) && i > 0, m.is(n.Next, "ساعه") && n.And:
		return true
	case m.is(n.Next, n.Split.Rest) || m.is(i-1, n.Split.Rest), strings.HasPrefix(next, "وا"): // «نص نص», «تلت وأنا تلتين»
		return true
	case (n.Split.Rest == "ربع" || n.Split.Rest == "نصف" || strings.HasPrefix(n.Split.Rest, "ثلث")) && m.definite(n.Next) && !m.is(n.Next, "المليون", "الالف", "المليار", "الساعه"):
		return true
	}
	return (spoken || n.Split.Rest == "ربع") && (len(next) >= 8 && strings.HasSuffix(next, "ي") || len(next) >= 10 && (strings.HasSuffix(next, "نا") || strings.HasSuffix(next, "هن"))) || spoken && strings.HasPrefix(next, "ال") || m.is(n.Next, "من", "و", "في", "ب", "عم", "سعر", "تمن", "حق", "سعرو", "حقو")
}

// numberAt says whether an amount begins at token i.
func (m *message) numberAt(i int) bool {
	_, ok := m.numbers.At(i)
	return ok
}

func rest(n arabic.Number) string { return n.Split.Rest }
