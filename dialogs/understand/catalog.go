package understand

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// Named is a craft or a place with its canonical id and its names by language ("ar", "en").
type Named struct {
	ID    string
	Names map[string]string
	forms []string
	above string // a town's governorate
}

//go:embed data/crafts.tsv
var craftsTSV string

//go:embed data/governorates.tsv
var governoratesTSV string

//go:embed data/towns.tsv
var townsTSV string

type catalog struct {
	crafts, governorates, towns []Named
}

var loadCatalog = sync.OnceValues(func() (*catalog, error) {
	var c catalog
	var err error
	if c.crafts, err = parseNamed(craftsTSV, false); err != nil {
		return nil, fmt.Errorf("crafts: %w", err)
	}
	if c.governorates, err = parseNamed(governoratesTSV, false); err != nil {
		return nil, fmt.Errorf("governorates: %w", err)
	}
	if c.towns, err = parseNamed(townsTSV, true); err != nil {
		return nil, fmt.Errorf("towns: %w", err)
	}
	return &c, nil
})

// parseNamed reads lines of id, [governorate], Arabic, English and forms parted by bars.
func parseNamed(tsv string, withGovernorate bool) ([]Named, error) {
	var out []Named
	for line := range rows(tsv) {
		above := ""
		if withGovernorate {
			if len(line) < 2 {
				return nil, fmt.Errorf("line %q has no governorate", line)
			}
			above, line = line[1], append(line[:1:1], line[2:]...)
		}
		if len(line) != 4 {
			return nil, fmt.Errorf("line %q has %d columns", line, len(line))
		}
		out = append(out, Named{
			ID:    line[0],
			Names: map[string]string{"ar": line[1], "en": line[2]},
			forms: strings.Split(line[3], "|"),
			above: above,
		})
	}
	return out, nil
}

// rows gives the cells of each line that is not empty or a comment.
func rows(tsv string) func(func([]string) bool) {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(tsv) {
			line = strings.TrimRight(line, "\r\n")
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(strings.Split(line, "\t")) {
				return
			}
		}
	}
}

// Governorates gives the fourteen governorates in their usual order, as labels for choices.
func Governorates() []Named { return copyOf(func(c *catalog) []Named { return c.governorates }) }

// Crafts gives the crafts that are known by name, as labels for choices.
func Crafts() []Named { return copyOf(func(c *catalog) []Named { return c.crafts }) }

func copyOf(list func(*catalog) []Named) []Named {
	c, err := loadCatalog()
	if err != nil {
		return nil // New has reported it
	}
	return append([]Named(nil), list(c)...)
}

// GovernorateName is a governorate's name in a language, in Arabic where that language has none, and
// the id itself where it is unknown.
func GovernorateName(id, lang string) string { return nameOf(Governorates(), id, lang) }

// CraftName is GovernorateName for crafts: a craft kept as it was said comes back as it was said.
func CraftName(id, lang string) string { return nameOf(Crafts(), id, lang) }

func nameOf(all []Named, id, lang string) string {
	for _, n := range all {
		if n.ID != id {
			continue
		}
		if name := n.Names[lang]; name != "" {
			return name
		}
		return n.Names["ar"]
	}
	return id
}
