//! The commands of `ci/` and of the hooks, run as they stand there, in a repository with a branch.
#![expect(clippy::disallowed_methods, reason = "commands run in a shell, in a repository on the disk")]

use std::path::Path;
use std::process::Command;

use yaml_serde::Value;

use super::beside_git::Real;

/// The texts of commands in a file of `ci/`: of each step, or of the script.
fn commands(file: &str) -> Vec<String> {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("the file is there");
    let mut found = Vec::new();
    collect(&yaml_serde::from_str(&text).expect("it is YAML"), &mut found);
    assert!(found.len() >= 2, "{file} has commands");
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.starts_with("rkgen ") => found.push(text.clone()),
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Mapping(entries) => {
            for (_, value) in entries.iter().filter(|(key, _)| **key != "name") {
                collect(value, found);
            }
        }
        _ => {}
    }
}

/// A repository whose branch `main` is that of a remote, too, and what it holds.
fn repository() -> Option<Real> {
    let real = Real::new(&[])?;
    real.put("environments/prod/web.yaml", "values: {tag: '1'}\ntemplates: [web.yaml]\n");
    real.put(
        "templates/web.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {tag: \"{{ tag }}\"}\n",
    );
    real.commit("one");
    real.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    Some(real)
}

/// The exit status of a command in a shell that has the variables of both services, and what it printed.
fn run(real: &Real, command: &str) -> (Option<i32>, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_rkgen")).parent().expect("a folder");
    let path = std::env::join_paths(
        [program.to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(&real.root)
        .env("PATH", path.expect("a path"))
        .env("GITHUB_BASE_REF", "main")
        .env("GITHUB_STEP_SUMMARY", real.root.join("summary.md"))
        .env("CI_MERGE_REQUEST_DIFF_BASE_SHA", real.git(&["rev-parse", "refs/remotes/origin/main"]))
        .output()
        .expect("a shell runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn the_commands_of_ci_run() {
    let Some(real) = repository() else { return };
    assert_eq!(run(&real, "rkgen snapshot --all").0, Some(0));
    real.commit("two");
    for file in ["ci/github/manifests.yaml", "ci/gitlab/manifests.yaml", ".pre-commit-hooks.yaml"] {
        for command in commands(file) {
            let (status, screen) = run(&real, &command);
            assert_eq!(status, Some(0), "{file}: {command}\n{screen}");
        }
    }
    // A change is told, and is no failure; what nobody took a snapshot of is one.
    real.put("environments/prod/web.yaml", "values: {tag: '2'}\ntemplates: [web.yaml]\n");
    let mut told = Vec::new();
    for command in commands("ci/github/manifests.yaml") {
        let (status, screen) = run(&real, &command);
        let wanted = i32::from(command.contains("snapshot"));
        assert_eq!(status, Some(wanted), "{command}\n{screen}");
        told.push(screen);
    }
    let annotation = "::notice file=environments/prod/web.yaml,line=1,col=15,";
    assert!(told.iter().any(|screen| screen.contains(annotation)), "{told:?}");
    let summary = std::fs::read_to_string(real.root.join("summary.md")).expect("there is a summary");
    assert!(summary.contains("data.tag"), "{summary}");
}

/// An object that is there cannot be changed so: both services still show what changes, and the job fails.
#[test]
fn what_changes_is_shown_where_the_job_fails() {
    let Some(real) = Real::new(&[]) else { return };
    real.put("environments/prod/web.yaml", "values: {level: '1'}\ntemplates: [web.yaml]\n");
    real.put(
        "templates/web.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\nimmutable: true\ndata: {level: \"{{ level }}\"}\n",
    );
    real.commit("one");
    real.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    assert_eq!(run(&real, "rkgen snapshot --all").0, Some(0));
    real.put("environments/prod/web.yaml", "values: {level: '2'}\ntemplates: [web.yaml]\n");
    let script = commands("ci/gitlab/manifests.yaml").join(" && ");
    let (status, screen) = run(&real, &script);
    assert_eq!(status, Some(1), "{screen}");
    for file in ["manifests.json", "manifests.html"] {
        let report = std::fs::read_to_string(real.root.join(file)).expect("the report is there");
        assert!(report.contains("data.level"), "{file}: {report}");
    }
    // A step runs after one that failed only if it says so.
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/github/manifests.yaml"));
    let workflow: Value = yaml_serde::from_str(&text.expect("the file is there")).expect("it is YAML");
    let steps = workflow["jobs"]["manifests"]["steps"].as_sequence().expect("there are steps");
    let later =
        steps.iter().filter(|step| step["run"].as_str().is_some_and(|run| run.starts_with("rkgen "))).skip(1);
    assert_eq!(later.filter(|step| step["if"] == "${{ !cancelled() }}").count(), 2);
}
