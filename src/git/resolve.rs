//! Finds the commit that a revision names: `main`, `origin/main~2`, `v1.0^{commit}`, `e83c516`, `main...`.

use super::commit::tagged;
use super::fault::Fault;
use super::history::merge_base;
use super::id::{Id, Prefix};
use super::no_revision::NoRevision;
use super::object::Kind;
use super::repository::Repository;
use crate::diagnostic::nearest;

/// What a revision names, with the way there behind it.
pub(super) struct Resolve<'r, 's> {
    pub(super) repository: &'r Repository<'s>,
    /// What was said, for messages.
    pub(super) said: &'r str,
}

/// The branch before `@{upstream}`.
fn followed(name: &str) -> Option<&str> {
    let (branch, word) = name.strip_suffix('}')?.split_once("@{")?;
    ["u", "upstream"].iter().any(|known| word.eq_ignore_ascii_case(known)).then_some(branch)
}

/// More tags than this name each other in a circle.
const MOST_TAGS: usize = 32;

impl Resolve<'_, '_> {
    /// The commit, or the tree where a tree was named.
    pub(super) fn resolve(&self) -> Result<Id, NoRevision> {
        if let Some((one, other)) = self.said.split_once("...") {
            if one.is_empty() && other.is_empty() {
                return Err(self.not_understood("no revision", "say of which branch: `origin/main...`"));
            }
            let side = |said: &str| self.one(if said.is_empty() { "HEAD" } else { said });
            let base = merge_base(self.repository, side(one)?, side(other)?);
            let shallow = self.repository.is_shallow();
            return base
                .map_err(|fault| self.fault(&fault))?
                .ok_or(NoRevision::NoMergeBase { said: self.said.to_owned(), shallow });
        }
        self.one(self.said)
    }

    /// What a revision without dots names.
    fn one(&self, said: &str) -> Result<Id, NoRevision> {
        if said.is_empty() || said.starts_with('^') {
            return Err(self.not_understood("no revision", "name a commit, a branch or a tag"));
        }
        if said.contains("..") {
            let help = "name one commit; `A...B` is the last one that both have in their history";
            return Err(self.not_understood("a range of commits", help));
        }
        if said.contains(':') {
            let alone = said.split(':').next().filter(|name| !name.is_empty()).unwrap_or("HEAD");
            let help = format!("name the revision alone: `{alone}`; what is compared are the targets");
            return Err(self.not_understood("a path in a revision", &help));
        }
        let (name, steps) = said.split_at(said.find(['~', '^']).unwrap_or(said.len()));
        if let Some(branch) = followed(name) {
            let upstream = self.upstream(branch)?;
            return self.walk(self.peel(upstream)?, steps);
        }
        if said.contains("@{") {
            let help = "name a branch, a tag or a hash; `git rev-parse` tells the hash";
            return Err(self.not_understood("looked up in git's memory of past commands", help));
        }
        self.walk(self.peel(self.named(name)?)?, steps)
    }

    /// The commit that a branch follows; that of this checkout if it has no name.
    fn upstream(&self, branch: &str) -> Result<Id, NoRevision> {
        let (refs, config) = (&self.repository.refs, &self.repository.config);
        let own = if branch.is_empty() { refs.branch().map_err(|fault| self.fault(&fault))? } else { None };
        let branch = own.as_deref().unwrap_or(branch);
        let whole = config.upstreams.get(branch).map(|(remote, merge)| match remote.as_str() {
            "." => merge.clone(),
            remote => format!("refs/remotes/{remote}/{}", merge.strip_prefix("refs/heads/").unwrap_or(merge)),
        });
        let found = whole.map(|whole| refs.find(&whole)).transpose().map_err(|fault| self.fault(&fault))?;
        found.flatten().ok_or_else(|| {
            let help = "say which one it is to follow: `git branch --set-upstream-to=origin/main`";
            self.not_understood("a branch that follows none", help)
        })
    }

    /// The object that steps lead to.
    fn walk(&self, mut id: Id, mut steps: &str) -> Result<Id, NoRevision> {
        let wrong = || self.not_understood("not understood", "`~N` and `^N` are steps to parents: `main~2`");
        while let Some(step) = steps.chars().next() {
            steps = &steps[step.len_utf8()..];
            if let Some(rest) = steps.strip_prefix('{').filter(|_| step == '^') {
                let (kind, rest) = rest.split_once('}').ok_or_else(wrong)?;
                id = self.of_kind(id, kind).ok_or_else(wrong)??;
                steps = rest;
                continue;
            }
            let digits = steps.find(|c: char| !c.is_ascii_digit()).unwrap_or(steps.len());
            let number = match &steps[..digits] {
                "" => 1,
                number => number.parse::<usize>().map_err(|_| wrong())?,
            };
            steps = &steps[digits..];
            id = match step {
                '~' => (0..number).try_fold(id, |id, _| self.parent(id, 1))?,
                '^' if number == 0 => id,
                '^' => self.parent(id, number)?,
                _ => return Err(wrong()),
            };
        }
        Ok(id)
    }

    /// The object behind `^{…}`; nothing if that is no kind of object.
    fn of_kind(&self, id: Id, kind: &str) -> Option<Result<Id, NoRevision>> {
        match kind {
            "" => Some(Ok(id)),
            "commit" => Some(self.commit(&id).map(|_| id)),
            "tree" => Some(self.commit(&id).map(|commit| commit.tree)),
            _ => None,
        }
    }

    /// The parent of that number, from 1.
    fn parent(&self, id: Id, number: usize) -> Result<Id, NoRevision> {
        let commit = self.commit(&id)?;
        commit.parents.get(number - 1).copied().ok_or_else(|| NoRevision::NoParent {
            said: self.said.to_owned(),
            commit: id.short(),
            shallow: self.repository.is_cut_off(&id),
        })
    }

    fn commit(&self, id: &Id) -> Result<super::commit::Commit, NoRevision> {
        let commit = self.repository.commit(id).map_err(|fault| self.fault(&fault))?;
        commit.ok_or_else(|| self.no_commit(Kind::Tree))
    }

    /// The commit or tree that annotated tags lead to.
    fn peel(&self, id: Id) -> Result<Id, NoRevision> {
        let mut id = id;
        for _ in 0..MOST_TAGS {
            let object = self.repository.objects.read(&id).map_err(|fault| self.fault(&fault))?;
            match object.kind {
                Kind::Commit | Kind::Tree => return Ok(id),
                Kind::Blob => return Err(self.no_commit(Kind::Blob)),
                Kind::Tag => {
                    let tagged = tagged(&object.bytes, self.repository.config.format);
                    id = tagged.ok_or_else(|| self.fault(&Fault::damaged("is no tag")))?;
                }
            }
        }
        Err(self.fault(&Fault::damaged("is a tag of itself")))
    }

    /// The object of a name, in the order in which git looks it up.
    fn named(&self, name: &str) -> Result<Id, NoRevision> {
        let (repository, format) = (self.repository, self.repository.config.format);
        let name = if name == "@" { "HEAD" } else { name };
        if let Some(id) = Id::parse(name, format) {
            return match repository.objects.read(&id) {
                Ok(_) => Ok(id),
                Err(Fault::Missing(_)) => Err(self.unknown(name)),
                Err(fault) => Err(self.fault(&fault)),
            };
        }
        if let Some(id) = repository.refs.find(name).map_err(|fault| self.fault(&fault))? {
            return Ok(id);
        }
        // As `git describe` writes it: the tag before, how many commits since, the commit.
        let described = name.rsplit_once("-g").map(|(_, digits)| digits);
        let prefix =
            [Some(name), described].into_iter().flatten().find_map(|name| Prefix::parse(name, format));
        match prefix {
            Some(prefix) => self.beginning(name, &prefix),
            None => Err(self.unknown(name)),
        }
    }

    /// The only commit whose name begins so.
    fn beginning(&self, name: &str, prefix: &Prefix) -> Result<Id, NoRevision> {
        let all = self.repository.objects.starting_with(prefix).map_err(|fault| self.fault(&fault))?;
        let with_kind = all.iter().map(|id| match self.repository.objects.read(id) {
            Ok(object) => Ok((*id, object.kind)),
            Err(fault) => Err(self.fault(&fault)),
        });
        let all = with_kind.collect::<Result<Vec<_>, _>>()?;
        let commits: Vec<(Id, Kind)> =
            all.iter().copied().filter(|(_, kind)| matches!(kind, Kind::Commit | Kind::Tag)).collect();
        match (&commits[..], &all[..]) {
            ([(id, _)], _) | ([], [(id, _)]) => Ok(*id),
            (_, []) => Err(self.unknown(name)),
            _ => {
                let shown = if commits.is_empty() { all } else { commits };
                let candidates = shown.iter().map(|(id, kind)| self.candidate(id, *kind)).collect();
                Err(NoRevision::Ambiguous { name: name.to_owned(), candidates })
            }
        }
    }

    /// As it is listed: the commit's beginning and subject.
    fn candidate(&self, id: &Id, kind: Kind) -> String {
        match self.repository.commit(id) {
            Ok(Some(commit)) => format!("{} {}", id.short(), commit.subject),
            _ => format!("{}, a {}", id.short(), kind.name()),
        }
    }

    fn unknown(&self, name: &str) -> NoRevision {
        let names = self.repository.refs.names();
        // `mian` is near `origin/main` too, but nearer to `main`.
        let near = nearest(name, names.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
        NoRevision::Unknown { name: name.to_owned(), near, shallow: self.repository.is_shallow() }
    }

    fn no_commit(&self, kind: Kind) -> NoRevision {
        NoRevision::NoCommit { said: self.said.to_owned(), kind: kind.name() }
    }

    fn not_understood(&self, what: &'static str, help: &str) -> NoRevision {
        NoRevision::NotUnderstood { said: self.said.to_owned(), what, help: help.to_owned() }
    }

    /// Why an object on the way was not read.
    pub(super) fn fault(&self, fault: &Fault) -> NoRevision {
        match fault {
            Fault::Missing(_) => NoRevision::Absent {
                said: self.said.to_owned(),
                what: fault.clause(),
                shallow: self.repository.is_shallow(),
                partial: self.repository.config.partial,
            },
            fault => NoRevision::Broken(fault.clause()),
        }
    }
}
