//! `rkgen list TARGET…`: the objects that are built, in the order in which they are printed.

use std::io::{self, Write};

use ecow::EcoString;
use rustc_hash::FxHashSet;
use serde_json::{Map, Value};

use super::details::{Scaled, details};
use super::write_json;
use crate::cli::args::Look;
use crate::cli::filter::Filter;
use crate::cli::machine::Screen;
use crate::cli::table::Table;
use crate::diagnostic::render::visible;
use crate::pipeline::Environment;
use crate::resource::{Resource, ResourceId};
use crate::source::{Location, Sources};
use crate::yaml::Node;

/// Writes the list of the objects that the filter takes, with names in the place of secrets.
pub(super) fn write(
    (environments, filter): (&[Environment], &Filter),
    look: Look,
    sources: &Sources,
    out: &mut dyn Write,
    screen: Screen,
) -> io::Result<()> {
    let listed: Vec<Listed> =
        environments.iter().flat_map(|environment| listed(environment, filter)).collect();
    match look {
        Look::Table => table(&listed, environments.len() > 1).write(out, screen.colour),
        Look::Wide => wide(&listed, environments.len() > 1, sources).write(out, screen.colour),
        Look::Name => {
            listed.iter().try_for_each(|listed| writeln!(out, "{}", visible(&listed.kubectl_name())))
        }
        Look::Json => write_json(listed.iter().map(|listed| listed.record(sources)).collect(), out),
    }
}

/// An object as it may be shown, and what it is of.
struct Listed<'e> {
    environment: &'e str,
    /// The system; none if the environment is one spec.
    system: Option<&'e str>,
    object: Resource,
    details: String,
}

fn listed<'e>(environment: &'e Environment, filter: &Filter) -> Vec<Listed<'e>> {
    let shown = environment.shown();
    let scaled = Scaled::of(&shown);
    let details: Vec<String> = shown.iter().map(|object| details(object, &scaled)).collect();
    let made = environment.objects.iter().zip(shown).zip(details);
    made.filter(|((made, _), _)| filter.takes(made))
        .map(|((made, object), details)| {
            let below = environment.target(made.id()).strip_prefix(environment.name.as_str());
            let system = below.and_then(|below| below.strip_prefix('/'));
            Listed { environment: &environment.name, system, object, details }
        })
        .collect()
}

impl Listed<'_> {
    fn id(&self) -> &ResourceId {
        self.object.id()
    }

    fn namespace(&self) -> &str {
        self.id().namespace.as_deref().unwrap_or_default()
    }

    /// As `kubectl … -o name` prints it: `deployment.apps/web`.
    fn kubectl_name(&self) -> String {
        let ResourceId { group, kind, name, .. } = self.id();
        let point = if group.is_empty() { "" } else { "." };
        format!("{}{point}{}/{name}", kind.to_ascii_lowercase(), group.to_ascii_lowercase())
    }

    /// Where it says its name.
    fn origin(&self, sources: &Sources) -> Location {
        sources.location(self.object.place())
    }

    fn record(&self, sources: &Sources) -> Value {
        let Location { path, line, column } = self.origin(sources);
        let origin: [(&str, Value); 3] =
            [("column", column.into()), ("file", path.into()), ("line", line.into())];
        let text = |text: &str| Some(Value::from(text));
        let fields = [
            ("apiVersion", text(&self.id().api_version())),
            ("environment", text(self.environment)),
            ("kind", text(&self.id().kind)),
            ("labels", Some(labels(&self.object))),
            ("name", text(&self.id().name)),
            ("namespace", self.id().namespace.as_deref().and_then(text)),
            ("origin", Some(origin.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())),
            ("system", self.system.and_then(text)),
        ];
        let fields = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        Value::Object(fields.collect())
    }
}

fn labels(object: &Resource) -> Value {
    let labels = object.node().at(["metadata", "labels"]).and_then(Node::as_mapping);
    let mut labels: Vec<_> =
        labels.into_iter().flatten().filter_map(|entry| Some((&entry.key, entry.node.as_str()?))).collect();
    labels.sort_unstable();
    let labels = labels.into_iter().map(|(key, value)| (key.to_string(), value.into()));
    Value::Object(labels.collect::<Map<_, _>>())
}

/// The columns that each table begins with: which environment, if there are `several`, which object, and its
/// namespace, if not all that have one have the same or if it is to be there `always`.
fn first_columns<'l>(
    listed: &'l [Listed],
    several: bool,
    always: bool,
) -> (Vec<&'static str>, impl Fn(&'l Listed) -> Vec<&'l str>) {
    let namespaces: FxHashSet<&EcoString> =
        listed.iter().filter_map(|listed| listed.id().namespace.as_ref()).collect();
    let with_namespace = always || namespaces.len() > 1;
    let titles = [("ENVIRONMENT", several), ("KIND", true), ("NAME", true), ("NAMESPACE", with_namespace)];
    let titles = titles.into_iter().filter(|(_, is_there)| *is_there).map(|(title, _)| title).collect();
    let cells = move |listed: &'l Listed| {
        let ResourceId { kind, name, .. } = listed.id();
        let cells = [
            (listed.environment, several),
            (kind.as_str(), true),
            (name.as_str(), true),
            (listed.namespace(), with_namespace),
        ];
        cells.into_iter().filter(|(_, is_there)| *is_there).map(|(cell, _)| cell).collect()
    };
    (titles, cells)
}

fn table(listed: &[Listed], several: bool) -> Table {
    let (titles, cells) = first_columns(listed, several, false);
    let mut table = Table::new(&titles);
    for listed in listed {
        table.add(cells(listed));
    }
    table
}

fn wide(listed: &[Listed], several: bool, sources: &Sources) -> Table {
    let (mut titles, cells) = first_columns(listed, several, true);
    titles.extend(["APIVERSION", "FILE", "DETAILS"]);
    let mut table = Table::new(&titles);
    for listed in listed {
        let Location { path, line, .. } = listed.origin(sources);
        let own = [listed.id().api_version(), format!("{path}:{line}"), listed.details.clone()];
        table.add(cells(listed).into_iter().map(str::to_owned).chain(own));
    }
    table
}
