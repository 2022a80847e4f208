//! Reads a Markdown page of test cases.

use std::ops::Range;

/// A heading with the steps below it, in the order in which they stand.
pub(super) struct Case {
    /// The text of the heading.
    pub(super) heading: String,
    /// The files of the headings above it, then its own files and commands.
    pub(super) steps: Vec<Step>,
}

/// What a fenced block asks for.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Step {
    /// Something is put at a path from the project's root.
    Put(String, Content),
    /// A command is run, and its screen must be the text in this range of the page.
    Run(String, Range<usize>),
}

/// What is put at a path.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Content {
    /// A file with these bytes.
    File(Vec<u8>),
    /// What this repository has at the path: a file, or a folder with all that is in it. The block tells people so.
    OfRepository,
    /// A link that leads out of the project.
    LinkOutside,
    /// A file that may not be read.
    Unreadable,
    /// An environment variable of this name holds these bytes, without the last line break.
    Variable(Vec<u8>),
    /// `helm` is installed, and renders the chart at this path to these bytes.
    Rendered(Vec<u8>),
    /// `sops` is installed, and decrypts the file of this path to these bytes.
    Decrypted(Vec<u8>),
    /// `sops` is installed, and fails on the file of this path with these words.
    NotDecrypted(Vec<u8>),
}

/// The cases of a page that run something.
///
/// A block with a path after its language is a file, a `console` block is a list of commands with their
/// screens, and any other block is prose. Files under a heading are there for the headings below it too.
pub(super) fn cases(text: &str) -> Vec<Case> {
    let mut open: Vec<(usize, Vec<Step>)> = vec![(0, Vec::new())];
    let mut cases = vec![Case { heading: String::new(), steps: Vec::new() }];
    let mut lines = Lines { text, next: 0 };
    while let Some(line) = lines.next() {
        let line = &text[line];
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if level > 0 && line[level..].starts_with(' ') {
            open.retain(|(other, _)| *other < level);
            let steps = open.iter().flat_map(|(_, files)| files).cloned().collect();
            open.push((level, Vec::new()));
            cases.push(Case { heading: line[level..].trim().to_owned(), steps });
        } else if let Some(info) = line.strip_prefix("```") {
            let fence = &line[..line.len() - info.trim_start_matches('`').len()];
            let body = lines.until(fence);
            let mut words = info.trim_start_matches('`').split_whitespace();
            let steps = match (words.next(), words.next(), words.next()) {
                (Some("console"), None, None) => commands(text, body),
                (Some(_), Some(path), mark) => {
                    let step = Step::Put(path.to_owned(), content(&text[body], mark));
                    open.last_mut().expect("level 0 stays open").1.push(step.clone());
                    vec![step]
                }
                _ => Vec::new(),
            };
            cases.last_mut().expect("it begins with one").steps.extend(steps);
        }
    }
    cases.retain(|case| case.steps.iter().any(|step| matches!(step, Step::Run(..))));
    cases
}

fn content(body: &str, mark: Option<&str>) -> Content {
    match mark {
        None => Content::File(body.into()),
        Some("escaped") => Content::File(unescape(body)),
        Some("repository") => Content::OfRepository,
        Some("link-outside") => Content::LinkOutside,
        Some("unreadable") => Content::Unreadable,
        Some("variable") => Content::Variable(body.trim_end_matches('\n').into()),
        Some("rendered") => Content::Rendered(body.into()),
        Some("decrypted") => Content::Decrypted(body.into()),
        Some("not-decrypted") => Content::NotDecrypted(body.into()),
        Some(other) => panic!(
            "`{other}` is none of `escaped`, `repository`, `link-outside`, `unreadable`, `variable`, `rendered`, \
             `decrypted` and `not-decrypted`"
        ),
    }
}

/// Bytes that a page cannot show: `\r`, `\t`, `\xHH` for any byte, and `\` at a line's end for no line break.
fn unescape(body: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.bytes());
        let (byte, length) = match after.as_bytes().first() {
            Some(b'r') => (Some(b'\r'), 1),
            Some(b't') => (Some(b'\t'), 1),
            Some(b'\n') => (None, 1),
            Some(b'x') => (Some(u8::from_str_radix(&after[1..3], 16).expect("two hex digits")), 3),
            _ => panic!("`\\` is followed by none of `r`, `t`, `xHH` and a line break: {after}"),
        };
        bytes.extend(byte);
        rest = &after[length..];
    }
    bytes.extend(rest.bytes());
    bytes
}

/// The commands of a console block: lines that begin with `$ `, each with the lines below it.
fn commands(text: &str, body: Range<usize>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = Lines { text: &text[..body.end], next: body.start };
    while let Some(line) = lines.next() {
        match (text[line.clone()].strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(Step::Run(command.to_owned(), lines.next..lines.next)),
            (None, Some(Step::Run(_, screen))) => screen.end = lines.next,
            _ => panic!("a console block begins with `$ `: {}", &text[line]),
        }
    }
    steps
}

struct Lines<'t> {
    text: &'t str,
    next: usize,
}

impl Lines<'_> {
    /// The next line, without its line break.
    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.next;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').unwrap_or(rest.len());
        self.next = self.text.len().min(start + length + 1);
        Some(start..start + length)
    }

    /// The lines up to the one that closes the fence.
    fn until(&mut self, fence: &str) -> Range<usize> {
        let start = self.next;
        while let Some(line) = self.next() {
            if &self.text[line.clone()] == fence {
                return start..line.start;
            }
        }
        panic!("a block is not closed: {}", &self.text[start..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# Page
```yaml a.yaml
a: 1
```
## One
```sh
not run
```
````yaml b.yaml
```
````
```console
$ rkgen build dev
one
two
$ rkgen build prod
```
### Below
```yaml c.yaml escaped
c\\r
\\xff\\
```
```console
$ rkgen
three
```
## Prose
## Two
```yaml d.yaml link-outside
```
```console
$ rkgen
```
";

    fn put(path: &str, text: &str) -> Step {
        Step::Put(path.to_owned(), Content::File(text.into()))
    }

    fn command(line: &str, screen: &str) -> Step {
        let start = PAGE.find(&format!("$ {line}\n{screen}")).unwrap() + line.len() + 3;
        Step::Run(line.to_owned(), start..start + screen.len())
    }

    #[test]
    fn a_page_is_files_and_commands_under_headings() {
        let [one, below, two] = <[Case; 3]>::try_from(cases(PAGE)).ok().unwrap();
        assert_eq!(one.heading, "One");
        let screens = [command("rkgen build dev", "one\ntwo\n"), command("rkgen build prod", "")];
        assert_eq!(one.steps[..2], [put("a.yaml", "a: 1\n"), put("b.yaml", "```\n")]);
        assert_eq!(one.steps[2..], screens);
        assert_eq!(below.heading, "Below");
        let c = Step::Put("c.yaml".to_owned(), Content::File(b"c\r\n\xff".to_vec()));
        assert_eq!(below.steps[1..], [put("b.yaml", "```\n"), c, command("rkgen", "three\n")]);
        assert_eq!(two.heading, "Two");
        assert_eq!(two.steps[1], Step::Put("d.yaml".to_owned(), Content::LinkOutside));
    }
}
