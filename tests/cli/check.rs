//! `rkgen check` over the disk and standard input.

use std::io::Write as _;
use std::process::Stdio;

use super::{put, rkgen, screen};

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n";

#[test]
fn standard_input_is_read_and_lists_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = rkgen(folder.path(), &["check", "-f", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let list =
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: A}}\n";
    child.stdin.take().unwrap().write_all(format!("{SERVICE}---\n{list}").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("error[invalid-value]: `metadata.name` must be small letters"), "{said}");
    assert!(said.contains("--> <stdin>:9:54"), "{said}");
}

#[test]
fn files_anywhere_are_read_and_what_cannot_be_is_status_2() {
    let folder = tempfile::tempdir().unwrap();
    // The server takes a directive for the version that it has.
    put(folder.path(), "a/b/web.yaml", &format!("%YAML 1.1\n---\n{SERVICE}"));
    put(folder.path(), "a/notes.txt", "a: [");
    let elsewhere = tempfile::tempdir().unwrap();
    let named = folder.path().join("a");
    let named = named.to_str().unwrap();
    let (status, out, err) = screen(&mut rkgen(elsewhere.path(), &["check", "-f", named, "-v"]));
    assert_eq!((status, out.as_str()), (0, ""));
    assert_eq!(err, "checked 1 object: nothing would be refused\n");
    let (status, _, err) = screen(&mut rkgen(elsewhere.path(), &["check", "-f", named, "-f", "none.yaml"]));
    assert_eq!(status, 2);
    assert!(err.contains("error[missing-file]: `none.yaml` does not exist"), "{err}");
}

#[test]
fn where_nothing_can_be_checked_that_is_what_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (status, _, err) = screen(&mut rkgen(folder.path(), &["check", "-f", "none.yaml"]));
    assert_eq!(status, 2);
    assert!(err.ends_with("\nerror: nothing was checked: 1 error\n"), "{err}");
    let (status, _, err) = screen(&mut rkgen(folder.path(), &["check"]));
    assert_eq!(status, 2);
    assert!(err.contains("help: for plain manifests, name a file or a folder: `rkgen check -f"), "{err}");
}
