// Command sanad is the whole product in one binary: the channels, the desk and the tools of the
// shell. It alone reads the environment, and it alone knows every package.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"sanad/bot/whatsapp"
)

// commands is the command line; kong reads it from the tags.
type commands struct {
	Settings

	Serve      serveCommand      `cmd:"" default:"1" help:"Run everything: channels, desk, health (the default)."`
	Chat       chatCommand       `cmd:"" help:"Talk to the bot here in the terminal."`
	Understand understandCommand `cmd:"" help:"Read messages from standard input, one a line; print what is understood of each as JSON."`
	Knowledge  knowledgeCommand  `cmd:"" help:"The articles that the bot answers from."`
	User       userCommand       `cmd:"" help:"The people of the desk."`
	Whatsapp   whatsappCommand   `cmd:"" help:"Link WhatsApp numbers."`
	Doctor     doctorCommand     `cmd:"" help:"Check configuration, database, Redis, tokens, clock, texts and knowledge."`
	Backup     backupCommand     `cmd:"" help:"Write the whole durable state to one file."`
	Restore    restoreCommand    `cmd:"" help:"Read a backup into an empty data folder."`
	Version    versionCommand    `cmd:"" help:"Print version, commit and Go version."`
}

// console is where a command reads and writes.
type console struct {
	in       io.Reader
	out, err io.Writer
	whatsapp func(*whatsapp.Config) // nil: WhatsApp itself; tests put a simulated one in its place, which no setting can
}

// Exit codes that operators rely on.
const (
	exitDone  = 0
	exitFail  = 1
	exitUsage = 2
)

// usageError is what the operator has to change before anything can work.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], console{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}

// run is main without the process: what tests call.
func run(ctx context.Context, args []string, c console) int {
	exited := -1
	parser, cli, err := newParser(c, func(code int) { exited = code })
	if err != nil {
		return report(c, err)
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		return report(c, usageError{fmt.Errorf("%w; `sanad --help` lists what there is", err)})
	}
	cli.whatsapp = c.whatsapp
	if cli.wrong = cli.complete(); cli.wrong != nil && !runsAnyway(parsed.Command()) {
		return report(c, usageError{cli.wrong})
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return report(c, parsed.Run(&cli.Settings, c))
}

func newParser(c console, exit func(int)) (*kong.Kong, *commands, error) {
	var cli commands
	parser, err := kong.New(&cli,
		kong.Name("sanad"),
		kong.Description("Sanad advises artisans over Telegram, WhatsApp and the web, in Arabic."),
		kong.Writers(c.out, c.err),
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	return parser, &cli, err
}

// runsAnyway: the doctor says itself which setting is wrong, and a version has none.
func runsAnyway(command string) bool { return command == "doctor" || command == "version" }

// report says on one line what went wrong, if anything, and gives the exit code.
func report(c console, err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintln(c.err, "sanad:", oneLine(err))
		return exitUsage
	default:
		fmt.Fprintln(c.err, "sanad:", oneLine(err))
		return exitFail
	}
}

// oneLine is an error for people who read line by line, whatever it is joined of.
func oneLine(err error) string {
	var parts []string
	for part := range strings.Lines(err.Error()) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.ReplaceAll(strings.Join(parts, "; "), ":; ", ": ")
}
