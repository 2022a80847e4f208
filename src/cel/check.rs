//! Judges an expression by types before it is run, as the server does when it is written.
//!
//! From `checker/checker.go` in `cel-go`, with the signs of its `common/stdlib`.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::functions::{duration_of, timestamp_of};
use super::signatures;
use super::signs;
use super::syntax::{Expr, Expression, Fault, Kind, Loop, Macro, Sign};
use super::types::{Shape, Type, is_named};
use super::value::Value;
use crate::diagnostic::nearest;
use crate::kubernetes::go_pattern;

/// The variables that an expression can read, and the objects that it can make.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The names of the variables, each with its type.
    pub variables: Vec<(String, Type)>,
    /// Whether it can name values by `cel.bind()`.
    pub binds: bool,
    /// Whether it can make `Object{}`, any `Object.…{}` below it, and `JSONPatch{}`.
    pub patches: bool,
}

/// The type of what an expression gives, and all that is wrong with it.
pub fn check(expression: &Expression, environment: &Environment) -> (Type, Vec<Fault>) {
    let mut checker = Checker { environment, local: Vec::new(), faults: Vec::new(), types: None };
    let found = checker.of(&expression.root);
    (found, checker.faults)
}

/// The type of each part of an expression, by its address; nothing of what is no value, as `optional` in `optional.of(1)`.
pub(super) type Types = FxHashMap<usize, Type>;

/// The types of the parts of an expression, which stays where it is.
pub(super) fn types(expression: &Expression, environment: &Environment) -> Types {
    let types = Some(Types::default());
    let mut checker = Checker { environment, local: Vec::new(), faults: Vec::new(), types };
    checker.of(&expression.root);
    checker.types.unwrap_or_default()
}

struct Checker<'e> {
    environment: &'e Environment,
    local: Vec<(Arc<str>, Type)>,
    faults: Vec<Fault>,
    /// What was found, where someone asks for it.
    types: Option<Types>,
}

impl Checker<'_> {
    #[cold]
    fn fault(&mut self, range: &Range<usize>, predicate: String) -> Type {
        self.faults.push(Fault::new(range.clone(), predicate));
        Type::Unknown
    }

    fn of(&mut self, it: &Expr) -> Type {
        let found = self.found(it);
        if let Some(types) = &mut self.types {
            types.insert(std::ptr::from_ref(it).addr(), found.clone());
        }
        found
    }

    fn found(&mut self, it: &Expr) -> Type {
        match &it.kind {
            Kind::Literal(value) => signs::of_literal(value),
            Kind::Name(name) => self.name(it, name),
            Kind::Select { of, field, optional } => match self.dotted(it) {
                Some(known) => known,
                None => self.select(of, field, *optional, &it.range),
            },
            Kind::Has { of, field } => {
                self.select(of, field, false, &it.range);
                Type::Bool
            }
            Kind::Index { of, index, optional } => self.index(of, index, *optional, &it.range),
            Kind::Call { name, target, arguments } => {
                self.call(name, target.as_deref(), arguments, &it.range)
            }
            Kind::List(items) => {
                let mut all = Type::Free;
                for item in items {
                    let own = self.of(&item.value);
                    let own = if item.optional { inside(own) } else { own };
                    all = self.same(&all, &own, &item.value.range);
                }
                Type::list(all)
            }
            Kind::Map(entries) => {
                let (mut keys, mut values) = (Type::Free, Type::Free);
                for (optional, key, value) in entries {
                    let own = self.of(key);
                    keys = self.same(&keys, &own, &key.range);
                    let own = self.of(value);
                    let own = if *optional { inside(own) } else { own };
                    values = self.same(&values, &own, &value.range);
                }
                Type::Map(Arc::new((keys, values)))
            }
            Kind::Object { name, .. } => self.object(it, name),
            Kind::And(parts) | Kind::Or(parts) => {
                let sign = if matches!(it.kind, Kind::And(_)) { "&&" } else { "||" };
                for part in parts {
                    self.truth(part, sign);
                }
                Type::Bool
            }
            Kind::Choice(parts) => self.choice(parts, &it.range),
            Kind::Binary(sign, parts) => self.binary(*sign, parts, &it.range),
            Kind::Not(part) => {
                self.truth(part, "!");
                Type::Bool
            }
            Kind::Minus(part) => match self.of(part) {
                Type::Int => Type::Int,
                Type::Double => Type::Double,
                own if own.is_open() => own,
                own => self.fault(&it.range, format!("has `-` before {}", a(&own))),
            },
            Kind::Loop(it) => self.each(it),
        }
    }

    /// A value of which the server asks that it is true or false.
    fn truth(&mut self, it: &Expr, sign: &str) {
        let own = self.of(it);
        if !own.is_open() && !own.is_exactly(&Type::Bool) {
            self.fault(&it.range, format!("has {} where `{sign}` takes a bool", a(&own)));
        }
    }

    /// All items of a list must be of one type.
    fn same(&mut self, all: &Type, own: &Type, range: &Range<usize>) -> Type {
        match all.join(own) {
            Some(joined) => joined,
            None => self.fault(range, format!("has {} among values that are {all}", a(own))),
        }
    }

    fn choice(&mut self, parts: &[Expr; 3], range: &Range<usize>) -> Type {
        let [condition, then, other] = parts;
        self.truth(condition, "?");
        let (then, other) = (self.of(then), self.of(other));
        match then.join(&other) {
            Some(joined) => joined,
            None => self.fault(range, format!("gives {} or {} at one `?`", a(&then), a(&other))),
        }
    }

    fn name(&mut self, it: &Expr, name: &str) -> Type {
        let plain = name.trim_start_matches('.');
        if let Some((_, own)) = self.local.iter().rev().find(|(local, _)| **local == *name) {
            return own.clone();
        }
        if let Some((_, own)) = self.environment.variables.iter().find(|(own, _)| own == plain) {
            return own.clone();
        }
        if is_named(plain) {
            return Type::Type;
        }
        let local = self.local.iter().map(|(name, _)| &**name);
        let known = local.chain(self.environment.variables.iter().map(|(name, _)| name.as_str()));
        let help = nearest(plain, known).first().map(|near| format!("write `{near}`"));
        self.fault(&it.range, format!("reads `{plain}`, which is not there"));
        if let Some(fault) = self.faults.last_mut() {
            fault.help = help;
        }
        Type::Unknown
    }

    /// A variable or type whose name has dots.
    fn dotted(&self, it: &Expr) -> Option<Type> {
        let name = it.dotted()?;
        let first = name.split('.').next().unwrap_or_default();
        if self.local.iter().any(|(local, _)| **local == *first) {
            return None;
        }
        let variable = self.environment.variables.iter().find(|(own, _)| *own == name);
        let is_type = || is_named(&name) || name.starts_with("kubernetes.") || name.starts_with("net.");
        variable.map(|(_, own)| own.clone()).or_else(|| is_type().then_some(Type::Type))
    }

    fn select(&mut self, of: &Expr, field: &str, optional: bool, range: &Range<usize>) -> Type {
        let own = self.of(of);
        let (own, was_optional) = match own {
            Type::Optional(within) => ((*within).clone(), true),
            own => (own, false),
        };
        let found = match &own {
            Type::Object(shape) => self.field(shape, field, range),
            Type::Map(of) => of.1.clone(),
            own if own.is_open() => own.clone(),
            own => return self.fault(range, format!("reads `{field}` of {}, which has no fields", a(own))),
        };
        if optional || was_optional { Type::Optional(Arc::new(inside(found))) } else { found }
    }

    fn field(&mut self, shape: &Shape, field: &str, range: &Range<usize>) -> Type {
        let Some(fields) = &shape.fields else { return Type::Dyn };
        if let Some(found) = fields.get(field) {
            return found.clone();
        }
        let help =
            nearest(field, fields.keys().map(String::as_str)).first().map(|near| format!("write `{near}`"));
        self.fault(range, format!("reads `{field}`, which `{}` does not have", shape.name));
        if let Some(fault) = self.faults.last_mut() {
            fault.help = help;
        }
        Type::Unknown
    }

    fn index(&mut self, of: &Expr, index: &Expr, optional: bool, range: &Range<usize>) -> Type {
        let (own, at) = (self.of(of), self.of(index));
        let (own, was_optional) = match own {
            Type::Optional(within) => ((*within).clone(), true),
            own => (own, false),
        };
        let found = match &own {
            own if own.is_open() => own.clone(),
            Type::List(of) if at.join(&Type::Int).is_some() => (**of).clone(),
            Type::Map(of) if at.join(&of.0).is_some() => of.1.clone(),
            own => return self.fault(range, format!("has {} as an index of {}", a(&at), a(own))),
        };
        if optional || was_optional { Type::Optional(Arc::new(inside(found))) } else { found }
    }

    fn call(&mut self, name: &str, target: Option<&Expr>, arguments: &[Expr], range: &Range<usize>) -> Type {
        let (name, method) = &signatures::called(name, target);
        let (name, method) = (&**name, *method);
        let parts = target.filter(|_| method).into_iter().chain(arguments);
        let own: Vec<Type> = parts.map(|part| self.of(part)).collect();
        let mut known = signatures::of(name, method).peekable();
        if known.peek().is_none() {
            let help =
                nearest(name, signatures::names(method)).first().map(|near| format!("write `{near}()`"));
            let of = target.filter(|_| method).map_or("", |_| " of a value");
            self.fault(range, format!("calls `{name}()`{of}, which is no function"));
            if let Some(fault) = self.faults.last_mut() {
                fault.help = help;
            }
            return Type::Unknown;
        }
        if let Some(found) = signs::resolve(known, &own) {
            self.literal(name, arguments);
            return found;
        }
        let mut takes: Vec<String> =
            signatures::of(name, method).map(|row| signs::shown(row.takes, method)).collect();
        takes.dedup();
        let help = format!("it takes {}", takes[..takes.len().min(4)].join(", or "));
        let (given, what) = match (own.split_first(), method) {
            (Some((first, rest)), true) => (rest, format!("`{name}()` of {}", a(first))),
            _ => (&own[..], format!("`{name}()`")),
        };
        let given: Vec<String> = given.iter().map(ToString::to_string).collect();
        self.fault(range, format!("calls {what} with ({})", given.join(", ")));
        if let Some(fault) = self.faults.last_mut() {
            fault.help = Some(help);
        }
        Type::Unknown
    }

    /// Texts that are written out must be what a function reads them as.
    fn literal(&mut self, name: &str, arguments: &[Expr]) {
        let Some(Expr { kind: Kind::Literal(Value::Text(text)), range, .. }) = arguments.last() else {
            return;
        };
        let wanted = match name {
            "duration" if duration_of(text).is_none() => "length of time",
            "timestamp" if timestamp_of(text).is_none() => "point in time",
            "matches" if go_pattern::compile(text).err() == Some(go_pattern::Fault::Wrong) => {
                "regular expression"
            }
            _ => return,
        };
        self.fault(range, format!("has a text for a {wanted} that is none"));
    }

    fn binary(&mut self, sign: Sign, parts: &[Expr; 2], range: &Range<usize>) -> Type {
        let [left, right] = [self.of(&parts[0]), self.of(&parts[1])];
        let found = signs::gives(sign, &left, &right);
        found.unwrap_or_else(|| {
            self.fault(range, format!("has `{}` between {} and {}", sign.text(), a(&left), a(&right)))
        })
    }

    fn object(&mut self, it: &Expr, name: &str) -> Type {
        let Kind::Object { fields, .. } = &it.kind else { return Type::Unknown };
        let known = match name {
            "JSONPatch" => Some(&["op", "path", "from"][..]),
            name if name == "Object" || name.starts_with("Object.") => None,
            // What the language brings along, which nobody makes.
            name if name.starts_with("google.") => return Type::Unknown,
            _ => return self.fault(&it.range, format!("makes a `{name}`, which is no type")),
        };
        if !self.environment.patches {
            return self.fault(&it.range, format!("makes a `{name}`, which is no type here"));
        }
        for field in fields {
            let own = self.of(&field.value);
            let own = if field.optional { inside(own) } else { own };
            let Some(texts) = known else { continue };
            let is_text = texts.contains(&&*field.name);
            if !is_text && &*field.name != "value" {
                self.fault(&field.range, format!("sets `{}`, which `{name}` does not have", field.name));
            } else if is_text && own.join(&Type::Text).is_none() {
                self.fault(
                    &field.value.range,
                    format!("has {} where `{}` takes a string", a(&own), field.name),
                );
            }
        }
        Type::Object(Arc::new(Shape { name: name.to_owned(), fields: None }))
    }

    fn each(&mut self, it: &Loop) -> Type {
        if it.what == Macro::Bind && !self.environment.binds {
            return self.fault(&it.over.range, "calls `cel.bind()`, which is no function here".to_owned());
        }
        let over = self.of(&it.over);
        let (key, value) = match &over {
            own if it.what == Macro::Bind => (own.clone(), Type::Unknown),
            own if own.is_open() => (own.clone(), own.clone()),
            Type::Optional(of) if matches!(it.what, Macro::OptMap | Macro::OptFlatMap) => {
                ((**of).clone(), Type::Unknown)
            }
            Type::List(of) => match it.second {
                Some(_) => (Type::Int, (**of).clone()),
                None => ((**of).clone(), Type::Unknown),
            },
            Type::Map(of) => of.as_ref().clone(),
            own => {
                let what = format!("goes over {}, which is neither a list nor a map", a(own));
                self.fault(&it.over.range, what);
                (Type::Unknown, Type::Unknown)
            }
        };
        let depth = self.local.len();
        self.local.push((it.first.clone(), key.clone()));
        if let Some(name) = &it.second {
            self.local.push((name.clone(), value));
        }
        if let Some(filter) = &it.filter {
            self.truth(filter, "the filter");
        }
        let asks = matches!(it.what, Macro::All | Macro::Exists | Macro::ExistsOne | Macro::Filter);
        let body = if asks {
            self.truth(&it.body, "a question for each item");
            Type::Bool
        } else {
            self.of(&it.body)
        };
        self.local.truncate(depth);
        match it.what {
            Macro::All | Macro::Exists | Macro::ExistsOne => Type::Bool,
            Macro::Filter => Type::list(key),
            Macro::ToList => Type::list(body),
            Macro::ToMap => {
                let keys = match over {
                    Type::Map(of) => of.0.clone(),
                    Type::List(_) => Type::Int,
                    _ => Type::Dyn,
                };
                Type::Map(Arc::new((keys, body)))
            }
            Macro::OptMap => Type::Optional(Arc::new(body)),
            Macro::ToEntry | Macro::OptFlatMap | Macro::Bind => body,
        }
    }
}

/// What is in an optional value.
fn inside(of: Type) -> Type {
    match of {
        Type::Optional(of) => (*of).clone(),
        of => of,
    }
}

/// A type with its article.
fn a(of: &Type) -> String {
    let name = of.to_string();
    match name.as_str() {
        "dyn" => "any value".to_owned(),
        "null" => "null".to_owned(),
        _ if name.starts_with(['a', 'e', 'i', 'o']) => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::parse;
    use super::*;

    fn environment() -> Environment {
        let spec = Type::object(
            "spec",
            BTreeMap::from([
                ("size".to_owned(), Type::Int),
                ("name".to_owned(), Type::Text),
                ("tags".to_owned(), Type::list(Type::Text)),
                ("labels".to_owned(), Type::map(Type::Text)),
                ("either".to_owned(), Type::Dyn),
                ("when".to_owned(), Type::Timestamp),
            ]),
        );
        Environment { variables: vec![("self".to_owned(), spec)], ..Environment::default() }
    }

    #[test]
    fn what_the_server_takes_is_taken() {
        for (text, gives) in [
            ("self.size > 0 && self.size < 1.5", "bool"),
            ("self.tags.all(t, t.startsWith('x')) || 'a' in self.labels", "bool"),
            ("self.either == 1 || self.either == '1' || self.either.matches('x')", "bool"),
            ("has(self.name) ? self.name : 'none'", "string"),
            ("self.?labels[?'a'].orValue('b') + string(self.size)", "string"),
            ("self.tags.map(t, size(t)).sum()", "int"),
            ("[] + self.tags == []", "bool"),
            ("type(self.either) == string ? self.either : 1", "dyn"),
            ("self.when - timestamp('2024-01-01T00:00:00Z') > duration('1h')", "bool"),
            ("optional.of(1).hasValue() && quantity('1').add(1).compareTo(quantity('2')) == 0", "bool"),
            ("self.labels.all(k, v, k != v) && self.tags.exists_one(t, t == 'a')", "bool"),
            ("format.named('dns1123Label').value().validate(self.name).hasValue()", "bool"),
            ("self.labels.transformMap(k, v, size(v))", "map(string, int)"),
            ("self.either", "dyn"),
            ("{'a': 1}.a + self.tags.indexOf('x')", "int"),
            ("ip(self.name).family() == 4 ? cidr('10.0.0.0/8').containsIP(self.name) : false", "bool"),
        ] {
            let (found, faults) = check(&parse(text).unwrap(), &environment());
            assert_eq!((found.to_string().as_str(), &*faults), (gives, &[][..]), "{text}");
        }
    }

    #[test]
    fn rules_as_people_write_them_are_taken() {
        let listener = Type::object(
            "listener",
            BTreeMap::from([
                ("name".to_owned(), Type::Text),
                ("port".to_owned(), Type::Int),
                ("protocol".to_owned(), Type::Text),
                ("hostname".to_owned(), Type::Text),
                ("timeout".to_owned(), Type::Text),
                ("values".to_owned(), Type::list(Type::Text)),
            ]),
        );
        let variables = vec![
            ("self".to_owned(), Type::list(listener)),
            ("object".to_owned(), Type::Dyn),
            ("oldObject".to_owned(), Type::Dyn),
        ];
        let environment = Environment { variables, ..Environment::default() };
        for text in [
            "self.all(l, l.protocol in ['HTTP', 'TCP'] ? !has(l.hostname) : true)",
            "self.all(l1, self.exists_one(l2, l1.port == l2.port && (has(l1.hostname) && has(l2.hostname) ? l1.hostname == l2.hostname : !has(l1.hostname) && !has(l2.hostname))))",
            "self.all(l, !has(l.hostname) || l.hostname.matches(r\"\"\"^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?$\"\"\"))",
            "self.filter(l, l.protocol == 'UDP').size() <= 1 && size(self) < 10",
            "self.all(x, x.name in ['a'] || !x.name.find('^([^/]+)').endsWith('kubernetes.io'))",
            "self.all(x, x.protocol == 'Gt' ? (x.values.size() == 1 && int(x.values[0]) >= 0) : true)",
            "self.all(x, !(duration(x.timeout) != duration('0s') && duration(x.timeout) > duration('1h')))",
            "object.spec.template.spec.containers.all(c, c.image.startsWith('registry/') && !c.image.endsWith(':latest'))",
            "!has(object.metadata.labels) || 'app' in object.metadata.labels && object.metadata.labels.all(key, key != 'b')",
            "((has(object.a) ? object.a : []) + (has(object.b) ? object.b : [])).all(c, c.?resources.?limits.orValue({}) != {})",
            "oldObject == null || object.spec == oldObject.spec || object.spec.replicas - oldObject.spec.replicas < 5",
            "object.spec.?securityContext.?runAsNonRoot.orValue(false) == true",
            "quantity(object.spec.size).compareTo(quantity('1Gi')) < 0 && object.spec.?hosts[?0].orValue('') != ''",
            "object.metadata.creationTimestamp < timestamp('2030-01-01T00:00:00Z')",
        ] {
            let (found, faults) = check(&parse(text).unwrap(), &environment);
            assert_eq!((found.to_string().as_str(), &*faults), ("bool", &[][..]), "{text}");
        }
    }

    #[test]
    fn what_the_server_refuses_is_told() {
        for (text, said) in [
            ("self.nope > 0", "reads `nope`, which `spec` does not have"),
            ("selv.size > 0", "reads `selv`, which is not there"),
            ("self.size > 'a'", "has `>` between an int and a string"),
            ("self.name == 1", "has `==` between a string and an int"),
            ("self.name == null", "has `==` between a string and null"),
            ("self.size && true", "has an int where `&&` takes a bool"),
            ("self.name.startsWith(1)", "calls `startsWith()` of a string with (int)"),
            ("self.name.startWith('a')", "calls `startWith()` of a value, which is no function"),
            ("nope(1)", "calls `nope()`, which is no function"),
            ("[1, 'a'].size() > 0", "has a string among values that are int"),
            ("true ? 1 : 'a'", "gives an int or a string at one `?`"),
            ("self.size.all(x, true)", "goes over an int, which is neither a list nor a map"),
            ("self.size.x", "reads `x` of an int, which has no fields"),
            ("1 in self.tags", "has `in` between an int and a list(string)"),
            ("-self.name", "has `-` before a string"),
            ("duration('soon') > duration('1h')", "has a text for a length of time that is none"),
            ("timestamp('soon') == self.when", "has a text for a point in time that is none"),
            ("self.name.matches('(')", "has a text for a regular expression that is none"),
            ("Foo{}", "makes a `Foo`, which is no type"),
            ("Object{}", "makes a `Object`, which is no type here"),
        ] {
            let (_, faults) = check(&parse(text).unwrap(), &environment());
            assert_eq!(faults.first().map(|fault| fault.predicate.as_str()), Some(said), "{text}");
        }
    }
}
