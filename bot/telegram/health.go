package telegram

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// health remembers the last failure of each part, until that part works again.
type health struct {
	mu     sync.Mutex
	faults map[string]error
}

func (h *health) fail(part string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.faults == nil {
		h.faults = make(map[string]error)
	}
	h.faults[part] = err
}

func (h *health) ok(part string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.faults, part)
}

func (h *health) err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []error
	for _, part := range slices.Sorted(maps.Keys(h.faults)) {
		all = append(all, fmt.Errorf("telegram %s: %w", part, h.faults[part]))
	}
	return errors.Join(all...)
}
