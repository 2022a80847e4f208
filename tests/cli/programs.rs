//! Environment variables and programs of the machine, with a stand-in for sops.
#![cfg(unix)]

use std::io::Write as _;
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

/// What nothing but this test is encrypted for.
const KEY: &str = "AGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RUSQGPQYEE";
const RECIPIENT: &str = "age1q73he0q5yzfu3d64msd3p6rvksnrwjk3d2598mgtmlqt9wrdr37q2vrn72";

const FILES: &[(&str, &str, &str)] = &[
    ("a.env", "dotenv", "ENV=from-env\n"),
    ("b.json", "json", "{\"JSON\": \"from-json\"}"),
    ("c.yaml", "yaml", "YAML: from-yaml\n"),
    ("d.pem", "binary", "from-binary\n"),
];

/// Stand-ins cannot show that the arguments, the formats and the words of a failure are those of the program.
#[test]
fn the_real_sops_where_it_is_installed() {
    let sops = || {
        let mut command = std::process::Command::new("sops");
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    };
    if !sops()
        .args(["--version", "--disable-version-check"])
        .output()
        .is_ok_and(|output| output.status.success())
    {
        writeln!(std::io::stderr(), "skipped: `sops` is not installed").unwrap();
        return;
    }
    let here = tempfile::tempdir().unwrap();
    let spec = "secrets:\n  api: {hash: none, sops: [a.env, b.json, c.yaml]}\n  file: {hash: none, sops: {key: d.pem}}\n";
    put(here.path(), "environments/prod.yaml", spec);
    for (name, format, text) in FILES {
        put(here.path(), name, text);
        let arguments = ["-e", "--age", RECIPIENT, "--input-type", format, "--output-type", format, name];
        let output = sops().args(arguments).current_dir(here.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        put(here.path(), &format!("environments/{name}"), &String::from_utf8(output.stdout).unwrap());
    }
    let build = |key: Option<&str>| {
        let mut command = rkgen(here.path(), &["build", "prod", "--allow-exec", "sops"]);
        command.env_remove("SOPS_AGE_KEY_FILE").env("HOME", here.path()).env("XDG_CONFIG_HOME", here.path());
        command.env_remove("SOPS_AGE_KEY").envs(key.map(|key| ("SOPS_AGE_KEY", key)));
        screen(&mut command)
    };
    let (status, out, err) = build(Some(KEY));
    assert_eq!((status, err.as_str()), (0, ""));
    for (key, text) in
        [("ENV", "from-env"), ("JSON", "from-json"), ("YAML", "from-yaml"), ("key", "from-binary\n")]
    {
        let line = format!("  {key}: {}\n", data_encoding::BASE64.encode(text.as_bytes()));
        assert!(out.contains(&line), "{line} in {out}");
    }

    let (status, _, err) = build(None);
    assert_eq!(status, 2);
    assert_eq!(err.matches("it has no key that decrypts the file").count(), FILES.len(), "{err}");

    put(here.path(), "environments/a.env", "ENV=plain\n");
    put(here.path(), "environments/c.yaml", "YAML: plain: more\n");
    let (status, _, err) = build(Some(KEY));
    assert_eq!(status, 2);
    assert!(err.contains("the file is not encrypted"), "{err}");
}
