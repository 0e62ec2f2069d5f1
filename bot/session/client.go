package session

import (
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// client makes the client, with every wait short and nothing repeated: whoever asks has the ledger to fall back on.
func (t target) client(timeout time.Duration) redis.UniversalClient {
	switch {
	case t.cluster != nil:
		o := t.cluster
		o.MaxRetries, o.DialerRetries, o.ContextTimeoutEnabled, o.DisableIdentity = -1, 1, true, true
		o.MaintNotificationsConfig = noNotifications()
		short(timeout, &o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout)
		return redis.NewClusterClient(o)
	case t.sentinel != nil:
		o := t.sentinel
		o.MaxRetries, o.DialerRetries, o.ContextTimeoutEnabled, o.DisableIdentity = -1, 1, true, true
		short(timeout, &o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout)
		return redis.NewFailoverClient(o)
	}
	quiet(t.single)
	short(timeout, &t.single.DialTimeout, &t.single.ReadTimeout, &t.single.WriteTimeout)
	return redis.NewClient(t.single)
}

func quiet(o *redis.Options) {
	o.MaxRetries, o.DialerRetries, o.ContextTimeoutEnabled, o.DisableIdentity = -1, 1, true, true
	o.MaintNotificationsConfig = noNotifications()
}

func noNotifications() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// short gives the waits that the URL does not name.
func short(timeout time.Duration, waits ...*time.Duration) {
	for _, wait := range waits {
		if *wait == 0 {
			*wait = timeout
		}
	}
}
