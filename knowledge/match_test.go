package knowledge_test

import (
	"errors"
	"slices"
	"strings"
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
		{"five or more", map[string]any{"need": "finance", "amount": 5, "workers": map[string]any{"low": 5.0}, "years": 2}, knowledge.MaySuit, nil},
		{"twelve or more", map[string]any{"need": "finance", "amount": 5, "workers": map[string]any{"low": 12.0}, "years": 2}, knowledge.DoesNot, nil},
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

// What is wrong with a rule is said by its field and value, so that every desk can say it in its language.
func TestRulesThatCannotBeSaved(t *testing.T) {
	for when, want := range map[string]knowledge.RuleError{
		"":                            {Code: knowledge.RuleUnreadable},
		"workers <":                   {Code: knowledge.RuleUnreadable},
		"workers":                     {Code: knowledge.RuleUnreadable},
		"len(need) > 2":               {Code: knowledge.RuleUnreadable},
		"1 == 1":                      {Code: knowledge.RuleAsksNothing},
		"wokers < 3":                  {Code: knowledge.RuleUnknownField, Field: "wokers"},
		`phone == "0"`:                {Code: knowledge.RuleUnknownField, Field: "phone"},
		"now() > 3":                   {Code: knowledge.RuleUnreadable},
		`workers == "many"`:           {Code: knowledge.RuleWantsNumber, Field: "workers", Value: "many"},
		`workers < 5 and need == 3`:   {Code: knowledge.RuleWantsText, Field: "need", Value: "3"},
		`need == "money"`:             {Code: knowledge.RuleUnknownChoice, Field: "need", Value: "money"},
		`need in ["finance", "loan"]`: {Code: knowledge.RuleUnknownChoice, Field: "need", Value: "loan"},
		`"dimashq" == governorate`:    {Code: knowledge.RuleUnknownChoice, Field: "governorate", Value: "dimashq"},
		`not (craft in ["broccade"])`: {Code: knowledge.RuleUnknownChoice, Field: "craft", Value: "broccade"},
		strings.Repeat("workers<1 or ", 200) + "workers<1": {Code: knowledge.RuleUnreadable},
	} {
		_, err := knowledge.CompileRule(when)
		var got *knowledge.RuleError
		if !errors.As(err, &got) || got.Code != want.Code || got.Field != want.Field || got.Value != want.Value {
			t.Errorf("%q: %v", when, err)
		}
		if got != nil && want.Field != "" && !strings.Contains(err.Error(), want.Field) {
			t.Errorf("%q: the message does not name the field: %v", when, err)
		}
	}
}

// One answer can decide a rule over several fields, and only what could still decide it is missing.
func TestRulesOverSeveralFields(t *testing.T) {
	for _, c := range []struct {
		when    string
		fields  map[string]any
		truth   knowledge.Truth
		missing []string
	}{
		{`years >= 2 or registered == "yes"`, map[string]any{"registered": "yes"}, knowledge.Holds, nil},
		{`years >= 2 or registered == "yes"`, map[string]any{"registered": "no"}, knowledge.Unknown, []string{"years"}},
		{`years >= 2 and registered == "yes"`, map[string]any{"registered": "no"}, knowledge.Fails, nil},
		{`years >= 2 and registered == "yes"`, map[string]any{"years": 3}, knowledge.Unknown, []string{"registered"}},
		{`not (workers > 9)`, map[string]any{"workers": 4}, knowledge.Holds, nil},
		{`not (workers > 9)`, nil, knowledge.Unknown, []string{"workers"}},
		{`workers > 9 or need == "export"`, map[string]any{"workers": map[string]any{"low": 5.0, "high": 12.0}, "needs": []string{"export", "study"}}, knowledge.Holds, nil},
		{`need != "finance"`, map[string]any{"needs": []string{"finance", "study"}}, knowledge.Fails, nil},
		{`need not in ["finance", "export"]`, map[string]any{"needs": []string{"study"}}, knowledge.Holds, nil},
		{`craft == "copper" && !(governorate == "homs") || years + workers > 30`, map[string]any{"craft": "copper", "governorate": "hama"}, knowledge.Holds, nil},
		{`years * 2 > workers`, map[string]any{"years": 5}, knowledge.Unknown, []string{"workers"}},
	} {
		s := knowledge.Scheme{Rules: []knowledge.Rule{rule(c.when, true)}}
		out := s.Match(c.fields)
		if got := out.Reasons[0].Truth; got != c.truth || !slices.Equal(out.Missing, c.missing) {
			t.Errorf("%s over %v: %s, missing %v; want %s, %v", c.when, c.fields, got, out.Missing, c.truth, c.missing)
		}
	}
}

func scheme(id string, standing knowledge.Standing, rules ...knowledge.Rule) knowledge.Article {
	return knowledge.Article{ID: id, Standing: standing, Scheme: &knowledge.Scheme{Rules: rules}}
}

// The list begins with what fits best, and asks first for what decides most.
func TestAllSchemesHeldAgainstAProject(t *testing.T) {
	finance, training := rule(`need == "finance"`, true), rule(`need == "training"`, true)
	schemes := knowledge.NewSchemes([]knowledge.Article{
		scheme("course", knowledge.Current, training, rule(`craft == "copper"`, false)),
		scheme("old-loan", knowledge.Historic, finance),
		scheme("rumour", knowledge.Unconfirmed, finance, rule(`governorate == "homs"`, false)),
		scheme("loan", knowledge.Current, finance, rule(`registered == "yes"`, false), rule(`years > 1`, false)),
		scheme("better-loan", knowledge.Current, finance, rule(`workers < 9`, false)),
		{ID: "no-scheme"},
	})
	order := func(fields map[string]any) (ids, wanted []string) {
		matches := schemes.Match(fields, time.Time{})
		for _, m := range matches {
			ids = append(ids, m.Article.ID+" "+string(m.Fit))
		}
		return ids, knowledge.Wanted(matches)
	}
	_, wanted := order(nil)
	if want := []string{"need", "craft", "governorate", "registered", "workers", "years"}; !slices.Equal(wanted, want) {
		t.Errorf("of nobody: %v", wanted)
	}
	ids, wanted := order(map[string]any{"need": "finance", "workers": 3, "registered": "no"})
	if want := []string{"better-loan suits", "loan suits", "rumour may_suit", "old-loan may_suit", "course does_not"}; !slices.Equal(ids, want) {
		t.Errorf("the order is %v", ids)
	}
	if want := []string{"governorate", "years"}; !slices.Equal(wanted, want) {
		t.Errorf("what is ruled out still asks: %v", wanted)
	}
}

func TestReasonsShowTheAnswer(t *testing.T) {
	s := knowledge.Scheme{Rules: []knowledge.Rule{rule(`need in ["market", "export"] and not (governorate == "homs")`, true)}}
	named := s.Match(nil).Reasons[0].Named
	if !slices.Equal(named["need"], []string{"market", "export"}) || !slices.Equal(named["governorate"], []string{"homs"}) {
		t.Errorf("the rule names %v", named)
	}
	got := knowledge.Fill("المحافظة {governorate}، والعمال {workers}.", func(f string) string { return "<" + f + ">" })
	if got != "المحافظة <governorate>، والعمال <workers>." {
		t.Error(got)
	}
}

func TestStarterSchemesCanSuitAndNot(t *testing.T) {
	articles, err := knowledge.Starter()
	if err != nil {
		t.Fatal(err)
	}
	fits := map[knowledge.Fit]int{}
	day := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)
	project := map[string]any{"needs": []string{"finance"}, "registered": "yes", "years": 12.0, "workers": 4.0, "governorate": "damascus", "amount": 50000.0}
	matches := knowledge.NewSnapshot(articles).Match(project, day)
	for _, m := range matches {
		fits[m.Fit]++
		if m.Fit == knowledge.Suits && m.Article.Standing != knowledge.Current {
			t.Errorf("%s suits for certain and is %s", m.Article.ID, m.Article.Standing)
		}
	}
	for _, fit := range []knowledge.Fit{knowledge.Suits, knowledge.MaySuit, knowledge.DoesNot} {
		if fits[fit] == 0 {
			t.Errorf("a workshop that looks for finance: nothing %s (%v)", fit, fits)
		}
	}
	if wanted := knowledge.Wanted(matches); len(wanted) > 0 {
		t.Errorf("the project told all that matters, and %v is still asked", wanted)
	}
}

// Whoever reads English reads no Arabic in between, and every scheme says what is unknown about it.
func TestStarterSchemesAreToldInFull(t *testing.T) {
	articles, err := knowledge.Starter()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range articles {
		if a.Scheme == nil {
			continue
		}
		for _, lang := range knowledge.Languages {
			if a.Scheme.Name[lang] == "" || a.Scheme.Unknown[lang] == "" {
				t.Errorf("%s: no name or unknown in %s", a.ID, lang)
			}
			for _, r := range a.Scheme.Rules {
				if r.Reason[lang] == "" || (r.Against[lang] == "") != (r.Against["ar"] == "") {
					t.Errorf("%s: the rule %s has no reason in %s", a.ID, r.When, lang)
				}
			}
		}
	}
}
