package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the release build: -ldflags "-X main.version=v1.2.3".
var version = "dev"

type versionCommand struct{}

// Run prints one line.
func (versionCommand) Run(c console) error {
	commit := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value
			}
		}
	}
	_, err := fmt.Fprintf(c.out, "sanad %s, commit %s, %s\n", version, commit, runtime.Version())
	return err
}
