//! Runs the fuzz targets over inputs that are made from the project's own cases: the same ones in each run.
//!
//! `RKGEN_CORPUS=FOLDER` writes what they begin with into a folder a target, for `fuzz/run`.
#![expect(
    clippy::disallowed_methods,
    reason = "the cases are read from the disk, and the corpora are written to it"
)]

#[path = "../../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::cases::{pages, root};
use crate::runner::{files, trees};
use crate::yaml::hostile::Dice;

/// How many inputs each target is given, besides those of the cases as they are.
const ROUNDS: usize = 600;

/// Pieces that mean something to one of the readers.
const PIECES: &[&str] = &[
    "\n",
    "\n---\n",
    ": ",
    "- ",
    "? ",
    "#",
    "&a ",
    "*a",
    "<<: *a",
    "!!binary ",
    "!!str ",
    "|2-\n",
    ">+\n",
    "'",
    "\"",
    "\\x00",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\u{1f600}",
    "0644",
    "1e3",
    "-0",
    ".inf",
    "2020-01-01",
    "12:30",
    "yes",
    "~",
    "null",
    "18446744073709551616",
    "{{ v }}",
    "{% endfor %}",
];

#[test]
fn no_input_breaks_a_promise() {
    for target in targets::ALL {
        let corpus = inputs(target.name);
        assert!(corpus.len() > 90, "{} inputs in the cases for {}", corpus.len(), target.name);
        let mut dice = Dice::new(7);
        for text in &corpus {
            in_time(target, text);
        }
        for _ in 0..ROUNDS {
            in_time(target, &changed(&corpus, &mut dice));
        }
    }
}

/// Runs a target, which is to take no time to speak of: all inputs are small.
fn in_time(target: &targets::Fuzzed, text: &[u8]) {
    let begin = Instant::now();
    (target.run)(text);
    let took = begin.elapsed();
    assert!(
        took < Duration::from_secs(10),
        "{} took {took:?}: {}",
        target.name,
        String::from_utf8_lossy(text)
    );
}

#[test]
fn corpora_can_be_written() {
    let Some(folder) = std::env::var_os("RKGEN_CORPUS") else { return };
    for target in targets::ALL {
        let folder = Path::new(&folder).join(target.name);
        fs::create_dir_all(&folder).expect("the folder can be made");
        for (index, text) in inputs(target.name).iter().enumerate() {
            fs::write(folder.join(format!("case-{index}")), text).expect("the file can be written");
        }
    }
}

/// What a target begins with: every tree of the cases of kustomizations for the one that builds them, else the corpus.
fn inputs(target: &str) -> Vec<Vec<u8>> {
    if target == "kustomizations" {
        let pages = pages("tests/kustomize").into_iter().filter(|page| page != "tests/kustomize/mod.rs");
        let text = |page| fs::read_to_string(root().join(page)).expect("a page is text");
        return pages.flat_map(|page| trees(&text(page), targets::FILE)).collect();
    }
    corpus()
}

/// Every file that a page of cases has, each once.
pub(crate) fn corpus() -> Vec<Vec<u8>> {
    let pages = ["tests/cases", "src/diagnostic/codes", "docs"].into_iter().flat_map(pages);
    let text = |page| fs::read_to_string(root().join(page)).expect("a page is text");
    let mut texts: Vec<Vec<u8>> = pages.flat_map(|page| files(&text(page))).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// A text of the corpus with a few changes; half of them have the text as it was in front, as an object and a patch.
pub(crate) fn changed(corpus: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let original = &corpus[dice.roll(corpus.len())];
    let mut text = original.clone();
    for _ in 0..=dice.roll(4) {
        let start = dice.roll(text.len() + 1);
        let end = (start + dice.roll(12)).min(text.len());
        let new = match dice.roll(6) {
            0 => Vec::new(),
            1 => text[start..end].repeat(2),
            2 => {
                let other = &corpus[dice.roll(corpus.len())];
                let from = dice.roll(other.len() + 1);
                other[from..(from + dice.roll(60)).min(other.len())].to_vec()
            }
            3 => vec![u8::try_from(dice.roll(128)).unwrap_or_default()],
            _ => [dice.pick(PIECES).as_bytes(), &text[start..end]].concat(),
        };
        text.splice(start..end, new);
    }
    if dice.roll(2) == 0 { text } else { [original, &b"\n---\n"[..], &text].concat() }
}
