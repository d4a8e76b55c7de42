// Command table reads the output of the benchmarks from standard input and
// writes their tables into a document, between its marks.
package main

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(document string) error {
	m := measured{}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Println(lines.Text())
		m.add(lines.Text())
	}
	for _, name := range []string{"Startup", "Items/10", "Items/1000", "Items/10000", "Items/100000", "Lint", "Overlays", "Foreign", "Plan", "OverlayFleet",
		"Fleet/1", "Fleet/100", "Fleet/1000", "Fleet/10000", "Kustomize/1000", "Kpt/1000", "Kpt/10000"} {
		if m[name] == nil {
			return fmt.Errorf("no results for %s; the document is unchanged", name)
		}
	}
	text, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	part := regexp.MustCompile(`(?s)(<!-- begin bench -->\n).*?(<!-- end bench -->)`)
	if !part.Match(text) {
		return fmt.Errorf("%s has no marks for the tables", document)
	}
	tables := m.goals() + "\n" + m.items() + "\n" + m.fleet() + "\n" + m.hosts()
	text = part.ReplaceAll(text, []byte("${1}"+tables+"${2}"))
	return os.WriteFile(document, text, 0o644)
}

// measured are the results of each benchmark by their units.
type measured map[string]map[string]float64

var result = regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)

func (m measured) add(line string) {
	parts := result.FindStringSubmatch(line)
	if parts == nil {
		return
	}
	m[parts[1]] = map[string]float64{}
	for fields := strings.Fields(parts[2]); len(fields) >= 2; fields = fields[2:] {
		if value, err := strconv.ParseFloat(fields[0], 64); err == nil {
			m[parts[1]][fields[1]] = value
		}
	}
}

func ms(value float64) string {
	if value >= 1000 {
		return short(value/1000) + " s"
	}
	return short(value) + " ms"
}

// short formats a number with three digits, or as a whole number.
func short(value float64) string {
	if value >= 100 {
		return fmt.Sprintf("%.0f", value)
	}
	return fmt.Sprintf("%.3g", value)
}

// goals compares the results with their goals.
func (m measured) goals() string {
	ten, hundred, lint, fleet := m["Items/10000"], m["Items/100000"], m["Lint"], m["Fleet/1000"]
	own := ten["transformer5-ms"]
	rows := []struct {
		what        string
		value, goal float64
		atLeast     bool
	}{
		{"start-up as a generator, relative to a do-nothing function on kyaml", m["Startup"]["generator-x"], 1.25, false},
		{"start-up of `render`, relative to a do-nothing function on kyaml", m["Startup"]["render-x"], 1.25, false},
		{"10,000 items, 5 of ours: speed-up over a do-nothing function on the kpt SDK", ten["donothing-sdk-ms"] / own, 20, true},
		{"10,000 items, 5 of ours: time relative to a plain copy", own / ten["copy-ms"], 6, false},
		{"10,000 items, 5 of ours: memory relative to the input", ten["transformer5-MiB"] / ten["input-MiB"], 4, false},
		{"100,000 items: time relative to 10,000 items", hundred["transformer5-ms"] / own, 11, false},
		{"`lint` of 10,000 manifests, 5 of ours: speed-up over the same do-nothing function", lint["donothing-sdk-ms"] / lint["lint-ms"], 20, true},
		{"`lint` of 1,000 kustomizations over one base: throughput relative to `kustomize build`", m["Overlays"]["throughput-x"], 20, true},
		{"`lint` of 20,000 manifests, none of ours: time relative to reading them", m["Foreign"]["read-x"], 2, false},
		{"fleet of 1,000 profiles: throughput relative to `kustomize build`", fleet["throughput-x"], 100, true},
		{"fleet of 1,000 kustomizations over one base: throughput relative to `kustomize build`", m["OverlayFleet"]["throughput-x"], 20, true},
		{"`plan` of 1,000 changed clusters between folders: time relative to `render`", m["Plan"]["folders-x"], 1.5, false},
		{"`plan` of 1,000 changed clusters between Git revisions: time relative to `render`", m["Plan"]["revisions-x"], 2, false},
		{"`report` of 1,000 clusters: time relative to `render`", m["Plan"]["report-x"], 3, false},
		{"fleet of 10,000 profiles: time relative to 1,000 profiles", m["Fleet/10000"]["render-ms"] / fleet["render-ms"], 11, false},
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Measured with `make bench` on %d processors. All programs of a row ran in the same session.\n\n", runtime.NumCPU())
	b.WriteString("| Measure | Goal | Result |\n|---|---|---|\n")
	for _, r := range rows {
		limit, met := "at most", r.value <= r.goal
		if r.atLeast {
			limit, met = "at least", r.value >= r.goal
		}
		mark := ""
		if !met {
			mark = " (missed)"
		}
		fmt.Fprintf(&b, "| %s | %s %g | %.3g%s |\n", r.what, limit, r.goal, r.value, mark)
	}
	return b.String()
}

func (m measured) items() string {
	var b strings.Builder
	b.WriteString("| Items of 1 KB | Plain copy | Do-nothing on kyaml | Do-nothing on the kpt SDK | Transformer, 0 / 5 / 50 items of ours | Validator | Memory: copy, SDK, transformer |\n|---|---|---|---|---|---|---|\n")
	for _, n := range []string{"10", "1000", "10000", "100000"} {
		f := m["Items/"+n]
		kyaml, sdk, sdkMemory := "", "", "–"
		if f["donothing-ms"] > 0 {
			kyaml, sdk, sdkMemory = ms(f["donothing-ms"]), ms(f["donothing-sdk-ms"]), short(f["donothing-sdk-MiB"])
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s / %s / %s | %s | %s, %s, %s MiB |\n", n, ms(f["copy-ms"]), kyaml, sdk,
			ms(f["transformer0-ms"]), ms(f["transformer5-ms"]), ms(f["transformer50-ms"]), ms(f["validator5-ms"]),
			short(f["copy-MiB"]), sdkMemory, short(f["transformer5-MiB"]))
	}
	return b.String()
}

func (m measured) fleet() string {
	var b strings.Builder
	b.WriteString("| Profiles | `render -o` | Each | `kustomize build` of one | Memory |\n|---|---|---|---|---|\n")
	for _, n := range []string{"1", "100", "1000", "10000"} {
		f := m["Fleet/"+n]
		count, _ := strconv.ParseFloat(n, 64)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s MiB |\n", n, ms(f["render-ms"]), ms(f["render-ms"]/count), ms(f["kustomize-ms"]), short(f["render-MiB"]))
	}
	return b.String()
}

// hosts reports the share of the function in the run time of a host, for a
// function that parses everything and does nothing, and for this one.
func (m measured) hosts() string {
	var b strings.Builder
	b.WriteString("| Host | Resources | Whole run | Share of a do-nothing function | Share of registry-profile |\n|---|---|---|---|---|\n")
	k := m["Kustomize/1000"]
	fmt.Fprintf(&b, "| `kustomize build` | 1000 | %s | %.2g %% | %.2g %% |\n", ms(k["ours-ms"]),
		100*k["donothing-alone-ms"]/k["donothing-ms"], 100*k["ours-alone-ms"]/k["ours-ms"])
	for _, n := range []string{"1000", "10000"} {
		k, alone := m["Kpt/"+n], m["Items/"+n]
		fmt.Fprintf(&b, "| `kpt fn eval` | %s | %s | %.2g %% | %.2g %% |\n", n, ms(k["ours-ms"]),
			100*alone["donothing-ms"]/k["donothing-ms"], 100*alone["transformer5-ms"]/k["ours-ms"])
	}
	return b.String() + "\nkustomize has no row for 10,000 resources, because it takes more than five minutes for them even without a function. The fleet figures exclude the disk, which takes about as long again to create that many files.\n"
}
