package knowledge_test

import (
	"slices"
	"testing"
	"time"

	"sanad/knowledge"
)

func rule(when string, must bool) knowledge.Rule {
	return knowledge.Rule{When: when, Must: must, Reason: map[string]string{"ar": "نعم: " + when}, Against: map[string]string{"ar": "لا: " + when}}
}

func TestSchemeHeldAgainstProjects(t *testing.T) {
	s := knowledge.Scheme{Rules: []knowledge.Rule{
		rule(`need == "finance"`, true), rule(`amount <= 50000`, true), rule(`workers <= 9`, true), rule(`years > 10`, false),
	}}
	money := func(n float64, edition string) map[string]any {
		return map[string]any{"amount": n, "currency": "SYP", "edition": edition}
	}
	for _, c := range []struct {
		name    string
		fields  map[string]any
		fit     knowledge.Fit
		missing []string
	}{
		{"nothing known", nil, knowledge.MaySuit, []string{"amount", "need", "workers", "years"}},
		{"all holds", map[string]any{"need": "finance", "amount": money(40000, "new"), "workers": 3, "years": 2}, knowledge.Suits, nil},
		{"old pounds are a hundredth", map[string]any{"need": "finance", "amount": money(4000000, "old"), "workers": 3.0, "years": 2}, knowledge.Suits, nil},
		{"unknown edition is not guessed", map[string]any{"need": "finance", "amount": money(40000, "unknown"), "workers": 3, "years": 2}, knowledge.MaySuit, []string{"amount"}},
		{"dollars are not exchanged", map[string]any{"need": "finance", "amount": map[string]any{"amount": 5.0, "currency": "USD"}, "workers": 3, "years": 2}, knowledge.MaySuit, []string{"amount"}},
		{"too much", map[string]any{"need": "finance", "amount": money(60000, "new"), "workers": 3}, knowledge.DoesNot, []string{"years"}},
		{"another need", map[string]any{"need": "export"}, knowledge.DoesNot, []string{"amount", "workers", "years"}},
		{"one of several needs", map[string]any{"needs": []string{"export", "finance"}, "amount": 5, "workers": 3, "years": 2}, knowledge.Suits, nil},
		{"a range on both sides of the line", map[string]any{"need": "finance", "amount": 5, "workers": map[string]any{"low": 5.0, "high": 12.0}, "years": 2}, knowledge.MaySuit, nil},
		{"a range under it", map[string]any{"need": "finance", "amount": 5, "workers": map[string]any{"low": 5.0, "high": 8.0}, "years": 2}, knowledge.Suits, nil},
		{"a value of no kind", map[string]any{"need": 7, "amount": "much", "workers": []int{1}, "years": 2}, knowledge.MaySuit, []string{"amount", "need", "workers"}},
	} {
		out := s.Match(c.fields)
		if out.Fit != c.fit || !slices.Equal(out.Missing, c.missing) {
			t.Errorf("%s: %s, missing %v; want %s, %v", c.name, out.Fit, out.Missing, c.fit, c.missing)
		}
	}
}

func TestReasonsSayWhyAndWhyNot(t *testing.T) {
	s := knowledge.Scheme{Rules: []knowledge.Rule{rule(`registered == "yes"`, true), rule(`workers < 5`, true), rule(`years > 3`, true)}}
	out := s.Match(map[string]any{"registered": true, "workers": 7})
	var got []string
	for _, r := range out.Reasons {
		got = append(got, r.Text("ar"))
	}
	if want := []string{`نعم: registered == "yes"`, "لا: workers < 5", ""}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatIsNotCurrentNeverSuitsForCertain(t *testing.T) {
	day := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)
	a := knowledge.Article{Standing: knowledge.Current, Expires: day, Scheme: &knowledge.Scheme{Rules: []knowledge.Rule{rule(`workers < 5`, true)}}}
	fields := map[string]any{"workers": 2}
	if fit := a.Match(fields, day.AddDate(0, 0, -1)).Fit; fit != knowledge.Suits {
		t.Errorf("before it expires: %s", fit)
	}
	if fit := a.Match(fields, day).Fit; fit != knowledge.MaySuit {
		t.Errorf("after it expired: %s", fit)
	}
}

func TestRulesThatCannotBeSaved(t *testing.T) {
	for _, when := range []string{``, `workers <`, `1 == 1`, `wokers < 3`, `workers == "many"`, `need == "money"`, `need in ["finance", "loan"]`, `phone == "0"`, `now() > 3`, `len(need) > 2`, `workers`} {
		if _, err := knowledge.CompileRule(when); err == nil {
			t.Errorf("%q compiles", when)
		}
	}
}

func TestStarterSchemesCanSuitAndNot(t *testing.T) {
	articles, err := knowledge.Starter()
	if err != nil {
		t.Fatal(err)
	}
	fits := map[knowledge.Fit]int{}
	day := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)
	project := map[string]any{"needs": []string{"finance"}, "registered": "yes", "years": 12.0, "workers": 4.0, "governorate": "damascus"}
	for _, s := range knowledge.NewSnapshot(articles).Schemes() {
		out := s.Match(project, day)
		fits[out.Fit]++
		if s.Scheme.Unknown["ar"] == "" {
			t.Errorf("%s does not say what is unknown about it", s.ID)
		}
	}
	for _, fit := range []knowledge.Fit{knowledge.Suits, knowledge.MaySuit, knowledge.DoesNot} {
		if fits[fit] == 0 {
			t.Errorf("a workshop that looks for finance: nothing %s (%v)", fit, fits)
		}
	}
}
