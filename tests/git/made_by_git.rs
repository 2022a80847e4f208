//! Repositories that git wrote, kept in `made-by-git` with how they were made and what git says of them.

use std::path::Path;

use rkgen::world::{FilePath, Memory};
use sha2::{Digest, Sha256};

use super::built::{at, hex, path};

/// The files of such a repository, at `/repo/.git`, and what git says of it.
fn kept(name: &str) -> (Memory, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/git/made-by-git").join(name);
    let mut memory = Memory::default();
    let mut said = String::new();
    for entry in
        walkdir::WalkDir::new(&folder).into_iter().flatten().filter(|entry| entry.file_type().is_file())
    {
        #[expect(clippy::disallowed_methods, reason = "the repositories are kept beside the tests")]
        let bytes = std::fs::read(entry.path()).expect("a file");
        match entry.path().strip_prefix(&folder).expect("below it").to_str().expect("text") {
            "said" => said = String::from_utf8(bytes).expect("text"),
            file => memory.add(&format!("repo/.git/{file}"), bytes),
        }
    }
    (memory, said)
}

/// All lines of `said` hold; how many there were.
#[track_caller]
fn holds(name: &str) -> usize {
    let (memory, said) = kept(name);
    let machine = rkgen::cli::InMemory::new(memory);
    let mut files: Vec<FilePath> = Vec::new();
    for line in said.lines().collect::<Vec<_>>().iter().rev() {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["file", file, "blob", _] => files.push(path(file)),
            ["revision", revision, hash] => {
                files.sort_unstable();
                let walk = |revision: &rkgen::git::Revision| {
                    (revision.hash.clone(), revision.world.walk(&FilePath::root()))
                };
                let found = at(&machine, "/repo", revision, walk);
                assert_eq!(found, Ok((hash.to_owned(), Ok(std::mem::take(&mut files)))), "{revision}");
            }
            ["merge-base", both, hash] => {
                let found = at(&machine, "/repo", both, |revision| revision.hash.clone());
                assert_eq!(found.unwrap_or_default(), hash, "{both}");
            }
            ["bytes", named, hash] => {
                let (revision, file) = named.split_once(':').expect("a file of a revision");
                let read = at(&machine, "/repo", revision, |revision| revision.world.read(&path(file)));
                let bytes = read.expect("a revision").expect("a file");
                assert_eq!(hex(&Sha256::digest(&bytes)), hash, "{named}");
            }
            _ => panic!("{line}"),
        }
    }
    said.lines().count()
}

#[test]
fn a_pack_of_today_is_read() {
    assert_eq!(holds("offsets"), 30);
}

#[test]
fn an_index_of_version_one_and_deltas_that_name_their_base_are_read() {
    assert_eq!(holds("references"), 30);
}

#[test]
fn names_of_sha256_are_read() {
    assert_eq!(holds("sha256"), 30);
}

#[test]
fn a_clone_that_was_cut_off_is_read() {
    assert_eq!(holds("shallow"), 26);
}

/// The repositories are of the kinds that they are there for.
#[test]
fn the_repositories_are_what_they_are_called() {
    let bytes = |name: &str, ending: &str| -> Vec<u8> {
        let (memory, _) = kept(name);
        let folder = path("repo/.git/objects/pack");
        let entries = rkgen::world::World::list(&memory, &folder).expect("a folder");
        let file = entries.iter().find(|entry| entry.name.ends_with(ending)).expect("a pack");
        rkgen::world::World::read(&memory, &folder.join(&file.name).expect("a name")).expect("a file")
    };
    assert!(bytes("offsets", ".idx").starts_with(b"\xfftOc\0\0\0\x02"));
    assert!(!bytes("references", ".idx").starts_with(b"\xfftOc"));
    assert!(kept("shallow").0.below(&path("repo/.git")).clone().remove("shallow"));
}
