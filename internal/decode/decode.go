package decode

import (
	"encoding/json"
	"fmt"
	"reflect"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Advise explains why a commonly used field does not exist and states the
// remedy; the result is empty if no advice is known. The owner is a pointer to
// the struct that lacks the field.
type Advise func(owner any, unknown string) string

// Decode decodes node into the value to which into points, and returns all
// errors. Aliases in node must be expanded already (see Expand). Invalid fields
// are not set in the value, so that later checks can use the rest. A nil advise
// gives no advice.
func Decode(node *yaml.Node, into any, path *field.Path, advise Advise) field.ErrorList {
	d := decoder{advise: advise}
	return d.all(node, into, path)
}

// all decodes the whole value.
func (d *decoder) all(node *yaml.Node, into any, path *field.Path) field.ErrorList {
	v := reflect.ValueOf(into).Elem()
	d.root = v.Type()
	if path != nil {
		d.base = path.String()
	}
	d.value(node, v, path, "")
	return withoutMisplaced(d.errs)
}

// decoder collects errors. Its methods report whether the value was set.
type decoder struct {
	errs   field.ErrorList
	advise Advise
	// root is the type of the whole value, and base its path.
	root reflect.Type
	base string
	// replaced reports whether the texts may contain placeholders, and tool names
	// the tool that replaces them, if there is one.
	replaced bool
	tool     string
}

func (d *decoder) fail(err *field.Error) bool {
	d.errs = append(d.errs, err)
	return false
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

func (d *decoder) value(node *yaml.Node, v reflect.Value, path *field.Path, tag reflect.StructTag) bool {
	if node.Tag == yaml.NodeTagNull {
		return d.fail(field.Invalid(path, nil, "must not be null; "+nullRemedy(v.Type())))
	}
	if v.Kind() == reflect.Pointer {
		target := reflect.New(v.Type().Elem())
		if !d.value(node, target.Elem(), path, tag) {
			return false
		}
		v.Set(target)
		return true
	}
	if has, err := d.holder(node, path, true); has && v.Kind() != reflect.String && v.Kind() != reflect.Interface {
		return d.fail(err)
	}
	if v.Addr().Type().Implements(unmarshaler) {
		return d.selfDecoding(node, v, path)
	}
	switch v.Kind() {
	case reflect.Struct:
		return d.object(node, v, path)
	case reflect.Map:
		return d.dictionary(node, v, path, tag)
	case reflect.Slice:
		return d.list(node, v, path, tag)
	default:
		return d.scalar(node, v, path, tag)
	}
}

func (d *decoder) object(node *yaml.Node, v reflect.Value, path *field.Path) bool {
	if node.Kind != yaml.MappingNode {
		return d.fail(wrongKind(node, "a map", path, sortedKeys(structInfoOf(v.Type()).fields)...))
	}
	if v.Type() == metadata {
		inner := decoder{advise: d.advise, root: d.root, base: d.base}
		defer func() { d.errs = append(d.errs, inner.errs...) }()
		return inner.fields(node, v, path)
	}
	return d.fields(node, v, path)
}

func (d *decoder) fields(node *yaml.Node, v reflect.Value, path *field.Path) bool {
	fields, before := structInfoOf(v.Type()).fields, len(d.errs)
	seen := map[string]bool{}
	twoObjects := path == nil && JoinedObjects(node)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i].Value, node.Content[i+1]
		f, known := fields[key]
		switch {
		case !known:
			d.fail(d.unknownField(path, key, fields, v))
		case seen[key] && twoObjects:
			if key == kindKey { // one error instead of one for each key
				err := duplicate(path.Child(key))
				err.Detail = joined
				d.fail(err)
			}
		case seen[key]:
			d.fail(duplicate(path.Child(key)))
		default:
			d.value(value, v.FieldByIndex(f.Index), path.Child(key), f.Tag)
		}
		seen[key] = true
	}
	for _, key := range sortedKeys(fields) {
		if fields[key].Tag.Get("required") == "true" && !seen[key] {
			d.fail(field.Required(path.Child(key), requirement(fields[key])))
		}
	}
	if check := checks[v.Type()]; check != nil && len(d.errs) == before {
		d.errs = append(d.errs, d.withoutHolders(check(v.Interface(), path))...)
	}
	return true
}

func (d *decoder) dictionary(node *yaml.Node, v reflect.Value, path *field.Path, tag reflect.StructTag) bool {
	if node.Kind != yaml.MappingNode {
		return d.fail(wrongKind(node, "a map", path))
	}
	v.Set(reflect.MakeMap(v.Type()))
	format, checked := KeyFormatOf(tag)
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i].Value, reflect.New(v.Type().Elem()).Elem()
		switch {
		case seen[key]:
			d.fail(duplicate(path.Key(key)))
		case d.unknownKey(node.Content[i], path.Key(key)):
		case checked && len(format.Check(key)) > 0:
			d.fail(field.Invalid(path.Key(key), displayed(key), "set "+format.Like))
		case d.value(node.Content[i+1], value, path.Key(key), tag):
			v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), value)
		}
		seen[key] = true
	}
	return true
}

func (d *decoder) list(node *yaml.Node, v reflect.Value, path *field.Path, tag reflect.StructTag) bool {
	if node.Kind != yaml.SequenceNode {
		return d.fail(wrongKind(node, "a list", path))
	}
	before := len(d.errs)
	v.Set(reflect.MakeSlice(v.Type(), 0, len(node.Content)))
	for i, child := range node.Content {
		item := reflect.New(v.Type().Elem()).Elem()
		if d.value(child, item, path.Index(i), tag) {
			v.Set(reflect.Append(v, item))
		}
	}
	if check := checks[v.Type()]; check != nil && len(d.errs) == before {
		d.errs = append(d.errs, d.withoutHolders(check(v.Interface(), path))...)
	}
	return true
}

// selfDecoding sets a value whose type implements json.Unmarshaler, such as a
// quantity.
func (d *decoder) selfDecoding(node *yaml.Node, v reflect.Value, path *field.Path) bool {
	var content any
	err := node.Decode(&content)
	if err == nil {
		var data []byte
		if data, err = json.Marshal(content); err == nil {
			err = v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(data)
		}
	}
	if err == nil {
		if q, ok := v.Addr().Interface().(*resource.Quantity); ok && q.Sign() < 0 {
			return d.fail(field.Invalid(path, displayed(node.Value), "must not be negative"))
		}
		return true
	}
	if node.Kind != yaml.ScalarNode {
		return d.fail(wrongKind(node, "a scalar", path))
	}
	hint, known := hints[v.Type()]
	if !known {
		hint = "cannot be decoded as " + v.Type().Name()
	}
	if guess := closestQuantity(node.Value); v.Type() == reflect.TypeFor[resource.Quantity]() && guess != "" {
		hint = fmt.Sprintf("did you mean %q? %s", guess, hint)
	}
	return d.fail(field.Invalid(path, displayed(node.Value), hint))
}

// duplicate returns the error of a key that a map contains twice.
func duplicate(path *field.Path) *field.Error {
	err := field.Duplicate(path, field.OmitValueType{})
	err.Detail = "the key is set twice; remove one of them"
	return err
}
