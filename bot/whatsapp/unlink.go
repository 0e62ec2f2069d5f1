package whatsapp

import "context"

// Unlink takes us off a number: by the connection that it has where it is served here, and else as the function of this
// name does.
func (s *Numbers) Unlink(ctx context.Context, cfg LinkConfig, number string) error {
	s.mu.Lock()
	n := s.all[number]
	s.mu.Unlock()
	if n != nil {
		if l := n.line.Load(); l != nil && l.client.IsLoggedIn() {
			return l.client.Logout(ctx)
		}
	}
	return Unlink(ctx, cfg, number)
}
