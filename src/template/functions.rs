//! The functions that templates can call.
#![expect(clippy::needless_pass_by_value, reason = "minijinja hands arguments over by value")]

use std::fmt;
use std::sync::Arc;

use ecow::EcoString;
use minijinja::value::{Enumerator, Kwargs, Object, ValueKind};
use minijinja::{Environment, Error, State, Value};

use super::context::{self, Context};
use super::deferred;
use super::hooks::{candidates, refuse};
use super::marker::unpack;
use super::names::PLACE;
use super::outcome::Need;
use super::shared::{Known, Text};
use super::{Reference, folder, text};
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::source::Span;
use crate::world::{FilePath, Refusal};
use crate::yaml::Node;

pub(super) fn add_to(environment: &mut Environment<'_>) {
    environment.add_function("file", file);
    environment.add_function("render", render);
    environment.add_function("ref", reference);
    environment.add_function("checksum", checksum);
    environment.add_function("fail", fail);
}

/// Where a function is called: the rewriter gives each of these functions its place.
fn place(context: &Context, named: &Kwargs) -> Span {
    let given = named.get::<Option<u64>>(PLACE).ok().flatten().map(unpack);
    given.or_else(|| context.place()).unwrap_or_else(|| context.values.span())
}

/// `fail("message")`: the author's message at that line.
fn fail(state: &mut State, message: &Value, named: Kwargs) -> Result<Value, Error> {
    let context = context::of(state)?;
    let message = text::of_value(message).unwrap_or_else(|| text::kind(message).to_owned());
    Err(context.wrong(place(&context, &named), message, "the template stops here"))
}

/// `file("path")`: the text of a file.
fn file(state: &mut State, path: &Value, named: Kwargs) -> Result<Value, Error> {
    let context = context::of(state)?;
    let (_, (file, text)) = find(state, &context, path, place(&context, &named))?;
    let whole = Span::new(file, 0..text.len());
    Ok(context.read(&Node::new(&*text, whole)))
}

/// `render("path")`: a file rendered as a template, as one string.
fn render(state: &mut State, path: &Value, named: Kwargs) -> Result<Value, Error> {
    let context = context::of(state)?;
    let here = place(&context, &named);
    let (path, (file, text)) = find(state, &context, path, here)?;
    match context.shared.known(&path) {
        Known::Unknown => return Err(context.need(Need::Template(path))),
        Known::Missing | Known::Broken => {
            return Err(context.wrong(here, format!("`{path}` cannot be rendered"), "asked for here"));
        }
        Known::Template => {}
    }
    if !context.nest() {
        return Err(context.wrong(here, "`render` is called without end", "more than 100 times"));
    }
    let root = Value::from_object(super::tree::Root(Arc::clone(&context)));
    let captured = state.env().get_template(path.as_str())?.render(root)?;
    context.set_place(here);
    // What it is made of is the file's own text as well.
    context.whole(&Node::new("", Span::new(file, 0..text.len())));
    Ok(Value::from(context.resolve(&captured)?))
}

/// The file that is meant: beside the template, below templates/ or in a folder of the spec.
fn find(state: &State, context: &Context, path: &Value, here: Span) -> Result<(FilePath, Text), Error> {
    let Some(written) = path.as_str() else {
        return Err(context.wrong(
            here,
            "the path of a file is a string",
            format!("this is {}", text::kind(path)),
        ));
    };
    let folder_of_template = FilePath::root().join(state.name()).unwrap_or_default().parent();
    let allowed = |path: &FilePath| {
        path.is_within(&folder()) || context.folders.iter().any(|folder| path.is_within(folder))
    };
    let of_spec = context.folders.iter().filter_map(|folder| folder.join(written)).filter(allowed);
    for candidate in candidates(&folder_of_template, written).chain(of_spec) {
        match context.shared.text(&candidate) {
            None => return Err(context.need(Need::Text(candidate))),
            Some(Ok(text)) => return Ok((candidate, text)),
            Some(Err(Refusal::Missing)) => {}
            Some(Err(refusal)) => {
                let message = format!("`{candidate}` {}", refusal.predicate());
                return Err(context.wrong(here, message, "asked for here"));
            }
        }
    }
    let mut folders = vec![folder_of_template, folder()];
    folders.extend(context.folders.iter().cloned());
    folders.dedup();
    let folders: Vec<&str> = folders.iter().map(FilePath::as_str).collect();
    let problem = Diagnostic::new(Code::MissingFile, format!("there is no file `{written}`"))
        .at(here, "asked for here")
        .help(format!("it is looked for in {}", quoted_list(&folders, "and")));
    Err(context.fail(problem))
}

/// `ref("Service/redis")`: the names of another object, which must exist.
fn reference(state: &mut State, object: &Value, named: Kwargs) -> Result<Value, Error> {
    let context = context::of(state)?;
    let here = place(&context, &named);
    let (kind, name) = split(&context, object, here)?;
    let given: Option<Value> = named.get("namespace")?;
    named.assert_all_used().map_err(|_| refuse("`ref` takes an object and `namespace=`"))?;
    let given = given.filter(|value| value.kind() == ValueKind::String);
    let own = context.target.namespace.as_ref().and_then(|node| node.as_str());
    let namespace = given.as_ref().and_then(|value| value.as_str()).or(own);
    context.refer(Reference {
        kind: kind.into(),
        name: name.into(),
        namespace: namespace.map(Into::into),
        span: here,
    });
    let name = deferred::name(namespace, kind, name);
    let namespace = namespace.map(EcoString::from);
    Ok(Value::from_object(Referred { name, namespace }))
}

/// `checksum("ConfigMap/x")`: the hash of an object's content, once it is finished.
fn checksum(state: &mut State, object: &Value, named: Kwargs) -> Result<Value, Error> {
    let context = context::of(state)?;
    split(&context, object, place(&context, &named))?;
    context.uses_checksums();
    Ok(Value::from(deferred::checksum(object.as_str().unwrap_or_default())))
}

fn split<'v>(context: &Context, object: &'v Value, here: Span) -> Result<(&'v str, &'v str), Error> {
    let parts = object.as_str().and_then(|object| object.split_once('/'));
    parts.filter(|(kind, name)| !kind.is_empty() && !name.is_empty()).ok_or_else(|| {
        let problem = Diagnostic::new(Code::TemplateError, "an object is named by its kind and name")
            .at(here, "names no object")
            .help("write it like `Service/redis`");
        context.fail(problem)
    })
}

/// What `ref()` gives: the names of an object.
#[derive(Debug)]
struct Referred {
    /// What stands for the name until it is known.
    name: String,
    namespace: Option<EcoString>,
}

impl Object for Referred {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        let name = &self.name;
        let within = |suffix: &str| match &self.namespace {
            Some(namespace) => Value::from(format!("{name}.{namespace}{suffix}")),
            None => Value::from(refuse(format!(
                "`{key}` needs a namespace: the spec has none, so write `namespace=` here"
            ))),
        };
        match (key, &self.namespace) {
            ("name", _) => Some(Value::from(name.as_str())),
            ("namespace", Some(namespace)) => Some(Value::from(namespace.as_str())),
            ("namespace", None) => Some(within("")),
            ("host", _) => Some(within(".svc")),
            ("fqdn", _) => Some(within(".svc.cluster.local")),
            _ => Some(Value::from(refuse(format!(
                "`ref` gives no `{key}`, only `name`, `namespace`, `host` and `fqdn`"
            )))),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&["name", "namespace", "host", "fqdn"])
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
