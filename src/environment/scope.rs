//! Reads `scope` of `rkgen.yaml`: where objects of kinds live that have no definition in the project.

use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::kinds::{self, Scope};
use crate::resource::{CustomKinds, DeclaredScope, Resource};
use crate::yaml::{Entry, Node};

use super::fields;

const SCOPES: [(&str, Scope); 2] = [("Cluster", Scope::Cluster), ("Namespaced", Scope::Namespaced)];

/// The kinds that the map `node` declares, without the entries that are wrong, which are reported.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<DeclaredScope> {
    let mapping = fields::any_map(node, "`scope`", diagnostics);
    mapping.into_iter().flatten().filter_map(|entry| read_entry(entry, diagnostics)).collect()
}

fn read_entry(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<DeclaredScope> {
    let (written, span) = (entry.key.as_str(), entry.key_span);
    let kind = kind(entry);
    let what = format!("the scope of `{written}`");
    let said = fields::string(&entry.node, &what, diagnostics);
    let known = said.and_then(|said| SCOPES.iter().find(|(name, _)| *name == said));
    if let (Some(said), None) = (said.filter(|said| !said.is_empty()), known) {
        let names = SCOPES.iter().map(|(name, _)| *name);
        let problem = Diagnostic::new(Code::InvalidValue, format!("{what} cannot be `{said}`"))
            .at(entry.node.span(), "no scope")
            .suggest(said, names, "scopes");
        diagnostics.push(problem);
    }
    match (kind, known) {
        (Ok((kind, group)), Some((_, scope))) => Some(DeclaredScope {
            group: group.into(),
            kind: kind.into(),
            scope: *scope,
            span,
            scope_span: entry.node.span(),
        }),
        (Ok(_), None) => None,
        (Err(problem), _) => {
            diagnostics.push(*problem);
            None
        }
    }
}

/// The kind of an entry and its group.
fn kind(entry: &Entry) -> Result<(&str, &str), Box<Diagnostic>> {
    let (written, span) = (entry.key.as_str(), entry.key_span);
    let built_in = kinds::named(written.split('.').next().unwrap_or_default());
    let Some((kind, group)) =
        written.split_once('.').filter(|(kind, group)| !kind.is_empty() && !group.is_empty())
    else {
        let problem = Diagnostic::new(Code::InvalidValue, format!("`{written}` is no kind with its group"));
        let problem = problem.at(span, "of which group?");
        return Err(Box::new(if built_in.is_empty() {
            problem.help("write it like `Lamp.example.com: Namespaced`")
        } else {
            problem.help("kinds that are built in need no `scope`")
        }));
    };
    if kinds::ALL.iter().any(|known| known.group == group) {
        let is_known = built_in.iter().any(|known| known.group == group);
        let message = if is_known {
            format!("`{kind}` of `{group}` is built in")
        } else {
            format!("the group `{group}` is built in, and has no kind `{kind}`")
        };
        let of_group = kinds::ALL.iter().filter(|known| known.group == group).map(|known| known.kind);
        let problem = Diagnostic::new(Code::InvalidValue, message).at(span, "");
        return Err(Box::new(if is_known {
            problem.help("take the line away: where its objects live is known")
        } else {
            problem.suggest(kind, of_group, "kinds")
        }));
    }
    Ok((kind, group))
}

/// Reports each kind of which a definition says where its objects live: otherwise, or as well.
pub(super) fn check(scopes: &[DeclaredScope], custom: &CustomKinds, diagnostics: &mut Diagnostics) {
    for declared in scopes {
        let Some(known) = custom.get(&declared.group, &declared.kind) else { continue };
        let kind = &declared.kind;
        diagnostics.push(if known.scope == declared.scope {
            Diagnostic::new(Code::NoEffect, format!("`scope` need not say where a `{kind}` lives"))
                .at(declared.span, "changes nothing")
                .at(known.span, "the definition says it")
        } else {
            let said = SCOPES.iter().find(|(_, scope)| *scope == known.scope).map_or("", |(name, _)| *name);
            Diagnostic::new(Code::InvalidValue, format!("the definition of `{kind}` says `{said}`"))
                .at(declared.scope_span, "otherwise here")
                .at(known.span, "the definition")
                .help("take the line away: what a definition says is known")
        });
    }
}

/// Reports each kind that none of the objects is of.
pub(super) fn check_used<'o>(
    scopes: &[DeclaredScope],
    objects: impl Iterator<Item = &'o Resource>,
    diagnostics: &mut Diagnostics,
) {
    if scopes.is_empty() {
        return;
    }
    let used: FxHashSet<(&str, &str)> =
        objects.map(|object| (object.id().group.as_str(), object.id().kind.as_str())).collect();
    for declared in scopes.iter().filter(|declared| !used.contains(&(&declared.group, &declared.kind))) {
        let near: Vec<String> = used
            .iter()
            .filter(|(group, _)| kinds::ALL.iter().all(|known| known.group != *group))
            .map(|(group, kind)| format!("{kind}.{group}"))
            .collect();
        let written = format!("{}.{}", declared.kind, declared.group);
        let message = format!("no object is a `{}` of `{}`", declared.kind, declared.group);
        let problem = Diagnostic::new(Code::NoEffect, message).at(declared.span, "changes nothing");
        diagnostics.push(problem.suggest(&written, near.iter().map(String::as_str), "custom kinds"));
    }
}
