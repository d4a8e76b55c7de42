package cmd

import (
	"slices"
	"strings"
)

// quotedText returns the arguments of the program with the texts of explain after the
// flags. A text that is copied from a list of conditions begins with a hyphen, which
// the parser would take for that of a flag: "- lastTransitionTime: ...". No flag has a
// blank before its value.
func quotedText(args []string) []string {
	command := slices.IndexFunc(args, func(arg string) bool { return !strings.HasPrefix(arg, "-") })
	if command < 0 || args[command] != "explain" || slices.Contains(args, "--") {
		return args
	}
	rest, texts := args[:command+1:command+1], []string{"--"}
	for i, arg := range args[command+1:] {
		value := i > 0 && (args[command+i] == "--emitted" || args[command+i] == "--policy")
		name, _, _ := strings.Cut(arg, "=")
		if !value && strings.HasPrefix(arg, "-") && strings.ContainsAny(name, " \t\n") {
			texts = append(texts, arg)
			continue
		}
		rest = append(rest, arg)
	}
	if len(texts) == 1 {
		return args
	}
	return append(rest, texts...)
}
