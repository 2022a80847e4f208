//! The field that someone means, as people write it: `spec.replicas`, `containers[name=web].image`,
//! `metadata.labels.app.kubernetes.io/name`, `data["app.yaml"]:server.port`.

use std::fmt;

use ecow::EcoString;

use super::tokens::{Token, tokens};
use crate::diagnostic::{Code, Diagnostic};
use crate::diff;
use crate::resource::Resource;
use crate::source::Sources;
use crate::yaml::{Node, Path, Segment, chain};

/// A field that was found.
#[derive(Clone, Default)]
pub(super) struct Found {
    /// The way to it, which may be gone; to the text around it if it is within one.
    pub path: Path,
    /// The way to it within the text that is there.
    pub within: Option<Path>,
}

impl Found {
    fn at(path: Path) -> Found {
        Found { path, within: None }
    }
}

/// As a diff prints it: `data["app.yaml"]:server.port`.
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)?;
        self.within.iter().try_for_each(|within| write!(f, ":{within}"))
    }
}

/// The field of an object that `text` means: from its root, or from anywhere in it if it is one field only.
pub(super) fn find(text: &str, object: &Resource, sources: &Sources) -> Result<Found, Box<Diagnostic>> {
    let Some(words) = tokens(text, true) else {
        let problem = Diagnostic::new(Code::NoMatch, format!("`{text}` is no path of a field"));
        return Err(Box::new(problem.help(
            "write for example `spec.template.spec.containers[name=web].image` or `data[\"app.yaml\"]`",
        )));
    };
    let found = find_tokens(text, &words, object, sources);
    // A key may have a colon in it.
    match tokens(text, false).filter(|_| found.is_err() && words.contains(&Token::Within)) {
        Some(words) => find_tokens(text, &words, object, sources).or(found),
        None => found,
    }
}

fn find_tokens(
    text: &str,
    tokens: &[Token],
    object: &Resource,
    sources: &Sources,
) -> Result<Found, Box<Diagnostic>> {
    let root = object.node();
    let search = Search { sources };
    let stuck = match search.walk(root, tokens, &Path::default()) {
        Ok(found) => return Ok(found),
        Err(stuck) => stuck,
    };
    // What is gone has a past, and no keys to be found by.
    let gone = literal(&stuck.way, &tokens[tokens.len() - stuck.left..]).filter(|_| stuck.text.is_none());
    if let Some(path) = gone.filter(|path| !chain(root, path).is_empty()) {
        return Ok(Found::at(path));
    }
    let mut anywhere = Vec::new();
    let mut deepest = stuck;
    below(root, &Path::default(), &mut |node, way| match search.walk(node, tokens, way) {
        Ok(found) => anywhere.push(found),
        Err(stuck) if stuck.left < deepest.left => deepest = stuck,
        Err(_) => {}
    });
    // What stands in the object itself is meant rather than what a text in it says.
    if anywhere.iter().any(|found| found.within.is_none()) {
        anywhere.retain(|found| found.within.is_none());
    }
    match &anywhere[..] {
        [found] => Ok(found.clone()),
        [] => match gone_below(root, tokens) {
            Some(path) => Ok(Found::at(path)),
            None => Err(Box::new(unknown(text, object, &deepest))),
        },
        several => {
            let paths: Vec<String> = several.iter().map(Found::to_string).collect();
            let problem = Diagnostic::new(
                Code::NoMatch,
                format!("`{text}` is more than one field of `{}`", object.id()),
            );
            Err(Box::new(problem.suggest("", paths.iter().map(String::as_str), "fields")))
        }
    }
}

/// The only field below the root, and not there any more, that the words lead to.
fn gone_below(root: &Node, tokens: &[Token]) -> Option<Path> {
    let mut found = Vec::new();
    below(root, &Path::default(), &mut |_, way| {
        found.extend(literal(way, tokens).filter(|path| !chain(root, path).is_empty()));
    });
    <[Path; 1]>::try_from(found).ok().map(|[path]| path)
}

/// Where a path leads no further.
struct Stuck {
    /// The text that it led into, if it did.
    text: Option<Path>,
    /// The way to the last field that is there, in the text or the object.
    way: Path,
    node: Node,
    /// How many tokens are left.
    left: usize,
}

/// Follows tokens.
#[derive(Clone, Copy)]
struct Search<'s> {
    sources: &'s Sources,
}

impl Search<'_> {
    fn walk(self, node: &Node, tokens: &[Token], way: &Path) -> Result<Found, Stuck> {
        let Some((first, rest)) = tokens.split_first() else { return Ok(Found::at(way.clone())) };
        let stuck = || Stuck { text: None, way: way.clone(), node: node.clone(), left: tokens.len() };
        let item = |index: usize, rest: &[Token]| {
            let item = node.as_sequence().and_then(|items| items.get(index)).ok_or_else(stuck)?;
            self.walk(item, rest, &with(way, Segment::Index(index)))
        };
        let key = |key: &str, rest: &[Token]| {
            let value = node.get(key).ok_or_else(stuck)?;
            self.walk(value, rest, &with(way, Segment::Key(key.into())))
        };
        let by = |keys: &[(EcoString, EcoString)]| {
            let has =
                |item: &Node| keys.iter().all(|(key, value)| text_at(item, key).as_ref() == Some(value));
            node.as_sequence()?.iter().position(has)
        };
        if let Some(text) = node.as_str() {
            let (is_said, rest) = if *first == Token::Within { (true, rest) } else { (false, tokens) };
            let tree = self.tree(text, is_said, way).ok_or_else(stuck)?;
            return match self.walk(&tree, rest, &Path::default()) {
                // A text within a text is a text.
                Ok(found) if found.within.is_some() => Err(stuck()),
                Ok(found) => Ok(Found { path: way.clone(), within: Some(found.path) }),
                Err(stuck) => Err(Stuck { text: Some(way.clone()), ..stuck }),
            };
        }
        match first {
            Token::Within => Err(stuck()),
            Token::Key(name) => key(name, rest),
            Token::Index(index) => item(*index, rest),
            Token::Item(keys) => item(by(keys).ok_or_else(stuck)?, rest),
            Token::Word(word) if node.as_sequence().is_some() => {
                let named = || by(&[("name".into(), word.clone())]);
                item(word.parse().ok().or_else(named).ok_or_else(stuck)?, rest)
            }
            Token::Word(_) => {
                // A key may have dots in it: the longest one that is there is meant.
                let words: Vec<&str> = tokens
                    .iter()
                    .map_while(|token| if let Token::Word(word) = token { Some(word.as_str()) } else { None })
                    .collect();
                let mut deepest = stuck();
                for count in (1..=words.len()).rev() {
                    match key(&words[..count].join("."), &tokens[count..]) {
                        Ok(found) => return Ok(found),
                        Err(stuck) if stuck.left < deepest.left => deepest = stuck,
                        Err(_) => {}
                    }
                }
                Err(deepest)
            }
        }
    }

    /// What a text holds; where nobody said that it holds something, only if it looks so.
    fn tree(self, text: &str, is_said: bool, way: &Path) -> Option<Node> {
        let key = if let Some(Segment::Key(key)) = way.0.last() { key.as_str() } else { "" };
        let looks_so = [".yaml", ".yml", ".json"].iter().any(|end| key.ends_with(end))
            || text.trim_start().starts_with(['{', '[']);
        if is_said || looks_so { diff::tree(key, text, self.sources) } else { None }
    }
}

fn with(way: &Path, segment: Segment) -> Path {
    Path(way.0.iter().cloned().chain([segment]).collect())
}

fn text_at(item: &Node, key: &str) -> Option<EcoString> {
    item.at(key.split('.'))?.value().scalar_text()
}

/// The path of words where nothing is found; nothing if an item is only told by what it says.
fn literal(way: &Path, tokens: &[Token]) -> Option<Path> {
    let mut path = way.clone();
    for token in tokens {
        match token {
            Token::Word(key) | Token::Key(key) => path.push_key(key.clone()),
            Token::Index(index) => path.push_index(*index),
            Token::Item(_) | Token::Within => return None,
        }
    }
    Some(path)
}

/// Calls `each` for every node below the root, with its way.
fn below<'n>(node: &'n Node, way: &Path, each: &mut dyn FnMut(&'n Node, &Path)) {
    let children = node.as_mapping().into_iter().flatten();
    let children = children.map(|entry| (Segment::Key(entry.key.clone()), &entry.node));
    let items = node.as_sequence().into_iter().flatten().enumerate();
    for (segment, child) in children.chain(items.map(|(index, item)| (Segment::Index(index), item))) {
        let way = with(way, segment);
        each(child, &way);
        below(child, &way, each);
    }
}

fn unknown(text: &str, object: &Resource, stuck: &Stuck) -> Diagnostic {
    let problem = Diagnostic::new(Code::NoMatch, format!("`{}` has no field `{text}`", object.id()));
    let around = match &stuck.text {
        Some(text) => format!("`{}`", Found { path: text.clone(), within: Some(stuck.way.clone()) }),
        None if stuck.way.0.is_empty() => "it".to_owned(),
        None => format!("`{}`", stuck.way),
    };
    if let Some(map) = stuck.node.as_mapping() {
        let written = text.rsplit(['.', '/', ':']).nth(stuck.left.saturating_sub(1)).unwrap_or(text);
        return problem.suggest(written, map.keys(), &format!("keys of {around}"));
    }
    match stuck.node.as_sequence() {
        Some(items) => {
            let names: Vec<String> = items
                .iter()
                .enumerate()
                .map(|(index, item)| match text_at(item, "name") {
                    Some(name) => format!("[name={name}]"),
                    None => format!("[{index}]"),
                })
                .collect();
            problem.suggest("", names.iter().map(String::as_str), &format!("items of {around}"))
        }
        None if stuck.node.as_str().is_some() => problem.help(format!("{around} is a text")),
        None => problem.help(format!("{around} is {}", stuck.node.value().kind_name())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Sources;
    use crate::yaml::{Rules, read};

    const OBJECT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app.kubernetes.io/name: web, app: x}}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - {name: web, image: a, ports: [{containerPort: 80, protocol: TCP}, {containerPort: 80, protocol: UDP}]}
      - {name: log, image: b}
      initContainers: [{name: one, command: [a, b]}]
data: {app.yaml: 'server: {port: 80}', a.json: '[{name: one, value: 1}]', plain: 'a: b', 'x:y': z}
";

    #[test]
    fn what_people_write_is_found() {
        let sources = Sources::default();
        let file = sources.add("a.yaml", OBJECT);
        let node = read(OBJECT, &file, Rules::Kustomize, &mut Diagnostics::default()).remove(0);
        let object = Resource::new(node).unwrap();
        let found = |text: &str| match find(text, &object, &sources) {
            Ok(found) => found.to_string(),
            Err(problem) => format!("{}: {}", problem.message, problem.help.join("; ")),
        };
        let container = "spec.template.spec.containers[0]";
        for (text, path) in [
            ("spec.replicas", "spec.replicas"),
            (".spec.replicas", "spec.replicas"),
            ("{.spec.replicas}", "spec.replicas"),
            ("$.spec.replicas", "spec.replicas"),
            ("/spec/replicas", "spec.replicas"),
            ("replicas", "spec.replicas"),
            ("metadata.labels.app.kubernetes.io/name", r#"metadata.labels["app.kubernetes.io/name"]"#),
            (r"metadata.labels.app\.kubernetes\.io/name", r#"metadata.labels["app.kubernetes.io/name"]"#),
            ("/metadata/labels/app.kubernetes.io~1name", r#"metadata.labels["app.kubernetes.io/name"]"#),
            ("metadata.labels.app", "metadata.labels.app"),
            (r#"data["app.yaml"]"#, r#"data["app.yaml"]"#),
            ("data.app.yaml", r#"data["app.yaml"]"#),
            ("containers[0].image", &format!("{container}.image")),
            ("containers[name=web].image", &format!("{container}.image")),
            ("containers[web].image", &format!("{container}.image")),
            ("containers.web.image", &format!("{container}.image")),
            ("spec.template.spec.containers.0.image", &format!("{container}.image")),
            (r#"containers[?(@.name=="web")].image"#, &format!("{container}.image")),
            ("ports[containerPort=80,protocol=UDP]", &format!("{container}.ports[1]")),
            (r#"data["app.yaml"]:server.port"#, r#"data["app.yaml"]:server.port"#),
            ("data.app.yaml:server.port", r#"data["app.yaml"]:server.port"#),
            ("data.app.yaml.server.port", r#"data["app.yaml"]:server.port"#),
            ("/data/app.yaml/server/port", r#"data["app.yaml"]:server.port"#),
            ("app.yaml:server", r#"data["app.yaml"]:server"#),
            ("data.a.json:[name=one].value", r#"data["a.json"]:[0].value"#),
            ("data.plain:a", "data.plain:a"),
            ("data.x:y", r#"data["x:y"]"#),
            ("command[1]", "spec.template.spec.initContainers[0].command[1]"),
        ] {
            assert_eq!(found(text), path, "{text}");
        }
        assert_eq!(
            found("spec.replcas"),
            "`Deployment/web` has no field `spec.replcas`: did you mean `replicas`?"
        );
        assert_eq!(
            found("containers[name=wbe].image"),
            "`Deployment/web` has no field `containers[name=wbe].image`: known items of \
             `spec.template.spec.containers`: `[name=log]` and `[name=web]`"
        );
        assert_eq!(
            found("spec.template.spec.containers[name=wbe]"),
            "`Deployment/web` has no field `spec.template.spec.containers[name=wbe]`: known items of \
             `spec.template.spec.containers`: `[name=log]` and `[name=web]`"
        );
        assert_eq!(
            found("data.app.yaml:server.prot"),
            "`Deployment/web` has no field `data.app.yaml:server.prot`: did you mean `port`?"
        );
        assert_eq!(
            found("data.plain.a"),
            "`Deployment/web` has no field `data.plain.a`: `data.plain` is a text"
        );
        assert!(found("image").starts_with("`image` is more than one field of `Deployment/web`"));
        for text in ["", "a..b", "a[", "a[\"b]"] {
            assert!(found(text).contains("is no path"), "{text}");
        }
    }
}
