package credential

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// format is a format of credentials.
type format struct {
	// name of the format, for messages.
	name string
	// hints are parts of which a text with the format contains at least one. Most
	// texts have none, and are not matched.
	hints []string
	// pattern matches the format. Its first group, if it has one, is the secret part.
	pattern string
	// secret reports whether the secret part is a credential; nil stands for Real.
	secret func(text string) bool
	// named requires that the key in the first group names the secret part.
	named bool
}

// InURL is what In returns for a URL with a password.
const InURL = "a URL with a password"

var formats = []format{
	{"a private key", []string{"PRIVATE KEY"}, `-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----([^-]*)`, isKeyBody, false},
	{"an AWS access key", []string{"AKIA", "ASIA"}, `\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`, isAccessKey, false},
	{"an HMAC key of Google Cloud", []string{"GOOG1"}, `\bGOOG1[0-9A-Z]{20,}\b`, isAccessKey, false},
	{"a signed URL", []string{"ig"}, `(?i)(?:[?&;]|\\u0026)(?:X-Amz-Signature|X-Goog-Signature|sig|signature)=([A-Za-z0-9%+/=_~-]{16,})`, nil, false},
	{"a session token", []string{"oken="}, `(?i)(?:[?&;]|\\u0026)X-Amz-Security-Token=([A-Za-z0-9%+/=_~-]{16,})`, nil, false},
	{InURL, []string{"://"}, `\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#:@"'<>]*:([^\s/@"'<>]+)@`, isPassword, false},
	{"an Azure account key", []string{"=="}, `(?i)(?:^|AccountKey=)([A-Za-z0-9+/]{86}==)`, nil, false},
	{"a token", []string{"sha256~", "eyJ", "gh", "glpat-", "hvs."}, `\bsha256~[A-Za-z0-9_-]{43}|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}|\bgh[pousr]_[A-Za-z0-9]{36}|\bglpat-[A-Za-z0-9_-]{20}|\bhvs\.[A-Za-z0-9_-]{24,}`, nil, false},
	{"a login of a container registry", []string{`"auth"`}, `"auth"\s*:\s*"([A-Za-z0-9+/]{8,}={0,2})"`, isLogin, false},
	{"a secret key", []string{"ey", "EY"}, `(?i)(?:secret_?(?:access_?)?key|account_?key)["']?\s*[:=]\s*["']?([A-Za-z0-9+/=]{16,})`, isRandom, false},
	{"an Authorization header", []string{"earer", "EARER"}, `(?i)\bbearer\s+([A-Za-z0-9][A-Za-z0-9._~+/-]{19,}=*)`, isRandom, false},
	{"an Authorization header", []string{"asic", "ASIC"}, `(?i)\bbasic\s+([A-Za-z0-9+/]{6,}={0,2})`, isLogin, false},
	{inJSON, []string{`":`, `" :`}, `"([A-Za-z0-9_./-]{2,60})"\s*:\s*"((?:[^"\\]|\\.)+)"`, nil, true},
	{inJSON, []string{`\":`, `\" :`}, `\\"([A-Za-z0-9_./-]{2,60})\\+"\s*:\s*\\+"((?:[^"\\]|\\+[^"\\])+)`, nil, true},
}

// compiled are the patterns of formats, in their order.
var compiled = sync.OnceValue(func() []*regexp.Regexp {
	var patterns []*regexp.Regexp
	for _, f := range formats {
		patterns = append(patterns, regexp.MustCompile(f.pattern))
	}
	return patterns
})

// In returns what a text contains a credential of, for example "a private key". It is
// empty for a text without a credential: placeholders and the keys of AWS's
// documentation are none.
func In(text string) string {
	name := ""
	each(text, 0, func(what string, _, _ int) bool {
		name = what
		return false
	})
	return name
}

// Redact replaces the secret parts of a text by ***.
func Redact(text string) string {
	type span struct{ start, end int }
	var spans []span
	each(text, 0, func(_ string, start, end int) bool {
		spans = append(spans, span{start, end})
		return true
	})
	if len(spans) == 0 {
		return text
	}
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	var b strings.Builder
	at := 0 // everything before it is written
	for _, s := range spans {
		if s.start >= at {
			b.WriteString(text[at:s.start] + "***")
		}
		at = max(at, s.end)
	}
	return b.String() + text[at:]
}

// each calls a function with each credential in a text: what it is, and its secret
// part. It stops when the function returns false. depth is the number of times that
// the text was encoded in base64.
func each(text string, depth int, call func(what string, start, end int) bool) {
	for i, f := range formats {
		if !slices.ContainsFunc(f.hints, func(hint string) bool { return strings.Contains(text, hint) }) {
			continue
		}
		for _, at := range compiled()[i].FindAllStringSubmatchIndex(text, -1) {
			start, end := at[len(at)-2], at[len(at)-1]
			secret := f.secret
			switch {
			case f.named:
				secret = func(value string) bool { return isNamed(text[at[2]:at[3]], value) }
			case secret == nil:
				secret = Real
			}
			if strings.HasPrefix(text[at[1]:], "sha256:") { // the digest of an image, after host:port@
				continue
			}
			if secret(text[start:end]) && !call(f.name, start, end) {
				return
			}
		}
	}
	eachEncoded(text, depth, call)
}

// isKeyBody reports whether a text after the header of a private key is a key. The
// text of an example is an ellipsis or a placeholder.
func isKeyBody(body string) bool {
	body = strings.TrimSpace(strings.ReplaceAll(body, `\n`, "\n"))
	return !strings.Contains(body, "..") && !strings.ContainsAny(body, "…[") && Real(body)
}

// isAccessKey reports whether an access key is not one of the documentation.
func isAccessKey(key string) bool { return !strings.HasSuffix(key, "EXAMPLE") && Real(key[4:]) }

// isPassword reports whether a text is the password of a URL. Kubernetes replaces
// $(NAME), and shells $NAME.
func isPassword(text string) bool { return Real(text) }

// isLogin reports whether a text is a user name and a password in base64.
func isLogin(text string) bool {
	decoded, isText := decode(text)
	_, password, found := strings.Cut(decoded, ":")
	return isText && found && Real(password)
}

// isRandom reports whether a text is a random value and not a name.
func isRandom(text string) bool {
	has := func(low, high rune) bool {
		return strings.ContainsFunc(text, func(r rune) bool { return r >= low && r <= high })
	}
	mixed := has('A', 'Z') && has('a', 'z')
	hexadecimal := len(text) >= 32 && strings.Trim(text, "0123456789abcdefABCDEF") == ""
	return Real(text) && has('0', '9') && (mixed || hexadecimal)
}
