// Package locales holds every text that Sanad says, in Arabic and English, and gives them out by key
// through go-i18n. It knows nothing of conversations or channels.
package locales
