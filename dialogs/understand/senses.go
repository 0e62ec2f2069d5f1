package understand

import "strings"

// tag is a part that a word can play around a quantity.
type tag uint32

const (
	isUnit     tag = 1 << iota // of time; n: its index in units
	isTwoUnits                 // «شهرين»
	isMonth                    // n: 1-12
	isWeekday                  // n: 0 is Sunday
	isDay                      // n: days from today
	isCurrency
	isTwoCurrency // «ليرتين»
	isNext        // «الجاي»
	isLast        // «الماضي»
	isThis        // «هاد», «الحالي»
	isAbout       // «حوالي»
	isMore        // «أكتر», before «من»
	isLess
	isTo   // «لـ», «لحد»
	isNot  // «مو»
	isSpan // «لمدة», «صرلي»: a bare unit after it is one of it
	isNationality
	isEdition
	isBounds  // «أول», «نص», «آخر» of a month; n: which
	isOld     // of isEdition
	isDayPart // «الصبح»
)

// sense is what a word means around quantities.
type sense struct {
	tags tag
	n    int
	code string // ISO 4217
}

func (s sense) has(t tag) bool { return s.tags&t != 0 }

// units of time, as senses count them.
const (
	second = iota
	minute
	hour
	day
	week
	month
	year
)

// bounds of a month.
const (
	atStart = iota
	atMiddle
	atEnd
)

var senses = buildSenses()

type senseRow struct {
	tags  tag
	n     int
	code  string
	words string
}

var senseRows = []senseRow{
	{isUnit, second, "", "ثانيه ثواني ثوان تواني"},
	{isUnit, minute, "", "دقيقه دقايق دقائق دقيقا دءيئه minute minutes d2i2a da2aye2"},
	{isUnit, hour, "", "ساعه ساعات hour hours se3a sa3at"},
	{isUnit, day, "", "يوم ايام يوما تيام نهار day days yom ayyam iyam"},
	{isUnit, week, "", "اسبوع اسابيع اسبوعا سبوع جمع جمعه week weeks osbou3 asabi3"},
	{isUnit, month, "", "شهر شهور اشهر شهرا تشهر تشهور month months shaher shahr shhour ashhor"},
	{isUnit, year, "", "سنه سنين سنوات سني عام اعوام عاما year years sene seneh sneh snin senin sana"},
	{isTwoUnits, second, "", "ثانيتين ثانيتان تانيتين"},
	{isTwoUnits, minute, "", "دقيقتين دقيقتان"},
	{isTwoUnits, hour, "", "ساعتين ساعتان"},
	{isTwoUnits, day, "", "يومين يومان"},
	{isTwoUnits, week, "", "اسبوعين اسبوعان جمعتين سبوعين"},
	{isTwoUnits, month, "", "شهرين شهران"},
	{isTwoUnits, year, "", "سنتين سنتان عامين عامان"},
	{isMonth, 1, "", "يناير جانفي january"},
	{isMonth, 2, "", "شباط فبراير فيفري february"},
	{isMonth, 3, "", "اذار ادار مارس march"},
	{isMonth, 4, "", "نيسان ابريل افريل april"},
	{isMonth, 5, "", "ايار مايو"},
	{isMonth, 6, "", "حزيران يونيو يونيه june"},
	{isMonth, 7, "", "تموز يوليو يوليه july"},
	{isMonth, 8, "", "اغسطس غشت august"},
	{isMonth, 9, "", "ايلول سبتمبر september"},
	{isMonth, 10, "", "اكتوبر october"},
	{isMonth, 11, "", "نوفمبر november"},
	{isMonth, 12, "", "ديسمبر december"},
	{isWeekday, 0, "", "الاحد"},
	{isWeekday, 1, "", "الاثنين الاتنين التنين الثنين"},
	{isWeekday, 2, "", "الثلاثاء الثلاثا التلاتا التلاثا الثلثاء التلتا"},
	{isWeekday, 3, "", "الاربعاء الاربعا"},
	{isWeekday, 4, "", "الخميس"},
	{isWeekday, 5, "", "الجمعه"},
	{isWeekday, 6, "", "السبت"},
	{isDay, 0, "", "اليوم today"},
	{isDay, 1, "", "بكرا بكره غدا بوكرا باكر الغد غد بكري tomorrow bokra boukra"},
	{isDay, -1, "", "مبارح امبارح امس البارحه الامس لبارحه yesterday mbare7"},
	{isCurrency, 0, "SYP", "ليره ليرات ليرا لير syp sp pound pounds lira liras"},
	{isCurrency | isNationality, 0, "SYP", "سوري سوريه"},
	{isCurrency, 0, "USD", "دولار دولارات دولارا دولر usd $ dollar dollars dolar"},
	{isCurrency, 0, "USD", "اخضر"},
	{isCurrency, 0, "EUR", "يورو اورو يوروهات eur € euro"},
	{isCurrency | isNationality, 0, "TRY", "تركي تركيه"},
	{isCurrency, 0, "TRY", "₺ try tl"},
	{isNationality, 0, "LBP", "لبناني لبنانيه"},
	{isNationality, 0, "USD", "امريكي امريكيه اميركي اميركيه امريكاني"},
	{isNationality, 0, "SAR", "سعودي سعوديه"},
	{isNationality, 0, "QAR", "قطري قطريه"},
	{isNationality, 0, "KWD", "كويتي كويتيه"},
	{isNationality, 0, "JOD", "اردني اردنيه"},
	{isNationality, 0, "IQD", "عراقي عراقيه"},
	{isNationality, 0, "EGP", "مصري مصريه"},
	{isNationality, 0, "GBP", "استرليني استرلينيه"},
	{isNationality, 0, "AED", "اماراتي اماراتيه"},
	{isNationality, 0, "BHD", "بحريني بحرينيه"},
	{isNationality, 0, "OMR", "عماني عمانيه"},
	{isNationality, 0, "YER", "يمني يمنيه"},
	{isNationality, 0, "LYD", "ليبي ليبيه"},
	{isNationality, 0, "TND", "تونسي تونسيه"},
	{isNationality, 0, "DZD", "جزايري جزايريه"},
	{isNationality, 0, "MAD", "مغربي مغربيه"},
	{isNationality, 0, "SDG", "سوداني سودانيه"},
	{isCurrency, 0, "SAR", "ريال ريالات ريالا sar"},
	{isCurrency, 0, "AED", "درهم دراهم درهما aed"},
	{isCurrency, 0, "JOD", "دينار دنانير دينارا jod"},
	{isCurrency, 0, "EGP", "جنيه جنيهات جنيها جينيه egp"},
	{isCurrency, 0, "GBP", "باوند gbp £"},
	{isCurrency, 0, "ILS", "شيقل شواقل شيكل شواكل ils ₪"},
	{isCurrency, 0, "INR", "روبيه روبيات inr ₹"},
	{isCurrency, 0, "JPY", "jpy ¥"},
	{isCurrency, 0, "CNY", "يوان cny"},
	{isCurrency, 0, "LBP", "lbp"}, {isCurrency, 0, "QAR", "qar"}, {isCurrency, 0, "KWD", "kwd"}, {isCurrency, 0, "IQD", "iqd"},
	{isTwoCurrency, 0, "SYP", "ليرتين ليرتان"},
	{isTwoCurrency, 0, "USD", "دولارين دولاران"},
	{isTwoCurrency, 0, "SAR", "ريالين ريالان"},
	{isTwoCurrency, 0, "JOD", "دينارين ديناران"},
	{isTwoCurrency, 0, "EGP", "جنيهين جنيهان"},
	{isTwoCurrency, 0, "AED", "درهمين درهمان"},
	{isNext, 0, "", "الجاي الجايه الجايي الجاييه القادم القادمه المقبل المقبله التالي التاليه الجاءي"},
	{isLast, 0, "", "الماضي الماضيه الماض السابق السابقه المنصرم المنصرمه الفايت الفايته الفائت مضي"},
	{isThis, 0, "", "هذا هاد هذه هاي هي الحالي الحاليه هاذا"},
	{isAbout, 0, "", "شي حوالي حوالين تقريبي مايقارب تقريبا تقريبن بحدود حدود بحوالي قرابه نحو يمكن ~ يقارب يقرب زهاء قريب تقريب about around approximately nearly roughly"},
	{isMore, 0, "", "اكتر اكثر اكبر اعلي ازيد فوق يتجاوز تتجاوز يفوق تفوق يزيد تزيد بيزيد بتزيد بيتجاوز يتعدي تتعدي بيتعدي بتتعدي يتخطي بيتخطي وفوق واكتر واكثر واكبر > over more above"},
	{isLess, 0, "", "اقل اصغر ادني تحت اخفض وتحت واقل واصغر وادني يقل تقل بيقل بتقل دون < under less below"},
	{isTo, 0, "", "ل الي لل لحد لحتي حتي وحتي لغايه to till until"},
	{isNot, 0, "", "مو مش مانو ماني مانا مالي ليس لست ليست وليس ومو ومش منو موش وليست"},
	{isSpan, 0, "", "لمده مده المده مدته مدتو مدتها مدتهن طوال طول خلال صرلي صارلي صرلنا صارلنا الي صاير مهله ضمن بظرف ظرف غضون بغضون كفاله"},
	{isEdition, 0, "", "جديد جديده الجديد الجديده بالجديد عالجديد جداد جديدات"},
	{isEdition | isOld, 0, "", "قديم قديمه القديم القديمه بالقديم عالقديم قدام قديمات"},
	{isDayPart, 0, "", "صباحا الصبح الصباح عالصبح الصبحيه فجرا الفجر am ظهرا الضهر الظهر ضهرا عصرا العصر مساء مساءا المسا المساء عشيه المغرب pm ليلا بالليل الليل الليله العشا العشاء الغدا الفطور"},
	{isBounds, atStart, "", "اول بدايه اوايل راس مطلع"},
	{isBounds, atMiddle, "", "نص نصف منتصف وسط"},
	{isBounds, atEnd, "", "اخر نهايه اواخر خر"},
}

func buildSenses() map[string]sense {
	m := make(map[string]sense, 400)
	for _, row := range senseRows {
		for _, w := range strings.Fields(row.words) {
			s := m[w]
			s.tags |= row.tags
			s.n = row.n
			if row.code != "" {
				s.code = row.code
			}
			m[w] = s
		}
	}
	return m
}
