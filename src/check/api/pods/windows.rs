//! What containers of Windows are told.
//!
//! From `validateWindowsSecurityContextOptions` and `validateWindowsHostProcessPod` in
//! `pkg/apis/core/validation/validation.go` of Kubernetes 1.36.

use k8s_openapi::api::core::v1::{PodSpec, WindowsSecurityContextOptions};

use super::super::at::At;
use super::super::findings::Findings;

/// The most bytes of a GMSA credential spec.
const CREDENTIALS: usize = 64 << 10;
/// The most characters of the domain of a user, and of the user.
const DOMAIN: usize = 255;
const USER: usize = 104;

/// The options of a pod or a container.
pub(super) fn options(it: &WindowsSecurityContextOptions, at: At<'_>, out: &mut Findings<'_>) {
    if it.gmsa_credential_spec_name.as_deref() == Some("") {
        out.invalid(at.field("gmsaCredentialSpecName"), "must not be empty");
    }
    let credentials = it.gmsa_credential_spec.as_deref();
    if credentials == Some("") {
        out.invalid(at.field("gmsaCredentialSpec"), "must not be empty");
    } else if credentials.is_some_and(|text| text.len() > CREDENTIALS) {
        out.invalid(at.field("gmsaCredentialSpec"), "must have 64 KiB at most");
    }
    if let Some(fault) = it.run_as_user_name.as_deref().and_then(user_name) {
        out.invalid(at.field("runAsUserName"), fault)
            .help(r"write it as `ContainerUser` or `NT AUTHORITY\NETWORK SERVICE`");
    }
}

/// What is wrong with the name of a user, with a domain and a backslash before it or none.
fn user_name(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("must not be empty");
    }
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Some("cannot have control characters");
    }
    let (domain, user) = match text.split_once('\\') {
        Some((_, user)) if user.contains('\\') => return Some("can have one backslash only"),
        Some((domain, user)) => (Some(domain), user),
        None => (None, text),
    };
    if domain.is_some_and(|domain| domain.len() > DOMAIN) {
        return Some("must have 255 characters at most in its domain");
    }
    if domain.is_some_and(|domain| !is_net_bios(domain) && !is_domain(domain)) {
        return Some("must have a name of NetBIOS or DNS before its backslash");
    }
    match user.len() {
        0 => Some("must have a user behind its backslash"),
        USER.. if user.len() > USER => Some("must have 104 characters at most in its user"),
        _ if user.bytes().all(|byte| b". ".contains(&byte)) => {
            Some("cannot have a user of dots and blanks only")
        }
        _ if user.contains(|c: char| "\"/\\:;|=,+*?<>@[]".contains(c)) => {
            Some(r#"cannot have any of `"/\:;|=,+*?<>@[]` in its user"#)
        }
        _ => None,
    }
}

/// One to 15 characters, of which some cannot be there, and the first is no dot.
fn is_net_bios(domain: &str) -> bool {
    (1..=15).contains(&domain.chars().count())
        && !domain.starts_with('.')
        && !domain.contains(|c: char| "\\/:*?\"<>|".contains(c))
}

fn is_domain(domain: &str) -> bool {
    domain.split('.').all(|label| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

/// `validateWindowsHostProcessPod`: all containers of a pod run as processes of the host, or none.
pub(super) fn host_process(it: &PodSpec, at: At<'_>, out: &mut Findings<'_>) {
    let of = |options: Option<&WindowsSecurityContextOptions>| options.and_then(|it| it.host_process);
    let whole = of(it.security_context.as_ref().and_then(|it| it.windows_options.as_ref()));
    let (mut containers, mut processes) = (0, 0);
    let init = it.init_containers.as_deref().unwrap_or_default();
    for (list, items) in [("initContainers", init), ("containers", &it.containers)] {
        let list = at.field(list);
        for (index, container) in items.iter().enumerate() {
            let own = of(container.security_context.as_ref().and_then(|it| it.windows_options.as_ref()));
            if let (Some(whole), Some(own)) = (whole, own)
                && whole != own
            {
                let at_own = list.item(index);
                out.invalid(
                    at_own.field("securityContext.windowsOptions.hostProcess"),
                    &format!("must be `{whole}`, as for the whole pod"),
                )
                .see(at.field("securityContext.windowsOptions.hostProcess"), "set here");
            }
            containers += 1;
            processes += usize::from(own.or(whole) == Some(true));
        }
    }
    if processes == 0 {
        return;
    }
    if processes < containers {
        out.invalid(at.field("containers"), "must run as processes of the host all, or none of them")
            .help("set `hostProcess: true` in `windowsOptions` of the pod's `securityContext`");
    }
    if it.host_network != Some(true) {
        out.invalid(at.field("hostNetwork"), "must be true when containers run as processes of the host");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_named_as_windows_names_them() {
        for name in ["ContainerUser", r"NT AUTHORITY\NETWORK SERVICE", r"shop.example.com\a.b", "a b"] {
            assert_eq!(user_name(name), None, "{name}");
        }
        let (long, domain) = ("a".repeat(105), format!("{}\\u", "a.".repeat(200)));
        for name in ["", r"a\b\c", "\t", r"\a", r"a\", ". .", "a:b", r".a\b", &long, &domain] {
            assert!(user_name(name).is_some(), "{name}");
        }
    }
}
