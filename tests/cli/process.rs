//! Streams, colours and exit status of a process.

use super::{put, rkgen, screen};

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let here = tempfile::tempdir().unwrap();
    let coloured = |arguments: &[&str]| {
        let (_, out, err) = screen(&mut rkgen(here.path(), arguments));
        out.contains('\u{1b}') || err.contains('\u{1b}')
    };
    for arguments in [&["explain", "unknown-code"][..], &["explain", "nothing"], &["nonsense"]] {
        assert!(!coloured(arguments), "{arguments:?}");
        assert!(coloured(&[arguments, &["--color", "always"]].concat()), "{arguments:?}");
        assert!(coloured(&[arguments, &["--color=always"]].concat()), "{arguments:?}");
    }
    let forced = screen(rkgen(here.path(), &["explain", "unknown-code"]).env("CLICOLOR_FORCE", "1"));
    assert!(forced.1.contains('\u{1b}'));
    let never =
        screen(rkgen(here.path(), &["explain", "unknown-code", "--color=never"]).env("CLICOLOR_FORCE", "1"));
    assert!(!never.1.contains('\u{1b}'));
}

#[test]
fn help_is_a_result_and_a_mistake_is_not() {
    let here = tempfile::tempdir().unwrap();
    let (status, out, err) = screen(&mut rkgen(here.path(), &["--help"]));
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.contains("Usage: rkgen"));
    for arguments in [&[][..], &["nonsense"], &["explain", "a", "b", "c", "d", "e"]] {
        let (status, out, err) = screen(&mut rkgen(here.path(), arguments));
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains("Usage: rkgen"), "{err}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let here = tempfile::tempdir().unwrap();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = rkgen(here.path(), &["explain", "unknown-code"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: cannot write to standard output: no space left on device\n"
    );
}

/// What `docs/kustomize.md` tells Argo CD to run does run, where that says it is found.
#[test]
fn the_plugin_for_argo_cd_builds() {
    let page = include_str!("../../docs/kustomize.md");
    let block = |file: &str| {
        let behind = page.split(&format!("```yaml {file}\n")).nth(1).unwrap();
        behind.split("```").next().unwrap().to_owned()
    };
    let here = tempfile::tempdir().unwrap();
    put(here.path(), "kustomization.yaml", &block("plugin/kustomization.yaml"));
    let plugin: yaml_serde::Value = yaml_serde::from_str(&block("plugin/plugin.yaml")).unwrap();
    assert_eq!(plugin["kind"].as_str(), Some("ConfigManagementPlugin"));
    let found_by = plugin["spec"]["discover"]["fileName"].as_str().unwrap();
    assert!(here.path().join(found_by).is_file());
    let command = plugin["spec"]["generate"]["command"].as_sequence().unwrap();
    let words: Vec<&str> = command.iter().filter_map(yaml_serde::Value::as_str).collect();
    assert_eq!(words.split_first().map(|(program, _)| *program), Some("rkgen"));
    let (status, out, _) = screen(&mut rkgen(here.path(), &words[1..]));
    assert_eq!((status, out.lines().last()), (0, Some("  name: web-t82mkhg8fd")));
}
