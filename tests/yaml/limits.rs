//! No text takes the reader or the writer down.

use std::fmt::Write;

use rkgen::yaml::{Rules, emit};

use super::hostile::{self, Dice};
use super::{read_by, read_text};

#[test]
fn aliases_do_not_explode() {
    let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..=9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(laughs, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    assert!(read_text(&laughs).problems().contains("yaml-limit 7:"), "{}", read_text(&laughs).problems());

    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a,".repeat(100));
    assert!(read_text(&long).problems().starts_with("yaml-limit 2:"));
    let merged = format!("a: &a {{k: {}}}\nb:\n{}", "x".repeat(1 << 20), "- <<: *a\n".repeat(100));
    assert!(read_text(&merged).problems().starts_with("yaml-limit "));
}

#[test]
fn depth_is_limited_and_all_below_the_limit_is_safe() {
    for text in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000), nested_maps(3_000)] {
        assert!(read_text(&text).problems().starts_with("yaml-limit "), "{}", read_text(&text).problems());
    }
    // Each anchor is within the limit, and all of them together are not.
    let mut text = String::from("a0: &a0 x\n");
    for level in 1..=10 {
        writeln!(text, "a{level}: &a{level} {}*a{}{}", "[".repeat(100), level - 1, "]".repeat(100)).unwrap();
    }
    assert!(read_text(&text).problems().starts_with("yaml-limit 4:"), "{}", read_text(&text).problems());

    let deep = nested_maps(249);
    let outcome = read_text(&deep);
    assert!(outcome.is_right(), "{}", outcome.problems());
    assert_eq!(outcome.printed(), deep);
    assert!(outcome.documents == read_text(&deep).documents);
}

fn nested_maps(depth: usize) -> String {
    let lines: Vec<String> = (0..depth).map(|level| format!("{}a:", "  ".repeat(level))).collect();
    lines.join("\n") + " 1\n"
}

#[test]
fn too_large_a_text_is_refused() {
    let text = " ".repeat((64 << 20) + 1);
    assert!(read_text(&text).problems().starts_with("yaml-limit 1:1"));
}

#[test]
fn large_maps_take_no_quadratic_time() {
    let mut text = String::new();
    for key in 0..100_000 {
        writeln!(text, "k{key}: {key}").unwrap();
    }
    text.push_str("k5: 1\n");
    assert_eq!(
        read_text(&text).problems(),
        "duplicate-key 100001:1 \"k5\" the key `k5` is written twice in this map\n"
    );
}

/// With a step that looked at all before it, or at all behind it, each of these would take minutes.
#[test]
fn no_layout_takes_quadratic_time() {
    for piece in [
        "a ",
        "a\n",
        "a\r",
        "a\u{2028}",
        "'a'",
        "''",
        "\"\\n",
        "\\",
        "# a\r",
        "[a], ",
        "{a: b}, ",
        "[[a]: b], ",
        "- ",
        "- a\n",
        "&a ",
        "*a, ",
        "!a ",
        "? a\n",
        ": ",
        "\n",
        " \n",
        "\t",
        "a: |\n",
        "|\n  a\n",
        ">+\n",
        "---\n",
        "...\n",
        "a: &a [b]\nc: *a\n",
        "é",
        "\u{feff}\n",
    ] {
        for before in ["", "a: [", "a: \"", "a: |\n  "] {
            read_text(&format!("{before}{}", piece.repeat(20_000))).problems();
        }
    }
}

#[test]
fn no_text_makes_it_panic() {
    let mut dice = Dice::new(7);
    let seeds: Vec<String> = hostile::trees(3, 200).iter().map(ToString::to_string).collect();
    for round in 0..4_000 {
        let mut bytes =
            if round % 4 == 0 { Vec::new() } else { seeds[dice.roll(seeds.len())].clone().into_bytes() };
        for _ in 0..=dice.roll(6) {
            let at = dice.roll(bytes.len() + 1);
            let piece = dice.pick(&[
                "\n", " ", "- ", ": ", "? ", "&a ", "*a", "|\n", ">-\n ", "\"", "'", "[", "]", "{", "}",
                "\t", "#", "---\n", "...\n", "%", "!!int ", "<<: ", "\u{feff}", "é", "😀", "\\u", "\\ud83d",
                "\r\n", "\u{e000}", "{{", "@", "\0",
            ]);
            bytes.splice(at..at, piece.bytes());
            if dice.roll(3) == 0 {
                bytes.truncate(dice.roll(bytes.len() + 1));
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        for rules in [Rules::Kustomize, Rules::Apply] {
            let outcome = read_by(&text, rules);
            // What was read is written, and what was written is read as the same.
            for document in &outcome.documents {
                let mut out = String::new();
                emit(document, &mut out);
                assert!(read_text(&out).documents == [document.clone()], "{text:?} {out:?}");
            }
            outcome.problems();
        }
    }
}
