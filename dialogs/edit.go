package dialogs

import "time"

// Staff is the person of the desk whose own chat a conversation is.
type Staff struct {
	Person
	Admin bool
}

// Edit is a small change to an article that artisans are answered from.
type Edit struct {
	Do       EditKind `json:"do"`
	Article  string   `json:"article"`
	Phrasing string   `json:"phrasing,omitempty"` // of EditPhrase
	Instead  string   `json:"instead,omitempty"`  // of EditPhrase: the phrasing whose place it takes; empty: it is added
	From     int      `json:"from"`               // the revision that it was tried on
}

// EditKind is what an edit does.
type EditKind string

// A phrasing is added or put right, the article is held against its sources today, or taken out of use.
const (
	EditPhrase  EditKind = "phrase"
	EditReview  EditKind = "review"
	EditArchive EditKind = "archive"
)

// Trial is what an edit would do, did, or why it could not.
type Trial struct {
	Edit    Edit        `json:"edit"`
	Outcome EditOutcome `json:"outcome"`
	Title   string      `json:"title,omitempty"`  // of the article
	Name    string      `json:"name,omitempty"`   // who came first, of EditConflict and EditDrafted
	Moved   []Moved     `json:"moved,omitempty"`  // questions that would be answered otherwise, those that get worse first
	More    int         `json:"more,omitempty"`   // such questions beyond those of Moved
	Left    int         `json:"left,omitempty"`   // questions that there was no time to try
	Missed  bool        `json:"missed,omitempty"` // the phrasing itself would not find the article
	Review  time.Time   `json:"review,omitzero"`  // of EditReview: the next one
}

// Moved is a question whose answer would be another: titles of articles, empty where nothing is found.
type Moved struct {
	Question string `json:"question"`
	Before   string `json:"before,omitempty"`
	After    string `json:"after,omitempty"`
	Worse    bool   `json:"worse,omitempty"`
}

// EditOutcome is how far an edit came.
type EditOutcome string

// An edit can be made, is made, or cannot be: another saved the article since, or has a draft of it that is not in
// use yet; the article is no longer in use, says it already, or is not fit to be published; or its author may not; or something went wrong on our side.
const (
	EditReady    EditOutcome = "ready"
	EditDone     EditOutcome = "done"
	EditConflict EditOutcome = "conflict"
	EditDrafted  EditOutcome = "drafted"
	EditMissing  EditOutcome = "missing"
	EditSame     EditOutcome = "same"
	EditUnready  EditOutcome = "unready"
	EditRefused  EditOutcome = "refused"
	EditFailed   EditOutcome = "failed"
)

// Work is what an admin is at in their chat.
type Work struct {
	Edit  Edit   `json:"edit"`            // without a phrasing while that is waited for
	Tried string `json:"tried,omitempty"` // the ID of the input that showed what the edit would do
	Kept  *Trial `json:"kept,omitempty"`  // what came of an edit while an advisor led
}
