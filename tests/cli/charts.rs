//! Charts by a `helm` that is installed: as Kustomize renders them, where a `kubectl` with that Kustomize is there too.
//!
//! Where there is none, the tests say so and hold; `tests/cli/programs.rs` has stand-ins for everywhere.
#![expect(clippy::disallowed_methods, reason = "helm and kubectl are run, and given files")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::path::Path;
use std::process::Command;

use super::{put, rkgen, screen};

const CHART: &[(&str, &str)] = &[
    ("Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.2.3\n"),
    (
        "values.yaml",
        "# What a user may say.\nreplicas: 1\nname: \"\"\nlist: [a, b]\ndeep: {a: 1, b: {c: 2}}\noctal: 0644\n",
    ),
    (
        "templates/deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ default .Release.Name .Values.name }}\n  \
         namespace: {{ .Release.Namespace }}\n  annotations:\n    chart: {{ .Chart.Name }}-{{ .Chart.Version }}\n    \
         lamps: {{ .Capabilities.APIVersions.Has \"example.com/v1\" | quote }}\n    \
         values: {{ .Values | toJson | quote }}\nspec:\n  replicas: {{ .Values.replicas }}\n",
    ),
    (
        "templates/services.yaml",
        "{{- range .Values.list }}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: {{ . }}}\n{{- end }}\n",
    ),
    ("templates/never.yaml", "{{- if .Values.never }}\nkind: Never\n{{- end }}\n"),
    (
        "templates/hook.yaml",
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: hook\n  annotations: {helm.sh/hook: pre-install}\n",
    ),
    (
        "templates/tests/test.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: test\n  annotations: {helm.sh/hook: test}\n",
    ),
    (
        "crds/lamp.yaml",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: lamps.example.com}\n",
    ),
    ("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n"),
    ("charts/sub/templates/config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sub}\n"),
];

/// Each field of a chart, and what stands around charts.
const KUSTOMIZATIONS: &[&str] = &[
    "helmCharts: [{name: web, releaseName: shop}]\n",
    "helmCharts: [{name: web, releaseName: shop, namespace: prod, version: 1.2.3}]\n",
    "helmCharts: [{name: web, releaseName: shop, includeCRDs: true, skipTests: true}]\n",
    "helmCharts: [{name: web, releaseName: shop, skipHooks: true, debug: true, devel: true}]\n",
    "helmCharts: [{name: web, releaseName: shop, apiVersions: [example.com/v1, b/v1], kubeVersion: \"1.29\"}]\n",
    "helmCharts: [{name: web, nameTemplate: '{{ \"by\" }}-template'}]\n",
    "helmCharts: [{name: web, releaseName: shop, valuesFile: more.yaml, additionalValuesFiles: [most.yaml]}]\n",
    "helmCharts:\n- name: web\n  releaseName: shop\n  valuesFile: more.yaml\n  valuesMerge: merge\n  \
     valuesInline: {replicas: 3, deep: {a: 4, b: {c: null}, d: null}, new: {x: null}}\n",
    "helmCharts:\n- name: web\n  releaseName: shop\n  valuesFile: more.yaml\n  valuesMerge: override\n  \
     valuesInline: {replicas: 3, deep: {a: 4, b: {c: null}, d: null}, new: {x: null}}\n",
    "helmCharts:\n- name: web\n  releaseName: shop\n  valuesFile: more.yaml\n  valuesMerge: replace\n  \
     valuesInline: {replicas: 3, deep: {a: 4, b: {c: null}, d: null}, new: {x: null}}\n",
    "helmCharts:\n- name: web\n  releaseName: shop\n  \
     valuesInline: {a: yes, b: 0644, c: 1.0, d: 1e3, e: 2020-01-01, f: \"12:30\", g: \"yes\", list: []}\n",
    "helmGlobals: {chartHome: ./charts, configHome: ./config}\nhelmCharts: [{name: web, releaseName: shop}]\n",
    "namespace: top\nnamePrefix: p-\nhelmCharts: [{name: web, releaseName: shop, includeCRDs: true}]\n\
     configMapGenerator: [{name: generated}]\n",
];

/// What a program prints; nothing if it cannot be run, or fails.
fn printed(program: &str, arguments: &[&str], folder: &Path) -> Option<String> {
    let output = Command::new(program).args(arguments).current_dir(folder).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).expect("text"))
}

/// A folder with the chart, if there is a `helm`.
fn with_helm() -> Option<tempfile::TempDir> {
    let here = tempfile::tempdir().unwrap();
    if printed("helm", &["version"], here.path()).is_none() {
        eprintln!("skipped: there is no `helm` to ask");
        return None;
    }
    put(here.path(), ".git", "");
    for (path, text) in CHART {
        put(here.path(), &format!("charts/web/{path}"), text);
    }
    put(here.path(), "more.yaml", "replicas: 5\ndeep: {a: 9, new: x}\nlist: [z]\n");
    put(here.path(), "most.yaml", "replicas: 7\n");
    Some(here)
}

#[test]
fn charts_are_rendered_as_kustomize_renders_them() {
    let Some(here) = with_helm() else { return };
    let version = printed("kubectl", &["version", "--client"], here.path()).unwrap_or_default();
    if !version.contains("Kustomize Version: v5.8.") {
        eprintln!("skipped: there is no `kubectl` with Kustomize 5.8 to ask");
        return;
    }
    for kustomization in KUSTOMIZATIONS {
        put(here.path(), "kustomization.yaml", kustomization);
        let expected = printed("kubectl", &["kustomize", "--enable-helm", "."], here.path());
        let (status, out, err) = screen(&mut rkgen(here.path(), &["build", ".", "--enable-helm"]));
        assert_eq!((status, Some(out)), (0, expected), "{kustomization}{err}");
    }
}

#[test]
fn why_a_chart_cannot_be_rendered_is_shown_without_what_surrounds_it() {
    let Some(here) = with_helm() else { return };
    put(here.path(), "charts/web/templates/need.yaml", "{{ fail \"say `replicas`\" }}\n");
    put(here.path(), "kustomization.yaml", KUSTOMIZATIONS[0]);
    let (status, _, err) = screen(&mut rkgen(here.path(), &["build", ".", "--enable-helm"]));
    assert_eq!(status, 2);
    let lines: Vec<&str> = err.lines().filter(|line| line.contains("it says: ")).collect();
    let [line] = lines[..] else { panic!("{err}") };
    assert!(line.contains("it says: Error: ") && line.ends_with("say `replicas`"), "{err}");
}
