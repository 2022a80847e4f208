//! Hides what is likely secret in texts that could not be read, before anyone knows what is.
//!
//! A Secret tells by its values what is secret in the specs. Where a spec is no YAML, or a template fails, there is
//! none; what is left is that a template which says Secret reads a value by its key.

use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::world::{FilePath, Files};
use crate::yaml;

/// The key of a spec below which all values are secret.
const SECTION: &str = "secrets";

/// The shortest name that a longer key is taken for: a slip of it perhaps.
const LONG: usize = 4;

/// Problems that leave values unread, or an object unmade.
const BLIND: [Code; 8] = [
    Code::DuplicateKey,
    Code::InvalidOverride,
    Code::InvalidYaml,
    Code::TemplateError,
    Code::TemplateSyntax,
    Code::UndefinedName,
    Code::UnknownValue,
    Code::YamlLimit,
];

/// Hides, in the texts that problems point at, the values of keys which are read where a template says Secret.
///
/// Nothing if all could be read and there are Secrets (`made`): then these say what is secret.
pub fn guess(files: &Files, made: bool, diagnostics: &Diagnostics) {
    // Where a key is told to be an object's, the spec that gives it twice was read.
    let is_told = |problem: &Diagnostic| problem.code == Code::DuplicateKey && problem.object.is_some();
    let is_unread = |problem: &Diagnostic, codes: &[Code]| {
        codes.contains(&problem.code) && !is_told(problem) || is_misplaced(problem)
    };
    if !diagnostics.has_errors() || made && !diagnostics.iter().any(|problem| is_unread(problem, &BLIND)) {
        return;
    }
    let mut seen = FxHashSet::default();
    let labels = diagnostics.iter().flat_map(|problem| &problem.labels);
    let pointed_at = labels.map(|label| label.span.file).filter(|file| seen.insert(*file));
    let sources = files.sources();
    let texts: Vec<_> = pointed_at.map(|file| (file, sources.get(file))).collect();
    let mut names = names(files);
    // Where the spec can be read, the generators tell themselves; but not of a value that stands a step too high.
    let unread = [Code::DuplicateKey, Code::InvalidYaml, Code::YamlLimit];
    if diagnostics.iter().any(|problem| is_unread(problem, &unread)) {
        names.insert(SECTION.to_owned());
    }
    for (file, source) in texts.iter().filter(|(_, source)| !source.path().starts_with("templates/")) {
        let places = values_of(source.text(), &names);
        sources.hide(places.into_iter().map(|place| Span::new(*file, place)));
    }
    // An object that lies where specs do is read as one.
    let is_no_spec = |problem: &&Diagnostic| problem.code == Code::UnknownField && problem.object.is_none();
    for label in diagnostics.iter().filter(is_no_spec).flat_map(|problem| &problem.labels) {
        let file = label.span.file;
        let places = yaml::secrets_in(sources.get(file).text());
        sources.hide(places.into_iter().map(|place| Span::new(file, place)));
    }
}

/// Whether something below `secrets` stands a step too high or too low.
fn is_misplaced(problem: &Diagnostic) -> bool {
    problem.code == Code::UnknownField && problem.message.ends_with("` in `secrets`")
}

/// The words in the expressions of documents that say Secret, of all templates.
fn names(files: &Files) -> FxHashSet<String> {
    let mut names = FxHashSet::default();
    let Some(folder) = FilePath::root().join("templates") else { return names };
    for path in files.world().walk(&folder).unwrap_or_default() {
        let Ok(file) = files.text(&path) else { continue };
        let source = files.sources().get(file);
        for document in source.text().split("\n---").filter(|document| yaml::may_hold_secrets(document)) {
            for expression in document.split("{{").skip(1).chain(document.split("{%").skip(1)) {
                let end = ["}}", "%}"].iter().filter_map(|close| expression.find(close)).min();
                let words = expression[..end.unwrap_or(expression.len())].split(|c: char| !is_letter(c));
                names.extend(words.filter(|word| word.len() > 1).map(str::to_owned));
            }
        }
    }
    names
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// What stands behind a key of these names, or further in on the lines below it.
fn values_of(text: &str, names: &FxHashSet<String>) -> Vec<std::ops::Range<usize>> {
    let mut places = Vec::new();
    let mut inside: Option<usize> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let indent = content.len() - content.trim_start().len();
        if content.len() > indent {
            // A line without a key is the mistake, or goes on with the value.
            inside = inside.filter(|outer| indent > *outer || !content.contains(':'));
            let behind = value(content, names);
            let from = match inside {
                Some(_) => Some(content.split_once(": ").map_or(indent, |(key, _)| key.len() + 2)),
                None => behind,
            };
            if behind.is_some() && inside.is_none() {
                inside = Some(indent);
            }
            places.extend(
                from.filter(|from| *from < content.len()).map(|from| start + from..start + content.len()),
            );
        }
        start += line.len();
    }
    places
}

/// Where a line goes on behind the first key that is one of the names, or begins with one.
///
/// The first word of a line counts as a key, for its colon may be what is missing.
fn value(line: &str, names: &FxHashSet<String>) -> Option<usize> {
    let mut at = 0;
    while at < line.len() {
        let begin = at + line[at..].find(is_letter)?;
        let end = line[begin..].find(|c| !is_letter(c)).map_or(line.len(), |length| begin + length);
        let word = &line[begin..end];
        let is_slip = || {
            let near = names.iter().filter(|name| name.len() >= LONG && *name != SECTION);
            near.into_iter().any(|name| word.starts_with(name.as_str()))
        };
        let is_first = !line[..begin].contains(is_letter) && word != SECTION;
        let is_key = line[end..].trim_start_matches(['"', '\'', ' ']).starts_with([':', '=']);
        if (is_key || is_first) && (names.contains(word) || is_slip()) {
            let behind = line[end..].trim_start_matches(['"', '\'', ' ', ':', '=', '.', '[']);
            return Some(line.len() - behind.len());
        }
        at = end;
    }
    None
}
