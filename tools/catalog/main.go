// Command catalog prints what a checkout of Grafana Alloy takes and gives, as JSON: each component and each block of the
// configuration with its arguments, exports and stability. It reads the sources and builds none of them.
//
//	cd tools/catalog && go run . ../../../alloy
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

type Component struct {
	Stability string            `json:"stability"`
	Arguments map[string]*Spec  `json:"arguments"`
	Exports   map[string]Export `json:"exports"`
}

type Export struct {
	Type string `json:"type"`
}

type Block struct {
	Arguments map[string]*Spec `json:"arguments"`
}

type Facts struct {
	Components map[string]*Component `json:"components"`
	Blocks     map[string]*Block     `json:"config_blocks"`
	Functions  []string              `json:"functions"`
}

// blocks are the types of the configuration blocks. A version may not have all of them.
var blocks = map[string]string{
	"argument":      "/internal/nodeconf/argument.Arguments",
	"export":        "/internal/nodeconf/export.Arguments",
	"foreach":       "/internal/nodeconf/foreach.Arguments",
	"http":          "/internal/service/http.Arguments",
	"import.file":   "/internal/nodeconf/importsource.FileArguments",
	"import.git":    "/internal/nodeconf/importsource.GitArguments",
	"import.http":   "/internal/nodeconf/importsource.HTTPArguments",
	"import.string": "/internal/nodeconf/importsource.StringArguments",
	"livedebugging": "/internal/service/livedebugging.Arguments",
	"logging":       "/internal/runtime/logging.Options",
	"remotecfg":     "/internal/service/remotecfg.Arguments",
	"tracing":       "/internal/runtime/tracing.Options",
}

var stabilities = map[string]string{
	"StabilityGenerallyAvailable": "generally-available",
	"StabilityPublicPreview":      "public-preview",
	"StabilityExperimental":       "experimental",
}

// tests are components of Alloy's own tests.
var tests = regexp.MustCompile(`^(testcomponents|pipelinetests?|test|module)\b`)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: catalog CHECKOUT")
		os.Exit(2)
	}
	facts, err := extract(os.Args[1])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(facts)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func extract(root string) (*Facts, error) {
	sources := Sources{}
	for _, folder := range []string{"internal", "syntax"} {
		if err := sources.read(root, filepath.Join(root, folder)); err != nil {
			return nil, err
		}
	}
	facts := &Facts{map[string]*Component{}, map[string]*Block{}, functions(sources)}
	for _, pkg := range sources {
		for _, file := range pkg.files {
			ast.Inspect(file.syntax, func(node ast.Node) bool {
				if literal, ok := node.(*ast.CompositeLit); ok && isRegistration(file, literal) {
					facts.register(sources, file, literal)
				}
				return true
			})
		}
	}
	for name, key := range blocks {
		home, typ, _ := strings.Cut(key, ".")
		if pkg := sources[alloy+home]; pkg != nil && pkg.types[typ] != nil {
			facts.Blocks[name] = &Block{arguments(sources, pkg.types[typ])}
		}
	}
	return facts, nil
}

func isRegistration(file *File, literal *ast.CompositeLit) bool {
	selector, ok := literal.Type.(*ast.SelectorExpr)
	if !ok || selector.Sel.Name != "Registration" {
		return false
	}
	prefix, ok := selector.X.(*ast.Ident)
	return ok && file.imports[prefix.Name] == alloy+"/internal/component"
}

// register adds a component, as a call of component.Register has it. The files for Linux come first, and count.
func (f *Facts) register(sources Sources, file *File, literal *ast.CompositeLit) {
	evaluator := &evaluator{sources: sources}
	said := evaluator.composite(scope{file, map[string]any{}}, &ast.CompositeLit{Type: literal.Type, Elts: literal.Elts}).(*object)
	name, ok := said.fields["Name"].(string)
	if !ok || f.Components[name] != nil || tests.MatchString(name) {
		return
	}
	component := &Component{Arguments: map[string]*Spec{}, Exports: map[string]Export{}}
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch pair.Key.(*ast.Ident).Name {
		case "Stability":
			component.Stability = stabilities[pair.Value.(*ast.SelectorExpr).Sel.Name]
		case "Community":
			if said.fields["Community"] == true {
				component.Stability = "community"
			}
		case "Args":
			if typ := typeOfLiteral(sources, file, pair.Value); typ != nil {
				component.Arguments = arguments(sources, typ)
			}
		case "Exports":
			if typ := typeOfLiteral(sources, file, pair.Value); typ != nil {
				for name, spec := range arguments(sources, typ) {
					component.Exports[name] = Export{spec.Type}
				}
			}
		}
	}
	f.Components[name] = component
}

func typeOfLiteral(sources Sources, file *File, expr ast.Expr) *Type {
	if address, ok := expr.(*ast.UnaryExpr); ok {
		expr = address.X
	}
	if literal, ok := expr.(*ast.CompositeLit); ok {
		return sources.typeNamed(file, literal.Type)
	}
	return nil
}

// arguments gives the body that a type's values are decoded from, with defaults.
func arguments(sources Sources, typ *Type) map[string]*Spec {
	shapes := &shapes{sources, []*Type{typ}}
	_, body := shapes.namedTypeBody(typ)
	if body == nil {
		return map[string]*Spec{}
	}
	delete(body, "$label")
	evaluator := &evaluator{sources: sources}
	evaluator.apply(body, evaluator.defaults(typ))
	return body
}

// functions gives the names of the standard library, with their namespaces.
func functions(sources Sources) []string {
	pkg := sources[alloy+"/syntax/internal/stdlib"]
	var names []string
	for _, table := range []string{"Identifiers", "DeprecatedIdentifiers"} {
		if pkg == nil || pkg.values[table] == nil {
			continue
		}
		for _, element := range pkg.values[table].expr.(*ast.CompositeLit).Elts {
			pair := element.(*ast.KeyValueExpr)
			name, _ := literal(pair.Key.(*ast.BasicLit)).(string)
			inner, isName := pair.Value.(*ast.Ident)
			if isName && pkg.values[inner.Name] != nil {
				if namespace, ok := pkg.values[inner.Name].expr.(*ast.CompositeLit); ok {
					for _, member := range namespace.Elts {
						key, _ := literal(member.(*ast.KeyValueExpr).Key.(*ast.BasicLit)).(string)
						names = append(names, name+"."+key)
					}
					continue
				}
			}
			names = append(names, name)
		}
	}
	return names
}
