package whatsapp

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"go.mau.fi/whatsmeow/proto/waAdv"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/store/sqlstore"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// Store keeps the keys and sessions of linked devices, in tables that begin with whatsmeow_. Losing them means linking
// again; whoever has them can read and write as the number.
type Store struct {
	container *sqlstore.Container
	db        *sql.DB
	version   version
	log       *slog.Logger
}

// Linked is a number that is linked to us.
type Linked struct {
	Number string    // digits alone, with the country
	Device string    // WhatsApp's number of the device among those linked to the number
	Name   string    // what WhatsApp shows for it; may be empty
	Since  time.Time // when it was linked
}

// Young reports whether a number was linked so lately that it sends more slowly.
func (l Linked) Young(now time.Time) bool { return now.Sub(l.Since) < youth }

// OpenStore brings whatsmeow's tables in db to the shape that this build needs. Dialect is "sqlite" or "postgres". A SQLite
// database must have foreign keys on, and a busy timeout where others write to it too. The db stays the caller's to close.
func OpenStore(ctx context.Context, db *sql.DB, dialect string, log *slog.Logger) (*Store, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if dialect != "sqlite" && dialect != "postgres" {
		return nil, fmt.Errorf("whatsapp: unknown dialect %q", dialect)
	}
	s := &Store{container: sqlstore.NewWithDB(db, dialect, quiet{log}), db: db, log: log}
	if err := s.container.Upgrade(ctx); err != nil {
		return nil, fmt.Errorf("whatsapp: key store: %w", err)
	}
	return s, nil
}

// Linked returns the numbers that are linked, each once, in order.
func (s *Store) Linked(ctx context.Context) ([]Linked, error) {
	devices, err := s.container.GetAllDevices(ctx)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: linked numbers: %w", err)
	}
	newest := map[string]Linked{}
	for _, d := range devices {
		l := describe(d)
		if old, ok := newest[l.Number]; !ok || old.Since.Before(l.Since) {
			newest[l.Number] = l
		}
	}
	var all []Linked
	for _, l := range newest {
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b Linked) int { return compare(a.Number, b.Number) })
	return all, nil
}

func compare(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return slices.Compare([]byte(a), []byte(b))
}

func describe(d *store.Device) Linked {
	l := Linked{Number: d.ID.User, Device: strconv.Itoa(int(d.ID.Device)), Name: d.PushName}
	var details waAdv.ADVDeviceIdentity
	if proto.Unmarshal(d.Account.GetDetails(), &details) == nil && details.GetTimestamp() > 0 {
		l.Since = time.Unix(int64(details.GetTimestamp()), 0)
	}
	return l
}

// device returns the keys of a number's newest link, nil when it is not linked.
func (s *Store) device(ctx context.Context, number string) (*store.Device, error) {
	devices, err := s.of(ctx, number)
	if err != nil || len(devices) == 0 {
		return nil, err
	}
	return devices[len(devices)-1], nil
}

// of returns the devices of a number, oldest first.
func (s *Store) of(ctx context.Context, number string) ([]*store.Device, error) {
	devices, err := s.container.GetAllDevices(ctx)
	if err != nil {
		return nil, err
	}
	devices = slices.DeleteFunc(devices, func(d *store.Device) bool { return d.ID.User != number })
	slices.SortStableFunc(devices, func(a, b *store.Device) int { return describe(a).Since.Compare(describe(b).Since) })
	return devices, nil
}

// drop forgets one link of a number.
func (s *Store) drop(ctx context.Context, keys types.JID) error {
	return s.container.DeleteDevice(ctx, &store.Device{ID: &keys})
}

// dropOlder forgets the earlier links of a number that was linked anew. Only who holds the number's lease may do that.
func (s *Store) dropOlder(ctx context.Context, keep Linked) error {
	devices, err := s.of(ctx, keep.Number)
	if err != nil {
		return err
	}
	for _, d := range devices {
		if describe(d).Device != keep.Device {
			if err := d.Delete(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}
