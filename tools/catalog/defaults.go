package main

import (
	"fmt"
	"go/ast"
	"math"
	"strings"
	"time"
)

// apply gives each optional attribute of a body its default: what the struct around it holds, or the zero value of a
// type that is not nil. A block that sets its own defaults does so over those that the struct around it has for it.
func (e *evaluator) apply(body map[string]*Spec, holder *object) {
	for _, spec := range body {
		if spec.Kind == "enum" {
			continue
		}
		value, known := e.at(holder, spec.way)
		switch {
		case spec.Kind == "attr" && !spec.Required:
			spec.Default = defaultOf(spec, value, known)
			spec.Unknown = known && value != nil && spec.Default == nil
		case spec.Kind == "block":
			inner, _ := value.(*object)
			if spec.named != nil {
				if own := e.defaults(spec.named); own != nil {
					inner = own
				}
			}
			e.apply(spec.Body, inner)
		}
	}
}

// at follows Go's field names into an object. What is not there has its zero value, and false is given.
func (e *evaluator) at(holder *object, way []string) (any, bool) {
	var value any = holder
	for _, name := range way {
		owner, ok := value.(*object)
		if !ok || owner == nil {
			_, lost := value.(unknown)
			return unknown{}, lost
		}
		if value, ok = owner.fields[name]; !ok {
			return nil, false
		}
	}
	return value, true
}

var zeros = map[string]any{
	"string": "", "secret": "", "secret_or_string": "", "bool": false, "number": 0.0, "duration": "0s", "bytes": "0B",
}

// defaultOf gives a default as the store writes it; nil where there is none, or nobody can tell from the sources.
func defaultOf(spec *Spec, value any, known bool) any {
	if !known {
		if spec.pointer || readsText(spec) {
			return nil
		}
		return zeros[spec.Type]
	}
	return plain(spec.Type, value)
}

// readsText says whether an attribute's Go type is something else behind a text: its zero value is not the empty text.
func readsText(spec *Spec) bool {
	if spec.named == nil || spec.named.file.pkg.funcs[spec.named.name+".UnmarshalText"] == nil {
		return false
	}
	under, ok := spec.named.spec.Type.(*ast.Ident)
	return !ok || under.Name != "string"
}

// plain writes a value of a type as the store does; nil where a part of it is unknown.
func plain(kind string, value any) any {
	switch value := value.(type) {
	case time.Duration:
		return durationText(value)
	case float64:
		switch kind {
		case "duration":
			return durationText(asDuration(value))
		case "bytes":
			return sizeText(int64(value))
		}
		return value
	case []any:
		items := []any{}
		for _, item := range value {
			inner := plain(strings.TrimSuffix(strings.TrimPrefix(kind, "list("), ")"), item)
			if inner == nil {
				return nil
			}
			items = append(items, inner)
		}
		return items
	case map[string]any:
		for _, item := range value {
			if plain("", item) == nil {
				return nil
			}
		}
		return value
	case string, bool:
		return value
	}
	return nil
}

// durationText writes 90 minutes as 1h30m, without the zeros that Go prints behind.
func durationText(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func sizeText(size int64) string {
	if size == 0 {
		return "0B"
	}
	text := ""
	for i := 4; i >= 0; i-- {
		unit := int64(math.Pow(1024, float64(i)))
		if count := size / unit; count > 0 {
			text += fmt.Sprintf("%d%s", count, []string{"B", "KiB", "MiB", "GiB", "TiB"}[i])
			size %= unit
		}
	}
	return text
}
