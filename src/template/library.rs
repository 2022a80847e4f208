//! All templates of a run: each is parsed once, whoever renders it.

use std::sync::{Arc, OnceLock};

use ecow::EcoString;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use rustc_hash::FxHashSet;

use super::context::Context;
use super::outcome::Need;
use super::rewrite;
use super::shared::{Entry, Shared, Template};
use super::{Rendered, Target, ValuePaths, failure, filters, folder, functions, hooks, syntax, tree};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Sources, Span};
use crate::world::{FileKind, FilePath, Files, Refusal};
use crate::yaml::{self, Node};

/// The instructions that one rendering may take: a loop without end runs for about a second.
const FUEL: u64 = 20_000_000;

/// How deep macros, includes and loops may nest; an include counts ten, a macro four.
const DEPTH: usize = 200;

/// How often a rendering is begun again because it asks for a file.
const ATTEMPTS: usize = 1000;

/// Parsed templates, shared by all that render from them.
pub struct Library {
    shared: Arc<Shared>,
    environment: Environment<'static>,
}

/// What a template is rendered with.
#[derive(Clone, Copy)]
pub struct Setting<'s> {
    /// The merged values: a map.
    pub values: &'s Node,
    /// What templates know of their target.
    pub target: &'s Target,
    /// The folders of the spec and of what it extends, for `file()` and `render()`.
    pub folders: &'s [FilePath],
}

impl Default for Library {
    fn default() -> Self {
        let shared = Arc::new(Shared::default());
        let mut environment = Environment::new();
        environment.set_auto_reload(false);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("yaml".into()));
        environment.set_syntax(syntax::rewritten());
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(DEPTH);
        filters::add_to(&mut environment);
        functions::add_to(&mut environment);
        hooks::add_to(&mut environment);
        let templates = Arc::clone(&shared);
        environment.set_loader(move |name| {
            let path = FilePath::root().join(name);
            let template = path.and_then(|path| templates.template(&path));
            Ok(template.map(|template| template.rewritten.text.clone()))
        });
        Library { shared, environment }
    }
}

impl Library {
    /// Reads and parses a template and all that it names, if that was not done before.
    ///
    /// `asked` is where it was asked for. What is wrong with a template is said once, when it is first added.
    /// Gives whether the template can be rendered.
    pub fn add(&self, files: &Files, path: &FilePath, asked: Span, diagnostics: &mut Diagnostics) -> bool {
        // Another thread may have added a template, and be about to add what it names: so that is looked at here, too.
        let is_whole = |template: &Template| template.whole.get().is_some();
        let (mut seen, mut waiting) = (FxHashSet::default(), vec![path.clone()]);
        while let Some(path) = waiting.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let entry = self.shared.entry(&path).unwrap_or_else(|| self.take_in(files, &path, diagnostics));
            if let Entry::Template(template) = &entry
                && !is_whole(template)
            {
                waiting.extend(template.rewritten.links.iter().map(|link| link.path.clone()));
            }
        }
        match self.shared.entry(path) {
            Some(Entry::Template(template)) => {
                *template.whole.get_or_init(|| self.check_links(path, diagnostics))
            }
            Some(Entry::Refused(refusal)) => {
                diagnostics.push(refused(path, &refusal, asked));
                false
            }
            _ => false,
        }
    }

    /// Reads and parses one template, unless another thread is faster.
    fn take_in(&self, files: &Files, path: &FilePath, diagnostics: &mut Diagnostics) -> Entry {
        let mut found = Diagnostics::default();
        let entry = parse(files, path, &mut found);
        if self.shared.put(path, entry.clone()) {
            diagnostics.extend(found);
            self.compile(path, diagnostics);
        }
        entry
    }

    /// The values that a template can read, with all templates that it names.
    pub fn reads(&self, path: &FilePath) -> ValuePaths {
        let Some(template) = self.shared.template(path) else { return ValuePaths::default() };
        let reads = template.reads.get_or_init(|| {
            let mut reads = ValuePaths::default();
            for template in self.linked(path) {
                reads.extend(&template.rewritten.reads);
            }
            reads
        });
        reads.clone()
    }

    /// Renders a template that was added; nothing if it cannot be, which is said then.
    pub fn render(
        &self,
        files: &Files,
        path: &FilePath,
        setting: Setting<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Rendered> {
        let template = self.shared.template(path).filter(|template| template.whole.get() == Some(&true))?;
        let compiled = self.environment.get_template(path.as_str()).ok()?;
        for _ in 0..ATTEMPTS {
            let context = Context::new(
                setting.values.clone(),
                setting.target.clone(),
                setting.folders.to_vec(),
                Arc::clone(&self.shared),
            );
            let root = Value::from_object(tree::Root(Arc::clone(&context)));
            let result = compiled.render(root);
            let outcome = context.outcome();
            if !outcome.needs.is_empty() {
                for need in &outcome.needs {
                    self.fetch(files, need, diagnostics);
                }
                continue;
            }
            let left_out =
                failure::left_out(&outcome.undefined, &self.shared, setting.values, files.sources());
            let whole = left_out.is_empty();
            let mut secrets = Vec::new();
            if !whole || result.is_err() {
                secrets.extend(outcome.reads.iter().filter(|_| self.makes_secrets(path, files)).cloned());
                self.hide_secrets(path, &secrets, files.sources());
            }
            for problem in left_out {
                diagnostics.push(problem);
            }
            return match result {
                Ok(_) if !whole => None,
                Ok(text) => Some(Rendered::new(&text, outcome, template.file)),
                Err(error) => {
                    let failed = failure::Failed { error: &error, outcome, template: &template };
                    let problem = failed.diagnostic(&self.shared, setting.values, files.sources());
                    diagnostics.push(problem.without(secrets.iter().filter_map(Node::as_str)));
                    None
                }
            };
        }
        None
    }

    /// Hides what a template, and all that it names, may write into a Secret: no Secret will be there to tell.
    ///
    /// `values` are those that were put into one, or into what stands around it.
    pub fn hide_secrets<'n>(
        &self,
        path: &FilePath,
        values: impl IntoIterator<Item = &'n Node>,
        sources: &Sources,
    ) {
        sources.hide(values.into_iter().flat_map(Node::places));
        for template in self.linked(path) {
            hide_secrets_in(template.file, sources);
        }
    }

    /// Whether a template, or one that it names, says that something is a Secret.
    fn makes_secrets(&self, path: &FilePath, files: &Files) -> bool {
        let says =
            |template: &Arc<Template>| yaml::may_hold_secrets(files.sources().get(template.file).text());
        self.linked(path).iter().any(says)
    }

    /// The template and all that it names, each once.
    fn linked(&self, path: &FilePath) -> Vec<Arc<Template>> {
        let (mut seen, mut list, mut waiting) = (FxHashSet::default(), Vec::new(), vec![path.clone()]);
        while let Some(path) = waiting.pop() {
            let Some(template) = self.shared.template(&path).filter(|_| seen.insert(path)) else { continue };
            waiting.extend(template.rewritten.links.iter().map(|link| link.path.clone()));
            list.push(template);
        }
        list
    }

    /// Lets minijinja parse what was written out; only nesting without end can make it fail.
    fn compile(&self, path: &FilePath, diagnostics: &mut Diagnostics) {
        let Some(template) = self.shared.template(path) else { return };
        if let Err(error) = self.environment.get_template(path.as_str()) {
            self.shared.mark_broken(path);
            diagnostics.push(failure::rewritten_syntax(&error, &template));
        }
    }

    /// Whether all that a template names can be read, and has what is imported from it.
    fn check_links(&self, path: &FilePath, diagnostics: &mut Diagnostics) -> bool {
        let mut whole = true;
        for template in self.linked(path) {
            for link in &template.rewritten.links {
                let target = match self.shared.entry(&link.path) {
                    Some(Entry::Template(target)) => target,
                    other => {
                        whole = false;
                        if let Some(Entry::Refused(refusal)) = other {
                            diagnostics.push(refused(&link.path, &refusal, link.span));
                        }
                        continue;
                    }
                };
                let exports = &target.rewritten.exports;
                for (name, span) in link.names.iter().filter(|(name, _)| !exports.contains(name)) {
                    whole = false;
                    let message = format!("`{}` has no `{name}` to import", link.path);
                    let known = exports.iter().map(EcoString::as_str);
                    let problem = Diagnostic::new(Code::UndefinedName, message);
                    diagnostics
                        .push(problem.at(*span, "not in that template").suggest(name, known, "macros"));
                }
            }
        }
        whole
    }

    fn fetch(&self, files: &Files, need: &Need, diagnostics: &mut Diagnostics) {
        match need {
            Need::Text(path) => {
                let text = files.text(path).map(|file| (file, Arc::clone(files.sources().get(file).text())));
                self.shared.put_text(path, text);
            }
            Need::Template(path) => {
                let is_file = files.kind(path) == Some(FileKind::File);
                match files.text(path).ok().filter(|_| is_file) {
                    Some(file) => {
                        self.add(files, path, Span::new(file, 0..0), diagnostics);
                    }
                    None => {
                        self.shared.put(path, Entry::Missing);
                    }
                }
            }
        }
    }
}

fn parse(files: &Files, path: &FilePath, diagnostics: &mut Diagnostics) -> Entry {
    let file = match files.text(path) {
        Ok(file) => file,
        Err(refusal) => return Entry::Refused(refusal),
    };
    let source = files.sources().get(file);
    let here = path.parent();
    let find =
        |name: &str| hooks::candidates(&here, name).find(|path| files.kind(path) == Some(FileKind::File));
    let mut rewritten = match rewrite::rewrite(source.text(), path.as_str(), file, &find) {
        Ok(rewritten) => rewritten,
        Err(error) => {
            diagnostics.push(failure::syntax(&error, file, source.text()));
            hide_secrets_in(file, files.sources());
            return Entry::Broken;
        }
    };
    let mut broken = false;
    for problem in std::mem::take(&mut rewritten.problems) {
        broken = true;
        diagnostics.push(match problem.code {
            Code::MissingFile => with_templates(problem, files),
            _ => problem,
        });
    }
    if broken {
        hide_secrets_in(file, files.sources());
        Entry::Broken
    } else {
        Entry::Template(Arc::new(Template {
            file,
            rewritten,
            reads: OnceLock::new(),
            whole: OnceLock::new(),
        }))
    }
}

fn hide_secrets_in(file: FileId, sources: &Sources) {
    let places = yaml::secrets_in(sources.get(file).text());
    sources.hide(places.into_iter().map(|place| Span::new(file, place)));
}

fn refused(path: &FilePath, refusal: &Refusal, asked: Span) -> Diagnostic {
    let message = match refusal {
        Refusal::Missing => format!("there is no template `{path}`"),
        _ => format!("the template `{path}` {}", refusal.predicate()),
    };
    let code = match refusal {
        Refusal::Missing => Code::MissingFile,
        Refusal::Outside => Code::OutsideProject,
        _ => Code::UnreadableFile,
    };
    Diagnostic::new(code, message).at(asked, "asked for here")
}

/// Adds the nearest of the templates that there are.
fn with_templates(problem: Diagnostic, files: &Files) -> Diagnostic {
    let paths = files.world().walk(&folder()).unwrap_or_default();
    let names: Vec<&str> = paths.iter().map(|path| path.as_str().trim_start_matches("templates/")).collect();
    let written = problem.message.split('`').nth(1).unwrap_or_default().to_owned();
    problem.suggest(&written, names, "templates")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Memory;

    #[test]
    fn a_template_that_another_thread_just_put_there_is_added_with_all_that_it_names() {
        let mut memory = Memory::default();
        memory.add("templates/web.yaml", "{% from \"lib/pods.yaml\" import labels %}\na: {{ labels() }}\n");
        memory.add("templates/lib/pods.yaml", "{% macro labels() %}b{% endmacro %}\n");
        let sources = Sources::default();
        let files = Files::new(&memory, &sources);
        let (library, mut diagnostics) = (Library::default(), Diagnostics::default());
        let path = FilePath::root().join("templates/web.yaml").expect("a path");
        library.take_in(&files, &path, &mut diagnostics);
        let asked = Span::new(files.text(&path).expect("a file"), 0..0);
        assert!(library.add(&files, &path, asked, &mut diagnostics));
        assert_eq!(diagnostics.iter().count(), 0);
    }
}
