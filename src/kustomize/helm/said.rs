//! Reads `helmCharts`, `helmGlobals` and the field that they took the place of.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::yaml::{Mapping, Node};

use super::super::said::{self, entries, known_entries};

/// What is said of all charts.
#[derive(Clone, Default)]
pub(in crate::kustomize) struct Globals {
    /// Where charts are: a path from the folder of the kustomization.
    pub(super) chart_home: Option<Node>,
    /// Where `helm` keeps what it keeps.
    pub(super) config_home: Option<Node>,
}

/// A chart to be rendered. Each node is a string.
pub(in crate::kustomize) struct Said {
    pub(super) name: Node,
    pub(super) version: Option<Node>,
    pub(super) repo: Option<Node>,
    pub(super) release_name: Option<Node>,
    pub(super) namespace: Option<Node>,
    pub(super) values_file: Option<Node>,
    pub(super) additional_values: Vec<Node>,
    /// A map with entries.
    pub(super) inline: Option<Node>,
    pub(super) merge: Merge,
    pub(super) api_versions: Vec<Node>,
    pub(super) kube_version: Option<Node>,
    pub(super) name_template: Option<Node>,
    /// Of [`FLAGS`], those that are said.
    pub(super) flags: Vec<&'static str>,
}

/// What becomes of values in the kustomization and in the file that say different things.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Merge {
    /// Those of the file count.
    File,
    /// Those of the kustomization count.
    Override,
    /// There are none but those of the kustomization.
    Replace,
}

const KNOWN: &[&str] = &[
    "additionalValuesFiles",
    "apiVersions",
    "debug",
    "devel",
    "includeCRDs",
    "kubeVersion",
    "name",
    "nameTemplate",
    "namespace",
    "releaseName",
    "repo",
    "skipHooks",
    "skipTests",
    "valuesFile",
    "valuesInline",
    "valuesMerge",
    "version",
];

/// The fields that are flags of `helm`, in the order in which it gets them.
pub(super) const FLAGS: &[(&str, &str)] = &[
    ("includeCRDs", "--include-crds"),
    ("skipTests", "--skip-tests"),
    ("skipHooks", "--no-hooks"),
    ("debug", "--debug"),
    ("devel", "--devel"),
];

const GLOBALS: &[&str] = &["chartHome", "configHome"];

/// The old names of fields; those that say nothing any longer have no new one.
const OLD: &[(&str, &str)] = &[
    ("chartHome", "chartHome"),
    ("chartName", "name"),
    ("chartRepoName", ""),
    ("chartRepoUrl", "repo"),
    ("chartVersion", "version"),
    ("extraArgs", ""),
    ("helmBin", ""),
    ("helmHome", "configHome"),
    ("releaseName", "releaseName"),
    ("releaseNamespace", ""),
    ("values", "valuesFile"),
    ("valuesLocal", "valuesInline"),
    ("valuesMerge", "valuesMerge"),
];

/// What `helmGlobals` says.
pub(in crate::kustomize) fn globals(node: &Node, diagnostics: &mut Diagnostics) -> Globals {
    let mut globals = Globals::default();
    for (key, entry) in entries(node, "`helmGlobals`", GLOBALS, diagnostics) {
        let text = said::text(&entry.node, &format!("`{key}` of `helmGlobals`"), diagnostics);
        match key {
            "chartHome" => globals.chart_home = text,
            _ => globals.config_home = text,
        }
    }
    globals
}

/// The charts of `helmCharts`; those that are wrong are reported.
pub(in crate::kustomize) fn charts(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Said> {
    let items = said::list(node, "`helmCharts`", diagnostics);
    items.iter().filter_map(|item| chart(item, "an entry of `helmCharts`", diagnostics)).collect()
}

/// The chart of a plugin's configuration, with what it says of all.
pub(in crate::kustomize) fn of_plugin(
    config: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<(Said, Globals)> {
    let entries = || config.as_mapping().into_iter().flatten().cloned();
    let is_global = |key: &str| GLOBALS.iter().any(|name| name.eq_ignore_ascii_case(key));
    let of_globals: Mapping = entries().filter(|entry| is_global(&entry.key)).collect();
    let of_chart: Mapping = entries()
        .filter(|entry| !is_global(&entry.key) && !["apiVersion", "kind", "metadata"].contains(&&*entry.key))
        .collect();
    let globals = globals(&Node::new(of_globals, config.span()), diagnostics);
    let what = "a `HelmChartInflationGenerator`";
    Some((chart(&Node::new(of_chart, config.span()), what, diagnostics)?, globals))
}

/// The charts of `helmChartInflationGenerator`, and what its entries say of all: the last one that says it counts.
pub(in crate::kustomize) fn old_charts(node: &Node, diagnostics: &mut Diagnostics) -> (Vec<Said>, Globals) {
    const WHAT: &str = "an entry of `helmChartInflationGenerator`";
    let known: Vec<&'static str> = OLD.iter().map(|(old, _)| *old).collect();
    let (mut found, mut all) = (Vec::new(), Globals::default());
    for item in said::list(node, "`helmChartInflationGenerator`", diagnostics) {
        let mut new = Vec::new();
        for (old, entry) in entries(item, WHAT, &known, diagnostics) {
            let name = OLD.iter().find(|(name, _)| *name == old).map_or("", |(_, name)| name);
            match name {
                "" => {}
                "chartHome" => all.chart_home = said::text(&entry.node, "`chartHome`", diagnostics),
                "configHome" => all.config_home = said::text(&entry.node, "`helmHome`", diagnostics),
                name => new.push(crate::yaml::Entry { key: name.into(), ..entry.clone() }),
            }
        }
        let item = Node::new(new.into_iter().collect::<Mapping>(), item.span());
        found.extend(chart(&item, WHAT, diagnostics));
    }
    (found, all)
}

/// An entry of `helmChartInflationGenerator` as one of `helmCharts`; what is said of all charts is not in it.
pub(in crate::kustomize) fn as_new(item: &Node) -> Node {
    let new_name =
        |old: &str| OLD.iter().find(|(name, _)| name.eq_ignore_ascii_case(old)).map(|(_, new)| *new);
    let entries = item.as_mapping().into_iter().flatten();
    let renamed = entries.filter_map(|entry| {
        let name = new_name(&entry.key).filter(|name| !name.is_empty() && !GLOBALS.contains(name))?;
        Some(crate::yaml::Entry { key: name.into(), ..entry.clone() })
    });
    Node::new(renamed.collect::<Mapping>(), item.span())
}

fn chart(item: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Said> {
    let mut name = None;
    let mut chart = Said {
        name: item.clone(),
        version: None,
        repo: None,
        release_name: None,
        namespace: None,
        values_file: None,
        additional_values: Vec::new(),
        inline: None,
        merge: Merge::Override,
        api_versions: Vec::new(),
        kube_version: None,
        name_template: None,
        flags: Vec::new(),
    };
    let (found, is_known) = known_entries(item, what, KNOWN, diagnostics);
    for (key, entry) in found {
        let (node, what) = (&entry.node, format!("`{key}` of {what}"));
        match key {
            "additionalValuesFiles" => chart.additional_values = said::texts(node, &what, diagnostics),
            "apiVersions" => chart.api_versions = said::texts(node, &what, diagnostics),
            "valuesInline" => {
                let map = said::map(node, &what, diagnostics);
                chart.inline = map.filter(|map| !map.is_empty()).map(|_| node.clone());
            }
            "valuesMerge" => chart.merge = merge(node, &what, diagnostics),
            _ if let Some((_, flag)) = FLAGS.iter().find(|(field, _)| *field == key) => {
                chart.flags.extend(said::flag(node, &what, diagnostics).then_some(flag));
            }
            _ => {
                let text = said::text(node, &what, diagnostics);
                match key {
                    "kubeVersion" => chart.kube_version = text,
                    "name" => name = text,
                    "nameTemplate" => chart.name_template = text,
                    "namespace" => chart.namespace = text,
                    "releaseName" => chart.release_name = text,
                    "repo" => chart.repo = text,
                    "valuesFile" => chart.values_file = text,
                    _ => chart.version = text,
                }
            }
        }
    }
    let Some(name) = name else {
        let problem = Diagnostic::new(Code::MissingField, format!("{what} says no `name`"));
        diagnostics.extend(is_known.then(|| problem.at(item.span(), "which chart?")));
        return None;
    };
    Some(Said { name, ..chart })
}

fn merge(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Merge {
    match said::text(node, what, diagnostics).as_ref().and_then(Node::as_str) {
        Some("merge") => Merge::File,
        Some("override") | None => Merge::Override,
        Some("replace") => Merge::Replace,
        Some(other) => {
            let problem = Diagnostic::new(Code::UnknownValue, format!("{what} cannot be `{other}`"));
            let problem = problem.at(node.span(), "not known");
            diagnostics.push(problem.suggest(other, ["merge", "override", "replace"], "words"));
            Merge::Override
        }
    }
}
