//! What the real git says of a repository, against what rkgen reads of it. Without git these tests say so, and hold.
#![expect(clippy::disallowed_methods, reason = "the real git writes to a real disk")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rkgen::cli::Disk;
use rkgen::git::{NoRevision, Revision};
use rkgen::world::{FilePath, Refusal};

use super::built::{at, path};

/// A repository on the disk that the real git makes.
pub(super) struct Real {
    folder: tempfile::TempDir,
    pub(super) root: PathBuf,
}

impl Real {
    /// Nothing, with a word about it, where there is no git, or one that cannot make such a repository.
    pub(super) fn new(flags: &[&str]) -> Option<Real> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("repo");
        let real = Real { folder, root };
        let mut init = vec!["init", "-q", "-b", "main"];
        init.extend(flags);
        init.push("repo");
        if real.try_git(real.folder.path(), &init).is_none() {
            #[expect(clippy::print_stderr, reason = "a test that was left out says so")]
            {
                eprintln!("left out: there is no git that takes {init:?}");
            }
            return None;
        }
        Some(real)
    }

    fn try_git(&self, directory: &Path, arguments: &[&str]) -> Option<String> {
        let mut git = Command::new("git");
        git.current_dir(directory)
            .args(arguments)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("HOME", self.folder.path());
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "XDG_CONFIG_HOME"] {
            git.env_remove(name);
        }
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "A").env(format!("GIT_{who}_EMAIL"), "a@example.com");
        }
        let output = git.output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    }

    pub(super) fn git(&self, arguments: &[&str]) -> String {
        self.try_git(&self.root, arguments).unwrap_or_else(|| panic!("git {arguments:?} failed"))
    }

    pub(super) fn put(&self, file: &str, text: &str) {
        super::super::cli::put(&self.root, file, text);
    }

    pub(super) fn commit(&self, subject: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", subject]);
    }

    fn at<T>(&self, said: &str, look: impl FnOnce(&Revision) -> T) -> Result<T, NoRevision> {
        at(&Disk, self.root.to_str().unwrap(), said, look)
    }

    /// Both say the same of each of these revisions.
    #[track_caller]
    fn agree(&self, revisions: &[&str]) {
        for said in revisions {
            let wanted = match said.split_once("...") {
                Some((one, other)) => {
                    let side = |side: &str| if side.is_empty() { "HEAD".to_owned() } else { side.to_owned() };
                    self.try_git(&self.root, &["merge-base", &side(one), &side(other)])
                }
                None => self.try_git(&self.root, &["rev-parse", "--verify", "-q", &format!("{said}^{{}}")]),
            };
            let found = self.at(said, |revision| revision.hash.clone());
            assert_eq!(found.as_ref().ok(), wanted.as_ref(), "{said}: {found:?}");
        }
    }

    /// Both have the same files, each with the same bytes, in this revision.
    #[track_caller]
    fn same_files(&self, said: &str) -> usize {
        let listed = self.git(&["ls-tree", "-r", "--name-only", "--full-tree", said]);
        let shown = |file: &&str| !file.split('/').any(|part| part.starts_with('.'));
        let mut files: Vec<FilePath> = listed.lines().filter(shown).map(path).collect();
        files.sort_unstable();
        let looked = self.at(said, |revision| {
            assert_eq!(revision.world.walk(&FilePath::root()).as_ref(), Ok(&files), "{said}");
            for file in &files {
                let bytes = String::from_utf8(revision.world.read(file).unwrap()).unwrap();
                assert_eq!(bytes.trim_end(), self.git(&["show", &format!("{said}:{file}")]), "{file}");
            }
            files.len()
        });
        looked.unwrap()
    }
}

/// Commits that change many files a little, so that packs hold chains of deltas; branches, tags and a merge.
fn grow(real: &Real) {
    for round in 0..12 {
        for file in 0..8 {
            let line =
                |at: usize| format!("line {at} of file {file}, {}\n", if at == round { round } else { 0 });
            let text: Vec<String> = (0..60).map(line).collect();
            real.put(&format!("folder{}/deep/{file}.yaml", file % 3), &text.concat());
        }
        real.commit(&format!("Round {round}"));
        if round == 4 {
            real.git(&["branch", "feature/one"]);
            real.git(&["tag", "light"]);
            real.git(&["tag", "-a", "v1.0", "-m", "One"]);
            real.git(&["tag", "-a", "v1.0-twice", "v1.0", "-m", "A tag of a tag"]);
        }
    }
    real.git(&["checkout", "-q", "feature/one"]);
    real.put("feature.yaml", "x: 1\n");
    real.commit("Feature");
    real.git(&["checkout", "-q", "main"]);
    real.git(&["merge", "-q", "--no-ff", "-m", "Merge", "feature/one"]);
    real.put("after.yaml", "x: 1\n");
    real.commit("After");
    real.git(&["update-ref", "refs/remotes/origin/main", "main~3"]);
    real.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
}

const REVISIONS: &[&str] = &[
    "HEAD",
    "@",
    "main",
    "heads/main",
    "refs/heads/main",
    "feature/one",
    "light",
    "v1.0",
    "v1.0^{commit}",
    "v1.0-twice",
    "tags/v1.0",
    "v1.0^{}",
    "origin/main",
    "origin",
    "origin/HEAD",
    "HEAD~1",
    "HEAD~",
    "HEAD^",
    "HEAD^^2",
    "HEAD~1^2~1",
    "main~3^0",
    "@~2",
    "HEAD^2",
    "HEAD~99",
    "HEAD~1^3",
    "nothing",
    "main~1^{tree}",
    "main...",
    "origin/main...",
    "...origin/main",
    "feature/one...main",
    "v1.0...origin",
    "HEAD~2...HEAD~1^2",
    "refs/heads/nothing",
    "",
    "main^{blob}",
];

fn agrees_in_all_ways(flags: &[&str]) {
    let Some(real) = Real::new(flags) else { return };
    grow(&real);
    let short = real.git(&["rev-parse", "HEAD"])[..9].to_owned();
    let full = real.git(&["rev-parse", "HEAD~3"]);
    let described = real.git(&["describe", "HEAD"]);
    let all: Vec<&str> = REVISIONS.iter().copied().chain([short.as_str(), &full, &described]).collect();
    real.agree(&all);
    assert_eq!(real.same_files("HEAD"), 10);
    real.git(&["repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50"]);
    real.git(&["pack-refs", "--all"]);
    real.git(&["prune-packed"]);
    real.agree(&all);
    for said in ["HEAD", "HEAD~5", "v1.0", "main~1^{tree}"] {
        real.same_files(said);
    }
    real.git(&[
        "-c",
        "core.deltaBaseCacheLimit=1",
        "-c",
        "repack.useDeltaBaseOffset=false",
        "repack",
        "-q",
        "-a",
        "-d",
        "-f",
    ]);
    real.git(&["-c", "pack.indexVersion=1", "repack", "-q", "-a", "-d", "-f"]);
    real.same_files("HEAD~7");
}

#[test]
fn revisions_and_files_are_those_of_git() {
    agrees_in_all_ways(&[]);
}

#[test]
fn revisions_and_files_of_a_sha256_repository_are_those_of_git() {
    agrees_in_all_ways(&["--object-format=sha256"]);
}

#[test]
fn a_repository_of_reftables_is_refused_by_name() {
    let Some(real) = Real::new(&["--ref-format=reftable"]) else { return };
    real.commit("First");
    let refused = real.at("HEAD", |_| ()).unwrap_err();
    assert_eq!(refused, NoRevision::Unsupported("extensions.refStorage = reftable".to_owned()));
}

#[test]
fn another_worktree_has_a_head_of_its_own() {
    let Some(real) = Real::new(&[]) else { return };
    grow(&real);
    real.git(&["worktree", "add", "-q", "../other", "feature/one"]);
    let other = real.folder.path().canonicalize().unwrap().join("other");
    let found = at(&Disk, other.to_str().unwrap(), "HEAD", |revision| revision.hash.clone());
    assert_eq!(found.unwrap(), real.git(&["rev-parse", "feature/one"]));
    let found = at(&Disk, other.to_str().unwrap(), "main", |revision| revision.hash.clone());
    assert_eq!(found.unwrap(), real.git(&["rev-parse", "main"]));
}

#[test]
fn a_shared_clone_borrows_objects() {
    let Some(real) = Real::new(&[]) else { return };
    grow(&real);
    real.try_git(real.folder.path(), &["clone", "-q", "--shared", "repo", "borrowed"]).unwrap();
    let borrowed = Real { root: real.root.with_file_name("borrowed"), folder: real.folder };
    borrowed.agree(&["HEAD", "origin/main~4", "origin/feature/one..."]);
    assert_eq!(borrowed.same_files("HEAD"), 10);
}

#[test]
fn a_shallow_clone_says_where_history_ends() {
    let Some(real) = Real::new(&[]) else { return };
    grow(&real);
    let url = format!("file://{}", real.root.display());
    real.try_git(real.folder.path(), &["clone", "-q", "--depth=2", "--no-single-branch", &url, "shallow"])
        .unwrap();
    let shallow = Real { root: real.root.with_file_name("shallow"), folder: real.folder };
    shallow.agree(&["HEAD", "HEAD~1", "origin/feature/one"]);
    let why = |said: &str| shallow.at(said, |_| ()).unwrap_err();
    assert!(matches!(why("HEAD~7"), NoRevision::NoParent { shallow: true, .. }), "{:?}", why("HEAD~7"));
    assert!(matches!(why("v0.9"), NoRevision::Unknown { shallow: true, .. }));
    shallow.git(&["checkout", "-q", "--orphan", "lonely"]);
    shallow.commit("Lonely");
    assert!(matches!(why("origin/main..."), NoRevision::NoMergeBase { shallow: true, .. }));
    assert!(why("HEAD~7").help().is_empty() || why("origin/main...").help()[0].contains("fetch-depth: 0"));
}

#[test]
fn a_partial_clone_says_what_it_left_out() {
    let Some(real) = Real::new(&[]) else { return };
    grow(&real);
    real.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", real.root.display());
    let clone = ["clone", "-q", "--filter=blob:none", "--no-checkout", &url, "partial"];
    real.try_git(real.folder.path(), &clone).unwrap();
    let partial = Real { root: real.root.with_file_name("partial"), folder: real.folder };
    let bytes = || partial.at("HEAD", |revision| revision.world.read(&path("after.yaml"))).unwrap();
    let Err(Refusal::Unreadable(why)) = bytes() else { panic!("{:?}", bytes()) };
    assert!(why.contains("partial clone"), "{why}");
    // What the message says helps.
    partial.git(&["fetch", "-q", "--refetch", "--no-filter"]);
    assert_eq!(bytes(), Ok(b"x: 1\n".to_vec()));
}

#[test]
fn a_merge_base_over_a_criss_cross_is_one_of_gits() {
    let Some(real) = Real::new(&[]) else { return };
    real.commit("Root");
    real.git(&["branch", "other"]);
    for round in 0..3 {
        for (branch, file) in [("main", "a"), ("other", "b")] {
            real.git(&["checkout", "-q", branch]);
            real.put(&format!("{file}{round}"), "x");
            real.commit("Step");
        }
        let (one, two) = (real.git(&["rev-parse", "main"]), real.git(&["rev-parse", "other"]));
        real.git(&["checkout", "-q", "main"]);
        real.git(&["merge", "-q", "--no-ff", "-m", "Cross", &two]);
        real.git(&["checkout", "-q", "other"]);
        real.git(&["merge", "-q", "--no-ff", "-m", "Cross", &one]);
    }
    let all = real.git(&["merge-base", "--all", "main", "other"]);
    let found = real.at("main...other", |revision| revision.hash.clone()).unwrap();
    assert_eq!(all.lines().count(), 2, "it is a criss-cross");
    assert!(all.contains(&found));
}

#[test]
fn nothing_is_written() {
    let Some(real) = Real::new(&[]) else { return };
    grow(&real);
    let listing = || {
        let entries = walkdir::WalkDir::new(&real.root).sort_by_file_name().into_iter().flatten();
        let of = |entry: walkdir::DirEntry| {
            let there = fs::metadata(entry.path()).unwrap();
            (entry.path().to_owned(), there.len(), there.modified().unwrap())
        };
        entries.map(of).collect::<Vec<_>>()
    };
    let before = listing();
    real.at("HEAD~2", |revision| revision.world.walk(&FilePath::root()).unwrap()).unwrap();
    assert!(before == listing());
}
