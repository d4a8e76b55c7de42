package credential

import (
	"regexp"
	"strings"
	"sync"

	"github.com/registry-profile/registry-profile/internal/placeholder"
)

// Real reports whether a text can be a secret: it is neither empty nor encrypted,
// nor stands for a value that a tool or a user sets.
func Real(text string) bool {
	text = strings.TrimSpace(text)
	return text != "" && !placeholder.In(text) && !standIn().MatchString(text) && !Encrypted(text)
}

// Encrypted reports whether SOPS has encrypted a text.
func Encrypted(text string) bool { return strings.HasPrefix(strings.TrimSpace(text), "ENC[") }

// standIn matches texts that stand for a secret: the instruction to replace it, a
// variable, a reference to a secret store, an identifier in capitals such as
// AWS_SECRET_ACCESS_KEY, or one repeated character.
var standIn = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this|with)|to[-_ ]?be[-_ ]?|(?:your|my|put|insert|enter|set|add|fill|example|dummy|fake|sample|placeholder|redacted|removed|omitted|todo|tbd|fixme)[-_ .]|(?:example|dummy|fake|sample|placeholder|redacted|removed|omitted|todo|tbd|fixme|none|null)$` +
		`|\$|@[a-z_]+@$|%[a-z_]+%$|__\w+__$|\(\(.*\)\)$|\[\[|\{|<|ref\+|vault:|op://|secretref:|arn:` +
		`|x{4,}|(?:\*+|\.{2,}|#+|-+|_+|0{8,})$)|^(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)$|^(?-i:(?:AKIA|ASIA)[0-9A-Z]{9}EXAMPLE)$|(?-i:[A-Za-z]EXAMPLEKEY|XXXX)`)
})

// Named reports whether the key of a map names a secret value, such as secretKey or
// example.com/password. A name of an object, such as provisioner-secret-name, does not.
func Named(key string) bool {
	key = key[strings.LastIndexByte(key, '/')+1:]
	return secretName().MatchString(separators().Replace(strings.ToLower(key)))
}

var (
	separators = sync.OnceValue(func() *strings.Replacer { return strings.NewReplacer("_", "", "-", "", ".", "") })
	secretName = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:(?:secret|access|account|api|private|user)key|password|passwd|passphrase|token|clientsecret|httpsecret)$`)
	})
)

// Value reports whether the value of a key that is Named is a secret. Settings such as
// "true" and durations are none.
func Value(text string) bool { return Real(text) && !setting().MatchString(strings.TrimSpace(text)) }

var setting = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:true|false|yes|no|on|off|enabled?|disabled?|required|optional|auto|default|\d{1,4}[smhd]?|/.*)$`)
})
