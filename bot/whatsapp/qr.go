package whatsapp

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// quietZone is the white border that readers of QR codes need, in modules.
const quietZone = 2

// QRLines draws a text as a QR code for a terminal, two rows of the code in one line of half blocks, black on white
// whatever the terminal's own colours are.
func QRLines(text string) (string, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return "", fmt.Errorf("whatsapp: QR code: %w", err)
	}
	var b strings.Builder
	for y := -quietZone; y < code.Size+quietZone; y += 2 {
		b.WriteString("\x1b[30;107m")
		for x := -quietZone; x < code.Size+quietZone; x++ {
			b.WriteString(half(code.Black(x, y), code.Black(x, y+1)))
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String(), nil
}

// QRPicture is the same as a PNG, for a page.
func QRPicture(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: QR code: %w", err)
	}
	return code.PNG(), nil
}

func half(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}
