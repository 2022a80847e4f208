//! What to say about two objects of one identity.

use super::{Duplicate, Resource};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

impl Duplicate<'_> {
    /// The problem, at the second one, with the place of the first.
    pub fn problem(&self) -> Diagnostic {
        let id = self.second.id();
        let namespace = id.namespace.as_ref().map(|namespace| format!(" in the namespace `{namespace}`"));
        let message = format!("there are two objects `{id}`{}", namespace.unwrap_or_default());
        let (first, second) = (self.first.place(), self.second.place());
        // The second one is in no set any more, where its values would be found.
        let secrets = self.second.secrets().flat_map(Node::places).collect();
        let diagnostic = Diagnostic::new(Code::DuplicateObject, message).object(id.to_string()).hide(secrets);
        if first == second {
            return diagnostic
                .at(second, "made twice here")
                .help("let the name depend on what is different about them");
        }
        let diagnostic = diagnostic.at(second, "the second one").at(first, "the first one");
        let renamed = [&*self.second, self.first].into_iter().flat_map(Resource::renamed);
        renamed.fold(diagnostic, |diagnostic, renamed| {
            diagnostic.at(renamed.cause.span, format!("makes `{}` of `{}`", renamed.to, renamed.from))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::resource::ResourceSet;
    use crate::resource::tests::object;

    #[test]
    fn a_version_does_not_tell_objects_apart() {
        let mut set = ResourceSet::default();
        set.add(object("policy/v1", "PodDisruptionBudget", "web")).unwrap();
        let problem = set.add(object("policy/v1beta1", "PodDisruptionBudget", "web")).unwrap_err().problem();
        assert_eq!(problem.message, "there are two objects `PodDisruptionBudget/web`");
    }
}
