//! What is fuzzed: functions from any bytes to nothing, which panic if a promise is broken.
//!
//! The tests run each over inputs made from the project's cases (`tests/fuzz`); `fuzz/run` lets libFuzzer look
//! for new ones.

use std::sync::Arc;

use ecow::EcoVec;
use rkgen::cel::{self, Budget, Environment, Programs, Type, Value};
use rkgen::diagnostic::{Diagnostics, render::human};
use rkgen::diff::compare;
use rkgen::effect::{Cluster, effects};
use rkgen::kubernetes::label_selector::LabelSelector;
use rkgen::kustomize::Options;
use rkgen::patch::json6902;
use rkgen::patch::strategic::{self, Schema};
use rkgen::pipeline::build_kustomization;
use rkgen::plan::{Rendering, Target};
use rkgen::resource::{CustomKinds, Pattern, Resource, ResourceId, Selector};
use rkgen::source::{Sources, Span};
use rkgen::template::Library;
use rkgen::transform::render;
use rkgen::world::{FilePath, Files, Memory};
use rkgen::yaml::{self, Node, Rules};

/// A target.
pub(crate) struct Fuzzed {
    /// The name, which is that of its file in `fuzz_targets`.
    pub(crate) name: &'static str,
    /// The function.
    pub(crate) run: fn(&[u8]),
}

/// All targets.
pub(crate) const ALL: &[Fuzzed] = &[
    Fuzzed { name: "differences", run: differences },
    Fuzzed { name: "expressions", run: expressions },
    Fuzzed { name: "kustomizations", run: kustomizations },
    Fuzzed { name: "operations", run: operations },
    Fuzzed { name: "reader", run: reader },
    Fuzzed { name: "selectors", run: selectors },
    Fuzzed { name: "strategic", run: strategic },
    Fuzzed { name: "templates", run: templates },
];

/// What stands before a file's path in a text that is a tree of files.
pub(crate) const FILE: &str = "=== ";

/// Two sets of objects can be compared and said what that does, both ways round; a set has no differences from itself.
///
/// The first half of the documents is what was there, the second what is to be.
pub(crate) fn differences(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let objects: Vec<Resource> =
        read(text, Rules::Kustomize).unwrap_or_default().into_iter().filter_map(Resource::new).collect();
    let (before, after) = objects.split_at(objects.len() / 2);
    let (kinds, sources) = (CustomKinds::default(), Sources::default());
    for (before, after) in [(before, after), (after, before)] {
        let comparison = compare(before, after, &kinds, &sources);
        for cluster in [Cluster::Same, Cluster::Other] {
            let effects = effects(before, after, &comparison, &kinds, cluster);
            assert_eq!(effects.objects.len(), comparison.objects.len(), "{text}");
            assert!(
                effects.objects.iter().all(|list| list.is_sorted_by_key(|effect| effect.class)),
                "{text}"
            );
        }
        assert!(compare(before, before, &kinds, &sources).is_empty(), "{text}");
    }
}

/// Each line is an expression or is refused; what is one can be judged by types and run, and that ends soon.
pub(crate) fn expressions(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let this =
        Value::map([("a".to_owned(), Value::Int(1)), ("b".to_owned(), Value::list(vec![Value::from("c")]))]);
    let shape =
        Type::object("self", [("a".to_owned(), Type::Int), ("b".to_owned(), Type::list(Type::Text))].into());
    let environment = Environment { variables: vec![("self".to_owned(), shape)], patches: true, binds: true };
    for line in text.lines().take(50) {
        match cel::parse(line) {
            Ok(expression) => {
                cel::check(&expression, &environment);
                let variables = [("self", this.clone())];
                cel::run(&expression, &variables, &Programs::default(), &mut Budget::default());
            }
            Err(fault) => assert!(fault.range.end <= line.len() && line.is_char_boundary(fault.range.start)),
        }
    }
}

/// A tree of files is built or refused, whatever is in it, and what is built can be written.
///
/// A line that begins with `=== ` begins a file, whose path is behind that. The kustomization of the root is built.
pub(crate) fn kustomizations(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut memory = Memory::default();
    for file in text.split(&format!("\n{FILE}")).take(50) {
        let (path, content) = file.split_once('\n').unwrap_or((file, ""));
        memory.add(path.trim_start_matches(FILE), content);
    }
    let sources = Sources::default();
    let files = Files::new(&memory, &sources);
    let mut diagnostics = Diagnostics::default();
    let (root, options) = (FilePath::root(), Options::default());
    let built = build_kustomization(&files, &root, &options, &mut diagnostics);
    let mut written = String::new();
    for object in built.iter().flat_map(|built| &built.objects) {
        yaml::emit(object.node(), &mut written);
    }
    assert!(built.is_some() || diagnostics.has_errors(), "nothing was built, and nobody knows why");
    for diagnostic in diagnostics.into_sorted(&sources) {
        human(&diagnostic, &sources, 80, false);
    }
}

/// What the reader takes, any text as a key, and its lines as values, are written so that the reader takes
/// them as the same again, by either's rules.
pub(crate) fn reader(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for rules in [Rules::Kustomize, Rules::Apply] {
        for document in read(text, rules).unwrap_or_default() {
            survives(&document, rules);
        }
        // Byte for byte as kubectl, the writer leaves these as they are, and readers take them for line breaks.
        if !text.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
            let lines = text.lines().map(|line| Node::new(line, nowhere()));
            survives(&map(text, Node::new(lines.collect::<EcoVec<Node>>(), nowhere())), rules);
        }
    }
}

fn survives(document: &Node, rules: Rules) {
    let mut written = String::new();
    yaml::emit(document, &mut written);
    let again = read(&written, rules).unwrap_or_else(|| panic!("{written:?} cannot be read"));
    let same = again.first() == Some(document) || document.is_null() && again.is_empty();
    assert!(same, "{document:?} is written as {written:?}");
    yaml::emit_json(document, &mut written);
}

/// A map of one entry.
fn map(key: &str, node: Node) -> Node {
    let entry = yaml::Entry { key: key.into(), key_span: nowhere(), node };
    Node::new([entry].into_iter().collect::<yaml::Mapping>(), nowhere())
}

fn nowhere() -> Span {
    Span::new(Sources::default().add("nowhere", ""), 0..0)
}

/// A selector that is understood selects, and one without a pattern in it what it says and nothing else.
///
/// Each line of the text is read in all forms, and tried on the line before it.
pub(crate) fn selectors(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut before = "";
    for line in text.lines().take(50) {
        let pattern = Pattern::stars(line);
        assert!(pattern.matches(line), "{line:?}");
        assert!(line.contains('*') || pattern.matches(before) == (line == before), "{line:?} {before:?}");
        if let Ok(pattern) = Pattern::regex(line) {
            pattern.matches(before);
        }
        if let Ok(selector) = LabelSelector::parse(line) {
            selector.matches(|key| (key == before).then_some(line));
        }
        Selector::short(line, nowhere());
        before = line;
    }
}

/// A strategic patch that asks for nothing to go changes an object once and not again.
///
/// The first document is the object. The last is the patch: of one document, the object itself.
pub(crate) fn strategic(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let documents = read(text, Rules::Kustomize).unwrap_or_default();
    let (Some(base), Some(patch)) = (documents.first(), documents.last()) else { return };
    let kinds = CustomKinds::default();
    let id = ResourceId::of(base);
    let merge = |base: &mut Node| {
        let mut problems = Diagnostics::default();
        let schema = id.as_ref().map_or(Schema::unknown(), |id| Schema::of(id, &kinds));
        let merged = strategic::merge(base, patch, schema, &mut problems);
        (merged, problems.has_errors())
    };
    let mut once = base.clone();
    let (merged, refused) = merge(&mut once);
    assert!(merged.changed || once == *base, "{text}");
    if !refused && !merged.deleted && !takes_away(patch) {
        let mut twice = once.clone();
        merge(&mut twice);
        assert!(twice == once, "{text}");
    }
}

/// Whether a patch has a directive or a null, or anything that looks like one.
fn takes_away(patch: &Node) -> bool {
    let mapping = patch.as_mapping().into_iter().flatten();
    patch.is_null()
        || mapping.into_iter().any(|entry| entry.key.starts_with('$') || takes_away(&entry.node))
        || patch.as_sequence().into_iter().flatten().any(takes_away)
}

/// A JSON patch is done as a whole or not at all, and leaves a tree that can be written and read.
///
/// The first document is the object, the last one the patch.
pub(crate) fn operations(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let documents = read(text, Rules::Kustomize).unwrap_or_default();
    let (Some(base), Some(patch)) = (documents.first(), documents.last()) else { return };
    let mut problems = Diagnostics::default();
    let operations = json6902::read(patch, &mut problems);
    let mut object = base.clone();
    match json6902::apply(&operations, &mut object) {
        Ok(changed) => {
            assert_eq!(changed, object != *base, "{text}");
            survives(&object, Rules::Kustomize);
        }
        Err(problem) => {
            assert!(object == *base, "{text}");
            problems.push(*problem);
        }
    }
    let sources = Sources::default();
    sources.add("input.yaml", text);
    for problem in problems.into_sorted(&sources) {
        human(&problem, &sources, 100, false);
    }
}

/// Ways to put the value `v` into a template. They are tried one by one, for what is refused hides the rest.
const TEMPLATES: &[&str] = &[
    "single: 'a{{ v }}b'\n",
    "double: \"{{ v }}\"\n",
    "longer: a {{ v }} b\n",
    "{{ v }}: key\n",
    "block: |\n  {{ v }}\n",
    "folded: >-\n  a {{ v }}\n",
    "json: {{ v | tojson }}\n",
    "flow: [{{ v }}, {a: {{ v }}}]\n",
    "{{ v }}\n",
    "- a\n{{ v }}\n",
    "{% for one in v %}\neach-{{ loop.index }}: {{ one }}\n{% endfor %}\n",
    "{% set copy %}{{ v }}{% endset %}\ncopy: {{ copy | upper }}\n",
];

/// A value that stands alone in a template is that value, and no value makes any template panic.
///
/// The bytes are a YAML document: the value.
pub(crate) fn templates(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(value) = read(text, Rules::Kustomize).and_then(|documents| documents.into_iter().next()) else {
        return;
    };
    let made = rendered(&value, "plain: {{ v }}\n");
    assert_eq!(made.as_ref().and_then(|made| made.get("plain")), Some(&value));
    for template in TEMPLATES {
        rendered(&value, template);
    }
}

/// What the template makes of the value.
fn rendered(value: &Node, template: &str) -> Option<Node> {
    let mut memory = Memory::default();
    memory.add("templates/a.yaml", template);
    let sources = Sources::default();
    let files = Files::new(&memory, &sources);
    let span = Span::new(sources.add("values.yaml", ""), 0..0);
    let rendering = Rendering {
        library: Arc::new(Library::default()),
        templates: vec![(FilePath::root().join("templates/a.yaml")?, span)],
        values: map("v", value.clone()),
        target: Target {
            environment: "prod".into(),
            system: "web".into(),
            namespace: None,
            kubernetes: "1.36".into(),
        },
        folders: Vec::new(),
    };
    let mut diagnostics = Diagnostics::default();
    let documents = render::run(&rendering, &files, &mut render::Made::default(), &mut diagnostics);
    for problem in diagnostics.into_sorted(&sources) {
        human(&problem, &sources, 100, false);
    }
    documents.into_iter().next()
}

/// The documents of a text that is right; the problems of one that is not can be drawn.
fn read(text: &str, rules: Rules) -> Option<Vec<Node>> {
    let sources = Sources::default();
    let file = sources.add("input.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let documents = yaml::read(text, &file, rules, &mut diagnostics);
    let refused = diagnostics.has_errors();
    for problem in diagnostics.into_sorted(&sources) {
        human(&problem, &sources, 100, false);
    }
    (!refused).then_some(documents)
}
