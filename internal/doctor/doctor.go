package doctor

// Level tells how a finding is to be taken.
type Level string

// The levels. Mind is what may be meant so.
const (
	OK    Level = "ok"
	Mind  Level = "mind"
	Wrong Level = "wrong"
)

// Finding is one thing that was looked at.
type Finding struct {
	Level Level
	// Text says what there is.
	Text string
	// Fix says what to do, unless all is well.
	Fix string
}

func fine(text string) Finding       { return Finding{Level: OK, Text: text} }
func mind(text, fix string) Finding  { return Finding{Mind, text, fix} }
func wrong(text, fix string) Finding { return Finding{Wrong, text, fix} }
