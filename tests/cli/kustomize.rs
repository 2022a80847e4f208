//! Called as Kustomize is called: by a link, beside it, and by Argo CD, as `docs/kustomize.md` says it works.
#![cfg(unix)]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use super::{put, screen};

const PAGE: &str = include_str!("../../docs/kustomize.md");

/// The line that the page gives for a comparison.
const COMPARED: &str = "diff <(kustomize build DIR) <(rkgen build DIR)";

/// A folder with the overlay that the page begins with, and links to rkgen of these names in `bin`.
fn overlay(names: &[&str]) -> tempfile::TempDir {
    let here = tempfile::tempdir().unwrap();
    put(here.path(), ".git", "");
    for file in ["overlays/prod/kustomization.yaml", "base/kustomization.yaml", "base/web.yaml"] {
        let behind = PAGE.split(&format!("```yaml {file}\n")).nth(1).unwrap();
        put(here.path(), file, behind.split("```").next().unwrap());
    }
    put(here.path(), "bin/none", "");
    for name in names {
        symlink(env!("CARGO_BIN_EXE_rkgen"), here.path().join("bin").join(name)).unwrap();
    }
    here
}

/// What is printed by a program in `bin`, standing in `folder`; it must succeed.
fn printed(here: &Path, program: &str, arguments: &[&str], folder: &str) -> String {
    let mut command = Command::new(here.join("bin").join(program));
    let run = command.args(arguments).current_dir(here.join(folder)).stdin(Stdio::null());
    let (status, out, err) = screen(run);
    assert_eq!((status, err.as_str()), (0, ""), "{program} {arguments:?}");
    out
}

#[test]
fn by_a_link_it_is_kustomize() {
    let here = overlay(&["kustomize", "kustomize_5_8_1", "kustomize-v5.8.1", "rkgen"]);
    let by_rkgen = printed(here.path(), "rkgen", &["build", "overlays/prod"], ".");
    assert!(by_rkgen.contains("name: prod-web-t82mkhg8fd\n"), "{by_rkgen}");
    for name in ["kustomize", "kustomize_5_8_1", "kustomize-v5.8.1"] {
        assert_eq!(printed(here.path(), name, &["version"], "."), "v5.8.1\n");
        assert_eq!(printed(here.path(), name, &["build", "overlays/prod"], "."), by_rkgen);
        assert_eq!(printed(here.path(), name, &["build"], "overlays/prod"), by_rkgen);
    }
    let (status, out, _) = screen(Command::new(here.path().join("bin/rkgen")).arg("version"));
    assert_eq!((status, out.as_str()), (2, ""), "by its own name it says its own version");
}

#[test]
fn what_it_has_not_of_kustomize_it_says() {
    let here = overlay(&["kustomize"]);
    for command in ["alpha", "cfg", "completion", "create", "docs", "edit", "fn", "localize", "openapi"] {
        let mut kustomize = Command::new(here.path().join("bin/kustomize"));
        let (status, out, err) = screen(kustomize.args([command, "--any"]).current_dir(here.path()));
        assert_eq!((status, out.as_str()), (2, ""), "{command}");
        assert!(err.starts_with(&format!("error: `kustomize {command}` is not in rkgen")), "{err}");
    }
}

/// As `util/kustomize/kustomize.go` of Argo CD does: `BINARY build FOLDER OPTIONS`, standing in the root of what was checked
/// out, and `BINARY version --short` before it passes on the version of a cluster.
#[test]
fn as_argo_cd_calls_it() {
    let here = overlay(&["kustomize_5_8_1"]);
    let folder = here.path().join("overlays/prod").to_str().unwrap().to_owned();
    let plain = printed(here.path(), "kustomize_5_8_1", &["build", &folder], ".");
    assert!(plain.contains("image: ghcr.io/example/web:v1.4.2\n"), "{plain}");
    let options = ["--enable-helm", "--load-restrictor", "LoadRestrictionsNone"];
    let of_cluster =
        ["--helm-kube-version", "1.31.0", "--helm-api-versions", "v1", "--helm-api-versions", "apps/v1"];
    let all = [&["build", &folder][..], &options, &of_cluster].concat();
    assert_eq!(printed(here.path(), "kustomize_5_8_1", &all, "."), plain);
    assert_eq!(printed(here.path(), "kustomize_5_8_1", &["version", "--short"], "."), "v5.8.1\n");
}

/// Runs the line of the page in bash, with the `kustomize` that is in `bin`. Nothing without a bash.
fn compared(here: &Path) -> Option<(i32, String)> {
    assert!(PAGE.contains(COMPARED));
    let line = COMPARED.replace("DIR", "overlays/prod");
    let path = format!("{}:{}", here.join("bin").display(), std::env::var("PATH").unwrap_or_default());
    let mut bash = Command::new("bash");
    bash.args(["-c", &line]).current_dir(here).env("PATH", path).stdin(Stdio::null());
    if Command::new("bash").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: there is no `bash` to ask");
        return None;
    }
    let (status, out, _) = screen(&mut bash);
    Some((status, out))
}

/// Puts a program into `bin`.
fn program(here: &Path, name: &str, text: &str) {
    put(here, &format!("bin/{name}"), text);
    fs::set_permissions(here.join("bin").join(name), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn what_both_print_can_be_compared_before_one_switches() {
    let here = overlay(&["kustomize", "rkgen"]);
    let Some(same) = compared(here.path()) else { return };
    assert_eq!(same, (0, String::new()));
    let here = overlay(&["rkgen"]);
    program(here.path(), "kustomize", "#!/bin/sh\nrkgen build \"$2\" | sed s/v1.4.2/v1.4.3/\n");
    let Some((status, out)) = compared(here.path()) else { return };
    assert_eq!(status, 1);
    assert!(out.contains("v1.4.3"), "{out}");
}

#[test]
fn what_both_print_is_the_same_where_a_kubectl_has_kustomize_5_8() {
    let version = Command::new("kubectl").args(["version", "--client"]).output();
    let version =
        version.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    if !version.contains("Kustomize Version: v5.8.") {
        eprintln!("skipped: there is no `kubectl` with Kustomize 5.8 to ask");
        return;
    }
    let here = overlay(&["rkgen"]);
    program(here.path(), "kustomize", "#!/bin/sh\nshift\nexec kubectl kustomize \"$@\"\n");
    let Some(same) = compared(here.path()) else { return };
    assert_eq!(same, (0, String::new()));
}
