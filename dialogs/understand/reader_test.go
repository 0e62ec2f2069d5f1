package understand_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sanad/dialogs/understand"
)

var today = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

func reader(t testing.TB) *understand.Reader {
	t.Helper()
	r, err := understand.New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// brief is a reading in one line: intent, then kind=value for each entity.
func brief(r understand.Reading) string {
	out := []string{string(r.Intent)}
	for _, e := range r.Entities {
		out = append(out, fmt.Sprintf("%s=%v", e.Kind, e.Value))
	}
	return strings.Join(out, " ")
}

func TestRead(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]string{
		"عندي ورشة موزاييك بالشام فيها أربع عمال": "none craft=wood-mosaic governorate=damascus number=4",
		"لا لا غلطت":            "correct",
		"رقمي ٠٩٤٤ ١٢٣ ٤٥٦":     "none phone=+963944123456",
		"معي نص مليون ليرة":     "none money=500000",
		"إي":                    "yes",
		"كيف بدي طالع قرض؟":     "question",
		"أنا من حماة مو من حمص": "correct governorate=hama",
		"من دوما":               "none governorate=rif-dimashq place=douma",
		"عشرة بالمية":           "none percent=10",
	} {
		if got := brief(r.Read(text, today)); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}
