package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg is what `go list -json` says of a package.
type pkg struct {
	ImportPath string
	Dir        string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,Imports,Deps", "sanad/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		if ours(p.ImportPath) {
			pkgs = append(pkgs, p)
		}
	}
}

func ours(path string) bool { return path == "sanad" || strings.HasPrefix(path, "sanad/") }

// mayImport is the plan of the house: which packages of ours each may import. A name stands for
// the package itself; adapters are all packages below bot.
var mayImport = map[string][]string{
	"sanad/locales":                   {},
	"sanad/locales/arabic":            {},
	"sanad/dialogs/study":             {},
	"sanad/dialogs/studypdf":          {"sanad/dialogs/study"},
	"sanad/knowledge":                 {"sanad/locales/arabic"},
	"sanad/knowledge/editor":          {"sanad/knowledge", "sanad/locales"},
	"sanad/dialogs/understand":        {"sanad/locales/arabic"},
	"sanad/dialogs":                   {"sanad/knowledge", "sanad/dialogs/understand", "sanad/dialogs/study", "sanad/locales/arabic"},
	"sanad/dialogs/dialogtest":        {"sanad/dialogs", "sanad/dialogs/understand", "sanad/knowledge", "sanad/locales", "sanad/locales/arabic"},
	"sanad/bot":                       {"sanad/dialogs", "sanad/knowledge"},
	"sanad/bot/telegram/telegramtest": {},
	// A program that puts the way through together, for demonstrations; what it leads a person to is the adapter itself.
	"sanad/bot/whatsapp/whatsapptest/cmd": {"sanad/bot", "sanad/bot/files", "sanad/bot/ledger", "sanad/bot/session", "sanad/bot/whatsapp",
		"sanad/bot/whatsapp/whatsapptest", "sanad/dialogs", "sanad/dialogs/understand", "sanad/knowledge", "sanad/locales"},
	"adapter": {"sanad/bot", "sanad/dialogs", "sanad/knowledge", "sanad/locales"},
}

func rulesFor(path string) []string {
	if allowed, ok := mayImport[path]; ok {
		return allowed
	}
	return mayImport["adapter"]
}

func TestEachPackageImportsOnlyWhatThePlanAllows(t *testing.T) {
	for _, p := range packages(t) {
		if strings.HasPrefix(p.ImportPath, "sanad/cmd/") {
			continue
		}
		if _, ok := mayImport[p.ImportPath]; !ok && !strings.HasPrefix(p.ImportPath, "sanad/bot/") {
			t.Errorf("%s has no place in the plan of the house", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			if ours(i) && !slices.Contains(rulesFor(p.ImportPath), i) {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
}

// The engine, the knowledge and the texts stay pure: nothing of the world is within their reach.
func TestPurePackagesReachNothingImpure(t *testing.T) {
	for _, p := range packages(t) {
		if !pure(p.ImportPath) {
			continue
		}
		for _, d := range p.Deps {
			switch {
			case d == "net", d == "net/http", d == "database/sql", strings.HasPrefix(d, "github.com/redis/"):
				t.Errorf("%s reaches %s", p.ImportPath, d)
			}
		}
	}
}

func pure(path string) bool {
	return path == "sanad/knowledge" || strings.HasPrefix(path, "sanad/dialogs") || strings.HasPrefix(path, "sanad/locales")
}

func TestForbiddenCallsAreNowhere(t *testing.T) {
	for _, p := range packages(t) {
		for name, file := range sources(t, p.Dir) {
			for _, call := range calls(file) {
				forbidden := call == "os.Getenv" || call == "os.LookupEnv" || call == "os.Environ"
				if pure(p.ImportPath) {
					forbidden = forbidden || call == "time.Now" || strings.HasPrefix(call, "rand.")
				}
				if forbidden && !strings.HasPrefix(p.ImportPath, "sanad/cmd/") && p.ImportPath != "sanad/bot/bottest" {
					t.Errorf("%s calls %s", name, call)
				}
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if _, ok := n.(*ast.GoStmt); ok && pure(p.ImportPath) {
					t.Errorf("%s starts a goroutine", name)
				}
				if f, ok := n.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
					t.Errorf("%s has an init function", name)
				}
				return true
			})
		}
	}
}

// sources parses the Go files of a folder other than tests and what only generates.
func sources(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	set := token.NewFileSet()
	files := make(map[string]*ast.File)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != dir {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files[path], err = parser.ParseFile(set, path, nil, 0)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// calls lists the package-qualified calls of a file, such as "time.Now".
func calls(file *ast.File) []string {
	var names []string
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok {
					names = append(names, x.Name+"."+sel.Sel.Name)
				}
			}
		}
		return true
	})
	return names
}

// Ports stay small: a large one is a thing that does everything, and its fake is as large as the thing.
func TestPortsHaveAtMostFourMethods(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath == "sanad/bot/bottest" { // a suite sees the whole of what it tests
			continue
		}
		for name, file := range sources(t, p.Dir) {
			ast.Inspect(file, func(n ast.Node) bool {
				if spec, ok := n.(*ast.TypeSpec); ok {
					if i, ok := spec.Type.(*ast.InterfaceType); ok && len(i.Methods.List) > 4 {
						t.Errorf("%s: %s has %d methods", name, spec.Name.Name, len(i.Methods.List))
					}
				}
				return true
			})
		}
	}
}
