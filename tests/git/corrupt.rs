//! Repositories that were damaged, or made to do harm: nothing panics, nothing takes without end.

use proptest::prelude::{ProptestConfig, Strategy, any, prop};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use rkgen::git::NoRevision;
use rkgen::world::{FilePath, Memory, Refusal, World};

use super::built::{Built, Name, Packed, at, commit_text, hex, lines, path, tag_text, tree_bytes};

/// A repository with something of each kind: packs of both versions, deltas, loose objects, tags, a shallow end.
fn all_kinds() -> (Built, Vec<Name>) {
    let mut built = Built::new();
    let [a, b, c] = ["a", "b", "c"].map(|last| built.unwritten("blob", lines(40, last).as_bytes()));
    let inner = built.unwritten("tree", &tree_bytes(&[("100644", "b.yaml", &b), ("120000", "up", &a)]));
    let root = built.unwritten(
        "tree",
        &tree_bytes(&[("100644", "a.yaml", &a), ("100755", "c", &c), ("40000", "d", &inner)]),
    );
    let old = built.unwritten("commit", commit_text(&root, &[], 1, "Old").as_bytes());
    let new = built.unwritten("commit", commit_text(&root, &[&old], 2, "New").as_bytes());
    let tag = built.unwritten("tag", tag_text(&new, "commit").as_bytes());
    let objects = vec![a, b, c, inner, root, old, new, tag];
    pack_all(&mut built, &objects);
    (built, objects)
}

fn pack_all(built: &mut Built, objects: &[Name]) {
    let [a, b, c, inner, root, old, new, tag] = objects else { panic!("eight objects") };
    let of = |name: &Name| Packed::Whole(name.clone());
    let entries =
        [of(a), Packed::Offset(b.clone(), 0), Packed::Reference(c.clone(), b.clone()), of(inner), of(root)];
    built.pack("pack-one", 2, &entries);
    built.pack("pack-two", 1, &[of(old), of(new), of(tag)]);
    let loose = built.blob("loose\n");
    let tree = built.tree(&[("100644", "loose.yaml", &loose)]);
    let side = built.commit(&tree, &[old], 3, "Side");
    built.name("refs/heads/side", &side);
    built.name("refs/heads/main", new);
    built.set("packed-refs", format!("{} refs/tags/v1\n^{}\n", hex(tag), hex(new)));
}

/// Looks at all that there is; the revisions that were found.
fn look_at_all(built: &Built) -> usize {
    let machine = built.machine();
    let mut found = 0;
    for said in ["HEAD", "v1", "side", "main~1", "main...side", "abcd", "v1^{tree}"] {
        let looked = at(&machine, "/repo", said, |revision| {
            let walked = revision.world.walk(&FilePath::root()).unwrap_or_default();
            for file in walked.iter().chain(&[path("a.yaml"), path("d/b.yaml"), path("d/up/x")]) {
                let _ = revision.world.read(file);
                let _ = revision.world.list(file);
            }
        });
        match looked {
            Ok(()) => found += 1,
            Err(why) => assert!(!why.message().is_empty() && why.help().iter().all(|help| !help.is_empty())),
        }
    }
    found
}

/// What is done to a file: bytes that are changed, and where it ends.
type Damage = (Vec<(prop::sample::Index, u8)>, Option<prop::sample::Index>);

fn damage() -> impl Strategy<Value = Damage> {
    let bytes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4);
    (bytes, prop::option::weighted(0.2, any::<prop::sample::Index>()))
}

fn damaged(bytes: &[u8], (changes, end): &Damage) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, byte) in changes.iter().filter(|_| !bytes.is_empty()).collect::<Vec<_>>() {
        let at = at.index(bytes.len());
        bytes[at] = *byte;
    }
    if let Some(end) = end {
        bytes.truncate(end.index(bytes.len() + 1));
    }
    bytes
}

fn runner(cases: u32) -> TestRunner {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    TestRunner::new_with_rng(
        ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() },
        rng,
    )
}

#[test]
fn a_sound_repository_is_read_whole() {
    assert_eq!(look_at_all(&all_kinds().0), 6);
}

#[test]
fn no_damaged_file_of_a_repository_is_worse_than_an_error() {
    let (built, _) = all_kinds();
    let files: Vec<FilePath> = files_of(&built.files);
    let case = (any::<prop::sample::Index>(), damage());
    let run = runner(500).run(&case, |(file, damage)| {
        let file = &files[file.index(files.len())];
        let bytes = built.files.read(file).expect("it is there");
        let mut hurt = all_kinds().0;
        hurt.files.add(file.as_str(), damaged(&bytes, &damage));
        look_at_all(&hurt);
        Ok(())
    });
    run.expect("none panics");
}

/// Behind the check sums of zlib, and the sizes that stand before: objects that were written wrong.
#[test]
fn no_wrong_object_is_worse_than_an_error() {
    let case = (any::<prop::sample::Index>(), damage());
    let run = runner(300).run(&case, |(which, damage)| {
        let (mut built, objects) = all_kinds();
        let name = objects[which.index(objects.len())].clone();
        let (_, bytes) = built.content(&name);
        built.replace_content(&name, damaged(&bytes, &damage));
        pack_all(&mut built, &objects);
        look_at_all(&built);
        Ok(())
    });
    run.expect("none panics");
}

fn files_of(memory: &Memory) -> Vec<FilePath> {
    fn below(memory: &Memory, folder: &FilePath, found: &mut Vec<FilePath>) {
        for entry in memory.list(folder).expect("a folder") {
            let path = folder.join(&entry.name).expect("a name");
            match entry.kind {
                rkgen::world::FileKind::Folder => below(memory, &path, found),
                rkgen::world::FileKind::File => found.push(path),
            }
        }
    }
    let mut found = Vec::new();
    below(memory, &path("repo/.git"), &mut found);
    found
}

/// One file in a pack, whose entry is written by hand.
fn with_entry(entry: &[u8]) -> Result<String, Refusal> {
    let mut built = Built::new();
    let file = built.unwritten("blob", b"x");
    let tree = built.tree(&[("100644", "x", &file)]);
    let commit = built.commit(&tree, &[], 1, "One");
    built.name("refs/heads/main", &commit);
    built.pack("pack-x", 2, &[Packed::Whole(file)]);
    let head = [b"PACK".as_slice(), &[0, 0, 0, 2, 0, 0, 0, 1], entry, &[0; 20]].concat();
    built.set("objects/pack/pack-x.pack", head);
    built.read("main", "x")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6)
}

#[test]
fn an_object_that_says_it_is_huge_is_too_large() {
    // 0xff… says a blob of some terabytes; the second one is honest about 65 MiB.
    assert_eq!(with_entry(&[0xbf, 0xff, 0xff, 0xff, 0xff, 0x7f]), Err(Refusal::TooLarge));
    let bytes = vec![0; 65 << 20];
    let mut entry = vec![0xb0, 0x80, 0x80, 0x80 | 0x40, 0x01 << 1];
    entry[0] = 0xb0;
    entry.extend(zlib(&bytes));
    assert_eq!(with_entry(&entry), Err(Refusal::TooLarge));
    // A loose one is unpacked no further than that.
    let mut built = Built::new();
    let file = built.object("blob", &bytes);
    let tree = built.tree(&[("100644", "x", &file)]);
    let commit = built.commit(&tree, &[], 1, "One");
    built.name("refs/heads/main", &commit);
    assert_eq!(built.read("main", "x"), Err(Refusal::TooLarge));
}

#[track_caller]
fn is_damaged(read: Result<String, Refusal>, what: &str) {
    let Err(Refusal::Unreadable(why)) = read else { panic!("{read:?}") };
    assert_eq!(why, format!("the repository is damaged: `/repo/.git/objects/pack/pack-x.pack` {what}"));
}

#[test]
fn an_entry_that_is_none_is_named_with_its_file() {
    is_damaged(with_entry(&[]), "holds an object of a kind that is not known");
    is_damaged(with_entry(&[0x31]), "holds bytes that are not what zlib writes");
    is_damaged(with_entry(&[&[0x32], zlib(b"x").as_slice()].concat()), SIZE);
    is_damaged(with_entry(&[&[0x30], zlib(b"x").as_slice()].concat()), SIZE);
    is_damaged(with_entry(&[0x61, 0x00]), "makes an object from nothing");
    is_damaged(with_entry(&[0x61, 0x7f]), "makes an object from nothing");
    is_damaged(
        with_entry(&[&[0x71], [9; 20].as_slice()].concat()),
        "makes an object from one that is not in it",
    );
    let itself = Built::new().unwritten("blob", b"x");
    is_damaged(with_entry(&[&[0x71], itself.as_slice()].concat()), "makes an object from itself");
    assert_eq!(with_entry(&[&[0x31], zlib(b"y").as_slice()].concat()).as_deref(), Ok("y"));
}

const SIZE: &str = "says a size that an object in it does not have";

#[test]
fn an_index_without_its_pack_is_left_out() {
    let (mut built, _) = all_kinds();
    built.set("objects/pack/pack-gone.idx", "x");
    assert_eq!(look_at_all(&built), 6);
}

#[test]
fn a_damaged_repository_says_so_at_once() {
    let (mut built, _) = all_kinds();
    built.set("objects/pack/pack-two.idx", "x");
    let NoRevision::Broken(why) = built.resolve("main").unwrap_err() else { panic!("it was read") };
    assert_eq!(why, "the repository is damaged: `/repo/.git/objects/pack/pack-two.idx` ends too early");
}
