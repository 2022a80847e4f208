//! Reads `compare` of `rkgen.yaml`: in what environments may differ, and why.

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::Pattern;
use crate::source::Span;
use crate::yaml::Node;

use super::fields;

const KEYS: &[&str] = &["allow"];
const ENTRY_KEYS: &[&str] = &["field", "object", "reason"];
const WHAT: &str = "an entry of `allow`";
const EXAMPLE: &str = "write `{object: Deployment/*, field: spec.replicas, reason: prod takes the load}`";

/// A difference between environments that is meant.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// The objects, as `Deployment/web`; `*` stands for any characters.
    pub object: Pattern,
    /// The field with all that is in it; without one the whole object, which some may not have at all.
    pub field: Option<Pattern>,
    /// Why it is meant.
    pub reason: EcoString,
    /// Where it is allowed.
    pub span: Span,
}

impl Allowance {
    /// Whether a difference is meant: of a field, or without one of the whole object.
    pub fn allows(&self, object: &str, field: Option<&str>) -> bool {
        let is_in = |pattern: &Pattern, field: &str| {
            let ends = field.char_indices().filter(|(_, letter)| matches!(letter, '.' | '[' | ':'));
            pattern.matches(field) || ends.map(|(end, _)| &field[..end]).any(|field| pattern.matches(field))
        };
        self.object.matches(object)
            && match (&self.field, field) {
                (None, _) => true,
                (Some(pattern), Some(field)) => is_in(pattern, field),
                (Some(_), None) => false,
            }
    }
}

/// The differences that the map `node` allows, without the entries that are wrong, which are reported.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Allowance> {
    let Some(mapping) = fields::map(node, "`compare`", KEYS, diagnostics) else { return Vec::new() };
    let Some(list) = mapping.get("allow") else { return Vec::new() };
    let items = fields::items(list, "`allow`", "a list of maps", |_| false, diagnostics);
    items.iter().filter_map(|item| entry(item, diagnostics)).collect()
}

fn entry(item: &Node, diagnostics: &mut Diagnostics) -> Option<Allowance> {
    let mapping = fields::map(item, WHAT, ENTRY_KEYS, diagnostics)?;
    let mut text = |key: &str| {
        let node = mapping.get(key)?;
        fields::string(node, &format!("`{key}` in {WHAT}"), diagnostics).map(EcoString::from)
    };
    let (object, field, reason) = (text("object"), text("field"), text("reason"));
    for key in ["object", "reason"].into_iter().filter(|key| !mapping.contains_key(key)) {
        let problem = Diagnostic::new(Code::InvalidValue, format!("{WHAT} says no `{key}`"));
        diagnostics.push(problem.at(item.span(), "incomplete").help(EXAMPLE));
    }
    let object = object?;
    if !object.contains('/') && object != "*" {
        let at = mapping.get("object").map_or(item.span(), Node::span);
        let problem = Diagnostic::new(Code::InvalidValue, format!("`{object}` names no object"));
        diagnostics.push(problem.at(at, "not `Kind/name`").help("write `Deployment/web` or `Deployment/*`"));
        return None;
    }
    Some(Allowance {
        object: Pattern::stars(&object),
        field: field.map(|field| Pattern::stars(&field)),
        reason: reason?,
        span: item.span(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn a_field_is_meant_with_all_that_is_in_it_and_no_other() {
        let span = Span::new(Sources::default().add("a.yaml", ""), 0..0);
        let allowance = |object: &str, field: Option<&str>| Allowance {
            object: Pattern::stars(object),
            field: field.map(Pattern::stars),
            reason: "".into(),
            span,
        };
        let replicas = allowance("Deployment/*", Some("spec.replicas"));
        assert!(replicas.allows("Deployment/web", Some("spec.replicas")));
        assert!(!replicas.allows("Deployment/web", Some("spec.replicasets")));
        assert!(!replicas.allows("Deployment/web", None));
        assert!(!replicas.allows("Service/web", Some("spec.replicas")));
        let data = allowance("ConfigMap/web", Some("data"));
        assert!(data.allows("ConfigMap/web", Some("data[\"app.yaml\"]:server.port")));
        let images = allowance("*", Some("spec.template.spec.containers[*].image"));
        assert!(images.allows("Deployment/web", Some("spec.template.spec.containers[name=web].image")));
        assert!(allowance("Job/*", None).allows("Job/web", None));
    }
}
