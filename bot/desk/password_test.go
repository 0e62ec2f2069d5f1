package desk_test

import (
	"errors"
	"strings"
	"testing"

	"sanad/bot/desk"
)

func TestPasswords(t *testing.T) {
	const password = "سند الحرفي ١٢٣"
	one, err := desk.HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	two, _ := desk.HashPassword(password)
	if one == two {
		t.Error("two hashes of one password share their salt")
	}
	if !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q does not say its parameters", one)
	}
	if !desk.CheckPassword(password, one) || !desk.CheckPassword(password, two) {
		t.Error("the right password is refused")
	}
	if desk.CheckPassword(password+" ", one) || desk.CheckPassword("", one) {
		t.Error("a wrong password is taken")
	}
}

func TestShortPassword(t *testing.T) {
	if _, err := desk.HashPassword("كلمة سر"); !errors.Is(err, desk.ErrPasswordShort) {
		t.Errorf("got %v, want ErrPasswordShort", err)
	}
}

func TestBrokenHashes(t *testing.T) {
	good, _ := desk.HashPassword("correct horse")
	for _, encoded := range []string{
		"", "correct horse", "$argon2id$", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=18", 1),
		strings.Replace(good, "m=19456", "m=0", 1), strings.Replace(good, "m=19456", "m=4294967295", 1), strings.Replace(good, "t=2", "t=0", 1),
		strings.Replace(good, "p=1", "p=0", 1), good[:len(good)-30], good + "$", "$argon2id$v=19$m=19456,t=2,p=1$$",
	} {
		if desk.CheckPassword("correct horse", encoded) {
			t.Errorf("%q lets somebody in", encoded)
		}
	}
}

func FuzzCheckPassword(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=1,t=1,p=255$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=-1,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, encoded string) {
		if strings.Contains(encoded, "m=") && len(encoded) > 140 {
			t.Skip()
		}
		desk.CheckPassword("never this one", encoded)
	})
}
