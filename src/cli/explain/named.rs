//! The object that someone means: `Deployment/web`, `deploy/web`, `shop/Deployment/web`.

use crate::cli::filter::is_kind;
use crate::diagnostic::{Code, Diagnostic, nearest, quoted_list};
use crate::resource::Resource;

/// What was written for an object.
struct Written<'w> {
    namespace: Option<&'w str>,
    kind: Option<&'w str>,
    name: &'w str,
}

/// The one object that is called so: by its name, or by one that it had before a prefix or a hash was put to it.
pub(super) fn find<'o>(text: &str, objects: &'o [Resource]) -> Result<&'o Resource, Box<Diagnostic>> {
    let written = match text.split('/').collect::<Vec<_>>()[..] {
        [name] => Written { namespace: None, kind: None, name },
        [kind, name] => Written { namespace: None, kind: Some(kind), name },
        [namespace, kind, name] => Written { namespace: Some(namespace), kind: Some(kind), name },
        _ => {
            let problem = Diagnostic::new(Code::NoMatch, format!("`{text}` names no object"));
            return Err(Box::new(
                problem.help("write `Deployment/web`, or `shop/Deployment/web` for one in `shop`"),
            ));
        }
    };
    let meant: Vec<&Resource> = objects.iter().filter(|object| written.is_kind_of(object)).collect();
    let called = |name: &dyn Fn(&Resource) -> bool| -> Vec<&'o Resource> {
        meant.iter().copied().filter(|object| name(object)).collect()
    };
    let exact = called(&|object| object.id().name == written.name);
    let found = if exact.is_empty() {
        called(&|object| {
            object.former().iter().any(|id| id.name == written.name)
                || object.id().name.strip_suffix("-<hash>") == Some(written.name)
        })
    } else {
        exact
    };
    match found[..] {
        [object] => Ok(object),
        [] => Err(Box::new(written.unknown(text, objects, &meant))),
        _ => Err(Box::new(several(text, &found))),
    }
}

/// Adds the list of all objects.
pub(super) fn suggest_all(problem: Diagnostic, objects: &[Resource]) -> Diagnostic {
    let names: Vec<String> = objects.iter().map(|object| object.id().to_string()).collect();
    problem.suggest("", names.iter().map(String::as_str), "objects")
}

impl Written<'_> {
    fn is_kind_of(&self, object: &Resource) -> bool {
        let id = object.id();
        self.kind.is_none_or(|kind| is_kind(kind, &id.group, &id.kind))
            && self.namespace.is_none_or(|namespace| id.namespace.as_deref() == Some(namespace))
    }

    /// The problem that none of the objects is meant, of which those in `meant` are of its kind and namespace.
    fn unknown(&self, text: &str, objects: &[Resource], meant: &[&Resource]) -> Diagnostic {
        let problem = Diagnostic::new(Code::NoMatch, format!("there is no object `{text}`"));
        // Also by the names that they had before a prefix or a hash was put to them.
        let names = |object: &'_ Resource| {
            let former = object.former().iter().map(|id| id.name.clone());
            former.chain([object.id().name.clone()]).collect::<Vec<_>>()
        };
        let all: Vec<_> = meant.iter().flat_map(|object| names(object)).collect();
        let near = nearest(self.name, all.iter().map(AsRef::as_ref));
        let near: Vec<String> = meant
            .iter()
            .filter(|object| names(object).iter().any(|name| near.contains(&name.as_str())))
            .map(|object| object.id().to_string())
            .collect();
        if !near.is_empty() {
            let near: Vec<&str> = near.iter().map(String::as_str).collect();
            return problem.help(format!("did you mean {}?", quoted_list(&near, "or")));
        }
        let same: Vec<String> =
            objects.iter().filter(|object| object.id().name == self.name).map(full).collect();
        if !same.is_empty() {
            return problem.suggest("", same.iter().map(String::as_str), "objects of that name");
        }
        if meant.is_empty() && self.namespace.is_none() {
            let kinds = objects.iter().map(|object| object.id().kind.as_str());
            return problem.suggest(self.kind.unwrap_or_default(), kinds, "kinds of these objects");
        }
        suggest_all(problem, objects)
    }
}

fn several(text: &str, found: &[&Resource]) -> Diagnostic {
    let names: Vec<String> = found.iter().map(|object| full(object)).collect();
    let problem = Diagnostic::new(Code::NoMatch, format!("`{text}` is more than one object"));
    problem.suggest("", names.iter().map(String::as_str), "objects of that name")
}

/// What tells an object from all others: `shop/Deployment.apps/web`.
fn full(object: &Resource) -> String {
    let id = object.id();
    let namespace = id.namespace.as_ref().map(|name| format!("{name}/")).unwrap_or_default();
    let group = if id.group.is_empty() { String::new() } else { format!(".{}", id.group) };
    format!("{namespace}{}{group}/{}", id.kind, id.name)
}
