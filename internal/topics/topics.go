package topics

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/fields"
	"github.com/registry-profile/registry-profile/internal/messages"
	"github.com/registry-profile/registry-profile/internal/storage"
	"github.com/registry-profile/registry-profile/validators"
)

// Kind is a kind of topic.
type Kind string

// Kinds of topics, in the order in which equally good matches are listed.
const (
	Backend Kind = "storage"
	FieldOf Kind = "field"
	Rule    Kind = "rule"
	Message Kind = "message"
	PageOf  Kind = "page"
)

// Topic is something that explain describes.
type Topic struct {
	Kind Kind
	// Name is the argument of explain that describes the topic.
	Name string
	// Title is a short description.
	Title string

	// In lowercase: the last part of the name, the name of the field above, and the
	// long description.
	key, parent, text string
}

// Page is a page of the documentation.
type Page struct {
	// Path from the root of the repository.
	Path  string `json:"path"`
	Title string `json:"title"`
	// Purpose completes the sentence "Read it to".
	Purpose  string   `json:"purpose"`
	Sections []string `json:"sections,omitempty"`
}

// pages is generated from the documentation by `make generate`.
//
//go:embed pages.json
var pages []byte

// Pages returns the pages of the documentation.
func Pages() ([]Page, error) {
	var all []Page
	err := json.Unmarshal(pages, &all)
	return all, err
}

// All returns all topics.
func All() ([]Topic, error) {
	var all []Topic
	backends := map[string]string{}
	for _, c := range storage.All() {
		backends["spec.storage."+c.Key] = c.Facts().Title
	}
	list, err := fields.All()
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		path := bare(f)
		t := Topic{Kind: FieldOf, Name: path, Title: firstSentence(f.Doc), key: last(path), text: f.Doc}
		if at := strings.LastIndexByte(path, '.'); at > 0 {
			t.parent = strings.ToLower(last(path[:at]))
		}
		if title, ok := backends[path]; ok {
			t.Kind, t.Title = Backend, title
		}
		all = append(all, t)
	}
	for _, r := range validators.All {
		all = append(all, Topic{Kind: Rule, Name: r.ID, Title: r.Title, key: r.ID, text: strings.Join([]string{r.Title, r.Why, r.Remedy}, " ")})
	}
	for _, e := range messages.All() {
		all = append(all, Topic{Kind: Message, Name: e.ID, Title: e.Title(), text: strings.Join(slices.Concat(e.Messages, e.Causes, []string{e.Condition, e.Reason, e.Meaning, e.Remedy, string(e.Component)}), " ")})
	}
	pages, err := Pages()
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		name := strings.TrimSuffix(p.Path[strings.LastIndexByte(p.Path, '/')+1:], ".md")
		all = append(all, Topic{Kind: PageOf, Name: p.Path, Title: p.Title, key: name, text: p.Purpose + " " + strings.Join(p.Sections, " ")})
	}
	for i := range all {
		all[i].key, all[i].text = strings.ToLower(all[i].key), strings.ToLower(all[i].text)
	}
	return all, nil
}

// bare returns the path of a field without the brackets of lists.
func bare(f fields.Field) string { return strings.ReplaceAll(f.Path, "[]", "") }

func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

func firstSentence(text string) string {
	first, _, _ := strings.Cut(text, ". ")
	return strings.TrimSuffix(first, ".")
}

// families are the titles of the families of rules, by the letters of their IDs.
var families = map[string]string{
	"AC": "access to images", "AL": "exceptions from rules", "AZ": "Azure Blob Storage", "CA": "certificates", "CR": "credentials",
	"DL": "delivery by Argo CD, Flux and kpt", "ED": "emptyDir", "GC": "Google Cloud Storage", "HC": "hosted and managed clusters",
	"IB": "IBM Cloud Object Storage", "IM": "image.config.openshift.io", "KU": "kustomizations and profiles of a repository", "MS": "objects that are missing",
	"NW": "network policies", "OB": "bucket claims and other buckets", "PR": "the image pruner", "PV": "claims and volumes", "PX": "the proxy",
	"RG": "the state of the registry", "RQ": "limits of requests", "RT": "routes", "S3": "S3 and compatible stores", "SC": "scheduling of the pods",
	"ST": "storage and Config", "SW": "Swift", "VE": "releases and API versions", "YA": "files that are not YAML",
}

// Family is a family of rules.
type Family struct {
	// Letters begin the IDs of the rules.
	Letters, Title string
	// IDs of the rules, sorted.
	IDs []string
}

// Families returns the families of rules, sorted by their letters.
func Families() []Family {
	var all []Family
	for _, r := range validators.All {
		letters := r.ID[:2]
		i := slices.IndexFunc(all, func(f Family) bool { return f.Letters == letters })
		if i < 0 {
			i = len(all)
			all = append(all, Family{Letters: letters, Title: families[letters]})
		}
		all[i].IDs = append(all[i].IDs, r.ID)
	}
	for _, f := range all {
		slices.Sort(f.IDs)
	}
	slices.SortFunc(all, func(a, b Family) int { return strings.Compare(a.Letters, b.Letters) })
	return all
}
