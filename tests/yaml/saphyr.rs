//! Another parser's opinion: what both take means the same to both.

use ecow::EcoVec;
use rkgen::yaml::{Entry, Mapping, Node, Value, emit, plain_value};
use saphyr_parser::{Event, Parser, ScalarStyle};

use super::hostile::{self, Dice};
use super::oracle::{self, anywhere};
use super::read_text;
use crate::fuzz::{changed, corpus};

#[test]
fn the_files_of_all_cases_are_read_alike() {
    let corpus = corpus();
    let compared = corpus.iter().filter(|text| is_read_alike(&String::from_utf8_lossy(text))).count();
    assert!(compared > 300, "{compared} files");
    let mut dice = Dice::new(1);
    for _ in 0..1_000 {
        is_read_alike(&String::from_utf8_lossy(&changed(&corpus, &mut dice)));
    }
}

#[test]
fn what_is_written_is_read_alike() {
    for seed in 1..=5 {
        for tree in hostile::trees(seed, 200) {
            let mut text = String::new();
            emit(&oracle::node(&tree, anywhere()), &mut text);
            is_read_alike(&text);
        }
    }
}

/// Whether both take a text, which must then be the same to both.
fn is_read_alike(text: &str) -> bool {
    let outcome = read_text(text);
    // On these Go has an opinion of its own.
    let differs = ['\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{feff}', '&', '!'];
    // So it has on a colon before the end of an entry, which is a part of the key to it.
    let differs = text.contains(differs) || [":,", ":]", ":}"].iter().any(|colon| text.contains(colon));
    let Some(documents) = documents(text).filter(|_| outcome.problems.is_empty() && !differs) else {
        return false;
    };
    let documents: Vec<Node> = documents.into_iter().filter(|document| !document.is_null()).collect();
    assert!(outcome.documents == documents, "{text}\n{:?}\n{documents:?}", outcome.documents);
    true
}

fn documents(text: &str) -> Option<Vec<Node>> {
    let mut events = Vec::new();
    for event in Parser::new_from_str(text) {
        events.push(event.ok()?.0);
    }
    let mut events = events.into_iter().peekable();
    let mut documents = Vec::new();
    while let Some(event) = events.next() {
        if matches!(event, Event::DocumentStart(_)) {
            documents.push(node(&mut events)?);
        }
    }
    Some(documents)
}

fn node<'t>(events: &mut std::iter::Peekable<impl Iterator<Item = Event<'t>>>) -> Option<Node> {
    let value = match events.next()? {
        Event::Scalar(text, ScalarStyle::Plain, ..) => plain_value(&text)?,
        Event::Scalar(text, ..) => text.as_ref().into(),
        Event::SequenceStart(..) => {
            let mut items = EcoVec::new();
            while events.next_if(|event| matches!(event, Event::SequenceEnd)).is_none() {
                items.push(node(events)?);
            }
            items.into()
        }
        Event::MappingStart(..) => {
            let mut entries = Vec::new();
            while events.next_if(|event| matches!(event, Event::MappingEnd)).is_none() {
                let Event::Scalar(key, style, ..) = events.next()? else { return None };
                // A number for a key is written anew, as Go has it: `-0` becomes `0`.
                if style == ScalarStyle::Plain && !matches!(plain_value(&key)?, Value::String(_)) {
                    return None;
                }
                let key = key.as_ref().into();
                entries.push(Entry { key, key_span: anywhere(), node: node(events)? });
            }
            entries.into_iter().collect::<Mapping>().into()
        }
        _ => return None,
    };
    Some(Node::new(value, anywhere()))
}
