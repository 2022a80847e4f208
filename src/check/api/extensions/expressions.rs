//! What the expressions of webhooks and admission policies can read, and must give.
//!
//! From `apiserver/pkg/admission/plugin/cel/compile.go` and `composition.go` in Kubernetes 1.36.

use std::collections::BTreeMap;

use super::super::at::At;
use super::super::expressions::{Gives, judge};
use super::super::findings::Findings;
use crate::cel::{Environment, Shape, Type};

/// What the expressions of one webhook or policy can read.
pub(super) struct Scope {
    /// With what is asked of the server: who may do what.
    whole: Environment,
    /// The variables of the policy that come before, by name; nothing where it has none.
    variables: Option<BTreeMap<String, Type>>,
}

impl Scope {
    /// For the conditions of a webhook.
    pub(super) fn webhook() -> Scope {
        Scope::new(false, false)
    }

    /// For a policy. `parameters`: whether it says which kind they are of. `patches`: whether it changes objects.
    pub(super) fn policy(parameters: bool, patches: bool) -> Scope {
        Scope::new(parameters, patches)
    }

    fn new(parameters: bool, patches: bool) -> Scope {
        let mut variables = vec![
            ("object".to_owned(), Type::Dyn),
            ("oldObject".to_owned(), Type::Dyn),
            ("request".to_owned(), request()),
            ("namespaceObject".to_owned(), namespace()),
            ("authorizer".to_owned(), Type::Opaque("kubernetes.authorization.Authorizer")),
            ("authorizer.requestResource".to_owned(), Type::Opaque("kubernetes.authorization.ResourceCheck")),
        ];
        if parameters {
            variables.push(("params".to_owned(), Type::Dyn));
        }
        Scope { whole: Environment { variables, patches, ..Environment::default() }, variables: None }
    }

    /// Judges a condition, which reads no variables.
    pub(super) fn condition(&self, text: &str, at: At<'_>, out: &mut Findings<'_>) {
        self.judge(text, false, Gives::OneOf(&[Type::Bool]), at, out);
    }

    /// Judges a variable, and lets what comes behind it read it.
    pub(super) fn variable(&mut self, name: &str, text: &str, at: At<'_>, out: &mut Findings<'_>) {
        self.variables.get_or_insert_default();
        let gives = if text.trim().is_empty() { None } else { self.judge(text, true, Gives::Any, at, out) };
        // The server does not know one that is wrong; to say so wherever it is read would help nobody.
        let gives = gives.unwrap_or(Type::Unknown);
        self.variables.get_or_insert_default().insert(name.to_owned(), gives);
    }

    /// Judges what a policy does, which must give one of these types.
    pub(super) fn expression(&self, text: &str, gives: &[Type], at: At<'_>, out: &mut Findings<'_>) {
        self.judge(text, true, Gives::OneOf(gives), at, out);
    }

    /// Judges what a policy says when it refuses: it asks the server nothing.
    pub(super) fn message(&self, text: &str, at: At<'_>, out: &mut Findings<'_>) {
        let mut variables = self.whole.variables.clone();
        variables.retain(|(name, _)| !name.starts_with("authorizer"));
        let scope = Scope {
            whole: Environment { variables, ..self.whole.clone() },
            variables: self.variables.clone(),
        };
        scope.judge(text, true, Gives::OneOf(&[Type::Text]), at, out);
    }

    fn judge(
        &self,
        text: &str,
        reads_variables: bool,
        gives: Gives<'_>,
        at: At<'_>,
        out: &mut Findings<'_>,
    ) -> Option<Type> {
        if text.trim().is_empty() {
            return None;
        }
        let mut environment = self.whole.clone();
        if let Some(all) = self.variables.as_ref().filter(|_| reads_variables) {
            environment.variables.push(("variables".to_owned(), Type::object("variables", all.clone())));
        }
        judge(text, &environment, gives, at, out).map(|judged| judged.gives)
    }
}

/// The type of an object that `Object{}` makes, or that `JSONPatch{}` does.
pub(super) fn made(name: &str) -> Type {
    Type::Object(Shape { name: name.to_owned(), fields: None }.into())
}

fn fields<const N: usize>(name: &str, fields: [(&str, Type); N]) -> Type {
    Type::object(name, fields.map(|(name, of)| (name.to_owned(), of)).into())
}

/// `BuildRequestType`.
fn request() -> Type {
    let kind = |last: &str, name: &str| {
        fields(name, [("group", Type::Text), ("version", Type::Text), (last, Type::Text)])
    };
    let texts = || Type::list(Type::Text);
    let user = fields(
        "request.userInfo",
        [("username", Type::Text), ("uid", Type::Text), ("groups", texts()), ("extra", Type::map(texts()))],
    );
    fields(
        "request",
        [
            ("kind", kind("kind", "request.kind")),
            ("resource", kind("resource", "request.resource")),
            ("subResource", Type::Text),
            ("requestKind", kind("kind", "request.kind")),
            ("requestResource", kind("resource", "request.resource")),
            ("requestSubResource", Type::Text),
            ("name", Type::Text),
            ("namespace", Type::Text),
            ("operation", Type::Text),
            ("userInfo", user),
            ("dryRun", Type::Bool),
            ("options", Type::Dyn),
        ],
    )
}

/// `BuildNamespaceType`.
fn namespace() -> Type {
    let texts = || Type::list(Type::Text);
    let condition = fields(
        "namespaceObject.status.conditions[]",
        [
            ("status", Type::Text),
            ("type", Type::Text),
            ("lastTransitionTime", Type::Timestamp),
            ("message", Type::Text),
            ("reason", Type::Text),
        ],
    );
    let metadata = fields(
        "namespaceObject.metadata",
        [
            ("name", Type::Text),
            ("generateName", Type::Text),
            ("namespace", Type::Text),
            ("labels", Type::map(Type::Text)),
            ("annotations", Type::map(Type::Text)),
            ("UID", Type::Text),
            ("creationTimestamp", Type::Timestamp),
            ("deletionGracePeriodSeconds", Type::Int),
            ("deletionTimestamp", Type::Timestamp),
            ("generation", Type::Int),
            ("resourceVersion", Type::Text),
            ("finalizers", texts()),
        ],
    );
    let status = [("conditions", Type::list(condition)), ("phase", Type::Text)];
    fields(
        "namespaceObject",
        [
            ("metadata", metadata),
            ("spec", fields("namespaceObject.spec", [("finalizers", texts())])),
            ("status", fields("namespaceObject.status", status)),
        ],
    )
}
