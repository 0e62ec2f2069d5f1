package main

import (
	"bytes"
	"image"
	"image/color"
	pngs "image/png"
)

// png is a small picture.
var png = func() []byte {
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for x := range 40 {
		m.Set(x, x*3/4, color.RGBA{uint8(6 * x), 90, 40, 255})
	}
	var b bytes.Buffer
	if err := pngs.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}()
