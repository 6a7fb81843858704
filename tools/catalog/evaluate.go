package main

import (
	"go/ast"
	"go/token"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// unknown is a value that the sources alone do not tell.
type unknown struct{}

// object is a value of a struct type, by Go's names of its fields. What is not in it has its zero value.
type object struct {
	typ    *Type
	fields map[string]any
}

func (o *object) copy() *object {
	fields := maps.Clone(o.fields)
	for name, field := range fields {
		if inner, ok := field.(*object); ok {
			fields[name] = inner.copy()
		}
	}
	return &object{o.typ, fields}
}

// evaluator runs the few forms of Go that defaults are written in. Anything else is unknown.
type evaluator struct {
	sources Sources
	depth   int
}

type scope struct {
	file   *File
	locals map[string]any
}

var durations = map[string]time.Duration{
	"Nanosecond": 1, "Microsecond": time.Microsecond, "Millisecond": time.Millisecond,
	"Second": time.Second, "Minute": time.Minute, "Hour": time.Hour,
}

var sizes = map[string]float64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "Kibibyte": 1 << 10, "Mebibyte": 1 << 20, "Gibibyte": 1 << 30}

// conversions are functions that give their argument, whatever package they are in.
var conversions = regexp.MustCompile(`^(u?int\d*|float64|string|Duration|Ptr|ToPtr|To|Base2Bytes|Secret|OptionalSecret|Bytes|Int|Int64|Bool|String|Clone)$`)

// defaults gives what a type's SetToDefault leaves, or its UnmarshalAlloy before it decodes; nil where it has neither.
func (e *evaluator) defaults(t *Type) *object {
	method, way := e.sources.method(t, "SetToDefault")
	if method == nil {
		method, way = e.sources.method(t, "UnmarshalAlloy")
	}
	if method == nil {
		return nil
	}
	value := &object{t, map[string]any{}}
	e.call(method, e.inner(value, way), nil)
	return value
}

// inner follows fields into an object, and makes what is not there yet.
func (e *evaluator) inner(value *object, way []string) *object {
	for _, name := range way {
		value = e.member(value, name)
		if value == nil {
			return nil
		}
	}
	return value
}

func (e *evaluator) member(value *object, name string) *object {
	if inner, ok := value.fields[name].(*object); ok {
		return inner
	}
	if value.typ == nil {
		return nil
	}
	expr, file := e.sources.field(value.typ, name)
	if expr == nil {
		return nil
	}
	typ := e.sources.typeNamed(file, expr)
	if typ == nil {
		return nil
	}
	inner := &object{typ, map[string]any{}}
	value.fields[name] = inner
	return inner
}

func (e *evaluator) call(function *Func, receiver any, arguments []any) any {
	if function.decl.Body == nil || e.depth > 20 {
		return unknown{}
	}
	e.depth++
	defer func() { e.depth-- }()
	in := scope{function.file, map[string]any{}}
	if function.decl.Recv != nil && len(function.decl.Recv.List[0].Names) > 0 {
		in.locals[function.decl.Recv.List[0].Names[0].Name] = receiver
	}
	position := 0
	for _, parameter := range function.decl.Type.Params.List {
		for _, name := range parameter.Names {
			in.locals[name.Name] = unknown{}
			if position < len(arguments) {
				in.locals[name.Name] = arguments[position]
			}
			position++
		}
	}
	return e.run(in, function.decl.Body)
}

// run follows the statements of a function that stand for themselves: what a condition decides stays unknown.
func (e *evaluator) run(in scope, body *ast.BlockStmt) any {
	for _, statement := range body.List {
		switch statement := statement.(type) {
		case *ast.AssignStmt:
			for i, target := range statement.Lhs {
				if len(statement.Rhs) == len(statement.Lhs) {
					e.assign(in, target, e.value(in, statement.Rhs[i]))
				}
			}
		case *ast.DeclStmt:
			e.declare(in, statement)
		case *ast.ExprStmt:
			e.value(in, statement.X)
		case *ast.ReturnStmt:
			if len(statement.Results) > 0 {
				return e.value(in, statement.Results[0])
			}
		}
	}
	return unknown{}
}

func (e *evaluator) declare(in scope, statement *ast.DeclStmt) {
	declaration, ok := statement.Decl.(*ast.GenDecl)
	if !ok {
		return
	}
	for _, spec := range declaration.Specs {
		spec, ok := spec.(*ast.ValueSpec)
		switch {
		case ok && len(spec.Values) > 0:
			e.assign(in, spec.Names[0], e.value(in, spec.Values[0]))
		case ok:
			if typ := e.sources.typeNamed(in.file, spec.Type); typ != nil {
				in.locals[spec.Names[0].Name] = &object{typ, map[string]any{}}
			}
		}
	}
}

func (e *evaluator) assign(in scope, target ast.Expr, value any) {
	if given, ok := value.(*object); ok {
		value = given.copy()
	}
	switch target := target.(type) {
	case *ast.Ident:
		in.locals[target.Name] = value
	case *ast.StarExpr:
		whole, ok := e.value(in, target.X).(*object)
		if given, is := value.(*object); ok && is {
			whole.fields = given.fields
		}
	case *ast.SelectorExpr:
		if owner := e.place(in, target.X); owner != nil {
			e.set(owner, target.Sel.Name, value)
		}
	}
}

// set gives a field its value; a promoted one where it is embedded.
func (e *evaluator) set(owner *object, name string, value any) {
	if owner.typ != nil {
		if expr, _ := e.sources.field(owner.typ, name); expr == nil {
			if embedded := e.embeds(owner, name); embedded != nil {
				owner = embedded
			}
		}
	}
	owner.fields[name] = value
}

func (e *evaluator) embeds(owner *object, name string) *object {
	structure, ok := owner.typ.spec.Type.(*ast.StructType)
	if !ok {
		return nil
	}
	for _, field := range structure.Fields.List {
		typ := e.sources.typeNamed(owner.typ.file, field.Type)
		if len(field.Names) == 0 && typ != nil {
			if expr, _ := e.sources.field(typ, name); expr != nil {
				return e.member(owner, typ.name)
			}
		}
	}
	return nil
}

// place is the object that an expression stands for, made where it is not there yet.
func (e *evaluator) place(in scope, expr ast.Expr) *object {
	switch x := bare(expr).(type) {
	case *ast.Ident:
		found, _ := in.locals[x.Name].(*object)
		return found
	case *ast.SelectorExpr:
		owner := e.place(in, x.X)
		if owner == nil {
			return nil
		}
		if found := e.member(owner, x.Sel.Name); found != nil {
			return found
		}
		if owner.typ != nil {
			if embedded := e.embeds(owner, x.Sel.Name); embedded != nil {
				return e.member(embedded, x.Sel.Name)
			}
		}
	}
	return nil
}

func (e *evaluator) value(in scope, expr ast.Expr) any {
	switch x := expr.(type) {
	case *ast.BasicLit:
		return literal(x)
	case *ast.ParenExpr:
		return e.value(in, x.X)
	case *ast.StarExpr:
		return e.value(in, x.X)
	case *ast.UnaryExpr:
		return e.unary(in, x)
	case *ast.BinaryExpr:
		return binary(x.Op, e.value(in, x.X), e.value(in, x.Y))
	case *ast.Ident:
		return e.ident(in, x)
	case *ast.SelectorExpr:
		return e.selected(in, x)
	case *ast.CompositeLit:
		return e.composite(in, x)
	case *ast.CallExpr:
		return e.called(in, x)
	}
	return unknown{}
}

func literal(x *ast.BasicLit) any {
	switch x.Kind {
	case token.STRING:
		text, _ := strconv.Unquote(x.Value)
		return text
	case token.INT, token.FLOAT:
		if number, err := strconv.ParseInt(x.Value, 0, 64); err == nil {
			return float64(number)
		}
		if number, err := strconv.ParseFloat(strings.ReplaceAll(x.Value, "_", ""), 64); err == nil {
			return number
		}
	}
	return unknown{}
}

func (e *evaluator) unary(in scope, x *ast.UnaryExpr) any {
	value := e.value(in, x.X)
	switch number := value.(type) {
	case float64:
		if x.Op == token.SUB {
			return -number
		}
	case time.Duration:
		if x.Op == token.SUB {
			return -number
		}
	}
	if x.Op == token.AND {
		return value
	}
	return unknown{}
}

func binary(op token.Token, left, right any) any {
	if one, ok := left.(string); ok {
		if other, ok := right.(string); ok && op == token.ADD {
			return one + other
		}
	}
	one, isDuration := number(left)
	other, also := number(right)
	result := unknownNumber
	switch op {
	case token.MUL:
		result = one * other
	case token.ADD:
		result = one + other
	case token.SUB:
		result = one - other
	case token.SHL:
		result = float64(int64(one) << uint(max(other, 0)))
	case token.QUO:
		if other != 0 {
			result = one / other
		}
	}
	switch {
	case result == unknownNumber || one == unknownNumber || other == unknownNumber:
		return unknown{}
	case isDuration || also:
		return asDuration(result)
	}
	return result
}

const unknownNumber = float64(-1 << 62)

// asDuration keeps the largest one, which a float64 rounds up, from turning negative.
func asDuration(value float64) time.Duration {
	if value >= math.MaxInt64 {
		return math.MaxInt64
	}
	return time.Duration(value)
}

func number(value any) (float64, bool) {
	switch value := value.(type) {
	case float64:
		return value, false
	case time.Duration:
		return float64(value), true
	}
	return unknownNumber, false
}

func (e *evaluator) ident(in scope, x *ast.Ident) any {
	switch x.Name {
	case "true":
		return true
	case "false":
		return false
	case "nil":
		return nil
	}
	if value, ok := in.locals[x.Name]; ok {
		return value
	}
	return e.global(in.file.pkg, x.Name)
}

// global evaluates a constant or variable of a package anew: nobody else holds what it gives.
func (e *evaluator) global(pkg *Package, name string) any {
	if pkg == nil || pkg.values[name] == nil || e.depth > 20 {
		return unknown{}
	}
	e.depth++
	defer func() { e.depth-- }()
	found := pkg.values[name]
	return e.value(scope{found.file, map[string]any{}}, found.expr)
}

func (e *evaluator) selected(in scope, x *ast.SelectorExpr) any {
	if prefix, ok := x.X.(*ast.Ident); ok {
		if _, local := in.locals[prefix.Name]; !local {
			if home, imported := in.file.imports[prefix.Name]; imported {
				return e.imported(home, x.Sel.Name)
			}
		}
	}
	owner, ok := e.value(in, x.X).(*object)
	if !ok {
		return unknown{}
	}
	if value, ok := owner.fields[x.Sel.Name]; ok {
		return value
	}
	if owner.typ != nil {
		if embedded := e.embeds(owner, x.Sel.Name); embedded != nil {
			owner = embedded
		}
	}
	if value, ok := owner.fields[x.Sel.Name]; ok {
		return value
	}
	if inner := e.member(owner, x.Sel.Name); inner != nil {
		return inner
	}
	return unknown{}
}

func (e *evaluator) imported(home, name string) any {
	switch {
	case home == "time" && durations[name] != 0:
		return durations[name]
	case home == "github.com/alecthomas/units" && sizes[name] != 0:
		return sizes[name]
	case home == "math" && name == "MaxInt64":
		return float64(math.MaxInt64)
	}
	return e.global(e.sources[home], name)
}

func (e *evaluator) composite(in scope, x *ast.CompositeLit) any {
	switch typ := x.Type.(type) {
	case *ast.ArrayType:
		return e.items(in, typ.Elt, x)
	case *ast.MapType:
		return e.entries(in, x)
	}
	typ := e.sources.typeNamed(in.file, x.Type)
	if typ != nil {
		switch under := typ.spec.Type.(type) {
		case *ast.ArrayType:
			return e.items(in, under.Elt, x)
		case *ast.MapType:
			return e.entries(in, x)
		}
	}
	made := &object{typ, map[string]any{}}
	for _, element := range x.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if name, ok := pair.Key.(*ast.Ident); ok {
				made.fields[name.Name] = e.value(in, pair.Value)
			}
		}
	}
	return made
}

func (e *evaluator) items(in scope, _ ast.Expr, x *ast.CompositeLit) any {
	items := []any{}
	for _, element := range x.Elts {
		items = append(items, e.value(in, element))
	}
	return items
}

func (e *evaluator) entries(in scope, x *ast.CompositeLit) any {
	entries := map[string]any{}
	for _, element := range x.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return unknown{}
		}
		key, ok := e.value(in, pair.Key).(string)
		if !ok {
			return unknown{}
		}
		entries[key] = e.value(in, pair.Value)
	}
	return entries
}

func (e *evaluator) called(in scope, x *ast.CallExpr) any {
	var arguments []any
	for _, argument := range x.Args {
		arguments = append(arguments, e.value(in, argument))
	}
	if selector, ok := bare(x.Fun).(*ast.SelectorExpr); ok {
		if receiver := e.receiver(in, selector); receiver != nil && receiver.typ != nil {
			method, way := e.sources.method(receiver.typ, selector.Sel.Name)
			if method == nil {
				return unknown{}
			}
			return e.call(method, e.inner(receiver, way), arguments)
		}
	}
	pkg, _, name := e.sources.named(in.file, x.Fun)
	if pkg != nil && pkg.funcs[name] != nil && !strings.HasPrefix(strings.ToLower(name), "must") {
		return e.call(pkg.funcs[name], nil, arguments)
	}
	if pkg != nil && pkg.values[name] != nil {
		if made, ok := pkg.values[name].expr.(*ast.FuncLit); ok {
			return e.run(scope{pkg.values[name].file, map[string]any{}}, made.Body)
		}
	}
	isType := pkg != nil && pkg.types[name] != nil
	converts := isType || conversions.MatchString(name) || strings.HasPrefix(strings.ToLower(name), "must")
	if _, ok := x.Fun.(*ast.ArrayType); ok || len(arguments) == 1 && converts {
		return arguments[0]
	}
	if name == "append" && len(arguments) > 0 {
		if items, ok := arguments[0].([]any); ok && x.Ellipsis == token.NoPos {
			return append(slices.Clone(items), arguments[1:]...)
		}
	}
	return unknown{}
}

// receiver is what a method is called on; nil where the selector names a function of a package.
func (e *evaluator) receiver(in scope, selector *ast.SelectorExpr) *object {
	if prefix, ok := selector.X.(*ast.Ident); ok {
		if _, local := in.locals[prefix.Name]; !local {
			if _, imported := in.file.imports[prefix.Name]; imported {
				return nil
			}
		}
	}
	if place := e.place(in, selector.X); place != nil {
		return place
	}
	found, _ := e.value(in, selector.X).(*object)
	return found
}
