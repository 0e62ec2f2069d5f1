package main

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"
)

// lines gives the lines of r, however long, without their ends.
func lines(r io.Reader) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		b := bufio.NewReaderSize(r, 64<<10)
		for {
			line, err := b.ReadString('\n')
			if line != "" && !yield(strings.TrimRight(line, "\r\n"), nil) {
				return
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield("", err)
				return
			}
		}
	}
}
