//! What the types of Secrets ask for: which keys are there, and what is in them.
//!
//! From `ValidateSecret` in `pkg/apis/core/validation` of Kubernetes 1.36, and from what reads the values: a type is a
//! promise to the ingress controller, the kubelet or the token controller.

mod base64_twice;
mod bootstrap;
mod docker;
mod pem;
mod public_key;
mod tls;

use super::{Entry, Generator, Kind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::yaml::Node;

/// The most bytes that the values of an object may have together.
const MOST_BYTES: usize = 1 << 20;

/// Reports what the cluster, or whoever reads the object, would refuse of it.
pub(super) fn check(generator: &Generator, diagnostics: &mut Diagnostics) {
    let bytes: usize = generator.entries.iter().map(|entry| entry.content().bytes().len()).sum();
    if bytes > MOST_BYTES {
        let message = format!("the values of `{}` have {bytes} bytes together", generator.object());
        let problem = Diagnostic::new(Code::InvalidValue, message)
            .at(generator.name.span(), "more than 1 MiB")
            .help("a cluster takes 1 MiB at most: put large files into an image or a volume");
        diagnostics.push(problem);
    }
    if generator.kind != Kind::Secret {
        return;
    }
    for entry in &generator.entries {
        base64_twice::check(generator, entry, diagnostics);
    }
    match generator.secret_type.as_ref().and_then(Node::as_str).unwrap_or_default() {
        "kubernetes.io/tls" => tls::check(generator, diagnostics),
        "kubernetes.io/dockerconfigjson" => docker::check(generator, ".dockerconfigjson", diagnostics),
        "kubernetes.io/dockercfg" => docker::check(generator, ".dockercfg", diagnostics),
        "kubernetes.io/basic-auth" => basic_auth(generator, diagnostics),
        "kubernetes.io/ssh-auth" => {
            needed(generator, "ssh-privatekey", diagnostics);
        }
        "kubernetes.io/service-account-token" => service_account(generator, diagnostics),
        "bootstrap.kubernetes.io/token" => bootstrap::check(generator, diagnostics),
        said => diagnostics.extend(mistyped(said, generator)),
    }
}

/// The types that something looks for.
const TYPES: &[&str] = &[
    "Opaque",
    "bootstrap.kubernetes.io/token",
    "kubernetes.io/basic-auth",
    "kubernetes.io/dockercfg",
    "kubernetes.io/dockerconfigjson",
    "kubernetes.io/service-account-token",
    "kubernetes.io/ssh-auth",
    "kubernetes.io/tls",
];

/// The problem of a type that is nearly one of those: a cluster takes any word, and then nothing looks at the object.
fn mistyped(said: &str, generator: &Generator) -> Option<Diagnostic> {
    let lower = said.to_lowercase();
    let is_near = |known: &&&str| {
        let known = known.to_lowercase();
        known.rsplit('/').next() == Some(&*lower) || strsim::osa_distance(&known, &lower) <= 2
    };
    let known = TYPES
        .iter()
        .filter(|_| !TYPES.contains(&said) && !said.is_empty() && said.len() < 64)
        .find(is_near)?;
    let message = format!("`{said}` is nearly the type `{known}`, and nothing looks for it");
    let problem = Diagnostic::new(Code::InvalidValue, message).at(type_place(generator), "a type of its own");
    Some(problem.help(format!("write `{known}`")))
}

/// The entry of a key that the type asks for; reported if it is not there or empty.
fn needed<'g>(generator: &'g Generator, key: &str, diagnostics: &mut Diagnostics) -> Option<&'g Entry> {
    let entry = generator.entries.iter().find(|entry| entry.key == key);
    match entry {
        Some(entry) if entry.content().bytes().is_empty() => {
            let message = format!("the key `{key}` of `{}` is empty", generator.object());
            diagnostics
                .push(Diagnostic::new(Code::InvalidValue, message).at(entry.key_span, "nothing in it"));
            None
        }
        Some(entry) => Some(entry),
        None => {
            let message = format!("`{}` has no key `{key}`", generator.object());
            let keys = generator.entries.iter().map(|entry| entry.key.as_str());
            let problem = Diagnostic::new(Code::MissingField, message)
                .at(type_place(generator), "this type asks for it")
                .suggest(key, keys, "keys");
            diagnostics.push(problem);
            None
        }
    }
}

fn basic_auth(generator: &Generator, diagnostics: &mut Diagnostics) {
    if !generator.entries.iter().any(|entry| entry.key == "username" || entry.key == "password") {
        let message = format!("`{}` has neither `username` nor `password`", generator.object());
        let problem = Diagnostic::new(Code::MissingField, message);
        diagnostics.push(problem.at(type_place(generator), "this type asks for one of them"));
    }
}

fn service_account(generator: &Generator, diagnostics: &mut Diagnostics) {
    const NAME: &str = "kubernetes.io/service-account.name";
    let name = generator.annotations.as_ref().and_then(|annotations| annotations.get(NAME));
    if name.and_then(Node::as_str).is_none_or(str::is_empty) {
        let message = format!("`{}` does not say whose token it is to hold", generator.object());
        let problem = Diagnostic::new(Code::MissingField, message)
            .at(type_place(generator), "this type asks for an annotation")
            .help(format!("write `annotations: {{{NAME}: NAME}}`"));
        diagnostics.push(problem);
    }
}

fn type_place(generator: &Generator) -> Span {
    generator.secret_type.as_ref().map_or(generator.name.span(), Node::span)
}

/// The problem of a value, at the byte `offset` in it. Nothing of the value is shown.
fn in_value(entry: &Entry, offset: usize, message: impl Into<String>) -> Diagnostic {
    let (span, words) = entry.hidden_place(offset);
    Diagnostic::new(Code::InvalidValue, format!("{}{words}", message.into()))
        .at(span, "")
        .hide(vec![entry.node().span()])
}
