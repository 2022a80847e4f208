//! `bootstrap.kubernetes.io/token`: how a node joins a cluster.
//!
//! From the page "Authenticating with Bootstrap Tokens" of the Kubernetes documentation.

use super::super::Generator;
use super::{in_value, needed};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resource::Hash;
use crate::yaml::Node;

pub(super) fn check(generator: &Generator, diagnostics: &mut Diagnostics) {
    for (key, length) in [("token-id", 6), ("token-secret", 16)] {
        let Some(entry) = needed(generator, key, diagnostics) else { continue };
        let bytes = entry.content().bytes();
        let is_allowed = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if bytes.len() != length || !bytes.iter().all(is_allowed) {
            let message = format!("`{key}` of a bootstrap token has {length} small letters and digits");
            diagnostics.push(in_value(entry, 0, message));
        } else if key == "token-id" {
            let wanted = format!("bootstrap-token-{}", String::from_utf8_lossy(bytes));
            if generator.name.as_str() != Some(&wanted) {
                let message = "a bootstrap token is named `bootstrap-token-` and its `token-id`";
                let problem = Diagnostic::new(Code::InvalidValue, message);
                diagnostics
                    .push(problem.at(generator.name.span(), "another name").at(entry.key_span, "its id"));
            }
        }
    }
    if generator.hash == Hash::Name {
        let message = "the name of a bootstrap token cannot have a hash behind it";
        let place = generator.secret_type.as_ref().map_or(generator.name.span(), Node::span);
        let problem = Diagnostic::new(Code::InvalidValue, message).at(place, "found by its name alone");
        diagnostics.push(problem.help("write `hash: none` beside it"));
    }
}
