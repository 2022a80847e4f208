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

/// The words of a `helm` that prints them as an object, and is given a chart.
fn helm(folder: &Path, kustomization: &str, arguments: &[&str]) -> (i32, String, String) {
    put(folder, "site/app/kustomization.yaml", kustomization);
    put(folder, "site/.git", "");
    put(folder, "site/app/charts/web/values.yaml", "replicas: 1\nimage: {name: web, tag: v1}\n");
    put(folder, "site/app/more.yaml", "b: 2\n");
    let script = "#!/bin/sh\n\
        echo \"$@\" >> \"$LOG\"; echo \"config $HELM_CONFIG_HOME cache $HELM_CACHE_HOME\" >> \"$LOG\"\n\
        if [ \"$1\" = pull ]; then mkdir -p \"$4/$7\"; echo 'pulled: true' > \"$4/$7/values.yaml\"; exit 0; fi\n\
        while [ $# -gt 0 ]; do [ \"$1\" = -f ] && cat \"$2\" >> \"$LOG\"; shift; done\n\
        printf 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: a}\\n'\n";
    put(folder, "bin/helm", script);
    std::fs::set_permissions(folder.join("bin/helm"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.join("bin").display());
    let mut command = rkgen(&folder.join("site/app"), &[&["build", "."], arguments].concat());
    let (status, _, err) = screen(command.env("PATH", path).env("LOG", folder.join("log")));
    let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    let root = std::fs::canonicalize(folder).unwrap().display().to_string();
    // The folder of the call has another name each time.
    let passing =
        log.split_whitespace().find_map(|word| Some(word.split_once("/web-kustomize-values.yaml")?.0));
    let passing = passing.unwrap_or("none").to_owned();
    if passing != "none" {
        assert!(!Path::new(&passing).exists(), "{passing} is still there");
    }
    (status, log.replace(&root, "ROOT").replace(&passing, "TMP"), err)
}

#[test]
fn helm_is_called_as_kustomize_calls_it() {
    let here = tempfile::tempdir().unwrap();
    let all = "\
helmCharts:
- name: web
  releaseName: shop
  namespace: prod
  nameTemplate: x
  additionalValuesFiles: [more.yaml]
  valuesInline: {image: {tag: v2}, extra: [1]}
  apiVersions: [a/v1, b/v1]
  kubeVersion: \"1.30\"
  includeCRDs: true
  skipTests: true
  skipHooks: true
  debug: true
  devel: true
";
    let (status, log, err) = helm(here.path(), all, &["--enable-helm"]);
    assert_eq!((status, err.as_str()), (0, ""));
    let expected = "\
template shop ROOT/site/app/charts/web --namespace prod --name-template x -f TMP/web-kustomize-values.yaml \
-f ROOT/site/app/more.yaml --api-versions a/v1 --api-versions b/v1 --kube-version 1.30 --include-crds --skip-tests \
--no-hooks --debug --devel
config TMP/helm cache TMP/helm/.cache
extra:
- 1
image:
  name: web
  tag: v2
replicas: 1
b: 2
";
    assert_eq!(log, expected);
}

#[test]
fn helm_without_a_release_gets_the_values_of_the_file_and_what_the_flags_say() {
    let here = tempfile::tempdir().unwrap();
    let plain = "helmGlobals: {configHome: /home/helm}\nhelmCharts: [{name: web}]\n";
    let flags = ["--enable-helm", "--helm-api-versions", "b/v1", "--helm-kube-version=1.31", "--helm-debug"];
    let (status, log, err) = helm(here.path(), plain, &flags);
    assert_eq!((status, err.as_str()), (0, ""));
    let expected = "\
template --generate-name ROOT/site/app/charts/web -f TMP/web-kustomize-values.yaml --api-versions b/v1 \
--kube-version 1.31 --debug
config /home/helm cache /home/helm/.cache
replicas: 1
image: {name: web, tag: v1}
";
    assert_eq!(log, expected);
}

#[test]
fn what_a_chart_says_of_the_cluster_counts_before_what_the_flags_say() {
    let here = tempfile::tempdir().unwrap();
    let said = "helmCharts: [{name: web, apiVersions: [a/v1], kubeVersion: \"1.30\"}]\n";
    let flags = ["--enable-helm", "--helm-api-versions", "b/v1", "--helm-kube-version=1.31"];
    let (_, log, _) = helm(here.path(), said, &flags);
    assert!(log.contains(".yaml --api-versions a/v1 --kube-version 1.30\n"), "{log}");
}

#[test]
fn helm_is_told_the_nearest_namespace_unless_the_chart_says_one() {
    let here = tempfile::tempdir().unwrap();
    let charts = "helmCharts: [{name: web, releaseName: a}, {name: web, releaseName: b, namespace: own}]\n";
    let namespaces = |log: &str| -> Vec<String> {
        let after = |line: &str| Some(line.split_once("--namespace ")?.1.split_once(' ')?.0.to_owned());
        log.lines().filter_map(after).collect()
    };
    let (_, log, _) = helm(here.path(), &format!("namespace: shop\n{charts}"), &["--enable-helm"]);
    assert_eq!(namespaces(&log), ["shop", "own"]);
    let below = tempfile::tempdir().unwrap();
    put(below.path(), "site/app/base/kustomization.yaml", charts);
    put(below.path(), "site/app/base/charts/web/values.yaml", "");
    put(below.path(), "site/app/between/kustomization.yaml", "resources: [../base]\n");
    let (_, log, _) = helm(below.path(), "namespace: far\nresources: [between]\n", &["--enable-helm"]);
    assert_eq!(namespaces(&log), ["far", "own"]);
    put(below.path(), "site/app/between/kustomization.yaml", "namespace: near\nresources: [../base]\n");
    std::fs::remove_file(below.path().join("log")).unwrap();
    let (_, log, _) = helm(below.path(), "namespace: far\nresources: [between]\n", &["--enable-helm"]);
    assert_eq!(namespaces(&log), ["near", "own"]);
}

#[test]
fn a_value_of_another_kind_takes_the_place_of_that_of_the_file_and_added_values_have_no_null() {
    let here = tempfile::tempdir().unwrap();
    let inline = "valuesInline: {image: none, new: {a: null, b: {c: null}}}";
    let said = format!("helmCharts: [{{name: web, releaseName: shop, {inline}}}]\n");
    let (status, log, err) = helm(here.path(), &said, &["--enable-helm"]);
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(log.ends_with("image: none\nnew:\n  b: {}\nreplicas: 1\n"), "{log}");
}

#[test]
fn helm_pulls_a_chart_that_is_not_there_and_keeps_it_beside_its_version() {
    let here = tempfile::tempdir().unwrap();
    let remote = "helmCharts: [{name: db, repo: \"https://charts.example.com\", version: 1.2.3}]\n";
    let (status, log, err) = helm(here.path(), remote, &["--enable-helm"]);
    assert_eq!((status, err.as_str()), (0, ""));
    let pull = "pull --untar --untardir ROOT/site/app/charts/db-1.2.3 --repo https://charts.example.com db --version 1.2.3";
    assert_eq!(log.lines().next(), Some(pull));
    assert!(log.contains("template --generate-name ROOT/site/app/charts/db-1.2.3/db -f "), "{log}");
    assert!(log.ends_with("pulled: true\n"), "{log}");
    // Now it is there.
    let (_, log, _) = helm(here.path(), remote, &["--enable-helm"]);
    assert_eq!(log.matches("pull --untar").count(), 1);
}

#[test]
fn what_helm_says_when_it_fails_is_shown() {
    let here = tempfile::tempdir().unwrap();
    let plain = "helmCharts: [{name: web}]\n";
    let (status, _, err) = helm(here.path(), plain, &["--enable-helm", "--helm-command", "/no/such/helm"]);
    assert_eq!(status, 2);
    assert!(err.contains("error[program-failed]: `/no/such/helm` is not there"), "{err}");
    let (status, _, err) = helm(here.path(), plain, &["--enable-helm", "--helm-command", "false"]);
    assert_eq!(status, 2);
    assert!(err.contains("`false template --generate-name app/charts/web -f web-kustomize-values.yaml` failed: exit status 1"), "{err}");
}
