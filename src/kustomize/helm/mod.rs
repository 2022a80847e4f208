//! `helmCharts`: what `helm template` prints of charts, called as Kustomize calls it.
//!
//! Source: HelmChartInflationGenerator.go and helmchartargs.go of Kustomize.

mod said;
mod values;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::said::refusal::{Wanted, refused};
use crate::source::Span;
use crate::world::{Call, FileKind, FilePath, MAX_FILE_BYTES, NotRun, Output, Program, Refusal, Word};
use crate::yaml::{Node, Origin};

use super::resources::Place;
use super::{books, documents};
pub(super) use said::{Globals, Said, as_new, charts, globals, of_plugin, old_charts};

const VALUES: Wanted = Wanted { what: "values file", folder_help: "name a file in it" };

/// How charts are rendered: what `--enable-helm` and the flags beside it say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Helm {
    /// The program: its name, or its path.
    pub command: String,
    /// Versions that charts are told the cluster has, unless they say some themselves.
    pub api_versions: Vec<String>,
    /// The version of Kubernetes that charts are told of, unless they say one themselves.
    pub kube_version: Option<String>,
    /// Whether it says more when it fails.
    pub debug: bool,
}

/// The objects of a chart; what is wrong is reported. Without `helm`, no program may run. A chart that says no namespace
/// of its own is told the one that is given.
pub(super) fn objects(
    chart: &Said,
    globals: &Globals,
    (helm, namespace): (Option<&Helm>, Option<&Node>),
    place: &Place<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Node> {
    let Some(helm) = helm else {
        diagnostics.push(not_allowed(chart));
        return Vec::new();
    };
    let chart = Chart { said: chart, globals, helm, namespace, place };
    let mut found = chart.rendered(diagnostics).unwrap_or_default();
    books::note_of_chart(&mut found, chart.said.name.span());
    found
}

struct Chart<'c> {
    said: &'c Said,
    globals: &'c Globals,
    helm: &'c Helm,
    namespace: Option<&'c Node>,
    place: &'c Place<'c>,
}

impl Chart<'_> {
    fn rendered(&self, diagnostics: &mut Diagnostics) -> Option<Vec<Node>> {
        let home = self.home(diagnostics)?;
        let name = self.said.name.as_str().unwrap_or_default();
        let Some(path) = home.join(name).filter(|path| path.is_within(&home)) else {
            let problem = Diagnostic::new(Code::InvalidValue, format!("a chart cannot be called `{name}`"));
            diagnostics.push(problem.at(self.said.name.span(), "leads out of the charts"));
            return None;
        };
        // Not `files.kind`: what is not there yet is pulled.
        if self.place.files.world().kind(&path) != Some(FileKind::Folder) {
            if self.said.repo.is_none() {
                diagnostics.push(self.no_chart(&path));
                return None;
            }
            self.run(&self.pull(&home), diagnostics)?;
        }
        let values = self.values(diagnostics)?;
        let call = self.template(&path, values, diagnostics)?;
        let output = self.run(&call, diagnostics)?;
        let span = self.said.name.span();
        let Ok(text) = String::from_utf8(output.out) else {
            let problem =
                Diagnostic::new(Code::ProgramFailed, "`helm template` prints what is not UTF-8 text");
            diagnostics.push(problem.at(span, "this chart"));
            return None;
        };
        let sources = self.place.files.sources();
        let file = sources.add(format!("helm template {name}"), text.as_str());
        Some(documents::objects_in(behind_messages(&text), &Shifted { file, text: &text }, diagnostics))
    }

    /// The folder of the charts: for a chart from a repository with a version, one of its own.
    fn home(&self, diagnostics: &mut Diagnostics) -> Option<FilePath> {
        let written = self.written();
        let home = self.place.folder.join(&written);
        if home.is_none() {
            let span = self.globals.chart_home.as_ref().map_or(self.said.name.span(), Node::span);
            let wanted = Wanted { what: "folder of charts", folder_help: "" };
            diagnostics.push(crate::said::refusal::outside(&written, wanted, span));
        }
        home
    }

    /// The path of that folder, as it is written in the kustomization.
    fn written(&self) -> String {
        let home = self.globals.chart_home.as_ref().and_then(Node::as_str).unwrap_or("charts");
        match (&self.said.version, &self.said.repo) {
            (Some(version), Some(_)) => {
                let name = self.said.name.as_str().unwrap_or_default();
                format!("{home}/{name}-{}", version.as_str().unwrap_or_default())
            }
            _ => home.to_owned(),
        }
    }

    /// The values for the chart: those of the file, with those that are said here.
    fn values(&self, diagnostics: &mut Diagnostics) -> Option<Vec<u8>> {
        let name = self.said.name.as_str().unwrap_or_default();
        let merge = self.said.merge;
        let file = match &self.said.values_file {
            _ if self.said.inline.is_some() && merge == said::Merge::Replace => None,
            Some(node) => Some(self.place.file(node, VALUES, diagnostics)?),
            None => {
                let path = Node::new(format!("{}/{name}/values.yaml", self.written()), self.said.name.span());
                Some(self.place.file(&path, VALUES, diagnostics)?)
            }
        };
        let sources = self.place.files.sources();
        let text = file.map(|file| (file, sources.get(file).text().clone()));
        let Some(inline) = &self.said.inline else {
            return Some(text.map(|(_, text)| text.as_bytes().to_vec()).unwrap_or_default());
        };
        let of_file = text.map(|(file, text)| values::of_file(&text, file, diagnostics));
        let of_file = match of_file {
            Some(read) => read?,
            None => None,
        };
        Some(values::joined(of_file.as_ref(), inline, merge))
    }

    fn template(&self, chart: &FilePath, values: Vec<u8>, diagnostics: &mut Diagnostics) -> Option<Call> {
        let Said { name, .. } = self.said;
        let mut arguments: Vec<Word> = vec!["template".into()];
        let mut add = |words: &[Word]| arguments.extend_from_slice(words);
        match &self.said.release_name {
            Some(release) => add(&[text(release)]),
            None => add(&["--generate-name".into()]),
        }
        add(&[Word::Path(chart.clone())]);
        if let Some(namespace) = self.said.namespace.as_ref().or(self.namespace) {
            add(&["--namespace".into(), text(namespace)]);
        }
        if let Some(template) = &self.said.name_template {
            add(&["--name-template".into(), text(template)]);
        }
        let values_name = format!("{}-kustomize-values.yaml", name.as_str().unwrap_or_default());
        add(&["-f".into(), Word::File { name: values_name.replace('/', "_"), bytes: values }]);
        for file in &self.said.additional_values {
            // It is opened for the wall around the folder: `helm` reads it itself.
            self.place.file(file, VALUES, diagnostics)?;
            add(&["-f".into(), Word::Path(self.place.folder.join(file.as_str()?)?)]);
        }
        let said_versions: Vec<Word> = self.said.api_versions.iter().map(text).collect();
        let versions: Vec<Word> =
            self.helm.api_versions.iter().map(|version| Word::Text(version.clone())).collect();
        for version in if said_versions.is_empty() { versions } else { said_versions } {
            add(&["--api-versions".into(), version]);
        }
        let kube_version = self.said.kube_version.as_ref().map(text);
        if let Some(version) = kube_version.or_else(|| self.helm.kube_version.clone().map(Word::Text)) {
            add(&["--kube-version".into(), version]);
        }
        let is_said = |flag: &str| self.said.flags.contains(&flag) || (flag == "--debug" && self.helm.debug);
        said::FLAGS.iter().filter(|(_, flag)| is_said(flag)).for_each(|(_, flag)| add(&[(*flag).into()]));
        Some(self.call(arguments))
    }

    fn pull(&self, home: &FilePath) -> Call {
        let mut arguments: Vec<Word> =
            vec!["pull".into(), "--untar".into(), "--untardir".into(), Word::Path(home.clone())];
        let name = self.said.name.as_str().unwrap_or_default();
        match self.said.repo.as_ref().and_then(Node::as_str) {
            Some(repo) if repo.starts_with("oci://") => {
                arguments.push(Word::Text(format!("{}/{name}", repo.trim_end_matches('/'))));
            }
            repo => {
                arguments.extend(repo.into_iter().flat_map(|repo| ["--repo".into(), repo.into()]));
                arguments.push(name.into());
            }
        }
        if let Some(version) = &self.said.version {
            arguments.extend(["--version".into(), text(version)]);
        }
        self.call(arguments)
    }

    /// The call with these arguments. What `helm` keeps between calls goes where `configHome` says, else nowhere.
    fn call(&self, arguments: Vec<Word>) -> Call {
        let said = self.globals.config_home.as_ref().and_then(Node::as_str);
        let below = |folder: &'static str, none: &'static str| match said {
            Some(home) => Word::Text(format!("{home}{folder}")),
            None => Word::Nothing(none),
        };
        let variables = vec![
            ("HELM_CONFIG_HOME", below("", "helm")),
            ("HELM_CACHE_HOME", below("/.cache", "helm/.cache")),
            ("HELM_DATA_HOME", below("/.data", "helm/.data")),
        ];
        Call { program: self.helm.command.clone(), arguments, variables }
    }

    /// What the program says, if it ends well.
    fn run(&self, call: &Call, diagnostics: &mut Diagnostics) -> Option<Output> {
        let shown = call.shown(|word| match word {
            Word::Path(path) => path.to_string(),
            Word::File { name, .. } => name.clone(),
            Word::Text(_) | Word::Nothing(_) => String::new(),
        });
        let span = self.said.name.span();
        let problem = match self.place.files.world().call(call) {
            Ok(output) if output.status == Some(0) => return Some(output),
            Ok(output) => failed(&shown, &output),
            Err(why) => not_run(&call.program, &why),
        };
        diagnostics.push(problem.at(span, "this chart"));
        None
    }

    fn no_chart(&self, path: &FilePath) -> Diagnostic {
        let wanted = Wanted { what: "chart", folder_help: "" };
        let problem = refused(&Refusal::Missing, path, wanted, Some(self.said.name.span()));
        problem.help("put it there, or say the `repo` that `helm pull` gets it from")
    }
}

fn text(node: &Node) -> Word {
    Word::Text(node.as_str().unwrap_or_default().to_owned())
}

fn not_allowed(chart: &Said) -> Diagnostic {
    let name = chart.name.as_str().unwrap_or_default();
    let message = format!("the chart `{name}` is rendered by `helm`, which may not run");
    let problem = Diagnostic::new(Code::NotAllowed, message).at(chart.name.span(), "asks for `helm`");
    let what =
        if chart.repo.is_some() { "`helm template`, and `helm pull` before it," } else { "`helm template`" };
    problem.help(format!("let {what} run: `--enable-helm`"))
}

fn failed(shown: &str, output: &Output) -> Diagnostic {
    let how = output.status.map_or("a signal ended it".to_owned(), |status| format!("exit status {status}"));
    let mut problem = Diagnostic::new(Code::ProgramFailed, format!("`{shown}` failed: {how}"));
    for line in reason(&String::from_utf8_lossy(&output.err)) {
        problem = problem.help(format!("it says: {line}"));
    }
    problem
}

/// The lines of what a program said that say why: those from `Error:` on, without its log; without that word the last.
fn reason(said: &str) -> Vec<&str> {
    const MOST: usize = 8;
    let is_log = |line: &str| line.starts_with("level=") || line.starts_with("time=");
    let lines = said.lines().map(str::trim_end);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty() && !is_log(line)).collect();
    let advice = "Use --debug flag to render out invalid YAML";
    match lines.iter().position(|line| line.starts_with("Error:")) {
        Some(at) => lines[at..].iter().copied().filter(|line| *line != advice).take(MOST).collect(),
        None => lines[lines.len().saturating_sub(3)..].to_vec(),
    }
}

fn not_run(program: &str, why: &NotRun) -> Diagnostic {
    let seconds = Program::TIME_LIMIT.as_secs();
    let (what, help) = match why {
        NotRun::Missing => {
            ("is not there".to_owned(), "install it, or say where it is: `--helm-command PATH`")
        }
        NotRun::TooLong => (format!("did not end within {seconds} seconds"), "run it by hand to see why"),
        NotRun::TooMuch => (format!("wrote more than {} MiB", MAX_FILE_BYTES >> 20), "take its charts apart"),
        NotRun::OfRevision => (
            "is not run on the files of a revision".to_owned(),
            "check it out beside this one and name the folder there: `git worktree add ../before REV`",
        ),
        NotRun::Failed(reason) => (format!("could not be run: {reason}"), "run it by hand to see more"),
    };
    Diagnostic::new(Code::ProgramFailed, format!("`{program}` {what}")).help(help)
}

/// What is printed behind messages that come before the first `---`, if those are no object.
fn behind_messages(text: &str) -> &str {
    let is_yaml = text.starts_with("---") || text.starts_with('#') || text.starts_with("apiVersion:");
    match text.find("\n---\n").filter(|_| !is_yaml) {
        Some(at) => &text[at + 1..],
        None => text,
    }
}

/// The end of a file, as a place that text comes from.
struct Shifted<'t> {
    file: crate::source::FileId,
    text: &'t str,
}

impl Origin for Shifted<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let shift = self.text.len() - behind_messages(self.text).len();
        Span::new(self.file, range.start + shift..range.end + shift)
    }
}
