package ledger

import "context"

const updateContact = `
WITH v (id, name, phone, lang) AS (VALUES [[(CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))]])
UPDATE contacts SET
    name  = CASE WHEN v.name  <> '' THEN v.name  ELSE contacts.name  END,
    phone = CASE WHEN v.phone <> '' THEN v.phone ELSE contacts.phone END,
    lang  = CASE WHEN v.lang  <> '' THEN v.lang  ELSE contacts.lang  END
FROM v WHERE contacts.id = v.id`

func (s *session) setContacts(ctx context.Context, r *records) error {
	rows := make(map[int64][]any, len(r.contacts))
	for id, c := range r.contacts {
		rows[id] = []any{id, c.Name, c.Phone, c.Lang}
	}
	return s.bulk(ctx, updateContact, sorted(rows))
}
