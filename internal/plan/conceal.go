package plan

import (
	"strings"

	"github.com/registry-profile/registry-profile/internal/credential"
)

// conceal returns an effect without credentials. Reports must not contain them in any
// format, because CI systems and pull requests show reports to others. Two values that
// differ only in a credential are equal then; the effect remains.
func (e Effect) conceal() Effect {
	e.Old, e.New = e.shownValue(e.Old), e.shownValue(e.New)
	e.Object, e.Field = credential.Redact(e.Object), credential.Redact(e.Field)
	e.Text, e.Command = credential.Redact(e.Text), credential.Redact(e.Command)
	return e
}

// shownValue returns a value of an effect without credentials. No value of a Secret is
// shown.
func (e Effect) shownValue(value any) any {
	field, _, _ := strings.Cut(e.Field, ".")
	switch {
	case value == nil:
		return nil
	case strings.HasPrefix(e.Object, "Secret/") && (field == "data" || field == "stringData"), e.Field == "spec.httpSecret":
		return "***"
	}
	return credential.RedactValue(e.Field, value)
}
