package telegram

import (
	"encoding/json"
	"slices"
)

// update is what of a Telegram update concerns us. The library's types end at Bot API 5.5.
type update struct {
	ID                int64         `json:"update_id"`
	Message           *message      `json:"message"`
	Edited            *message      `json:"edited_message"`
	ChannelPost       *message      `json:"channel_post"`
	EditedChannelPost *message      `json:"edited_channel_post"`
	Callback          *callback     `json:"callback_query"`
	Member            *memberChange `json:"my_chat_member"`
}

type user struct {
	ID       int64  `json:"id"`
	IsBot    bool   `json:"is_bot"`
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
	Username string `json:"username"`
	Lang     string `json:"language_code"`
}

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

type message struct {
	ID       int64  `json:"message_id"`
	Date     int64  `json:"date"`
	EditDate int64  `json:"edit_date"`
	Chat     chat   `json:"chat"`
	From     *user  `json:"from"`
	Text     string `json:"text"`
	Caption  string `json:"caption"`

	Photo     []file    `json:"photo"`
	Voice     *file     `json:"voice"`
	Audio     *file     `json:"audio"`
	Video     *file     `json:"video"`
	VideoNote *file     `json:"video_note"`
	Animation *file     `json:"animation"`
	Document  *file     `json:"document"`
	Location  *location `json:"location"`
	Venue     *venue    `json:"venue"`
	Contact   *contact  `json:"contact"`

	Keyboard *keyboard `json:"reply_markup"`

	// keys are the fields that the message has, known to us or not, in order of name.
	keys []string
}

// UnmarshalJSON forgives fields of an unexpected type: what remains is still a message.
func (m *message) UnmarshalJSON(data []byte) error {
	type plain message
	if err := json.Unmarshal(data, (*plain)(m)); err != nil && !isTypeError(err) {
		return err
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) == nil {
		m.keys = make([]string, 0, len(fields))
		for k := range fields {
			m.keys = append(m.keys, k)
		}
		slices.Sort(m.keys)
	}
	return nil
}

func (m *message) has(key string) bool {
	_, found := slices.BinarySearch(m.keys, key)
	return found
}

// file is a photo size, voice note, video or document.
type file struct {
	ID       string `json:"file_id"`
	Name     string `json:"file_name"`
	Mime     string `json:"mime_type"`
	Size     int64  `json:"file_size"`
	Duration int64  `json:"duration"`
	Width    int64  `json:"width"`
	Height   int64  `json:"height"`
	Path     string `json:"file_path"` // from getFile
}

type location struct {
	Lat float64 `json:"latitude"`
	Lon float64 `json:"longitude"`
}

type venue struct {
	Location location `json:"location"`
}

type contact struct {
	Phone string `json:"phone_number"`
	First string `json:"first_name"`
	Last  string `json:"last_name"`
	User  int64  `json:"user_id"`
}

type callback struct {
	ID      string   `json:"id"`
	From    *user    `json:"from"`
	Message *message `json:"message"`
	Data    string   `json:"data"`
	Game    string   `json:"game_short_name"`
}

type memberChange struct {
	Chat chat  `json:"chat"`
	From *user `json:"from"`
	New  struct {
		Status string `json:"status"`
	} `json:"new_chat_member"`
}

type keyboard struct {
	Rows [][]button `json:"inline_keyboard"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// parse reads one update. What is no JSON object is an error; a field of an unexpected type is as if it were absent.
func parse(data []byte) (update, error) {
	var u update
	if err := json.Unmarshal(data, &u); err != nil && !isTypeError(err) {
		return update{}, err
	}
	return u, nil
}
