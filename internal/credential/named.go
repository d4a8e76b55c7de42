package credential

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"sync"
)

// inJSON is what In returns for a JSON text with a password or a token.
const inJSON = "a password or a token in JSON"

// isNamed reports whether a value in JSON text is the secret that its key names. Only
// the value of a password can be a word: those of the other keys can be the name of a
// key, as in the secretKey of an ExternalSecret.
func isNamed(key, value string) bool {
	if !Named(key) || !Value(value) || strings.ContainsAny(value, " \t\n") || describes().MatchString(value) {
		return false
	}
	return password().MatchString(key) || len(value) >= 16 && isRandom(value)
}

var (
	password = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(?:password|passwd|passphrase|client[-_]?secret)$`)
	})
	// describes matches values of keys in schemas and forms.
	describes = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^(?:string|text|secret|token|.*password|.*passwd|.*passphrase|client[-_]?secret)$`)
	})
)

// RedactValue returns a value of a manifest as output can show it: without credentials,
// without the values of keys that are Named, and without the users of URLs. The key is
// the path of the value; it can be empty.
func RedactValue(key string, value any) any {
	switch v := value.(type) {
	case string:
		return redactText(key, v)
	case []any:
		known := make([]any, len(v))
		for i, child := range v {
			known[i] = RedactValue(key, child)
		}
		return known
	case []string:
		known := make([]string, len(v))
		for i, child := range v {
			known[i] = redactText(key, child)
		}
		return known
	case map[string]any:
		known := make(map[string]any, len(v))
		name, _ := v["name"].(string)
		for k, child := range v {
			below := k
			if k == "value" && name != "" { // an environment variable
				below = name
			}
			known[Redact(k)] = RedactValue(below, child)
		}
		return known
	}
	switch reflect.ValueOf(value).Kind() {
	case reflect.Map, reflect.Slice, reflect.Struct, reflect.Pointer: // such as map[string]string
		var known any
		if text, err := json.Marshal(value); err == nil && json.Unmarshal(text, &known) == nil && known != nil {
			return RedactValue(key, known)
		}
	}
	return value
}

// redactText is RedactValue for a text.
func redactText(key, text string) string {
	key = strings.TrimRight(strings.TrimRight(key, "0123456789]"), "[") // an element of a list
	last := key[strings.LastIndexAny(key, "./")+1:]
	switch {
	case last == "secretKey" && !isRandom(text): // the name of a key, in an ExternalSecret
	case Named(key) && Value(text):
		return "***"
	case (last == "http" || last == "https") && strings.Contains(text, "@"): // a proxy, also without a scheme
		scheme, _, found := strings.Cut(text, "://")
		if !found {
			scheme = ""
		} else {
			scheme += "://"
		}
		return Redact(scheme + "***" + text[strings.LastIndexByte(text, '@'):])
	}
	return urlUser().ReplaceAllString(Redact(text), "://***@")
}

// urlUser matches the user and the password of a URL.
var urlUser = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`://[^\s/?#"'<>]*@`)
})
