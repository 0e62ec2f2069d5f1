package bottest

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"sanad/bot"
)

// Sessions proves that what open gives keeps sessions as the port says. Every call of open gives a store without sessions.
func Sessions(t *testing.T, open func(t *testing.T) bot.Sessions) {
	t.Run("what was saved is loaded", func(t *testing.T) { savedIsLoaded(t, open(t)) })
	t.Run("a lower number loses", func(t *testing.T) { lowerLoses(t, open(t)) })
	t.Run("numbers beyond 2^53 are told apart", func(t *testing.T) { hugeNumbers(t, open(t)) })
	t.Run("a dropped conversation begins anew", func(t *testing.T) { droppedBeginsAnew(t, open(t)) })
	t.Run("nothing asked, nothing done", func(t *testing.T) { nothingAsked(t, open(t)) })
	t.Run("of many writers the highest number stays", func(t *testing.T) { highestStays(t, open(t)) })
	t.Run("it is a map that keeps the highest", func(t *testing.T) { isMapOfHighest(t, open(t)) })
}

func savedIsLoaded(t *testing.T, s bot.Sessions) {
	want := map[int64]bot.Session{
		1:             {Conversation: 1, Seq: 1, State: []byte(`{"lang":"ar","craft":"موزاييك"}`)},
		2:             {Conversation: 2, Seq: 20, State: []byte("12 \x00\r\n$-1\r\n 7")},
		math.MaxInt64: {Conversation: math.MaxInt64, Seq: 3, State: bytes.Repeat([]byte("س"), 50_000)},
		-4:            {Conversation: -4, Seq: 4, State: []byte{}},
	}
	noError(t, s.Save(t.Context(), slices.Collect(maps.Values(want))))
	got, err := s.Load(t.Context(), append(slices.Collect(maps.Keys(want)), 99))
	noError(t, err)
	if !sameSessions(got, want) {
		t.Fatalf("loaded %v, want %v", got, want)
	}
}

func lowerLoses(t *testing.T, s bot.Sessions) {
	for _, step := range []struct {
		seq  int64
		want int64
	}{{9, 9}, {10, 10}, {9, 10}, {2, 10}, {99, 99}, {100, 100}, {20, 100}} {
		state := []byte{byte(step.seq)}
		noError(t, s.Save(t.Context(), []bot.Session{{Conversation: 5, Seq: step.seq, State: state}}))
		if got := load(t, s, 5); got.Seq != step.want || !bytes.Equal(got.State, []byte{byte(step.want)}) {
			t.Fatalf("after number %d there is %d, want %d", step.seq, got.Seq, step.want)
		}
	}
	noError(t, s.Save(t.Context(), []bot.Session{{Conversation: 5, Seq: 100, State: []byte("other")}}))
	if got := load(t, s, 5); string(got.State) == "other" {
		t.Fatal("the same number replaced the state")
	}
}

func hugeNumbers(t *testing.T, s bot.Sessions) {
	const high = int64(math.MaxInt64)
	noError(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: high - 1, State: []byte("a")}}))
	noError(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: high, State: []byte("b")}}))
	noError(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: high - 1, State: []byte("c")}}))
	if got := load(t, s, 1); got.Seq != high || string(got.State) != "b" {
		t.Fatalf("got %d %q, want %d \"b\"", got.Seq, got.State, high)
	}
}

func droppedBeginsAnew(t *testing.T, s bot.Sessions) {
	noError(t, s.Save(t.Context(), []bot.Session{{Conversation: 7, Seq: 50, State: []byte("x")}, {Conversation: 8, Seq: 1, State: []byte("y")}}))
	noError(t, s.Drop(t.Context(), 7))
	noError(t, s.Drop(t.Context(), 7))
	got, err := s.Load(t.Context(), []int64{7, 8})
	noError(t, err)
	if len(got) != 1 || got[8].Seq != 1 {
		t.Fatalf("after the drop of 7 there is %v", got)
	}
	noError(t, s.Save(t.Context(), []bot.Session{{Conversation: 7, Seq: 1, State: []byte("z")}}))
	if load(t, s, 7).Seq != 1 {
		t.Fatal("a dropped conversation still refuses low numbers")
	}
}

func nothingAsked(t *testing.T, s bot.Sessions) {
	noError(t, s.Save(t.Context(), nil))
	got, err := s.Load(t.Context(), nil)
	noError(t, err)
	if len(got) != 0 {
		t.Fatalf("nothing asked for gave %v", got)
	}
}

func highestStays(t *testing.T, s bot.Sessions) {
	const writers, turns = 8, 40
	var working sync.WaitGroup
	for w := range writers {
		working.Go(func() {
			for turn := range turns {
				seq := int64(turn*writers + w + 1)
				if err := s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: seq, State: []byte{byte(seq)}}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	working.Wait()
	const last = writers * turns
	if got := load(t, s, 1); got.Seq != last || got.State[0] != last%256 {
		t.Fatalf("number %d stayed, want %d", got.Seq, last)
	}
}

// isMapOfHighest compares random saves, drops and loads with the simplest thing that is right.
func isMapOfHighest(t *testing.T, s bot.Sessions) {
	base := int64(1000)
	rapid.Check(t, func(rt *rapid.T) {
		base += 10 // conversations that no earlier run touched
		model := map[int64]bot.Session{}
		conversation := rapid.Int64Range(base, base+3)
		rt.Repeat(map[string]func(*rapid.T){
			"save": func(rt *rapid.T) {
				batch := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) bot.Session {
					return bot.Session{Conversation: conversation.Draw(rt, "conversation"),
						Seq: rapid.Int64Range(0, 120).Draw(rt, "seq"), State: rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(rt, "state")}
				}), 1, 5).Draw(rt, "batch")
				noError(rt, s.Save(t.Context(), batch))
				for _, one := range batch {
					if have, ok := model[one.Conversation]; !ok || have.Seq < one.Seq {
						model[one.Conversation] = one
					}
				}
			},
			"drop": func(rt *rapid.T) {
				id := conversation.Draw(rt, "conversation")
				noError(rt, s.Drop(t.Context(), id))
				delete(model, id)
			},
			"": func(rt *rapid.T) {
				got, err := s.Load(t.Context(), []int64{base, base + 1, base + 2, base + 3})
				noError(rt, err)
				if !sameSessions(got, model) {
					rt.Fatalf("loaded %v, want %v", got, model)
				}
			},
		})
	})
}

func load(t *testing.T, s bot.Sessions, conversation int64) bot.Session {
	t.Helper()
	got, err := s.Load(t.Context(), []int64{conversation})
	noError(t, err)
	return got[conversation]
}

func sameSessions(a, b map[int64]bot.Session) bool {
	return maps.EqualFunc(a, b, func(a, b bot.Session) bool {
		return a.Conversation == b.Conversation && a.Seq == b.Seq && bytes.Equal(a.State, b.State)
	})
}

// noError takes what testing.TB and *rapid.T have in common.
func noError(t interface {
	Helper()
	Fatalf(string, ...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}
