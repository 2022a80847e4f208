//! Why there is no revision to read, in words.

use crate::diagnostic::quoted_list;

/// Why there is no revision to read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoRevision {
    /// Neither the project's folder nor any above it is a git repository.
    NoRepository,
    /// The repository is kept in a way that is not understood here: what its configuration says.
    Unsupported(String),
    /// What was said is no revision that is understood here: why, as a clause.
    NotUnderstood {
        /// What was said.
        said: String,
        /// "a range of commits".
        what: &'static str,
        /// What to write instead.
        help: String,
    },
    /// Nothing has this name.
    Unknown {
        /// The part of what was said that is the name.
        name: String,
        /// Branches and tags whose names are near.
        near: Vec<String>,
        /// Whether history was cut off when it was cloned, so that it may be known elsewhere.
        shallow: bool,
    },
    /// A beginning of a hash that more than one object has.
    Ambiguous {
        /// The beginning.
        name: String,
        /// Commits and tags that begin so, each with its subject; if there are none, the other objects.
        candidates: Vec<String>,
    },
    /// It names a file, or another thing that is no commit.
    NoCommit {
        /// What was said.
        said: String,
        /// As git names its kind.
        kind: &'static str,
    },
    /// History ends before it.
    NoParent {
        /// What was said.
        said: String,
        /// The commit that has no such parent.
        commit: String,
        /// Whether that is because history was cut off when it was cloned.
        shallow: bool,
    },
    /// Two commits have no common ancestor.
    NoMergeBase {
        /// What was said.
        said: String,
        /// Whether that may be because history was cut off when it was cloned.
        shallow: bool,
    },
    /// The repository has no such folder in that revision.
    NoFolder {
        /// What was said.
        said: String,
        /// The project's folder, from the repository's root.
        folder: String,
    },
    /// A commit, or a folder of it, that the repository says it has is not there.
    Absent {
        /// What was said.
        said: String,
        /// What is missing, as a clause.
        what: String,
        /// Whether that is because history was cut off when it was cloned.
        shallow: bool,
        /// Whether it was left where the repository was cloned from.
        partial: bool,
    },
    /// The repository could not be read: why, as a clause.
    Broken(String),
}

const ALL_HISTORY: &str = "fetch all of it: `git fetch --unshallow`; in GitHub Actions, `fetch-depth: 0` at actions/checkout; in GitLab, `GIT_DEPTH: 0`";
const ALL_OBJECTS: &str = "fetch what was left out: `git fetch --refetch --no-filter`";

impl NoRevision {
    /// What is wrong, as a sentence without its full stop.
    pub fn message(&self) -> String {
        match self {
            NoRevision::NoRepository => {
                "neither the project nor a folder above it is a git repository".to_owned()
            }
            NoRevision::Unsupported(what) => {
                format!("the repository is kept in a way that rkgen cannot read: `{what}`")
            }
            NoRevision::NotUnderstood { said, what, .. } => format!("`{said}` is {what}"),
            NoRevision::Unknown { name, shallow: false, .. } => {
                format!("the repository has no revision `{name}`")
            }
            NoRevision::Unknown { name, .. } => {
                format!(
                    "the repository has no revision `{name}`, but it is a shallow clone: history was cut off"
                )
            }
            NoRevision::Ambiguous { name, candidates } => {
                format!("`{name}` begins the names of {} objects", candidates.len())
            }
            NoRevision::NoCommit { said, kind } => format!("`{said}` is a {kind}, not a commit"),
            NoRevision::NoParent { said, commit, shallow: false } => {
                format!("there is no `{said}`: {commit} has no such parent")
            }
            NoRevision::NoParent { said, commit, .. } => {
                format!("there is no `{said}` here: the clone is shallow, and its history ends at {commit}")
            }
            NoRevision::NoMergeBase { said, shallow: false } => {
                format!("there is no merge base for `{said}`: the two have no common history")
            }
            NoRevision::NoMergeBase { said, .. } => {
                format!(
                    "there is no merge base for `{said}` here: the clone is shallow, and history was cut off before it"
                )
            }
            NoRevision::NoFolder { said, folder } => format!("`{said}` has no folder `{folder}`"),
            NoRevision::Absent { said, what, .. } => format!("`{said}` cannot be read: {what}"),
            NoRevision::Broken(what) => format!("the git repository cannot be read: {what}"),
        }
    }

    /// What to do about it, a sentence each.
    pub fn help(&self) -> Vec<String> {
        match self {
            NoRevision::NoRepository => {
                vec![
                    "compare with a file in its place, or run this where the project was checked out"
                        .to_owned(),
                ]
            }
            NoRevision::Unsupported(_) => {
                vec![
                    "give the other side as a file: `git worktree add ../before HEAD`, and build there"
                        .to_owned(),
                ]
            }
            NoRevision::NotUnderstood { help, .. } => vec![help.clone()],
            NoRevision::Unknown { near, shallow, name } => {
                let names: Vec<&str> = near.iter().map(String::as_str).collect();
                let meant =
                    (!near.is_empty()).then(|| format!("did you mean {}?", quoted_list(&names, "or")));
                let is_hash = name.len() >= 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
                let fetch = match name.split_once('/') {
                    _ if name == "HEAD" => {
                        Some("nothing was committed yet on the branch that is checked out".to_owned())
                    }
                    _ if is_hash => Some(format!(
                        "if it is a commit that others have, fetch it: `git fetch origin {name}`"
                    )),
                    _ if *shallow => Some(ALL_HISTORY.to_owned()),
                    Some((remote, branch)) if near.is_empty() => Some(format!(
                        "if it is a branch of a remote, fetch it: `git fetch {remote} {branch}`"
                    )),
                    None if near.is_empty() => {
                        Some(format!("if it is a branch that others have, fetch it and say `origin/{name}`"))
                    }
                    _ => None,
                };
                meant.into_iter().chain(fetch).collect()
            }
            NoRevision::Ambiguous { candidates, .. } => {
                let list = candidates.iter().map(|candidate| format!("\n  {candidate}"));
                vec![format!("write more of its digits:{}", list.collect::<String>())]
            }
            NoRevision::NoCommit { .. } => vec!["name a commit, a branch or a tag".to_owned()],
            NoRevision::NoParent { shallow, .. } | NoRevision::NoMergeBase { shallow, .. } => {
                shallow.then(|| ALL_HISTORY.to_owned()).into_iter().collect()
            }
            NoRevision::NoFolder { .. } => {
                vec!["the project lay elsewhere then, or was not there yet: name a later revision".to_owned()]
            }
            NoRevision::Absent { shallow, partial, .. } => match (shallow, partial) {
                (_, true) => vec![ALL_OBJECTS.to_owned()],
                (true, false) => vec![ALL_HISTORY.to_owned()],
                (false, false) => vec!["see what else is missing: `git fsck`".to_owned()],
            },
            NoRevision::Broken(_) => vec!["see what git says of it: `git fsck`".to_owned()],
        }
    }
}
