//! How paths of files are written that the API server looks into: each rule as a function that says what is wrong with a
//! text, to stand behind the name of its field.
//!
//! From `pkg/apis/core/validation/validation.go` in Kubernetes 1.36.

use super::formats::Fault;

/// `validatePathNoBacksteps`: any path without a step up.
pub fn without_steps_up(text: &str) -> Fault {
    text.split('/').any(|part| part == "..").then_some("cannot have a step `..` in it")
}

/// `validateLocalDescendingPath`: a path within a folder.
pub fn relative(text: &str) -> Fault {
    if text.starts_with('/') {
        return Some("must be a path within the folder, without `/` before it");
    }
    without_steps_up(text)
}

/// `ValidateLocalNonReservedPath`: as [`relative`], and does not begin with `..`, which the kubelet keeps for itself.
pub fn local(text: &str) -> Fault {
    let reserved = || text.starts_with("..").then_some("cannot begin with `..`");
    relative(text).or_else(reserved)
}

/// A path from the root on.
pub fn absolute(text: &str) -> Fault {
    (!text.starts_with('/')).then_some("must be a path from the root on, with `/` before it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_takes_what_the_server_takes() {
        for (rule, right, wrong) in [
            (
                without_steps_up as fn(&str) -> Fault,
                &["/a/..b", "rel", "a..b"][..],
                &["..", "/a/../b", "a/.."][..],
            ),
            (relative, &["a/b", ".", "..a", ""], &["/a", "..", "a/../b"]),
            (local, &["a/b", ".a", "a..b"], &["/a", "..", "..a", "../a"]),
            (absolute, &["/", "/a"], &["", "a", "./a"]),
        ] {
            assert!(right.iter().all(|text| rule(text).is_none()), "{right:?}");
            assert!(wrong.iter().all(|text| rule(text).is_some()), "{wrong:?}");
        }
    }
}
