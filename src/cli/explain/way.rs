//! The field that someone means, as people write it: `spec.replicas`, `containers[name=web].image`,
//! `metadata.labels.app.kubernetes.io/name`, `{.spec.replicas}`, `/spec/replicas`.

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic};
use crate::resource::Resource;
use crate::yaml::{Node, Path, Segment, chain};

/// A field that was found.
pub(super) struct Found {
    /// The way to it, which may be gone.
    pub path: Path,
}

/// A part of what was written.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Token {
    /// A key, or a part of one that has dots in it; of a list the number or the name of an item.
    Word(EcoString),
    /// A key between quotes.
    Key(EcoString),
    Index(usize),
    /// What tells an item from others: keys and their values.
    Item(Vec<(EcoString, EcoString)>),
}

/// The field of an object that `text` means: from its root, or from anywhere in it if it is one field only.
pub(super) fn find(text: &str, object: &Resource) -> Result<Found, Box<Diagnostic>> {
    let root = object.node();
    let Some(tokens) = tokens(text) else {
        let problem = Diagnostic::new(Code::NoMatch, format!("`{text}` is no path of a field"));
        return Err(Box::new(problem.help(
            "write for example `spec.template.spec.containers[name=web].image` or `data[\"app.yaml\"]`",
        )));
    };
    let stuck = match walk(root, &tokens, &Path::default()) {
        Ok(path) => return Ok(Found { path }),
        Err(stuck) => stuck,
    };
    // What is gone has a past, and no keys to be found by.
    let gone = literal(&stuck.way, &tokens[tokens.len() - stuck.left..]);
    if let Some(path) = gone.filter(|path| !chain(root, path).is_empty()) {
        return Ok(Found { path });
    }
    let mut anywhere = Vec::new();
    let mut deepest = stuck;
    below(root, &Path::default(), &mut |node, way| match walk(node, &tokens, way) {
        Ok(path) => anywhere.push(path),
        Err(stuck) if stuck.left < deepest.left => deepest = stuck,
        Err(_) => {}
    });
    match &anywhere[..] {
        [path] => Ok(Found { path: path.clone() }),
        [] => match gone_below(root, &tokens) {
            Some(path) => Ok(Found { path }),
            None => Err(Box::new(unknown(text, object, &deepest))),
        },
        several => {
            let paths: Vec<String> = several.iter().map(Path::to_string).collect();
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
struct Stuck<'n> {
    way: Path,
    node: &'n Node,
    /// How many tokens are left.
    left: usize,
}

fn walk<'n>(node: &'n Node, tokens: &[Token], way: &Path) -> Result<Path, Stuck<'n>> {
    let Some((first, rest)) = tokens.split_first() else { return Ok(way.clone()) };
    let stuck = || Stuck { way: way.clone(), node, left: tokens.len() };
    let item = |index: usize, rest: &[Token]| {
        let item = node.as_sequence().and_then(|items| items.get(index)).ok_or_else(stuck)?;
        walk(item, rest, &with(way, Segment::Index(index)))
    };
    let key = |key: &str, rest: &[Token]| {
        let value = node.get(key).ok_or_else(stuck)?;
        walk(value, rest, &with(way, Segment::Key(key.into())))
    };
    let by = |keys: &[(EcoString, EcoString)]| {
        let has = |item: &Node| keys.iter().all(|(key, value)| text_at(item, key).as_ref() == Some(value));
        node.as_sequence()?.iter().position(has)
    };
    match first {
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
                    Ok(path) => return Ok(path),
                    Err(stuck) if stuck.left < deepest.left => deepest = stuck,
                    Err(_) => {}
                }
            }
            Err(deepest)
        }
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
            Token::Item(_) => return None,
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

fn unknown(text: &str, object: &Resource, stuck: &Stuck<'_>) -> Diagnostic {
    let problem = Diagnostic::new(Code::NoMatch, format!("`{}` has no field `{text}`", object.id()));
    let around = if stuck.way.0.is_empty() { "it".to_owned() } else { format!("`{}`", stuck.way) };
    if let Some(map) = stuck.node.as_mapping() {
        let written = text.rsplit(['.', '/']).nth(stuck.left.saturating_sub(1)).unwrap_or(text);
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
        None => problem.help(format!("{around} is {}", stuck.node.value().kind_name())),
    }
}

/// The parts of a path; nothing if it is none.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let text = text.trim();
    if let Some(pointer) = text.strip_prefix('/') {
        let part = |part: &str| Token::Word(part.replace("~1", "/").replace("~0", "~").into());
        return Some(pointer.split('/').map(part).collect());
    }
    let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let text = text.strip_prefix('$').unwrap_or(text);
    let mut rest = text.strip_prefix('.').unwrap_or(text);
    let mut tokens = Vec::new();
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (token, after) = bracketed(inner)?;
            tokens.push(token);
            rest = after.strip_prefix('.').unwrap_or(after);
        } else {
            let (word, after) = word(rest);
            if word.is_empty() {
                return None;
            }
            tokens.push(Token::Word(word.into()));
            rest = after.strip_prefix('.').unwrap_or(after);
        }
    }
    (!tokens.is_empty()).then_some(tokens)
}

/// A word up to the next dot or bracket, where `\.` is no end, and what is behind it.
fn word(text: &str) -> (String, &str) {
    let mut word = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => word.extend(letters.next().map(|(_, letter)| letter)),
            '.' | '[' => return (word, &text[at..]),
            letter => word.push(letter),
        }
    }
    (word, "")
}

/// What stands behind a `[`, and what is behind its `]`.
fn bracketed(text: &str) -> Option<(Token, &str)> {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            let (key, after) = quoted.split_once(&format!("{quote}]"))?;
            return Some((Token::Key(key.into()), after));
        }
    }
    let (inner, after) = text.split_once(']')?;
    // As kubectl's JSONPath has it: `?(@.name=="web")`.
    let filter = inner.strip_prefix("?(").and_then(|inner| inner.strip_suffix(')'));
    let inner = filter.unwrap_or(inner);
    if let Ok(index) = inner.parse() {
        return Some((Token::Index(index), after));
    }
    if !inner.contains('=') {
        return Some((Token::Item(vec![("name".into(), inner.into())]), after));
    }
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=')?;
        let key = key.trim().trim_start_matches("@.");
        let value = value.trim_start_matches('=').trim().trim_matches(['"', '\'']);
        Some((key.into(), value.into()))
    };
    Some((Token::Item(inner.split(',').map(pair).collect::<Option<_>>()?), after))
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
data: {app.yaml: x}
";

    #[test]
    fn what_people_write_is_found() {
        let sources = Sources::default();
        let file = sources.add("a.yaml", OBJECT);
        let node = read(OBJECT, &file, Rules::Kustomize, &mut Diagnostics::default()).remove(0);
        let object = Resource::new(node).unwrap();
        let found = |text: &str| match find(text, &object) {
            Ok(found) => found.path.to_string(),
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
        assert!(found("image").starts_with("`image` is more than one field of `Deployment/web`"));
        for text in ["", "a..b", "a[", "a[\"b]"] {
            assert!(found(text).contains("is no path"), "{text}");
        }
    }
}
