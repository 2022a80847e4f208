//! What docs/systems.md tells people to type: each `rkgen …` in it is run over the files of this repository, in
//! memory, and must end with 0 and without a warning.
//!
//! A command is what stands in inline code or in a fenced block. It is cut where a shell cuts it: at `|`, `;`, `&&`,
//! `>`, `$(` and `)`. In a table `\|` is a pipe. The name of a command alone, as `rkgen build` in a sentence, must
//! be that of a command.
#![expect(clippy::disallowed_methods, reason = "the page is read from the disk")]

use std::ffi::OsString;

use rkgen::cli::{self, InMemory};
use rkgen::world::Memory;

use crate::cases;
use crate::runner::words;

const PAGE: &str = "docs/systems.md";

/// A piece of code in the page.
struct Code {
    /// The number of its line, from 1.
    line: usize,
    text: String,
}

#[test]
fn each_command_of_the_systems_page_works() {
    let page = std::fs::read_to_string(cases::root().join(PAGE)).expect("the page is text");
    let repository = cases::repository();
    let wrong: Vec<String> = codes(&page)
        .iter()
        .flat_map(|code| problems(code, &repository))
        .map(|(code, problem)| format!("{PAGE}:{}: {}\n{problem}", code.line, code.text))
        .collect();
    assert!(wrong.is_empty(), "these do not do what they say:\n\n{}", wrong.join("\n\n"));
}

fn problems<'c>(code: &'c Code, repository: &Memory) -> Vec<(&'c Code, String)> {
    let commands = commands(&code.text);
    let named = code.text.split(|c: char| !(c.is_alphanumeric() || "-_./".contains(c)));
    if named.filter(|word| *word == "rkgen").count() != commands.len() {
        return vec![(code, "a `rkgen` in it is not seen as a command: put no quotes around it".to_owned())];
    }
    commands.iter().filter_map(|command| Some((code, problem(command, repository)?))).collect()
}

/// What is wrong with a command, if something is.
fn problem(command: &[String], repository: &Memory) -> Option<String> {
    let mut arguments: Vec<OsString> = command.iter().map(OsString::from).collect();
    if command.iter().any(|word| word.starts_with("--allow-exec")) {
        return Some("it would run a program".to_owned());
    }
    match command {
        [_] => return None,
        [_, _] => arguments.push("--help".into()),
        _ => {}
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = cli::run(&arguments, &InMemory::new(repository.clone()), &mut out, &mut err);
    let err = String::from_utf8_lossy(&err);
    let warns = err.lines().any(|line| line.starts_with("warning"));
    (status != 0 || warns).then(|| format!("it ends with {status}:\n{err}"))
}

/// The pieces of code in a page: lines of fenced blocks, those joined that a `\` continues, and inline code.
fn codes(page: &str) -> Vec<Code> {
    let mut codes = Vec::new();
    let mut lines = page.lines().zip(1..);
    let mut in_block = false;
    while let Some((text, line)) = lines.next() {
        if text.starts_with("```") {
            in_block = !in_block;
        } else if in_block {
            let mut text = text.to_owned();
            while text.ends_with('\\') {
                text.pop();
                text += lines.next().map_or("", |(next, _)| next);
            }
            codes.push(Code { line, text });
        } else {
            let inline = text.split('`').skip(1).step_by(2);
            let is_row = text.starts_with('|');
            codes.extend(inline.map(|code| {
                let text = if is_row { code.replace("\\|", "|") } else { code.to_owned() };
                Code { line, text }
            }));
        }
    }
    codes
}

/// The commands of rkgen in a command line, as words.
fn commands(line: &str) -> Vec<Vec<String>> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    for letter in line.chars() {
        match (letter, quote) {
            (_, Some(open)) if open == letter => quote = None,
            ('"' | '\'', None) => quote = Some(letter),
            ('|' | ';' | '&' | '<' | '>' | '(' | ')', None) => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("there is one").push(letter);
    }
    let parts = parts.iter().filter(|part| part.contains("rkgen")).map(|part| {
        let mut words = words(part.trim_start().trim_start_matches("$ "));
        // `TAG=v1 rkgen …` sets a variable for it.
        words.drain(..words.iter().take_while(|word| word.contains('=')).count());
        words
    });
    parts.filter(|words| words.first().is_some_and(|word| word == "rkgen")).collect()
}

#[test]
fn commands_are_found_wherever_a_page_has_them() {
    let page = "\
See `rkgen build` and `rkgen.yaml`.
| `x` | `rkgen build prod --set 'a=b|c' \\| kubectl apply -f -` |
```sh
kubectl wait $(rkgen list prod -o name) && A=1 rkgen build \\
  dev > out.yaml
```
";
    let found: Vec<(usize, Vec<String>)> = codes(page)
        .iter()
        .flat_map(|code| commands(&code.text).into_iter().map(|words| (code.line, words)))
        .collect();
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        found,
        [
            (1, words("rkgen build")),
            (2, words("rkgen build prod --set a=b|c")),
            (4, words("rkgen list prod -o name")),
            (4, words("rkgen build dev")),
        ]
    );
}

#[test]
fn a_command_that_does_not_work_is_told() {
    let repository = cases::repository();
    for line in [
        "rkgen grow",
        "rkgen build nowhere",
        "rkgen build dev/rate-limiter --set nothing=1",
        "rkgen build dev --allow-exec sops",
        "sh -c 'rkgen build dev'",
    ] {
        let code = Code { line: 1, text: line.to_owned() };
        assert_eq!(problems(&code, &repository).len(), 1, "{line}");
    }
}
