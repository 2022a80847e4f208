//! `rkgen diff --against REV`: both sides are built in one process, and the checkout is left as it is.

use std::ffi::OsString;

use rkgen::cli::{self, Disk};

use super::beside_git::Real;

const TEMPLATE: &str = "\
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {tag: \"{{ tag }}\"}
";

/// A repository whose project lies in `deploy/`, with a commit of it.
fn repository() -> Option<Real> {
    let real = Real::new(&[])?;
    real.put("deploy/environments/prod/web.yaml", "values: {tag: '1'}\ntemplates: [web.yaml]\n");
    real.put("deploy/environments/old/web.yaml", "values: {tag: '1'}\ntemplates: [web.yaml]\n");
    real.put("deploy/templates/web.yaml", TEMPLATE);
    real.commit("one");
    Some(real)
}

/// The exit status, and what was printed on both streams.
fn diff(real: &Real, arguments: &[&str]) -> (u8, String) {
    let folder = real.root.join("deploy");
    let line = ["rkgen", "-C", folder.to_str().expect("a path"), "diff"]
        .into_iter()
        .chain(arguments.iter().copied());
    let line: Vec<OsString> = line.map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = cli::run(&line, &Disk, &mut out, &mut err);
    (status, String::from_utf8_lossy(&[out, err].concat()).into_owned())
}

#[test]
fn what_is_built_is_compared_with_what_a_revision_builds() {
    let Some(real) = repository() else { return };
    let (status, screen) = diff(&real, &["--all", "--against", "HEAD"]);
    assert_eq!((status, screen.as_str()), (0, "no differences in 2 objects of old, prod\n"));
    real.put("deploy/environments/prod/web.yaml", "values: {tag: '2'}\ntemplates: [web.yaml]\n");
    real.put("deploy/environments/new/job.yaml", "templates: [job.yaml]\n");
    real.put("deploy/templates/job.yaml", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: job}\n");
    std::fs::remove_dir_all(real.root.join("deploy/environments/old")).expect("the folder is removed");
    let before = real.git(&["status", "--porcelain"]);
    let (status, screen) = diff(&real, &["--all", "--against", "main", "--format", "plain"]);
    assert_eq!(status, 1);
    assert_eq!(
        screen,
        "\
new: 1 created
prod: 1 changed
old: 1 deleted

- ConfigMap/web (old)
        was main:deploy/templates/web.yaml:3:12

+ ServiceAccount/job (new)
        by templates/job.yaml:3:12
  + apiVersion: v1
  + kind: ServiceAccount
  + metadata:
  +   name: job

~ ConfigMap/web (prod)
    data.tag  \"1\" → \"2\"
        by environments/prod/web.yaml:1:15, through templates/web.yaml:4:13
  > no pod restarts by it: no workload here reads it
"
    );
    assert_eq!(real.git(&["status", "--porcelain"]), before);
    // What was not there yet is new.
    let (status, screen) = diff(&real, &["new", "--against", "HEAD", "--format", "plain"]);
    assert!(status == 1 && screen.starts_with("new: 1 created\n"), "{screen}");
}

#[test]
fn an_environment_that_was_renamed_is_compared_with_what_it_was() {
    let Some(real) = repository() else { return };
    real.put("deploy/environments/prod/job.yaml", "templates: [job.yaml]\n");
    real.put("deploy/templates/job.yaml", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: job}\n");
    real.commit("two");
    std::fs::rename(
        real.root.join("deploy/environments/prod"),
        real.root.join("deploy/environments/production"),
    )
    .expect("the folder is moved");
    real.put("deploy/environments/production/web.yaml", "values: {tag: '2'}\ntemplates: [web.yaml]\n");
    let web = "
prod → production: 1 changed

~ ConfigMap/web
    data.tag  \"1\" → \"2\"
        by environments/production/web.yaml:1:15, through templates/web.yaml:4:13
  > no pod restarts by it: no workload here reads it
";
    let against = ["--against", "HEAD", "--format", "plain"];
    assert_eq!(diff(&real, &[&["production/web"], &against[..]].concat()), (1, web[1..].to_owned()));
    let both = web.replace("1 changed", "1 changed, 1 unchanged");
    assert_eq!(diff(&real, &[&["production"], &against[..]].concat()), (1, both[1..].to_owned()));
    let of_all = both.replace("ConfigMap/web", "ConfigMap/web (prod → production)");
    assert_eq!(diff(&real, &[&["--all"], &against[..]].concat()), (1, of_all[1..].to_owned()));
    // One that is still there is not what another one was.
    real.put("deploy/environments/prod/web.yaml", "values: {tag: '1'}\ntemplates: [web.yaml]\n");
    let (status, screen) = diff(&real, &[&["production/web"], &against[..]].concat());
    assert!(status == 1 && screen.starts_with("production: 1 created\n"), "{screen}");
}

#[test]
fn what_moved_to_another_spec_is_not_gone() {
    let Some(real) = repository() else { return };
    let job = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: job}\n";
    real.put("deploy/environments/prod/job.yaml", "templates: [job.yaml]\n");
    real.put("deploy/templates/job.yaml", job);
    real.commit("two");
    real.put("deploy/templates/job.yaml", &format!("{job}---\n{}", TEMPLATE.replace("{{ tag }}", "1")));
    real.put("deploy/environments/prod/web.yaml", "templates: [other.yaml]\n");
    real.put("deploy/templates/other.yaml", &job.replace("name: job", "name: other"));
    let against = ["--against", "HEAD", "--format", "plain"];
    let (status, screen) = diff(&real, &[&["prod/job"], &against[..]].concat());
    assert_eq!(status, 0, "{screen}");
    let (status, screen) = diff(&real, &[&["prod/web"], &against[..]].concat());
    assert!(status == 1 && screen.starts_with("prod: 1 created, 1 unchanged\n"), "{screen}");
}

#[test]
fn errors_of_a_revision_have_its_paths() {
    let Some(real) = repository() else { return };
    real.put("deploy/templates/web.yaml", "kind: [\n");
    real.commit("broken");
    real.put("deploy/templates/web.yaml", TEMPLATE);
    let (status, screen) = diff(&real, &["prod", "--against", "HEAD"]);
    assert!(status == 2 && screen.contains("--> HEAD:deploy/templates/web.yaml:1:7"), "{screen}");
    assert!(screen.ends_with("error: nothing was compared: 1 error\n"), "{screen}");
    let (status, screen) = diff(&real, &["prod", "--against", "mian"]);
    assert!(
        status == 2 && screen.contains("error[no-revision]: the repository has no revision `mian`"),
        "{screen}"
    );
    assert!(screen.contains("did you mean `main`?"), "{screen}");
}

#[test]
fn a_secret_that_differs_is_told_without_its_value_and_restarts_what_goes_by_its_name() {
    let Some(real) = Real::new(&[]) else { return };
    let put = |token: &str| {
        let secrets = format!("secrets:\n  api:\n    literals: {{token: {token}}}\n");
        real.put("deploy/environments/prod.yaml", &format!("templates: [pod.yaml]\n{secrets}"));
    };
    real.put(
        "deploy/templates/pod.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    \
         metadata: {labels: {a: b}}\n    spec: {containers: [{name: api, image: 'a:1', envFrom: [{secretRef: {name: api}}]}]}\n",
    );
    put("canary-one");
    real.commit("one");
    put("canary-two");
    let (status, screen) = diff(&real, &["prod", "--against", "HEAD"]);
    let nothing = "no differences in 2 objects of prod; secrets of 1 not compared\n";
    assert_eq!((status, screen.as_str()), (0, nothing));
    let (status, screen) = diff(&real, &["prod", "--against", "HEAD", "--with-secrets"]);
    assert_eq!(status, 1);
    assert_eq!(
        screen,
        "\
prod: 1 changed, 1 unchanged

~ Secret/api-<hash>
    data.token  another value of a secret
        by environments/prod.yaml:4:23
  > its name changes with what it holds, so the pods of `Deployment/api` restart

1 restart 1 pod
"
    );
}

#[test]
fn a_branch_is_compared_with_what_it_follows_and_a_commit_with_what_stands_for_it() {
    let Some(real) = repository() else { return };
    real.git(&["branch", "work"]);
    real.git(&["branch", "--set-upstream-to=main", "work"]);
    real.git(&["checkout", "-q", "work"]);
    let one = real.git(&["rev-parse", "HEAD"]).trim().to_owned();
    real.put("deploy/environments/prod/web.yaml", "values: {tag: '2'}\ntemplates: [web.yaml]\n");
    real.commit("two");
    assert_eq!(diff(&real, &["prod", "--against", "HEAD"]).0, 0);
    for revision in ["@{upstream}", "@{u}", "work@{U}", "@{u}~0", "@{u}..."] {
        let (status, screen) = diff(&real, &["prod", "--against", revision]);
        assert!(status == 1 && screen.starts_with("prod: 1 changed"), "{revision}: {screen}");
    }
    let (status, screen) = diff(&real, &["prod", "--against", "main@{u}"]);
    assert!(status == 2 && screen.contains("a branch that follows none"), "{screen}");
    real.git(&["replace", &one, "HEAD"]);
    for packed in [false, true] {
        assert_eq!(diff(&real, &["prod", "--against", &one]).0, 0, "packed: {packed}");
        real.git(&["pack-refs", "--all"]);
    }
}

#[test]
fn no_program_runs_on_the_files_of_a_revision() {
    let Some(real) = Real::new(&[]) else { return };
    real.put("deploy/environments/prod.yaml", "secrets: {db: {sops: [db.enc.yaml]}}\n");
    real.put("deploy/environments/db.enc.yaml", "password: x\nsops: {version: 3.9.0}\n");
    real.commit("one");
    real.put("deploy/environments/prod.yaml", "secrets: {db: {literals: {password: canary}}}\n");
    let arguments = ["prod", "--against", "HEAD", "--with-secrets", "--allow-exec", "sops"];
    let (status, screen) = diff(&real, &arguments);
    let said = "`sops` is not run on the files of a revision, and `HEAD:deploy/environments/db.enc.yaml` cannot be decrypted";
    assert!(
        status == 2 && screen.contains(said) && screen.contains("git worktree add ../before REV"),
        "{screen}"
    );
}

#[test]
fn line_ends_that_a_checkout_writes_are_no_difference() {
    let Some(real) = Real::new(&[]) else { return };
    let spec = "values: {tag: '1'}\ntemplates: [web.yaml]\n";
    let template =
        format!("{TEMPLATE}---\n{}", TEMPLATE.replace("web", "more").replace("\"{{ tag }}\"", "\"a\""));
    let text =
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: text}\ndata:\n  run: |\n    one\n    two\n";
    real.put(".gitattributes", "* text=auto eol=crlf\n");
    real.put("deploy/environments/prod.yaml", spec);
    real.put("deploy/templates/web.yaml", &format!("{template}{text}"));
    real.commit("one");
    // As a checkout writes them.
    let ends = |text: &str| text.replace('\n', "\r\n");
    real.put("deploy/environments/prod.yaml", &ends(spec));
    real.put("deploy/templates/web.yaml", &ends(&format!("{template}{text}")));
    let (status, screen) = diff(&real, &["prod", "--against", "HEAD"]);
    assert_eq!((status, screen.as_str()), (0, "no differences in 3 objects of prod\n"));
}

#[test]
fn a_folder_or_a_file_of_a_revision_is_no_revision() {
    let Some(real) = repository() else { return };
    for said in ["HEAD:deploy", "HEAD:deploy/templates/web.yaml", "HEAD:"] {
        let (status, screen) = diff(&real, &["prod", "--against", said]);
        let words = format!(
            "error[no-revision]: `{said}` is a path in a revision\nhelp: name the revision alone: `HEAD`;"
        );
        assert!(status == 2 && screen.starts_with(&words), "{said}: {screen}");
    }
}
