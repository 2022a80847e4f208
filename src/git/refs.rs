//! Names of commits: branches, tags, `HEAD`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::fault::{Fault, unreadable};
use super::id::{Format, Id};
use super::store::Store;
use crate::world::{FileKind, Refusal};

/// The names in a repository: a file each, or packed in one.
pub(super) struct Refs<'s> {
    store: &'s dyn Store,
    /// The folder of this checkout, which has a `HEAD` of its own.
    own: PathBuf,
    /// The folder that all checkouts share.
    common: PathBuf,
    format: Format,
    packed: OnceLock<Result<HashMap<String, Id>, Fault>>,
}

/// What a name in `refs` begins with, in the order in which a short name is looked up; in the last rule it is a remote.
const RULES: &[(&str, &str)] = &[
    ("", ""),
    ("refs/", ""),
    ("refs/tags/", ""),
    ("refs/heads/", ""),
    ("refs/remotes/", ""),
    ("refs/remotes/", "/HEAD"),
];

impl<'s> Refs<'s> {
    /// The names of a checkout, whose folders in `.git` these are.
    pub(super) fn new(store: &'s dyn Store, own: PathBuf, common: PathBuf, format: Format) -> Self {
        Refs { store, own, common, format, packed: OnceLock::new() }
    }

    /// What a name stands for, be it short or whole.
    pub(super) fn find(&self, name: &str) -> Result<Option<Id>, Fault> {
        if !is_name(name) {
            return Ok(None);
        }
        for (before, behind) in RULES {
            let whole = format!("{before}{name}{behind}");
            // Beside `refs` lie `HEAD`, `FETCH_HEAD` and the like, and files that are no names.
            let beside = whole.chars().all(|c| c.is_ascii_uppercase() || c == '_');
            if (beside || whole.starts_with("refs/"))
                && let Some(id) = self.whole(&whole, 0)?
            {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// What a whole name stands for, through other names that it stands for.
    fn whole(&self, name: &str, depth: usize) -> Result<Option<Id>, Fault> {
        const DEEPEST: usize = 5;
        let Some(text) = self.file(name)? else {
            return Ok(self.packed()?.get(name).copied());
        };
        match text.strip_prefix("ref:") {
            Some(other) if depth < DEEPEST && is_name(other.trim()) => self.whole(other.trim(), depth + 1),
            Some(_) => Ok(None),
            // Behind the one in `FETCH_HEAD` stands where it is from.
            None => {
                let id = text.split_whitespace().next().unwrap_or_default();
                let damaged = || Fault::damaged("is no name of a commit").in_file(&self.path(name));
                Id::parse(id, self.format).map(Some).ok_or_else(damaged)
            }
        }
    }

    /// The branch of this checkout, if it is on one.
    pub(super) fn branch(&self) -> Result<Option<String>, Fault> {
        let head = self.file("HEAD")?.unwrap_or_default();
        let branch = head.strip_prefix("ref:").and_then(|name| name.trim().strip_prefix("refs/heads/"));
        Ok(branch.map(str::to_owned))
    }

    /// The objects in the place of which git takes others: `git replace`.
    pub(super) fn replaced(&self) -> Result<HashMap<Id, Id>, Fault> {
        const FOLDER: &str = "refs/replace";
        let mut names: Vec<String> = self.packed()?.keys().cloned().collect();
        self.below(FOLDER, &self.common.join(FOLDER), &mut names);
        let mut replaced = HashMap::new();
        for name in &names {
            let of =
                name.strip_prefix(FOLDER).and_then(|rest| Id::parse(rest.strip_prefix('/')?, self.format));
            if let Some((of, by)) = of.zip(self.whole(name, 0)?) {
                replaced.insert(of, by);
            }
        }
        Ok(replaced)
    }

    /// What is in the file of a name, if it has one.
    fn file(&self, name: &str) -> Result<Option<String>, Fault> {
        let path = self.path(name);
        match self.store.read(&path) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            // There may be a folder of that name, of names that begin so.
            Err(Refusal::Missing | Refusal::IsFolder) => Ok(None),
            Err(refusal) => Err(Fault::Unreadable(path, refusal)),
        }
    }

    /// Each checkout has its own `HEAD`; branches and tags are common to all.
    fn path(&self, name: &str) -> PathBuf {
        const OWN: &[&str] = &["refs/bisect/", "refs/worktree/", "refs/rewritten/"];
        let is_common = name.starts_with("refs/") && !OWN.iter().any(|own| name.starts_with(own));
        if is_common { self.common.join(name) } else { self.own.join(name) }
    }

    fn packed(&self) -> Result<&HashMap<String, Id>, Fault> {
        let read = || {
            let path = self.common.join("packed-refs");
            let text = match self.store.read(&path) {
                Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Err(Refusal::Missing) => String::new(),
                Err(refusal) => return Err(unreadable(&path)(refusal)),
            };
            // Lines that begin with `#` or `^` tell about the file, or about the tag before.
            let lines = text.lines().filter_map(|line| line.split_once(' '));
            let names = lines.filter_map(|(id, name)| Some((name.to_owned(), Id::parse(id, self.format)?)));
            Ok(names.collect())
        };
        self.packed.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// The short names of all branches and tags, sorted; what cannot be read has none.
    pub(super) fn names(&self) -> Vec<String> {
        let mut whole: Vec<String> =
            self.packed().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        for folder in ["refs/heads", "refs/tags", "refs/remotes"] {
            self.below(folder, &self.common.join(folder), &mut whole);
        }
        let short = |name: &String| {
            let short =
                ["refs/heads/", "refs/tags/", "refs/remotes/"].iter().find_map(|at| name.strip_prefix(at));
            short.filter(|short| !short.ends_with("/HEAD")).map(str::to_owned)
        };
        let mut names: Vec<String> = whole.iter().filter_map(short).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn below(&self, name: &str, folder: &Path, found: &mut Vec<String>) {
        const MOST: usize = 10_000;
        const DEEPEST: usize = 20;
        for part in self.store.names(folder).unwrap_or_default() {
            let (name, path) = (format!("{name}/{part}"), folder.join(&part));
            match self.store.kind(&path) {
                _ if found.len() >= MOST || name.matches('/').count() > DEEPEST => return,
                Some(FileKind::Folder) => self.below(&name, &path, found),
                Some(FileKind::File) if is_name(&name) => found.push(name),
                _ => {}
            }
        }
    }
}

/// Whether git takes it as a name: git-check-ref-format. So it leads nowhere else as a path.
#[expect(clippy::case_sensitive_file_extension_comparisons, reason = "git regards case here")]
fn is_name(name: &str) -> bool {
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    let never = |c: char| c.is_ascii_control() || " ~^:?*[\\".contains(c);
    name.split('/').all(part)
        && !name.contains(never)
        && !name.contains("..")
        && !name.contains("@{")
        && !name.ends_with('.')
        && !name.starts_with('-')
        && name != "@"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        for name in ["main", "feature/a.b-c", "v1.0", "refs/heads/x@y", "é"] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "", "../main", "a//b", "/a", "a/", ".a", "a.lock", "a..b", "a b", "a:b", "-a", "@", "a.", "x@{1}",
        ] {
            assert!(!is_name(name), "{name}");
        }
    }
}
