//! What Go takes and refuses, layout by layout.
//!
//! `RKGEN_CASES=2000` asks kubectl for each of these, and for so many that are thrown together at random.
#![expect(clippy::disallowed_methods, reason = "kubectl is asked only where a variable says so")]

use std::fmt::Write;
use std::process::Command;

use rkgen::yaml::{Node, Value, emit_compact_json};

use super::hostile::Dice;
use super::read_text;

/// What stands before the layout: an object that kustomize takes, whatever is behind its `s:`.
const HEAD: &str = "apiVersion: example.com/v1\nkind: Layout\nmetadata: {name: layout}\ns:";

/// What stands behind `s:`, and what it is.
const TAKEN: &[(&str, &str)] = &[
    // Tabs, where no column counts.
    ("\ta\t#c", r#""a""#),
    (" {a:\tb,\tc: [\n\td]\t}", r#"{"a":"b","c":["d"]}"#),
    ("\n  a:\t\"b\"\t", r#"{"a":"b"}"#),
    // Brackets whose lines stand anywhere.
    (" {\na: b\n}", r#"{"a":"b"}"#),
    (" [\na,\nb,\n]", r#"["a","b"]"#),
    ("\n  a: {\n b: c,\n\"d\": e}\n  f: g", r#"{"a":{"b":"c","d":"e"},"f":"g"}"#),
    (" [-]", r#"["-"]"#),
    (" [-,a]", r#"["-","a"]"#),
    (" [a: b, c]", r#"[{"a":"b"},"c"]"#),
    (" [? a : b]", r#"[{"a":"b"}]"#),
    (" {\"a\":b, 'c':d, ? e : f}", r#"{"a":"b","c":"d","e":"f"}"#),
    (" {a::b: c}", r#"{"a::b":"c"}"#),
    (" [a:,b]", r#"["a:","b"]"#),
    (" [a b\n c, \"d\n e\"]", r#"["a b c","d e"]"#),
    (" [a, # c\n # d\n b]", r#"["a","b"]"#),
    (" [a]#b", r#"["a"]"#),
    (" \"a\"#b", r#""a""#),
    (" a#b #c", r#""a#b""#),
    // Plain scalars of several lines.
    (" a\n b\n\n\n c # d", r#""a b\n\nc""#),
    ("\n  a\n  - b", r#""a - b""#),
    (" a\n #b", r#""a""#),
    (" a:b::c", r#""a:b::c""#),
    (" -a", r#""-a""#),
    (" ?a", r#""?a""#),
    (" :a", r#"":a""#),
    (" a, b] }", r#""a, b] }""#),
    ("\n  k: a\n   b\n  l: c", r#"{"k":"a b","l":"c"}"#),
    // Quotes.
    (" \"a\n\n b\\\n  c\\\n\n  d \\  \n e\"", r#""a\nbc\nd   e""#),
    (" 'a ''b''\n  c'", r#""a 'b' c""#),
    (" \"\\x41\\u00e9\\U0001F600\\n\\_\\e\\0\"", "\"Aé😀\\n\u{a0}\\u001b\\u0000\""),
    (" \"a\n%b\"", r#""a %b""#),
    (" \" a  b \"", r#"" a  b ""#),
    // Blocks.
    (" |\n  a\n\n   b\n  c\n\n", r#""a\n\n b\nc\n""#),
    (" |+ # c\n  a\n\n", r#""a\n\n\n""#),
    (" >\n\n  a\n  b\n\n  c\n", r#""\na b\nc\n""#),
    (" |1-\n  a\n b", r#"" a\nb""#),
    (" |-2\n   a", r#"" a""#),
    (" |\n  # a\n # b", r##""# a\n""##),
    ("\n- |-\n a\n- >-\n  b", r#"["a","b"]"#),
    (" |-\n  a\tb\n  \tc", r#""a\tb\n\tc""#),
    // Lists, maps, and values that are not there.
    ("\n- a\n-\n- - b\n  - c\n-\n  - d", r#"["a",null,["b","c"],["d"]]"#),
    (
        "\n- a: b\n  c:\n  - d\n  e:\n-   f: g\n    h: i",
        r#"[{"a":"b","c":["d"],"e":null},{"f":"g","h":"i"}]"#,
    ),
    ("\n  ? a\n  : b\n  ? c\n  d: e", r#"{"a":"b","c":null,"d":"e"}"#),
    ("\n  ? a\n  :\n    - b\n  ? |\n    c\n  : - d", r#"{"a":["b"],"c\n":["d"]}"#),
    ("\n# c\n  a: # c\n# c\n    # c\n    b # c\n   # c\n  d: e", r#"{"a":"b","d":"e"}"#),
    // Anchors and tags.
    (" &a\n  b: &c !!str 1\n  d: *c\n  &e f : *c", r#"{"b":"1","d":"1","f":"1"}"#),
    (" !!map &a {b: c}", r#"{"b":"c"}"#),
    ("\n- &a b\n- *a\n- &a c\n- [*a , *a]", r#"["b","b","c",["c","c"]]"#),
    ("\n  a: &x\n  - b\n  c: *x", r#"{"a":["b"],"c":["b"]}"#),
    (" !foo a", r#""a""#),
    (" !<tag:yaml.org,2002:str> 1", r#""1""#),
    (" !!str", r#""""#),
    // What ends a line.
    (" |\r\n  a\r\n  b\r\n", r#""a\nb\n""#),
    (" a\r\n  b\r", r#""a b""#),
    (" a\u{85}  b\u{85}", r#""a b""#),
    (" a\u{2028}  b\u{2029}", r#""a\u2028b""#),
    (" |\n  a\u{2028}  b\u{85}  c\n", r#""a\u2028b\nc\n""#),
    ("\n- a #\u{85}- b", r#"["a","b"]"#),
];

/// What stands behind `s:`, and is refused.
const REFUSED: &[&str] = &[
    "\n\ta: b",
    "\n- \ta",
    " a\n\tb",
    " [a\n\tb]",
    " |\n\ta",
    " - a",
    " a: b",
    " a\n b: c",
    " \"a\"b",
    " \"a\" b",
    " [a] b",
    " [a",
    " [a}",
    " [a, , b]",
    " [- a]",
    " [a\n---\n]",
    " {a: :b}",
    " {\"a\"\n: b}",
    " {\n  a\n  : b}",
    " [*a b]",
    " &a &b c",
    " &a.b c",
    " &a *b",
    " !a!b c",
    " !!",
    " %a",
    " @a",
    " `a`",
    " ,a",
    " |x\n  a",
    " |0\n  a",
    " \"\\q\"",
    " \"\\ud83d\"",
    " 'a",
    "\n  a: b\n c: d",
    "\n  a: b\n   c: d",
    "\n  a: b\n  c",
    "\n  a: b\n  - c",
    "\n  - a\n  b: c",
    "\n  a: |\n      \n    b",
    "\n  ? a : b : c",
    "\n  \"a\n  b\": c\n  \"d\n  e\": f",
    "\n  : a",
];

/// What is put together at random.
const PIECES: &[&str] = &[
    "a",
    "b",
    "c d",
    "e",
    "- ",
    "-",
    ": ",
    ":",
    "? a",
    "\n",
    "\n  ",
    "\n  ",
    "\n    ",
    "\n ",
    "\n- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ",",
    "\"x\"",
    "'y'",
    "\"",
    "'",
    " #z\n",
    "\t",
    " |\n",
    " >-\n",
    "&x ",
    "*x ",
    "!!str ",
    " ",
    "k: ",
    "\r\n",
    "\u{85}",
    "\u{2028}",
    "\"p\n  q\"",
    "l:",
    "\n  m: ",
    "\n  n:\n",
    "{o: ",
    "[p, ",
    "#",
];

#[test]
fn layouts_are_taken_as_go_takes_them() {
    for (layout, expected) in TAKEN {
        assert_eq!(ours(layout).as_deref(), Some(*expected), "{layout:?}");
    }
}

#[test]
fn layouts_are_refused_as_go_refuses_them() {
    for layout in REFUSED {
        assert_eq!(ours(layout), None, "{layout:?}");
    }
}

#[test]
fn kubectl_agrees() {
    let Some(cases) = std::env::var("RKGEN_CASES").ok().and_then(|cases| cases.parse::<u64>().ok()) else {
        return;
    };
    let mut dice = Dice::new(cases);
    let mut layouts: Vec<String> =
        TAKEN.iter().map(|(layout, _)| *layout).chain(REFUSED.iter().copied()).map(str::to_owned).collect();
    layouts.extend((0..cases).map(|_| (0..3 + dice.roll(12)).map(|_| dice.pick(PIECES)).collect()));
    let mut differences = String::new();
    for layout in layouts {
        let (ours, theirs) = (ours(&layout), theirs(&layout).unwrap());
        if ours != theirs {
            writeln!(differences, "{layout:?}\n  {ours:?}\n  {theirs:?}").unwrap();
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

/// The value of `s`, as JSON; nothing if it is refused.
fn ours(layout: &str) -> Option<String> {
    value_of(&format!("{HEAD}{layout}\n"))
}

fn theirs(layout: &str) -> std::io::Result<Option<String>> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("kustomization.yaml"), "resources: [layout.yaml]\n")?;
    std::fs::write(folder.path().join("layout.yaml"), format!("{HEAD}{layout}\n"))?;
    let output = Command::new("kubectl").arg("kustomize").arg(folder.path()).output()?;
    let written = String::from_utf8_lossy(&output.stdout);
    Ok(output.status.success().then(|| value_of(&written).expect("what kubectl writes can be read")))
}

fn value_of(text: &str) -> Option<String> {
    let outcome = read_text(text);
    let document = outcome.documents.first().filter(|_| outcome.is_right())?;
    let mut json = String::new();
    emit_compact_json(document.get("s").unwrap_or(&Node::new(Value::Null, document.span())), &mut json);
    Some(json)
}
