//! Says what keys are called here that Kustomize, or Kubernetes itself, calls otherwise.

/// A key, the one of the known keys that it is called here, and what to write.
type Foreign = (&'static str, &'static str, &'static str);

/// Sorted by key. The keys of Kustomize are those of its `Kustomization`, `ConfigMapArgs` and `Image`:
/// <https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/>.
const FOREIGN: &[Foreign] = &[
    ("apiVersion", "version", "write `group` and `version`, each by itself"),
    (
        "bases",
        "extends",
        "write `extends` for specs that come before this one, `resources` for plain manifests",
    ),
    ("behavior", "literals", "leave it out: layers merge by name and by key, and `null` takes away"),
    ("binaryData", "files", "write `files`: what is no text becomes `binaryData`"),
    ("commonAnnotations", "annotations", "write `annotations`"),
    (
        "commonLabels",
        "selectorLabels",
        "write `selectorLabels`, or `labels` for labels that stay out of selectors",
    ),
    ("components", "extends", "write `extends`"),
    ("configMapGenerator", "configMaps", "write `configMaps`, a map: `{app: {literals: {KEY: value}}}`"),
    ("data", "literals", "write `literals`"),
    ("env", "envFiles", "write `envFiles`"),
    ("envs", "envFiles", "write `envFiles`"),
    (
        "generatorOptions",
        "configMaps",
        "say `hash`, `labels` and so on of each entry of `configMaps` and `secrets`",
    ),
    ("json", "patches", "indent it below the `- ` of its entry of `patches`"),
    ("labels", "labelSelector", "write `labelSelector: app=web`"),
    ("matches", "labelSelector", "write `matches` beside `target`, not in it"),
    ("merge", "patches", "indent it below the `- ` of its entry of `patches`"),
    ("op", "patches", "write the operations below `json` of an entry of `patches`"),
    ("optional", "labelSelector", "write `optional` beside `target`, not in it"),
    (
        "options",
        "hash",
        "take its keys out of it: `labels`, `annotations` and `immutable` stand here, and `hash: none`",
    ),
    ("patch", "merge", "write a strategic merge as a map below `merge`, a list of operations below `json`"),
    ("patchesJson6902", "patches", "write `patches`: `[{target: Deployment/web, path: patch.yaml}]`"),
    ("patchesStrategicMerge", "patches", "write `patches`: `[{path: patch.yaml}]`"),
    (
        "replacements",
        "patches",
        "templates take a value from elsewhere: names with `ref()`, all else from `values`",
    ),
    ("replicas", "count", "write `count`"),
    ("secretGenerator", "secrets", "write `secrets`, a map: `{app: {envFiles: [secrets.env]}}`"),
    ("stringData", "literals", "write `literals`"),
    ("tag", "newTag", "write `newTag`"),
    ("target", "patches", "indent it below the `- ` of its entry of `patches`"),
    ("vars", "patches", "templates take a value from elsewhere: names with `ref()`, all else from `values`"),
];

/// What to write for `key` where the keys `known` are.
pub(super) fn advice(key: &str, known: &[&str]) -> Option<&'static str> {
    let fits = |(foreign, meant, _): &&Foreign| *foreign == key && known.contains(meant);
    FOREIGN.iter().find(fits).map(|(_, _, advice)| *advice)
}
