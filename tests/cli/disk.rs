//! The disk as a world: nothing outside the project is read, and nothing but plain files.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use rkgen::cli::{self, Disk, Machine, NoRoot};
use rkgen::world::{FileKind, FilePath, MAX_FILE_BYTES, Refusal};

use super::put;

fn path(text: &str) -> FilePath {
    FilePath::root().join(text).unwrap()
}

#[test]
fn the_project_is_found_upwards() {
    let disk = tempfile::tempdir().unwrap();
    put(disk.path(), "a/rkgen.yaml", "");
    put(disk.path(), "a/environments/prod/web/extra.yaml", "x: 1\n");
    for start in ["a", "a/environments", "a/environments/prod/web"] {
        let root = Disk.project(Some(&disk.path().join(start))).ok().unwrap();
        assert_eq!(root.path, disk.path().canonicalize().unwrap().join("a"), "{start}");
        assert_eq!(root.here.as_str(), start.trim_start_matches('a').trim_start_matches('/'));
        assert_eq!(root.world.read(&path("environments/prod/web/extra.yaml")).unwrap(), b"x: 1\n");
    }
    let none = |start: &str| Disk.project(Some(&disk.path().join(start))).err().unwrap();
    assert_eq!(none(""), NoRoot::NotFound);
    assert_eq!(none("missing"), NoRoot::NoFolder(Refusal::Missing));
    assert_eq!(none("a/rkgen.yaml"), NoRoot::NoFolder(Refusal::IsFile));
}

#[test]
fn a_bare_repository_is_called_by_its_name() {
    let disk = tempfile::tempdir().unwrap();
    for file in ["shop.git/HEAD", "shop.git/objects/info/x", "shop.git/refs/heads/main"] {
        put(disk.path(), file, "");
    }
    for start in ["shop.git", "shop.git/refs"] {
        let none = Disk.project(Some(&disk.path().join(start))).err();
        assert_eq!(none, Some(NoRoot::BareRepository), "{start}");
    }
    let (status, screen) = run_in(&disk.path().join("shop.git"), &["diff", "prod", "--against", "main"]);
    assert!(status == 2 && screen.contains("is a bare git repository, which has no files"), "{screen}");
}

#[cfg(unix)]
#[test]
fn snapshots_behind_a_link_that_leads_out_are_not_missing() {
    let disk = tempfile::tempdir().unwrap();
    let root = disk.path().join("project");
    put(&root, "environments/prod.yaml", "resources: [../map.yaml]\n");
    put(&root, "map.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n");
    fs::create_dir(disk.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", root.join("snapshots")).unwrap();
    let commands: [&[&str]; 4] =
        [&["snapshot", "prod"], &["snapshot", "prod", "--check"], &["diff", "prod"], &["review", "prod"]];
    for command in commands {
        let (status, screen) = run_in(&root, command);
        let words = "`snapshots/prod.yaml` lies outside the project: a link on the way leads out";
        assert!(status == 2 && screen.contains(words), "{command:?}: {screen}");
    }
    assert_eq!(fs::read_dir(disk.path().join("elsewhere")).unwrap().count(), 0);
}

/// The exit status of a command in a folder, and what it printed.
fn run_in(folder: &Path, command: &[&str]) -> (u8, String) {
    let line = ["rkgen", "-C", folder.to_str().unwrap()].into_iter().chain(command.iter().copied());
    let line: Vec<OsString> = line.map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = cli::run(&line, &Disk, &mut out, &mut err);
    (status, String::from_utf8_lossy(&[out, err].concat()).into_owned())
}

#[test]
fn a_folder_is_listed_by_name() {
    let disk = tempfile::tempdir().unwrap();
    for file in ["environments/b.yaml", "environments/a/x.yaml", "environments/C.yaml"] {
        put(disk.path(), file, "");
    }
    let root = Disk.project(Some(disk.path())).ok().unwrap();
    let entries = root.world.list(&path("environments")).unwrap();
    let names: Vec<_> = entries.iter().map(|entry| (entry.name.as_str(), entry.kind)).collect();
    assert_eq!(names, [("C.yaml", FileKind::File), ("a", FileKind::Folder), ("b.yaml", FileKind::File)]);
    assert_eq!(root.world.list(&path("environments/b.yaml")), Err(Refusal::IsFile));
    assert_eq!(root.world.list(&path("nothing")), Err(Refusal::Missing));
    assert_eq!(root.world.read(&path("environments")), Err(Refusal::IsFolder));
    assert_eq!(root.world.read(&path("environments/b.yaml/x")), Err(Refusal::Missing));
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let disk = tempfile::tempdir().unwrap();
    put(disk.path(), "rkgen.yaml", "");
    let large = fs::File::create(disk.path().join("large")).unwrap();
    large.set_len(MAX_FILE_BYTES as u64 + 1).unwrap();
    let root = Disk.project(Some(disk.path())).ok().unwrap();
    assert_eq!(root.world.read(&path("large")), Err(Refusal::TooLarge));
}

#[cfg(unix)]
#[test]
fn no_link_leads_out() {
    use std::os::unix::fs::symlink;

    let disk = tempfile::tempdir().unwrap();
    put(disk.path(), "outside/secret.yaml", "x: 1\n");
    put(disk.path(), "project/rkgen.yaml", "");
    put(disk.path(), "project/real/inner.yaml", "x: 2\n");
    let project = disk.path().join("project");
    symlink("../outside/secret.yaml", project.join("file")).unwrap();
    symlink("../outside", project.join("folder")).unwrap();
    symlink("real", project.join("inside")).unwrap();
    symlink("nowhere", project.join("broken")).unwrap();
    symlink("circle", project.join("circle")).unwrap();
    let root = Disk.project(Some(&project)).ok().unwrap();
    for outside in ["file", "folder/secret.yaml"] {
        assert_eq!(root.world.read(&path(outside)), Err(Refusal::Outside), "{outside}");
        assert_eq!(root.world.kind(&path(outside)), None, "{outside}");
    }
    assert_eq!(root.world.list(&path("folder")), Err(Refusal::Outside));
    assert_eq!(root.world.read(&path("inside/inner.yaml")).unwrap(), b"x: 2\n");
    assert_eq!(root.world.read(&path("broken")), Err(Refusal::Missing));
    assert!(matches!(root.world.read(&path("circle")), Err(Refusal::Unreadable(_))));
}

#[cfg(unix)]
#[test]
fn a_walk_ends_and_stays_inside() {
    use std::os::unix::fs::symlink;

    let disk = tempfile::tempdir().unwrap();
    put(disk.path(), "outside/x.yaml", "");
    for file in ["rkgen.yaml", "a/b-c.yaml", "a/b/x.yaml", "a/b/.hidden/x.yaml", "real/y.yaml", "loop/x.yaml"]
    {
        put(&disk.path().join("project"), file, "");
    }
    let project = disk.path().join("project");
    symlink("../real", project.join("a/link")).unwrap();
    symlink("nowhere", project.join("a/broken.yaml")).unwrap();
    symlink("nowhere", project.join("a/.#lock.yaml")).unwrap();
    symlink("../..", project.join("a/b/.hidden/up")).unwrap();
    symlink(".", project.join("loop/one")).unwrap();
    symlink("../loop", project.join("loop/two")).unwrap();
    put(&project, "out/x.yaml", "");
    symlink("../../outside", project.join("out/link")).unwrap();
    let root = Disk.project(Some(&project)).ok().unwrap();
    let walk = |folder: &str| match root.world.walk(&path(folder)) {
        Ok(files) => Ok(files.iter().map(ToString::to_string).collect::<Vec<_>>()),
        Err((path, refusal)) => Err((path.to_string(), refusal)),
    };
    let files = ["a/b-c.yaml", "a/b/x.yaml", "a/broken.yaml", "a/link/y.yaml"];
    assert_eq!(walk("a").unwrap(), files);
    let (place, refusal) = walk("loop").unwrap_err();
    assert!(place.starts_with("loop/") && refusal == Refusal::Loop, "{place} {refusal:?}");
    assert_eq!(walk("out"), Err(("out/link".to_owned(), Refusal::Outside)));
    assert_eq!(walk("rkgen.yaml"), Err(("rkgen.yaml".to_owned(), Refusal::IsFile)));
    assert_eq!(walk("nothing"), Err(("nothing".to_owned(), Refusal::Missing)));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let disk = tempfile::tempdir().unwrap();
    put(disk.path(), "rkgen.yaml", "");
    let made = std::process::Command::new("mkfifo").arg(disk.path().join("pipe")).status();
    assert!(made.unwrap().success());
    let root = Disk.project(Some(disk.path())).ok().unwrap();
    let refusal = root.world.read(&path("pipe")).unwrap_err();
    assert_eq!(refusal.to_string(), "it is neither a file nor a folder");
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_says_so() {
    use std::os::unix::fs::PermissionsExt;

    let disk = tempfile::tempdir().unwrap();
    put(disk.path(), "rkgen.yaml", "");
    put(disk.path(), "locked", "x: 1\n");
    let locked = disk.path().join("locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything.
    if fs::read(&locked).is_ok() {
        return;
    }
    let root = Disk.project(Some(disk.path())).ok().unwrap();
    assert_eq!(root.world.read(&path("locked")).unwrap_err().to_string(), "permission denied");
}

#[cfg(unix)]
#[test]
fn few_links_do_not_make_a_walk_without_end() {
    use std::os::unix::fs::symlink;

    let disk = tempfile::tempdir().unwrap();
    for level in 0..40 {
        put(disk.path(), &format!("environments/{level}/x.yaml"), "");
        for name in ["one", "two"] {
            let link = disk.path().join(format!("environments/{level}/{name}"));
            symlink(format!("../{}", level + 1), link).unwrap();
        }
    }
    let root = Disk.project(Some(disk.path())).ok().unwrap();
    let (place, refusal) = root.world.walk(&path("environments/0")).unwrap_err();
    assert!(matches!(refusal, Refusal::Unreadable(_)), "{place} {refusal:?}");
}

#[test]
fn all_files_are_written_or_none() {
    let disk = tempfile::tempdir().unwrap();
    put(disk.path(), "a.yaml", "old");
    put(disk.path(), "file", "mine");
    let folder = Disk.folder(None, disk.path()).ok().unwrap();
    let (a, b, wrong) = (path("a.yaml"), path("b/c.yaml"), path("file/d.yaml"));
    let names = || {
        let mut names: Vec<_> =
            fs::read_dir(disk.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let refused = folder.write_all(&[(&a, b"new"), (&b, b"new"), (&wrong, b"new")]);
    assert_eq!(refused, Err((wrong, Refusal::Missing)));
    assert_eq!(names(), ["a.yaml", "file"], "neither a neighbour nor a folder is left");
    assert_eq!(fs::read(disk.path().join("a.yaml")).unwrap(), b"old");
    assert_eq!(folder.write_all(&[(&a, b"new"), (&b, b"new")]), Ok(()));
    assert_eq!(fs::read(disk.path().join("a.yaml")).unwrap(), b"new");
    assert_eq!(fs::read(disk.path().join("b/c.yaml")).unwrap(), b"new");
    assert_eq!(names(), ["a.yaml", "b", "file"]);
}

/// In a container a killed process and the next one often have the same number.
#[test]
fn what_a_killed_process_left_beside_a_file_is_in_nobodys_way() {
    let disk = tempfile::tempdir().unwrap();
    let left = format!(".a.yaml.{}.part", std::process::id());
    put(disk.path(), &left, "half of it");
    let folder = Disk.folder(None, disk.path()).ok().unwrap();
    assert_eq!(folder.write_all(&[(&path("a.yaml"), b"new")]), Ok(()));
    assert_eq!(fs::read(disk.path().join("a.yaml")).unwrap(), b"new");
}
