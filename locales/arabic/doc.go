// Package arabic is Arabic text as such: folding that remembers where everything stood, tokens, light
// stems, number words. It knows nothing of artisans, crafts or conversations.
package arabic
