//! Reads `references` of `rkgen.yaml`: fields that name other objects, of kinds that are not built in.

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::kinds;
use crate::kubernetes::schema::{self, Holds, Type};
use crate::resource::{CustomKinds, ReferenceField};
use crate::yaml::{Mapping, Node, Path, Segment};

use super::fields;

const KEYS: &[&str] = &["field", "group", "kind", "namespace", "to"];
const TO_KEYS: &[&str] = &["group", "kind"];
const WHAT: &str = "an entry of `references`";

/// The fields that the list `node` declares, without the entries that are wrong, which are reported.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<ReferenceField> {
    let items = fields::items(node, "`references`", "a list of maps", |_| false, diagnostics);
    items.iter().filter_map(|item| entry(item, diagnostics)).collect()
}

fn entry(item: &Node, diagnostics: &mut Diagnostics) -> Option<ReferenceField> {
    let mapping = fields::map(item, WHAT, KEYS, diagnostics)?;
    let kind = text(item, mapping, "kind", true, diagnostics);
    let group = text(item, mapping, "group", false, diagnostics);
    let written = text(item, mapping, "field", true, diagnostics);
    let namespace = text(item, mapping, "namespace", false, diagnostics);
    let to = match mapping.get("to").map(|to| (to, to.as_mapping())) {
        Some((to, Some(_))) => {
            let mapping = fields::map(to, "`to`", TO_KEYS, diagnostics)?;
            let kind = text(to, mapping, "kind", true, diagnostics);
            let group = text(to, mapping, "group", false, diagnostics);
            kind.map(|kind| (group.unwrap_or_default(), kind))
        }
        Some((to, None)) => {
            let kind = fields::string(to, "`to`", diagnostics).map(EcoString::from);
            kind.and_then(|kind| built_in(kind, to, diagnostics))
        }
        None => {
            text(item, mapping, "to", true, diagnostics);
            None
        }
    };
    let path = written.and_then(|written| {
        let path = path(&written);
        if path.is_none() {
            let at = mapping.get("field").map_or(item.span(), Node::span);
            let problem = Diagnostic::new(Code::InvalidValue, format!("`{written}` leads to no name"))
                .at(at, "not a path of keys and `[]`");
            diagnostics.push(problem.help("write it like `spec.endpoints[].tlsConfig.ca.secret.name`"));
        }
        path
    });
    let (to_group, to_kind) = to?;
    Some(ReferenceField {
        group: group.unwrap_or_default(),
        kind: kind?,
        kind_span: mapping.get("kind").map_or(item.span(), Node::span),
        path: path?,
        to_group,
        to_kind,
        namespace,
        span: mapping.get("field").map_or(item.span(), Node::span),
    })
}

fn text(
    item: &Node,
    mapping: &Mapping,
    key: &str,
    is_needed: bool,
    diagnostics: &mut Diagnostics,
) -> Option<EcoString> {
    let Some(node) = mapping.get(key) else {
        if is_needed {
            let problem = Diagnostic::new(Code::InvalidValue, format!("{WHAT} says no `{key}`"))
                .at(item.span(), "incomplete");
            diagnostics.push(
                problem.help("write `{kind: Lamp, group: example.com, field: spec.secretName, to: Secret}`"),
            );
        }
        return None;
    };
    fields::string(node, &format!("`{key}` in {WHAT}"), diagnostics).map(EcoString::from)
}

/// The built-in kind of that name, with its group.
fn built_in(kind: EcoString, at: &Node, diagnostics: &mut Diagnostics) -> Option<(EcoString, EcoString)> {
    if let Some(known) = kinds::named(&kind).first() {
        return Some((known.group.into(), kind));
    }
    let known = kinds::ALL.iter().map(|known| known.kind);
    let problem = Diagnostic::new(Code::UnknownKind, format!("there is no built-in kind `{kind}`"))
        .at(at.span(), "which group is it of?")
        .suggest(&kind, known, "kinds");
    diagnostics
        .push(problem.help(format!("write `to: {{kind: {kind}, group: …}}` for one that is not built in")));
    None
}

/// The way that a field is written with: keys, with `[]` behind those of lists.
fn path(written: &str) -> Option<Path> {
    let numbered = written.replace("[]", "[0]");
    let brackets = written.matches("[]").count();
    let path = Path::parse(&numbered)?;
    let indices = path.0.iter().filter(|segment| matches!(segment, Segment::Index(_))).count();
    (indices == brackets).then_some(path)
}

/// Reports each declared field that the definition of its kind does not have.
pub(super) fn check(declared: &[ReferenceField], custom: &CustomKinds, diagnostics: &mut Diagnostics) {
    for field in declared {
        let Some(kind) = custom.get(&field.group, &field.kind) else {
            let versions: Vec<Type> = built_in_types(field).collect();
            let missing: Option<Vec<Missing>> =
                versions.iter().map(|version| missing_built_in(*version, &field.path)).collect();
            if let Some(first) = missing.and_then(|missing| missing.into_iter().next()) {
                diagnostics.push(first.problem(field));
                continue;
            }
            let is_known = kinds::scope(&field.group, &field.kind).is_some();
            let of_group = kinds::ALL.iter().filter(|known| known.group == field.group);
            let of_group: Vec<&str> = of_group.map(|known| known.kind).collect();
            if !is_known && !of_group.is_empty() {
                let message = match field.group.as_str() {
                    "" => format!("the core group has no kind `{}`", field.kind),
                    group => format!("the group `{group}` has no kind `{}`", field.kind),
                };
                let problem =
                    Diagnostic::new(Code::UnknownKind, message).at(field.kind_span, "not in this group");
                diagnostics.push(match kinds::named(&field.kind).first() {
                    Some(other) => problem.help(format!("write `group: {}` beside it", other.group)),
                    None => problem.suggest(&field.kind, of_group, "kinds"),
                });
                continue;
            }
            let known = custom.sorted();
            let near =
                known.iter().filter(|known| known.group == field.group).map(|known| known.kind.as_str());
            let near: Vec<&str> = near.collect();
            if kinds::scope(&field.group, &field.kind).is_none() && !near.is_empty() {
                let message = format!("the group `{}` has no kind `{}`", field.group, field.kind);
                let problem =
                    Diagnostic::new(Code::UnknownKind, message).at(field.kind_span, "not in the definitions");
                diagnostics.push(problem.suggest(&field.kind, near, "kinds"));
            }
            continue;
        };
        let mut missing = kind.versions.iter().filter_map(|version| {
            let schema = version.schema.as_ref()?;
            Some(missing(schema, &field.path))
        });
        // One version that has the field is enough.
        if let Some(Some(first)) = missing.next()
            && missing.all(|missing| missing.is_some())
        {
            diagnostics.push(first.problem(field).at(kind.span, "the definition"));
        }
    }
}

/// A key that a schema does not have.
struct Missing {
    path: Path,
    key: EcoString,
    known: Vec<EcoString>,
    /// Whether it is a field of the items of a list, where the path does not go through the list.
    is_in_list: bool,
}

impl Missing {
    fn problem(&self, field: &ReferenceField) -> Diagnostic {
        let path = self.path.to_string().replace("[0]", "[]");
        let message = format!("`{}` has no field `{path}`", field.kind);
        let problem = Diagnostic::new(Code::UnknownField, message).at(field.span, "not in the definition");
        if self.is_in_list {
            return problem.help(format!("its items have one: write `[]` before `.{}`", self.key));
        }
        problem.suggest(&self.key, self.known.iter().map(EcoString::as_str), "fields")
    }
}

/// The types of a built-in kind, one for each version that has it.
fn built_in_types(field: &ReferenceField) -> impl Iterator<Item = Type> {
    let of_kind = kinds::named(&field.kind).iter().filter(|known| known.group == field.group);
    of_kind.filter_map(|known| schema::of_kind(known.group, known.version, known.kind))
}

fn missing_built_in(of: Type, path: &Path) -> Option<Missing> {
    let mut at = Holds::from(of);
    let mut way = Path::default();
    for segment in &path.0 {
        way.0.push(segment.clone());
        let Segment::Key(key) = segment else {
            at = at.items()?;
            continue;
        };
        if way.0.len() == 1 && key == "metadata" {
            return None;
        }
        if let Some(any) = at.values() {
            at = any;
            continue;
        }
        let is_in_list = at.items().is_some();
        let within = at.items().unwrap_or(at);
        let of = within.fields();
        if of.is_none() && !within.is_scalar() {
            return None;
        }
        match of.and_then(|of| of.field(key)) {
            Some(field) if !is_in_list => at = field.holds,
            found => {
                let known = of.into_iter().flat_map(Type::fields).map(|field| field.name.into()).collect();
                let is_in_list = is_in_list && found.is_some();
                return Some(Missing { path: way, key: key.clone(), known, is_in_list });
            }
        }
    }
    None
}

fn missing(schema: &Node, path: &Path) -> Option<Missing> {
    let mut at = schema;
    let mut way = Path::default();
    for segment in &path.0 {
        if at.get("x-kubernetes-preserve-unknown-fields").and_then(Node::as_bool) == Some(true) {
            return None;
        }
        way.0.push(segment.clone());
        match segment {
            Segment::Index(_) => at = at.get("items")?,
            Segment::Key(key) if way.0.len() == 1 && key == "metadata" => return None,
            Segment::Key(key) => {
                let properties = at.get("properties").and_then(Node::as_mapping);
                let Some(next) = properties.and_then(|known| known.get(key)) else {
                    if let Some(any) = at.get("additionalProperties").filter(|any| any.as_mapping().is_some())
                    {
                        at = any;
                        continue;
                    }
                    let known = properties.into_iter().flat_map(Mapping::keys).map(EcoString::from).collect();
                    return Some(Missing { path: way, key: key.clone(), known, is_in_list: false });
                };
                at = next;
            }
        }
    }
    None
}
