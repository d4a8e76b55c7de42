package doctor

// Level is the severity of a finding.
type Level string

// The levels. A Warning can be intended; Wrong requires a correction.
const (
	OK      Level = "ok"
	Warning Level = "warning"
	Wrong   Level = "wrong"
)

// Finding is the result of one check.
type Finding struct {
	Level Level
	// Text describes the result.
	Text string
	// Fix is the remedy, empty for level OK.
	Fix string
}

func passed(text string) Finding       { return Finding{Level: OK, Text: text} }
func warning(text, fix string) Finding { return Finding{Warning, text, fix} }
func wrong(text, fix string) Finding   { return Finding{Wrong, text, fix} }
