//! `rkgen build` on a real disk.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::{put, rkgen, screen};

const NAMESPACE: &str = "\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
";

const ACCOUNT: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  namespace: shop
";

/// A project whose environment `prod` has two objects.
fn project() -> TempDir {
    let disk = tempfile::tempdir().unwrap();
    put(disk.path(), "environments/prod/web.yaml", "resources: [web/*.yaml]\n");
    put(disk.path(), "environments/prod/web/account.yaml", ACCOUNT);
    put(disk.path(), "environments/prod/web/namespace.yaml", NAMESPACE);
    disk
}

fn built() -> String {
    format!("{NAMESPACE}---\n{ACCOUNT}")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn it_builds_from_wherever_one_stands() {
    let disk = project();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = disk.path().to_str().unwrap();
    let inner = disk.path().join("environments/prod/web");
    assert_eq!(screen(&mut rkgen(disk.path(), &["build", "prod"])), (0, built(), String::new()));
    assert_eq!(screen(&mut rkgen(&inner, &["build", "prod"])), (0, built(), String::new()));
    assert_eq!(
        screen(&mut rkgen(elsewhere.path(), &["-C", path, "build", "prod"])),
        (0, built(), String::new())
    );
    assert_eq!(screen(&mut rkgen(elsewhere.path(), &["build", "prod"])).0, 2);
}

#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let disk = project();
    // More than a pipe holds.
    let many: Vec<String> = (0..3000).map(|index| ACCOUNT.replace("web", &format!("web-{index}"))).collect();
    let many = many.join("---\n");
    put(disk.path(), "environments/prod/web/many.yaml", &many);
    let mut child =
        rkgen(disk.path(), &["build", "prod"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
}

#[test]
fn what_cannot_be_built_writes_nothing() {
    let disk = project();
    put(disk.path(), "out.yaml", "old");
    put(disk.path(), "environments/prod/web/wrong.yaml", "kind: [");
    for arguments in
        [&["build", "prod"][..], &["build", "prod", "-o", "out.yaml"], &["build", "prod", "-o", "out/"]]
    {
        let (status, out, err) = screen(&mut rkgen(disk.path(), arguments));
        assert_eq!((status, out.as_str()), (2, ""), "{err}");
        assert!(err.ends_with("\nerror: nothing was built: 1 error\n"), "{err}");
    }
    assert_eq!(fs::read_to_string(disk.path().join("out.yaml")).unwrap(), "old");
    assert!(!disk.path().join("out").exists());
}

#[test]
fn a_file_is_replaced_in_one_go() {
    let disk = project();
    put(disk.path(), "here/out.yaml", "old");
    let here = disk.path().join("here");
    assert_eq!(
        screen(&mut rkgen(&here, &["build", "prod", "-o", "out.yaml"])),
        (0, String::new(), String::new())
    );
    assert_eq!(fs::read_to_string(here.join("out.yaml")).unwrap(), built());
    assert_eq!(names(&here), ["out.yaml"]);
}

#[cfg(unix)]
#[test]
fn a_failed_write_leaves_the_old_file_and_nothing_else() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let disk = project();
    // A name as long as names can be leaves no room for a neighbour's.
    let name = "x".repeat(255);
    put(disk.path(), &name, "old");
    let before = names(disk.path());
    let (status, out, err) = screen(&mut rkgen(disk.path(), &["build", "prod", "-o", &name]));
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.starts_with(&format!("error[cannot-write]: cannot write `{name}`: ")), "{err}");
    assert_eq!(fs::read_to_string(disk.path().join(&name)).unwrap(), "old");
    assert_eq!(names(disk.path()), before);

    let (status, _, err) = screen(&mut rkgen(disk.path(), &["build", "prod", "-o", "missing/out.yaml"]));
    let reason = "the folder for it does not exist";
    assert_eq!(
        (status, err),
        (2, format!("error[cannot-write]: cannot write `missing/out.yaml`: {reason}\n"))
    );

    // A link stays a link, and a file keeps its mode.
    put(disk.path(), "real/out.yaml", "old");
    fs::set_permissions(disk.path().join("real/out.yaml"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/out.yaml", disk.path().join("link.yaml")).unwrap();
    assert_eq!(screen(&mut rkgen(disk.path(), &["build", "prod", "-o", "link.yaml"])).0, 0);
    assert_eq!(fs::read_to_string(disk.path().join("real/out.yaml")).unwrap(), built());
    assert!(disk.path().join("link.yaml").is_symlink());
    let mode = fs::metadata(disk.path().join("real/out.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn a_device_takes_the_bytes_itself() {
    let disk = project();
    assert_eq!(screen(&mut rkgen(disk.path(), &["build", "prod", "-o", "/dev/null"])).0, 0);
    let (status, out, _) = screen(&mut rkgen(disk.path(), &["build", "prod", "-o", "/dev/stdout"]));
    assert_eq!((status, out), (0, built()));
}

#[test]
fn a_folder_holds_what_was_built_last() {
    let disk = project();
    let build = |arguments: &[&str]| screen(&mut rkgen(disk.path(), &[&["build"], arguments].concat()));
    assert_eq!(build(&["prod", "-o", "out/"]), (0, String::new(), String::new()));
    let out = disk.path().join("out");
    assert_eq!(names(&out), [".rkgen-files", "namespace-shop.yaml", "serviceaccount-web.yaml"]);
    assert_eq!(fs::read_to_string(out.join("namespace-shop.yaml")).unwrap(), NAMESPACE);

    // Without a `/`, for there is such a folder now. What is no longer made is gone, with the folder it was in.
    put(disk.path(), "environments/dev/web.yaml", "resources: [../prod/web/namespace.yaml]\n");
    assert_eq!(build(&["--all", "-o", "out"]).0, 0);
    assert_eq!(names(&out), [".rkgen-files", "dev", "prod"]);
    put(disk.path(), "out/dev/mine.txt", "");
    let (status, _, err) = build(&["prod", "-o", "out", "-v"]);
    assert_eq!(status, 0);
    assert_eq!(
        err,
        "read environments/prod/web.yaml\n\
         read environments/prod/web/account.yaml\n\
         read environments/prod/web/namespace.yaml\n\
         wrote out/namespace-shop.yaml\n\
         wrote out/serviceaccount-web.yaml\n\
         removed out/dev/namespace-shop.yaml\n\
         removed out/prod/namespace-shop.yaml\n\
         removed out/prod/serviceaccount-web.yaml\n\
         built prod: 2 objects in out\n"
    );
    assert_eq!(names(&out), [".rkgen-files", "dev", "namespace-shop.yaml", "serviceaccount-web.yaml"]);
    assert_eq!(names(&out.join("dev")), ["mine.txt"]);
}

#[cfg(unix)]
#[test]
fn a_link_in_a_folder_leads_nothing_out() {
    use std::os::unix::fs::symlink;

    let disk = project();
    put(disk.path(), "precious/namespace-shop.yaml", "mine");
    put(disk.path(), "out/.rkgen-files", "prod/namespace-shop.yaml\n");
    symlink("../precious", disk.path().join("out/prod")).unwrap();
    // The object's file in `out/prod` is written through no link, and as a stale one it is not removed.
    let (status, _, err) = screen(&mut rkgen(disk.path(), &["build", "--all", "-o", "out"]));
    assert_eq!(status, 2);
    assert!(
        err.contains("cannot write `out/prod/namespace-shop.yaml`: a link on the way leads out"),
        "{err}"
    );
    assert_eq!(screen(&mut rkgen(disk.path(), &["build", "prod", "-o", "out"])).0, 0);
    assert_eq!(fs::read_to_string(disk.path().join("precious/namespace-shop.yaml")).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn a_file_of_values_is_in_the_project_whichever_way_its_path_is_written() {
    use std::os::unix::fs::symlink;

    let disk = project();
    put(disk.path(), "ci/values.yaml", "unread: 1\n");
    put(disk.path(), "environments/prod/web.yaml", "resources: [web/*.yaml]\nvalues: {}\n");
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("link");
    symlink(disk.path(), &link).unwrap();
    put(elsewhere.path(), "values.yaml", "unread: 1\n");
    for folder in [disk.path(), &link] {
        let file = folder.join("ci/values.yaml");
        let (status, _, err) =
            screen(&mut rkgen(disk.path(), &["build", "prod", "--values", file.to_str().unwrap()]));
        assert!(status == 0 && err.contains(" --> ci/values.yaml:1:1\n"), "{err}");
    }
    let outside = elsewhere.path().join("values.yaml");
    let (status, _, err) =
        screen(&mut rkgen(disk.path(), &["build", "prod", "--values", outside.to_str().unwrap()]));
    assert!(status == 2 && err.starts_with("error[outside-project]: "), "{err}");
}

#[cfg(unix)]
#[test]
fn a_spec_that_is_a_link_out_of_the_project_is_called_that() {
    let disk = project();
    put(disk.path(), "outside.yaml", "resources: [prod/web/*.yaml]\n");
    put(disk.path(), "inner/environments/prod/web/account.yaml", ACCOUNT);
    std::os::unix::fs::symlink("../../outside.yaml", disk.path().join("inner/environments/dev.yaml"))
        .unwrap();
    let (status, out, err) = screen(&mut rkgen(&disk.path().join("inner"), &["build", "dev"]));
    assert_eq!((status, out.as_str()), (2, ""));
    let first = err.lines().next();
    let expected =
        "error[outside-project]: the spec `environments/dev.yaml` is a link that leads out of the project";
    assert_eq!(first, Some(expected), "{err}");
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_a_kustomization() {
    use std::os::unix::fs::symlink;

    let disk = tempfile::tempdir().unwrap();
    put(disk.path(), "outside/account.yaml", ACCOUNT);
    put(disk.path(), "web/kustomization.yaml", "resources: [below/link.yaml]\n");
    put(disk.path(), "web/below/real.yaml", ACCOUNT);
    symlink("../../outside/account.yaml", disk.path().join("web/below/link.yaml")).unwrap();
    symlink("../outside", disk.path().join("web/folder")).unwrap();
    symlink("real.yaml", disk.path().join("web/below/inside.yaml")).unwrap();
    let build = |said: &str, more: &[&str]| {
        put(disk.path(), "web/kustomization.yaml", said);
        screen(&mut rkgen(disk.path(), &[&["build", "web"], more].concat()))
    };
    for leads_out in [
        "resources: [below/link.yaml]\n",
        "resources: [folder/account.yaml]\n",
        "configMapGenerator: [{name: a, files: [below/link.yaml]}]\n",
        "patches: [{path: folder/account.yaml}]\n",
    ] {
        let (status, out, err) = build(leads_out, &[]);
        assert_eq!((status, out.as_str()), (2, ""), "{leads_out}");
        assert!(err.contains("is a link out of the folder of its kustomization\n --> "), "{err}");
    }
    assert_eq!(build("resources: [below/inside.yaml]\n", &[]).0, 0);
    let everywhere = ["--load-restrictor", "LoadRestrictionsNone"];
    assert_eq!(build("resources: [below/link.yaml]\n", &everywhere).0, 0);
}

#[cfg(unix)]
#[test]
fn a_folder_of_templates_that_leads_in_a_circle_is_refused() {
    use std::os::unix::fs::symlink;

    let disk = project();
    put(disk.path(), "environments/prod/web.yaml", "templates: [web]\n");
    put(disk.path(), "templates/web/account.yaml", ACCOUNT);
    symlink("..", disk.path().join("templates/web/one")).unwrap();
    symlink(".", disk.path().join("templates/web/two")).unwrap();
    let (status, out, err) = screen(&mut rkgen(disk.path(), &["build", "prod"]));
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(
        err.contains("is a link to a folder that it is in\n --> environments/prod/web.yaml:1:13\n"),
        "{err}"
    );
}

/// Outside any project a path is said as someone would who stands there: from there on, or from the machine's root.
#[cfg(unix)]
#[test]
fn without_a_project_paths_are_said_from_where_one_stands() {
    let disk = tempfile::tempdir().unwrap();
    let root = disk.path().canonicalize().unwrap();
    if root.ancestors().any(|folder| folder.join(".git").exists()) {
        return;
    }
    put(disk.path(), "a/kustomization.yaml", "resources: [../b, missing.yaml]\n");
    put(disk.path(), "b/kustomization.yaml", "resources: [gone.yaml]\n");
    let (_, _, told) = screen(&mut super::rkgen(&root, &["build", "a"]));
    for shown in
        ["`a/missing.yaml` does not", "--> a/kustomization.yaml:1:19", "`b/gone.yaml` does not", "in `b`"]
    {
        assert!(told.contains(shown), "{shown} is not in\n{told}");
    }
    let (_, _, told) = screen(&mut super::rkgen(&root.join("a"), &["build"]));
    let absolute = format!("`{}/b/gone.yaml` does not", root.display());
    for shown in ["`missing.yaml` does not", "--> kustomization.yaml:1:19", "in `.`", &absolute] {
        assert!(told.contains(shown), "{shown} is not in\n{told}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_called_kustomize_is_called_as_argo_cd_calls_it() {
    let disk = tempfile::tempdir().unwrap();
    let binary = disk.path().join("bin/kustomize");
    put(disk.path(), "bin/none", "");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_rkgen"), &binary).unwrap();
    put(disk.path(), "app/overlay/kustomization.yaml", "resources: [../base]\nnamePrefix: a-\n");
    put(disk.path(), "app/base/kustomization.yaml", "configMapGenerator: [{name: web}]\n");
    let run = |directory: &str, arguments: &[&str]| {
        let mut command = Command::new(&binary);
        screen(command.current_dir(disk.path().join(directory)).args(arguments))
    };
    assert_eq!(run(".", &["version", "--short"]), (0, "v5.8.1\n".to_owned(), String::new()));
    let built = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a-web-6ct58987ht\n";
    let overlay = disk.path().join("app/overlay");
    let flags = ["--enable-helm", "--load-restrictor", "LoadRestrictionsNone"];
    let asked = [&["build", overlay.to_str().unwrap()], &flags[..]].concat();
    assert_eq!(run("app", &asked), (0, built.to_owned(), String::new()));
    assert_eq!(run("app/overlay", &["build"]), (0, built.to_owned(), String::new()));
}

#[test]
fn without_a_project_and_a_repository_around_it_a_kustomization_may_take_in_anything() {
    let disk = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(disk.path()).unwrap();
    if root.ancestors().any(|folder| folder.join(".git").exists()) {
        return;
    }
    put(&root, "app/kustomization.yaml", "resources: [../config.yaml, ../base]\n");
    put(&root, "config.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: web}}\n");
    put(&root, "base/kustomization.yaml", "configMapGenerator: [{name: base}]\n");
    let build = || {
        let flags = ["build", ".", "--load-restrictor", "LoadRestrictionsNone", "-q"];
        screen(&mut rkgen(&root.join("app"), &flags))
    };
    let (status, out, err) = build();
    assert_eq!((status, out.matches("kind: ConfigMap").count()), (0, 2), "{err}");
    // A repository is a wall.
    put(&root, "app/.git", "");
    let (status, _, err) = build();
    assert!(status == 2 && err.matches("error[outside-project]").count() == 2, "{err}");
}
