//! What Kustomize keeps silent about goes to standard error, and changes nothing on standard output.
#![expect(clippy::disallowed_methods, reason = "pages are read from the disk")]

use std::fs;

use crate::{cases, runner};

/// All commands of the pages that build, each with `flag` behind it.
fn screens(flag: &str) -> Vec<(String, String)> {
    let repository = cases::repository();
    let mut found = Vec::new();
    let is_page = |page: &String| matches!(page.rsplit_once('.'), Some((_, "md")));
    for page in cases::pages("tests/kustomize").into_iter().filter(is_page) {
        let text = fs::read_to_string(cases::root().join(&page)).expect("a page is text");
        let line = |line: &str| {
            let is_build = line.starts_with("$ rkgen build") || line.starts_with("$ kustomize build");
            if is_build { format!("{line} {flag}\n") } else { format!("{line}\n") }
        };
        let text: String = text.lines().map(line).collect();
        let ran = runner::run(&text, &repository).into_iter();
        let ran = ran.filter(|ran| ran.command.contains(" build"));
        found.extend(ran.map(|ran| (format!("{page}: {}: {}", ran.heading, ran.command), ran.actual)));
    }
    found
}

#[test]
fn warnings_leave_standard_output_as_it_is_and_are_errors_where_strict() {
    let (told, quiet, strict) = (screens(""), screens("-q"), screens("--strict"));
    assert_eq!((told.len(), told.len()), (quiet.len(), strict.len()));
    let mut warned = 0;
    for (((case, told), (_, quiet)), (_, strict)) in told.iter().zip(&quiet).zip(&strict) {
        // One that says so itself already, or that is refused anyway.
        if told.contains("[exit ") || case.contains(" -q") || case.contains("--strict") {
            continue;
        }
        assert!(told.starts_with(quiet.as_str()), "{case} prints something else beside a warning");
        if told == quiet {
            assert_eq!(told, strict, "{case} is told of nothing, and refused");
            continue;
        }
        warned += 1;
        let warnings =
            || told.lines().filter(|line| line.starts_with("warning[") || line.starts_with("info["));
        assert!(warnings().count() > 0, "{case} prints something else than warnings:\n{told}");
        if told.lines().any(|line| line.starts_with("warning[")) {
            assert!(strict.contains("error: nothing was built: "), "{case} is built where strict");
            assert!(strict.ends_with("[exit 2]\n"), "{case}");
            assert!(quiet.is_empty() || !strict.starts_with(quiet.as_str()), "{case} prints what it refuses");
        }
    }
    assert!(warned >= 30, "only {warned} cases are told of anything");
}

/// Names that lead to nothing, and fields that no kind has: Kustomize builds them.
#[test]
fn what_rkgen_checks_of_its_own_is_not_checked_here() {
    let page = "```yaml kustomization.yaml\nresources: [web.yaml]\n```\n\n\
        ```yaml web.yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: web}\n\
        spec: {containers: {name: 1}, field: none, serviceAccountName: nobody}\n```\n\n\
        ```console\n$ rkgen build . --strict\n```\n";
    let ran = runner::run(page, &cases::repository());
    let [ran] = &ran[..] else { panic!("one command") };
    let expected = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n\
        spec:\n  containers:\n    name: 1\n  field: none\n  serviceAccountName: nobody\n";
    assert_eq!(ran.actual, expected);
}
