package main

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

const alloy = "github.com/grafana/alloy"

// Sources are the packages of a checkout, by import path.
type Sources map[string]*Package

// Package holds the declarations of a package by name; methods by "Type.Method".
type Package struct {
	path   string
	types  map[string]*Type
	values map[string]*Value
	funcs  map[string]*Func
	files  []*File
}

// File is a source file with the import paths of the names in it.
type File struct {
	pkg     *Package
	imports map[string]string
	syntax  *ast.File
}

type Type struct {
	name string
	spec *ast.TypeSpec
	file *File
}

// Value is a constant or variable.
type Value struct {
	expr, typ ast.Expr
	file      *File
}

type Func struct {
	decl *ast.FuncDecl
	file *File
}

func (t *Type) key() string { return t.file.pkg.path + "." + t.name }

// read adds the packages in a directory and below. Where a name is declared for several systems, that for Linux counts.
func (s Sources) read(root, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	relative, err := filepath.Rel(root, dir)
	if err != nil {
		return err
	}
	linux := build.Context{GOOS: "linux", GOARCH: "amd64", Compiler: "gc", CgoEnabled: true}
	pkg := &Package{path.Join(alloy, filepath.ToSlash(relative)), map[string]*Type{}, map[string]*Value{}, map[string]*Func{}, nil}
	var others []string
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case entry.IsDir():
			if name == "testdata" || name[0] == '.' {
				continue
			}
			if err := s.read(root, filepath.Join(dir, name)); err != nil {
				return err
			}
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
		default:
			if matches, _ := linux.MatchFile(dir, name); !matches {
				others = append(others, name)
			} else if err := pkg.add(filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	for _, name := range others {
		if err := pkg.add(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	if len(pkg.files) > 0 {
		s[pkg.path] = pkg
	}
	return nil
}

func (p *Package) add(name string) error {
	syntax, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	file := &File{p, map[string]string{}, syntax}
	p.files = append(p.files, file)
	for _, imported := range syntax.Imports {
		target, _ := strconv.Unquote(imported.Path.Value)
		file.imports[importName(imported, target)] = target
	}
	for _, decl := range syntax.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			name := decl.Name.Name
			if decl.Recv != nil {
				name = receiverName(decl) + "." + name
			}
			keep(p.funcs, name, &Func{decl, file})
		case *ast.GenDecl:
			p.addDeclaration(decl, file)
		}
	}
	return nil
}

func (p *Package) addDeclaration(decl *ast.GenDecl, file *File) {
	for _, spec := range decl.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			keep(p.types, spec.Name.Name, &Type{spec.Name.Name, spec, file})
		case *ast.ValueSpec:
			for i, name := range spec.Names {
				if i < len(spec.Values) {
					keep(p.values, name.Name, &Value{spec.Values[i], spec.Type, file})
				}
			}
		}
	}
}

// keep adds what was declared, unless a file for the wanted system declared it already.
func keep[T any](known map[string]T, name string, found T) {
	if _, there := known[name]; !there {
		known[name] = found
	}
}

var majorVersion = regexp.MustCompile(`^v\d+$`)

func importName(imported *ast.ImportSpec, target string) string {
	if imported.Name != nil {
		return imported.Name.Name
	}
	if name := path.Base(target); !majorVersion.MatchString(name) {
		return name
	}
	return path.Base(path.Dir(target))
}

func receiverName(decl *ast.FuncDecl) string {
	if name, ok := bare(decl.Recv.List[0].Type).(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

// bare takes pointers, parentheses and type arguments off an expression.
func bare(expr ast.Expr) ast.Expr {
	for {
		switch x := expr.(type) {
		case *ast.StarExpr:
			expr = x.X
		case *ast.ParenExpr:
			expr = x.X
		case *ast.IndexExpr:
			expr = x.X
		default:
			return expr
		}
	}
}

// named resolves a name in a file: the import path and name, and the package where it is one of the checkout's.
func (s Sources) named(file *File, expr ast.Expr) (*Package, string, string) {
	switch x := bare(expr).(type) {
	case *ast.Ident:
		return file.pkg, file.pkg.path, x.Name
	case *ast.SelectorExpr:
		if prefix, ok := x.X.(*ast.Ident); ok {
			if target, ok := file.imports[prefix.Name]; ok {
				return s[target], target, x.Sel.Name
			}
		}
	}
	return nil, "", ""
}

func (s Sources) typeNamed(file *File, expr ast.Expr) *Type {
	if pkg, _, name := s.named(file, expr); pkg != nil {
		return pkg.types[name]
	}
	return nil
}

// method finds a type's method, also that of what it embeds; with the field path to the embedded value.
func (s Sources) method(t *Type, name string) (*Func, []string) {
	if found := t.file.pkg.funcs[t.name+"."+name]; found != nil {
		return found, nil
	}
	structure, ok := t.spec.Type.(*ast.StructType)
	if !ok {
		return nil, nil
	}
	for _, field := range structure.Fields.List {
		if len(field.Names) > 0 {
			continue
		}
		if embedded := s.typeNamed(t.file, field.Type); embedded != nil && embedded != t {
			if found, way := s.method(embedded, name); found != nil {
				return found, append([]string{embedded.name}, way...)
			}
		}
	}
	return nil, nil
}

// field gives the declaration of a struct's field, and the file it stands in.
func (s Sources) field(t *Type, name string) (ast.Expr, *File) {
	structure, ok := t.spec.Type.(*ast.StructType)
	if !ok {
		if under := s.typeNamed(t.file, t.spec.Type); under != nil && under != t {
			return s.field(under, name)
		}
		return nil, nil
	}
	for _, field := range structure.Fields.List {
		for _, found := range fieldNames(field) {
			if found == name {
				return field.Type, t.file
			}
		}
	}
	return nil, nil
}

func fieldNames(field *ast.Field) []string {
	var names []string
	for _, name := range field.Names {
		names = append(names, name.Name)
	}
	if len(names) == 0 {
		switch x := bare(field.Type).(type) {
		case *ast.Ident:
			names = append(names, x.Name)
		case *ast.SelectorExpr:
			names = append(names, x.Sel.Name)
		}
	}
	return names
}

// Tag is what a field's `alloy` tag says: `alloy:"NAME,attr,optional"`.
type Tag struct {
	name     string
	sort     string // attr, block, enum, squash or label
	optional bool
}

func tagOf(field *ast.Field) (Tag, bool) {
	if field.Tag == nil {
		return Tag{}, false
	}
	text, _ := strconv.Unquote(field.Tag.Value)
	content, ok := reflect.StructTag(text).Lookup("alloy")
	if !ok {
		return Tag{}, false
	}
	parts := strings.Split(content, ",")
	tag := Tag{name: parts[0]}
	for _, part := range parts[1:] {
		if part == "optional" {
			tag.optional = true
		} else {
			tag.sort = part
		}
	}
	return tag, true
}
