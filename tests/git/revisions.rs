//! What a revision names, and what is said where it names nothing.

use rkgen::git::NoRevision;

use super::built::{Built, Name, at, commit_text, hex, tag_text};

/// A line of commits, the first one first.
fn line(built: &mut Built, count: u32) -> Vec<Name> {
    let tree = built.folder(&[("100644", "rkgen.yaml", "")]);
    let mut all: Vec<Name> = Vec::new();
    for time in 0..count {
        let parents: Vec<&Name> = all.last().into_iter().collect();
        all.push(built.commit(&tree, &parents, time, &format!("Commit {time}")));
    }
    all
}

#[track_caller]
fn names(built: &Built, said: &str, wanted: &Name) {
    assert_eq!(built.resolve(said), Ok(hex(wanted)), "{said}");
}

/// The message and the help, one below the other.
fn words(why: &NoRevision) -> String {
    why.help().iter().fold(why.message(), |all, help| format!("{all}\n= {help}"))
}

#[track_caller]
fn refused(built: &Built, said: &str, wanted: &str) {
    let why = built.resolve(said).expect_err("it is no revision");
    assert_eq!(words(&why), wanted, "{said}");
}

#[test]
fn a_name_in_a_file_goes_before_the_same_one_that_is_packed() {
    let mut built = Built::new();
    let commits = line(&mut built, 3);
    let tag = built.tag(&commits[0], "commit");
    let packed = format!(
        "# pack-refs with: peeled fully-peeled sorted\n{} refs/heads/main\n{} refs/heads/old\n{} refs/tags/v1\n^{}\n",
        hex(&commits[1]),
        hex(&commits[1]),
        hex(&tag),
        hex(&commits[0]),
    );
    built.set("packed-refs", packed);
    built.name("refs/heads/main", &commits[2]);
    names(&built, "main", &commits[2]);
    names(&built, "HEAD", &commits[2]);
    names(&built, "old", &commits[1]);
    names(&built, "v1", &commits[0]);
    // A tag goes before a branch of the same name.
    built.name("refs/heads/v1", &commits[2]);
    names(&built, "v1", &commits[0]);
    names(&built, "heads/v1", &commits[2]);
    // What a branch's name begins with may be a folder of others.
    built.name("refs/heads/old/er", &commits[0]);
    names(&built, "old", &commits[1]);
    names(&built, "old/er", &commits[0]);
}

#[test]
fn a_detached_head_and_what_was_fetched_are_names() {
    let mut built = Built::new();
    let commits = line(&mut built, 2);
    built.name("HEAD", &commits[1]);
    built.set("FETCH_HEAD", format!("{}\t\tbranch 'x' of example\n", hex(&commits[0])));
    names(&built, "@", &commits[1]);
    names(&built, "FETCH_HEAD", &commits[0]);
    names(&built, "HEAD~1", &commits[0]);
}

#[test]
fn no_name_leads_to_a_file_that_is_none() {
    let mut built = Built::new();
    let commits = line(&mut built, 1);
    built.name("refs/heads/main", &commits[0]);
    built.name("elsewhere", &commits[0]);
    built.files.add("elsewhere", hex(&commits[0]));
    for said in [
        "elsewhere",
        "config",
        "refs",
        "refs/heads",
        "../../elsewhere",
        "refs/../../../elsewhere",
        "/elsewhere",
    ] {
        assert!(built.resolve(said).is_err(), "{said}");
    }
}

#[test]
fn names_that_lead_in_a_circle_are_none() {
    let mut built = Built::new();
    let commits = line(&mut built, 1);
    built.name("refs/heads/main", &commits[0]);
    built.set("refs/heads/one", "ref: refs/heads/two\n");
    built.set("refs/heads/two", "ref: refs/heads/one\n");
    assert!(matches!(built.resolve("one"), Err(NoRevision::Unknown { .. })));
    let itself = format!("{:0<40}", "abcd");
    let of_itself = data_encoding::HEXLOWER.decode(itself.as_bytes()).unwrap();
    let tag = built.object_named(&itself, "tag", tag_text(&of_itself, "tag").as_bytes());
    built.name("refs/tags/circle", &tag);
    refused(
        &built,
        "circle",
        "the git repository cannot be read: the repository is damaged: an object is a tag of itself\n= see what git says of it: `git fsck`",
    );
}

#[test]
fn the_beginning_of_a_hash_names_the_only_commit_that_begins_so() {
    let mut built = Built::new();
    let tree = built.folder(&[("100644", "rkgen.yaml", "")]);
    let text = |subject: &str| commit_text(&tree, &[], 1, subject);
    let one = built.object_named("abcd1", "commit", text("One thing").as_bytes());
    names(&built, "abcd", &one);
    names(&built, "ABCD1", &one);
    names(&built, "v1.0-3-gabcd1", &one);
    // What is no commit is not meant.
    built.object_named("abcd3", "blob", b"x");
    names(&built, "abcd", &one);
    built.object_named("abcd2", "commit", text("Another").as_bytes());
    names(&built, "abcd1", &one);
    refused(
        &built,
        "abcd",
        "`abcd` begins the names of 2 objects\n= write more of its digits:\n  abcd100000 One thing\n  abcd200000 Another",
    );
    refused(&built, "abcd3", "`abcd3` is a blob, not a commit\n= name a commit, a branch or a tag");
    assert!(matches!(built.resolve("abc"), Err(NoRevision::Unknown { .. })), "too short");
    // A branch of that name goes before.
    built.name("refs/heads/abcd2", &one);
    names(&built, "abcd2", &one);
}

#[test]
fn a_name_that_nothing_has_brings_those_that_are_near() {
    let mut built = Built::new();
    let commits = line(&mut built, 1);
    for name in
        ["refs/heads/main", "refs/remotes/origin/main", "refs/remotes/origin/HEAD", "refs/tags/v1.2.0"]
    {
        built.name(name, &commits[0]);
    }
    refused(&built, "mian", "the repository has no revision `mian`\n= did you mean `main`?");
    refused(
        &built,
        "orgin/main",
        "the repository has no revision `orgin/main`\n= did you mean `origin/main`?",
    );
    refused(&built, "v1.3.0~2", "the repository has no revision `v1.3.0`\n= did you mean `v1.2.0`?");
    refused(
        &built,
        "origin/release",
        "the repository has no revision `origin/release`\n= if it is a branch of a remote, fetch it: `git fetch origin release`",
    );
    refused(
        &built,
        "release",
        "the repository has no revision `release`\n= if it is a branch that others have, fetch it and say `origin/release`",
    );
    let hash = "e83c5163316f89bfbde7d9ab23ca2e25604af290";
    refused(
        &built,
        hash,
        "the repository has no revision `e83c5163316f89bfbde7d9ab23ca2e25604af290`\n= if it is a commit that others have, fetch it: `git fetch origin e83c5163316f89bfbde7d9ab23ca2e25604af290`",
    );
}

#[test]
fn a_repository_without_a_commit_says_so() {
    refused(
        &Built::new(),
        "HEAD",
        "the repository has no revision `HEAD`\n= nothing was committed yet on the branch that is checked out",
    );
}

#[test]
fn what_is_no_revision_is_told_by_what_it_is() {
    let mut built = Built::new();
    let commits = line(&mut built, 2);
    built.name("refs/heads/main", &commits[1]);
    let parents = "`~N` and `^N` are steps to parents: `main~2`";
    let one = "name a commit, a branch or a tag";
    let range = "name one commit; `A...B` is the last one that both have in their history";
    for (said, what, help) in [
        ("main~x", "not understood", parents),
        ("main^{/text}", "not understood", parents),
        ("main^{commit", "not understood", parents),
        ("main~99999999999999999999", "not understood", parents),
        ("main~1é", "not understood", parents),
        ("main..HEAD", "a range of commits", range),
        ("main...HEAD...main", "a range of commits", range),
        (
            "main:rkgen.yaml",
            "a path in a revision",
            "name the revision alone: `main`; what is compared are the targets",
        ),
        ("^main", "no revision", one),
        ("", "no revision", one),
        ("...", "no revision", "say of which branch: `origin/main...`"),
        (
            "main@{1}",
            "looked up in git's memory of past commands",
            "name a branch, a tag or a hash; `git rev-parse` tells the hash",
        ),
    ] {
        refused(&built, said, &format!("`{said}` is {what}\n= {help}"));
    }
    refused(
        &built,
        "main~2",
        &format!("there is no `main~2`: {} has no such parent", &hex(&commits[0])[..10]),
    );
    names(&built, "main~0^0", &commits[1]);
}

#[test]
fn the_merge_base_is_the_newest_of_the_best() {
    let mut built = Built::new();
    let tree = built.folder(&[("100644", "rkgen.yaml", "")]);
    let root = built.commit(&tree, &[], 1, "root");
    let one = built.commit(&tree, &[&root], 2, "one");
    let two = built.commit(&tree, &[&root], 3, "two");
    let cross_one = built.commit(&tree, &[&one, &two], 4, "cross one");
    let cross_two = built.commit(&tree, &[&two, &one], 5, "cross two");
    let main = built.commit(&tree, &[&cross_one], 6, "main");
    built.name("refs/heads/main", &main);
    built.name("refs/heads/other", &cross_two);
    names(&built, "main...other", &two);
    names(&built, "other...", &two);
    names(&built, "...other", &two);
    names(&built, "main...main", &main);
    built.name("refs/heads/root", &root);
    names(&built, "root...main", &root);
    let alone = built.commit(&tree, &[], 9, "alone");
    built.name("refs/heads/alone", &alone);
    refused(
        &built,
        "alone...main",
        "there is no merge base for `alone...main`: the two have no common history",
    );
}

/// A clock that went wrong does not make an ancestor of a common ancestor the best one.
#[test]
fn the_merge_base_does_not_depend_on_right_clocks() {
    let mut built = Built::new();
    let tree = built.folder(&[("100644", "rkgen.yaml", "")]);
    let root = built.commit(&tree, &[], 90, "root, in the future");
    let base = built.commit(&tree, &[&root], 2, "base");
    let one = built.commit(&tree, &[&base], 3, "one");
    let other = built.commit(&tree, &[&base, &root], 4, "other");
    built.name("refs/heads/main", &one);
    built.name("refs/heads/other", &other);
    names(&built, "main...other", &base);
}

/// Commits that a program made have one time: which of two comes first is for their parents to say.
#[test]
fn the_merge_base_of_a_line_of_commits_at_one_time_is_the_older() {
    for made in 0..20 {
        let mut built = Built::new();
        let tree = built.folder(&[("100644", "rkgen.yaml", "")]);
        let mut all: Vec<Name> = Vec::new();
        for at in 0..6 {
            let last = all.iter().rev().take(1).chain(all.iter().rev().skip(2).take(1)).collect::<Vec<_>>();
            all.push(built.commit(&tree, &last, 1, &format!("{made} {at}")));
        }
        built.name("refs/heads/main", &all[5]);
        for (at, commit) in all.iter().enumerate() {
            built.name("refs/heads/side", commit);
            assert_eq!(built.resolve("side..."), Ok(hex(commit)), "{made} {at}");
            assert_eq!(built.resolve("...side"), Ok(hex(commit)), "{made} {at}");
        }
    }
}

#[test]
fn history_that_was_cut_off_is_named_with_what_to_do() {
    let mut built = Built::new();
    let commits = line(&mut built, 3);
    built.name("refs/heads/main", &commits[2]);
    built.remove(&commits[0]);
    built.set("shallow", hex(&commits[1]) + "\n");
    names(&built, "HEAD~1", &commits[1]);
    let fetch = "fetch all of it: `git fetch --unshallow`; in GitHub Actions, `fetch-depth: 0` at actions/checkout; in GitLab, `GIT_DEPTH: 0`";
    let end = &hex(&commits[1])[..10];
    refused(
        &built,
        "HEAD~2",
        &format!("there is no `HEAD~2` here: the clone is shallow, and its history ends at {end}\n= {fetch}"),
    );
    refused(
        &built,
        "v1",
        &format!(
            "the repository has no revision `v1`, but it is a shallow clone: history was cut off\n= {fetch}"
        ),
    );
    built.name("refs/heads/gone", &commits[0]);
    let gone = &hex(&commits[0])[..10];
    refused(
        &built,
        "gone",
        &format!("`gone` cannot be read: the repository does not have the object {gone}\n= {fetch}"),
    );
}

#[test]
fn what_is_missing_for_no_reason_is_told_from_what_a_partial_clone_left_out() {
    let mut built = Built::new();
    let commits = line(&mut built, 2);
    built.name("refs/heads/main", &commits[1]);
    built.remove(&commits[0]);
    let what = format!(
        "`main~1^0` cannot be read: the repository does not have the object {}",
        &hex(&commits[0])[..10]
    );
    refused(&built, "main~1^0", &format!("{what}\n= see what else is missing: `git fsck`"));
    built.set("config", "[remote \"origin\"]\n\tpromisor = true\n");
    refused(
        &built,
        "main~1^0",
        &format!("{what}\n= fetch what was left out: `git fetch --refetch --no-filter`"),
    );
}

#[test]
fn a_repository_is_looked_for_upwards_and_may_be_kept_elsewhere() {
    let mut built = Built::new();
    let tree = built.folder(&[("100644", "deep/er/rkgen.yaml", "x")]);
    let commit = built.commit(&tree, &[], 1, "One");
    built.name("refs/heads/main", &commit);
    // A worktree: a file that leads to a folder of its own, which leads to the common one.
    built.set("worktrees/tree/HEAD", hex(&commit) + "\n");
    built.set("worktrees/tree/commondir", "../..\n");
    built.files.add("tree/.git", "gitdir: /repo/.git/worktrees/tree\n");
    built.files.add("near/.git", "gitdir: ../repo/.git/worktrees/tree");
    built.files.add("nowhere/.git", "gitdir: ../gone\n");
    built.files.add("wrong/.git", "x\n");
    // A folder of that name that git did not make.
    built.files.add("repo/deep/er/.git/description", "x");
    let machine = built.machine();
    let found = |project: &str, said: &str| at(&machine, project, said, |revision| revision.prefix.clone());
    assert_eq!(found("/repo", "main").as_deref(), Ok("main:"));
    assert_eq!(found("/repo/deep/er", "main").as_deref(), Ok("main:deep/er/"));
    assert_eq!(found("/tree/deep", "@").as_deref(), Ok("@:deep/"));
    assert_eq!(found("/near", "main...").unwrap(), format!("{}:", &hex(&commit)[..10]));
    assert_eq!(found("/near", &hex(&commit)).unwrap(), format!("{}:", &hex(&commit)[..10]));
    let why = |project: &str| words(&found(project, "main").unwrap_err());
    assert_eq!(
        why("/elsewhere"),
        "neither the project nor a folder above it is a git repository\n= compare with a file in its place, or run this where the project was checked out"
    );
    assert_eq!(
        why("/repo/deep/new"),
        "`main` has no folder `deep/new`\n= the project lay elsewhere then, or was not there yet: name a later revision"
    );
    assert!(
        why("/nowhere").starts_with("the git repository cannot be read: `/nowhere/../gone` does not exist")
    );
    assert!(why("/wrong").contains("`/wrong/.git` does not say where it leads"), "{}", why("/wrong"));
}

#[test]
fn a_repository_that_is_kept_in_another_way_is_refused_by_its_name() {
    let mut built = Built::new();
    built.set("config", "[extensions]\n\trefStorage = reftable\n");
    refused(
        &built,
        "HEAD",
        "the repository is kept in a way that rkgen cannot read: `extensions.refStorage = reftable`\n= give the other side as a file: `git worktree add ../before HEAD`, and build there",
    );
}

#[test]
fn names_of_sha256_are_names() {
    let mut built = Built::sha256();
    let commits = line(&mut built, 2);
    built.name("refs/heads/main", &commits[1]);
    names(&built, "main^", &commits[0]);
    names(&built, &hex(&commits[0])[..7], &commits[0]);
    names(&built, &hex(&commits[0]), &commits[0]);
}

#[test]
fn objects_may_be_borrowed_from_repositories_that_borrow_from_each_other() {
    let mut built = Built::new();
    let commits = line(&mut built, 1);
    built.name("refs/heads/main", &commits[0]);
    // `other` holds all objects, and borrows back.
    for path in ["HEAD", "config", "refs/heads/main"] {
        let bytes =
            rkgen::world::World::read(&built.files, &super::built::path(&format!("repo/.git/{path}")));
        built.files.add(&format!("borrower/.git/{path}"), bytes.unwrap());
    }
    built.files.add("borrower/.git/objects/info/alternates", "# shared\n../../../repo/.git/objects\n");
    built.set("objects/info/alternates", "/borrower/.git/objects\n");
    let found = at(&built.machine(), "/borrower", "main", |revision| revision.hash.clone());
    assert_eq!(found, Ok(hex(&commits[0])));
    assert!(matches!(built.resolve("nothing"), Err(NoRevision::Unknown { .. })));
}
