//! Environment variables and programs of the machine, with a stand-in for sops.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::{put, rkgen, screen};

const SPEC: &str =
    "secrets:\n  api:\n    hash: none\n    sops: [api.enc.env]\n    environment: {token: TOKEN}\n";

/// A project, and beside it a folder with a `sops` of these lines.
fn project(folder: &Path, sops: Option<&str>) {
    put(folder, "project/environments/prod.yaml", SPEC);
    put(folder, "project/environments/api.enc.env", "password=ENC[AES256_GCM,data:a]\n");
    put(folder, "bin/none", "");
    if let Some(lines) = sops {
        put(folder, "bin/sops", &format!("#!/bin/sh\n{lines}\n"));
        std::fs::set_permissions(folder.join("bin/sops"), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}

fn build(folder: &Path) -> (i32, String, String) {
    let mut command = rkgen(&folder.join("project"), &["build", "prod", "--allow-exec", "sops"]);
    screen(command.env("PATH", folder.join("bin")).env("TOKEN", "hunter23"))
}

#[test]
fn sops_runs_in_the_root_with_its_format_and_the_environment() {
    let here = tempfile::tempdir().unwrap();
    project(here.path(), Some("echo \"password=$1$2$3$4$5$6$TOKEN\"; test -d environments"));
    let (status, out, err) = build(here.path());
    assert_eq!((status, err.as_str()), (0, ""));
    let said = "-d--input-typedotenv--output-typedotenvenvironments/api.enc.envhunter23";
    let encoded = data_encoding::BASE64.encode(said.as_bytes());
    assert!(out.contains(&format!("password: {encoded}\n")), "{out}");
    assert!(out.contains("token: aHVudGVyMjM=\n"), "{out}");
}

#[test]
fn what_sops_says_when_it_fails_is_not_shown() {
    let here = tempfile::tempdir().unwrap();
    project(here.path(), Some("echo hunter22; echo hunter22 >&2; exit 3"));
    let (status, out, err) = build(here.path());
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("`sops` cannot decrypt `environments/api.enc.env`: exit status 3"), "{err}");
    assert!(!err.contains("hunter2"), "{err}");
}

#[test]
fn a_sops_that_is_not_installed_is_missed() {
    let here = tempfile::tempdir().unwrap();
    project(here.path(), None);
    let (status, _, err) = build(here.path());
    assert_eq!(status, 2);
    assert!(err.contains("`sops` is not there"), "{err}");
}
