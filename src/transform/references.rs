//! Holds what templates name with `ref()` against the objects that there are.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::External;
use crate::resource::ResourceSet;
use crate::template::Reference;

/// Reports each reference to an object that is neither in the set nor declared to be in the cluster.
pub fn check(
    references: &[Reference],
    set: &ResourceSet,
    external: &[External],
    diagnostics: &mut Diagnostics,
) {
    if references.is_empty() {
        return;
    }
    let own = set.iter().flat_map(|resource| {
        let id = resource.id();
        resource.called().map(|name| (id.kind.as_str(), name, id.namespace.as_deref()))
    });
    let declared = external
        .iter()
        .map(|external| (external.kind.as_str(), external.name.as_str(), external.namespace.as_deref()));
    let mut known: FxHashMap<(&str, &str), Vec<Option<&str>>> = FxHashMap::default();
    for (kind, name, namespace) in own.chain(declared) {
        known.entry((kind, name)).or_default().push(namespace);
    }
    for reference in references {
        let wanted = reference.namespace.as_deref();
        let fits = |namespace: Option<&str>| namespace.is_none() || wanted.is_none() || namespace == wanted;
        let there = known.get(&(reference.kind.as_str(), reference.name.as_str()));
        if there.is_some_and(|namespaces| namespaces.iter().copied().any(fits)) {
            continue;
        }
        let name = format!("{}/{}", reference.kind, reference.name);
        let problem = match there {
            Some(_) => format!("`{name}` is not in the namespace `{}`", wanted.unwrap_or_default()),
            None => format!("there is no `{name}`"),
        };
        let near: Vec<String> = known
            .keys()
            .filter(|(kind, name)| *kind == reference.kind || *name == reference.name)
            .map(|(kind, name)| format!("{kind}/{name}"))
            .collect();
        diagnostics.push(
            Diagnostic::new(Code::NoMatch, problem)
                .at(reference.span, "referred to here")
                .suggest(&name, near.iter().map(String::as_str).filter(|known| *known != name), "objects")
                .help(format!("if the cluster has it, declare it: `external: [{name}]`")),
        );
    }
}
