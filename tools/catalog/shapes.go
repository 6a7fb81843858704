package main

import (
	"go/ast"
	"go/token"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Spec is an attribute or a block. Its names in JSON are those of the store.
type Spec struct {
	Kind       string           `json:"kind"`
	Type       string           `json:"type,omitempty"`
	Required   bool             `json:"required"`
	Repeatable bool             `json:"repeatable,omitempty"`
	Labelled   bool             `json:"labelled,omitempty"`
	Default    any              `json:"default,omitempty"`
	Unknown    bool             `json:"unknown,omitempty"` // there is a default, and the sources alone do not tell it
	Values     []string         `json:"values,omitempty"`
	Body       map[string]*Spec `json:"body,omitempty"`
	Fields     map[string]*Spec `json:"fields,omitempty"`
	Prefix     string           `json:"prefix,omitempty"` // of "$inherit": the component's own blocks may stand here too

	way     []string // Go's names of the fields that lead to it
	pointer bool     // it is nil where it is not given
	named   *Type
}

// foreign are the types of other modules that Alloy's own arguments hold, as Alloy's values.
var foreign = map[string]string{
	"time.Duration": "duration",
	"github.com/prometheus/common/model.Duration":                                  "duration",
	"github.com/alecthomas/units.Base2Bytes":                                       "bytes",
	"github.com/alecthomas/units.MetricBytes":                                      "bytes",
	"github.com/dustin/go-humanize.Bytes":                                          "bytes",
	"github.com/grafana/dskit/flagext.Bytes":                                       "bytes",
	"github.com/grafana/loki/v3/pkg/util/flagext.ByteSize":                         "bytes",
	"github.com/grafana/dskit/flagext.StringSlice":                                 "list(string)",
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl.ErrorMode": "string",
	"github.com/prometheus/prometheus/storage.Appendable":                          "capsule(prometheus.receiver)",
	"go.opentelemetry.io/collector/config/configcompression.Type":                  "string",
	"net/url.Values":                                       "map(list(string))",
	"regexp.Regexp":                                        "regex",
	alloy + "/syntax/alloytypes.Secret":                    "secret",
	alloy + "/syntax/alloytypes.OptionalSecret":            "secret_or_string",
	alloy + "/internal/component/common/loki.LogsReceiver": "capsule(loki.receiver)",
	alloy + "/internal/component/otelcol.Consumer":         "capsule(otelcol.consumer)",
	alloy + "/internal/component/pyroscope.Appendable":     "capsule(pyroscope.receiver)",
	alloy + "/internal/component/discovery.Target":         "target",
}

var numbers = []string{
	"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
}

// shapes reads types as bodies. `open` are the types around the one at hand, for those that hold themselves.
type shapes struct {
	sources Sources
	open    []*Type
}

// typeOf gives the type of an Alloy value, and for an object its fields.
func (s *shapes) typeOf(file *File, expr ast.Expr) (string, map[string]*Spec) {
	switch x := bare(expr).(type) {
	case *ast.ArrayType:
		if element, ok := x.Elt.(*ast.Ident); ok && element.Name == "byte" {
			return "string", nil
		}
		inner, body := s.typeOf(file, x.Elt)
		return "list(" + inner + ")", body
	case *ast.MapType:
		inner, body := s.typeOf(file, x.Value)
		return "map(" + inner + ")", body
	case *ast.InterfaceType:
		return "any", nil
	case *ast.FuncType:
		return "function", nil
	case *ast.StructType:
		return "object", s.body(file, x)
	case *ast.Ident, *ast.SelectorExpr:
		return s.namedType(file, x)
	}
	return "any", nil
}

func (s *shapes) namedType(file *File, expr ast.Expr) (string, map[string]*Spec) {
	_, home, name := s.sources.named(file, expr)
	if known, ok := foreign[home+"."+name]; ok {
		return known, nil
	}
	found := s.sources.typeNamed(file, expr)
	switch {
	case found == nil && name == "string" || name == "bool" || name == "any":
		return name, nil
	case found == nil && slices.Contains(numbers, name):
		return "number", nil
	case found == nil:
		return "external(" + home + "." + name + ")", nil
	case s.hasMethod(found, "UnmarshalText"):
		return "string", nil
	case s.hasMethod(found, "AlloyCapsule"):
		return capsule(found), nil
	}
	if _, ok := found.spec.Type.(*ast.InterfaceType); ok {
		return capsule(found), nil
	}
	return s.typeOf(found.file, found.spec.Type)
}

func capsule(t *Type) string {
	return "capsule(" + strings.TrimPrefix(t.key(), alloy+"/internal/component/") + ")"
}

func (s *shapes) hasMethod(t *Type, name string) bool {
	return t.file.pkg.funcs[t.name+"."+name] != nil
}

// element is the named type under pointers, lists and maps.
func (s *shapes) element(file *File, expr ast.Expr) *Type {
	switch x := bare(expr).(type) {
	case *ast.ArrayType:
		return s.element(file, x.Elt)
	case *ast.MapType:
		return s.element(file, x.Value)
	}
	found := s.sources.typeNamed(file, expr)
	if found != nil {
		if list, ok := found.spec.Type.(*ast.ArrayType); ok {
			return s.element(found.file, list)
		}
	}
	return found
}

// body gives the attributes and blocks that a struct's fields say, by their names in Alloy.
func (s *shapes) body(file *File, structure *ast.StructType) map[string]*Spec {
	body := map[string]*Spec{}
	for _, field := range structure.Fields.List {
		if tag, ok := tagOf(field); ok {
			s.addField(body, file, field, tag)
		}
	}
	return body
}

func (s *shapes) addField(body map[string]*Spec, file *File, field *ast.Field, tag Tag) {
	element := s.element(file, field.Type)
	if element != nil && slices.Contains(s.open, element) {
		switch tag.sort {
		case "enum":
			body["$inherit"] = &Spec{Kind: "enum", Prefix: tag.name}
		case "block":
			body[tag.name] = &Spec{Kind: "block", Required: !tag.optional, Repeatable: true}
		}
		return
	}
	s.open = append(s.open, element)
	kind, inner := s.typeOf(file, field.Type)
	s.open = s.open[:len(s.open)-1]
	way := fieldNames(field)[:1]
	_, pointer := field.Type.(*ast.StarExpr)
	switch tag.sort {
	case "label":
		body["$label"] = &Spec{}
	case "squash":
		for name, spec := range inner {
			moved := *spec
			moved.way = append(slices.Clone(way), spec.way...)
			body[name] = &moved
		}
	case "enum":
		for name, spec := range inner {
			spec.Required, spec.Repeatable = false, true
			body[tag.name+"."+name] = spec
		}
	case "block":
		_, labelled := inner["$label"]
		delete(inner, "$label")
		many := strings.HasPrefix(kind, "list(") || strings.HasPrefix(kind, "map(")
		body[tag.name] = &Spec{
			Kind: "block", Required: !tag.optional, Repeatable: many, Labelled: labelled, Body: inner,
			way: way, pointer: pointer, named: element,
		}
	default:
		spec := &Spec{Kind: "attr", Type: kind, Required: !tag.optional, way: way, pointer: pointer, named: element}
		if strings.Contains(kind, "object") {
			spec.Fields = inner
		}
		if element != nil && !strings.HasPrefix(kind, "map(") {
			spec.Values = constantsOf(element)
		}
		body[tag.name] = spec
	}
}

// constantsOf gives the texts that a string type declares as its constants, sorted.
func constantsOf(t *Type) []string {
	var texts []string
	for _, value := range t.file.pkg.values {
		typ, ok := value.typ.(*ast.Ident)
		if !ok || typ.Name != t.name {
			continue
		}
		if literal, ok := value.expr.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, _ := strconv.Unquote(literal.Value)
			texts = append(texts, text)
		}
	}
	sort.Strings(texts)
	return texts
}

// namedTypeBody is the body of a type that stands for a component's arguments or exports.
func (s *shapes) namedTypeBody(t *Type) (string, map[string]*Spec) {
	return s.typeOf(t.file, t.spec.Type)
}
