//! The files of a revision, against those of a disk that has the same.

use rkgen::world::{FileKind, FilePath, NotRun, Program, Refusal, World};

use super::built::{Built, Packed, at, lines, path};

/// Files and links, as a revision has them; the project is the folder `project`.
const FILES: &[(&str, &str, &str)] = &[
    ("100644", "outer.yaml", "outer: 1\n"),
    ("100644", "beside/x.yaml", "x: 1\n"),
    ("120000", "beside/back", "../project/base"),
    ("100644", "project/rkgen.yaml", ""),
    ("100755", "project/run.sh", "#!/bin/sh\n"),
    ("100644", "project/base/a.yaml", "a: 1\n"),
    ("100644", "project/base/deep/b.yaml", "b: 1\n"),
    ("100644", "project/base/.hidden", "x"),
    ("100644", "project/.dots/x", "x"),
    ("100644", "project/base.yaml", "between `base` and what is in it\n"),
    ("120000", "project/link.yaml", "base/a.yaml"),
    ("120000", "project/folder", "base"),
    ("120000", "project/links/up", "../base/deep"),
    ("120000", "project/links/through", "../folder/deep/../a.yaml"),
    ("120000", "project/links/chain", "../link.yaml"),
    ("120000", "project/links/dots", ".././/base/."),
    ("120000", "project/broken/nothing", "nowhere"),
    ("120000", "project/broken/file-as-folder", "../rkgen.yaml/x"),
    ("120000", "project/out/file", "../../outer.yaml"),
    ("120000", "project/out/folder", "../../beside"),
    ("120000", "project/back/again", "../../project/base"),
    ("120000", "project/back/round", "../../beside/back"),
    ("120000", "project/itself/itself", "itself"),
    ("120000", "project/circle/up", "../circle"),
    ("120000", "project/circles/one", "two"),
    ("120000", "project/circles/two", "one"),
    ("120000", "project/ahead/deep/around", ".."),
    ("120000", "project/ahead/deep/.around", ".."),
];

/// Not the root: a walk through it ends at one of many bad links, whichever a disk lists first.
const FOLDERS: &[&str] = &[
    "base",
    "base/deep",
    "folder",
    "links",
    "links/up",
    "broken",
    "out",
    "back",
    "itself",
    "circle",
    "circles",
    "ahead",
    "ahead/deep",
    "nothing",
    "rkgen.yaml",
    "folder/deep",
    "links/up/..",
    ".dots",
    "back/again/deep",
];

fn built(files: &[(&str, &str, &str)]) -> Built {
    let mut built = Built::new();
    let tree = built.folder(files);
    let commit = built.commit(&tree, &[], 1, "One");
    built.name("refs/heads/main", &commit);
    built
}

/// All that a world says of some paths.
fn said(world: &dyn World) -> Vec<String> {
    let mut all = Vec::new();
    let mut paths: Vec<FilePath> =
        FOLDERS.iter().filter_map(|folder| FilePath::root().join(folder)).collect();
    paths.extend(FILES.iter().filter_map(|(_, file, _)| Some(path(file.strip_prefix("project/")?))));
    for more in ["out/folder/x.yaml", "base/a.yaml/x", "folder/a.yaml", "itself/itself/x", "circles/one"] {
        paths.push(path(more));
    }
    for path in paths {
        all.push(format!("kind {path}: {:?}", world.kind(&path)));
        all.push(format!("read {path}: {:?}", world.read(&path)));
        all.push(format!("real {path}: {:?}", world.real(&path)));
        all.push(format!("list {path}: {:?}", world.list(&path)));
        all.push(format!("walk {path}: {:?}", world.walk(&path)));
    }
    all
}

#[cfg(unix)]
#[test]
fn a_revision_answers_as_a_disk_with_the_same_files() {
    use rkgen::cli::{Disk, Machine};
    let disk = tempfile::tempdir().unwrap();
    for (mode, file, text) in FILES {
        let link = disk.path().join(file);
        if *mode == "120000" {
            std::fs::create_dir_all(link.parent().unwrap()).unwrap();
            std::os::unix::fs::symlink(text, link).unwrap();
        } else {
            super::super::cli::put(disk.path(), file, text);
        }
    }
    let root = Disk.project(Some(&disk.path().join("project"))).ok().unwrap();
    let of_disk = said(&*root.world);
    let of_revision =
        at(&built(FILES).machine(), "/repo/project", "main", |revision| said(&*revision.world)).unwrap();
    for (disk, revision) in of_disk.iter().zip(&of_revision) {
        assert_eq!(revision, disk);
    }
    assert_eq!(of_disk.len(), of_revision.len());
}

#[test]
fn absolute_links_and_links_above_the_repository_lead_out() {
    let built = built(&[
        ("120000", "absolute", "/repo/x"),
        ("120000", "above", "../repo/x"),
        ("120000", "empty", ""),
        ("100644", "x", "x"),
    ]);
    assert_eq!(built.read("main", "absolute"), Err(Refusal::Outside));
    assert_eq!(built.read("main", "above"), Err(Refusal::Outside));
    assert_eq!(built.read("main", "empty"), Err(Refusal::Missing));
}

#[test]
fn a_submodule_is_a_folder_whose_files_are_elsewhere() {
    let mut built = Built::new();
    let file = built.blob("x: 1\n");
    let other = built.unwritten("commit", b"of another repository");
    let tree = built.tree(&[("160000", "module", &other), ("100644", "x.yaml", &file)]);
    let commit = built.commit(&tree, &[], 1, "One");
    built.name("refs/heads/main", &commit);
    let elsewhere =
        Refusal::Unreadable("it is in a submodule, whose files are in a repository of their own".to_owned());
    at(&built.machine(), "/repo", "main", |revision| {
        let world = &*revision.world;
        assert_eq!(world.kind(&path("module")), Some(FileKind::Folder));
        assert_eq!(world.read(&path("module")), Err(Refusal::IsFolder));
        assert_eq!(world.read(&path("module/x.yaml")), Err(elsewhere.clone()));
        assert_eq!(world.list(&path("module")), Err(elsewhere.clone()));
        assert_eq!(world.walk(&FilePath::root()), Err((path("module"), elsewhere.clone())));
        assert_eq!(world.list(&FilePath::root()).unwrap().len(), 2);
    })
    .unwrap();
}

#[test]
fn what_git_keeps_elsewhere_or_encrypted_is_refused_by_name() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n";
    let built = built(&[("100644", "large", pointer), ("100644", "secret", "\0GITCRYPT\0x")]);
    let why = |file: &str| built.read("main", file).unwrap_err().predicate();
    assert_eq!(
        why("large"),
        "cannot be read: it is kept in Git LFS, and the repository holds only a pointer to it"
    );
    assert_eq!(why("secret"), "cannot be read: git-crypt has encrypted it");
}

#[test]
fn a_name_that_is_no_text_is_listed_and_not_found() {
    let mut built = Built::new();
    let file = built.blob("x: 1\n");
    let bytes = [b"100644 a\xff.yaml\0".as_slice(), &file].concat();
    let tree = built.object("tree", &bytes);
    let commit = built.commit(&tree, &[], 1, "One");
    built.name("refs/heads/main", &commit);
    at(&built.machine(), "/repo", "main", |revision| {
        let walked = revision.world.walk(&FilePath::root()).unwrap();
        assert_eq!(walked, [path("a\u{fffd}.yaml")]);
        assert_eq!(revision.world.list(&FilePath::root()).unwrap()[0].name, "a\u{fffd}.yaml");
        assert_eq!(revision.world.read(&walked[0]), Err(Refusal::Missing));
    })
    .unwrap();
}

#[test]
fn no_program_runs_and_variables_are_those_of_the_project() {
    at(&built(&[("100644", "x", "x")]).machine(), "/repo", "main", |revision| {
        let ran = revision.world.run(Program::Sops, &["-d", "x"]);
        assert_eq!(ran, Err(NotRun::OfRevision));
        assert_eq!(revision.world.variable("HOME"), None);
    })
    .unwrap();
    let mut around = rkgen::world::Memory::default();
    around.set_variable("TOKEN", "x");
    let built = built(&[("100644", "x", "x")]);
    let machine = built.machine();
    let revision = rkgen::git::open(&machine, std::path::Path::new("/repo"), &around, "main")
        .unwrap_or_else(|why| panic!("{why:?}"));
    assert_eq!(revision.world.variable("TOKEN"), Some(b"x".to_vec()));
}

#[test]
fn the_name_of_a_file_tells_the_revision() {
    let built = built(&[("100644", "deep/x.yaml", "x: 1\ny: 2\n")]);
    at(&built.machine(), "/repo/deep", "main", |revision| {
        let sources = rkgen::source::Sources::default();
        let file = revision.files(&sources).text(&path("x.yaml")).expect("it is there");
        let place = sources.location(rkgen::source::Span::new(file, 5..6));
        assert_eq!(place.to_string(), "main:deep/x.yaml:2:1");
    })
    .unwrap();
}

/// Five revisions of a large file, in packs of both versions, with both kinds of deltas, and chains of them.
#[test]
fn packs_of_all_kinds_hold_the_same() {
    let text = |last: usize| lines(900, &last.to_string());
    for version in [1, 2] {
        for width in [Built::new, Built::sha256] {
            let mut built = width();
            let files: Vec<_> = (0..5).map(|at| built.unwritten("blob", text(at).as_bytes())).collect();
            let names = ["a", "b", "c", "d", "e"];
            let entries: Vec<_> =
                names.iter().zip(&files).map(|(name, file)| ("100644", *name, file)).collect();
            let tree = built.unwritten("tree", &super::built::tree_bytes(&entries));
            let text_of = super::built::commit_text(&tree, &[], 1, "One");
            let commit = built.unwritten("commit", text_of.as_bytes());
            let of = |at: usize| files[at].clone();
            let entries = [
                Packed::Whole(commit.clone()),
                Packed::Whole(of(0)),
                Packed::Offset(of(1), 1),
                Packed::Offset(of(2), 2),
                Packed::Whole(tree),
                Packed::Reference(of(3), of(1)),
                Packed::Reference(of(4), of(0)),
            ];
            built.pack("pack-x", version, &entries);
            built.name("refs/heads/main", &commit);
            for (at, name) in names.iter().enumerate() {
                assert_eq!(built.read("main", name), Ok(text(at)), "{name} of version {version}");
            }
        }
    }
}
