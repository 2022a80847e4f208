//! Slips of the hand at one line of a text.

/// The text with each of the mistakes at the line (from 0), each with its name.
pub(super) fn mistakes(text: &str, line: usize) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let (before, this, after) = (&lines[..line], lines[line], &lines[line + 1..]);
    let indent = &this[..this.len() - this.trim_start().len()];
    let with = |new: &[String]| {
        let new = new.iter().map(String::as_str);
        before.iter().copied().chain(new).chain(after.iter().copied()).collect::<Vec<_>>().join("\n") + "\n"
    };
    let key = this.split(':').next().unwrap_or_default();
    let changed: Vec<(&str, Vec<String>)> = vec![
        ("nothing", vec![]),
        ("the line twice", vec![this.into(), this.into()]),
        ("an indentation", vec![format!(" {this}")]),
        ("an outdentation", vec![this.strip_prefix(' ').unwrap_or(this).into()]),
        ("a tab", vec![format!("\t{this}")]),
        ("a quote", vec![format!("{this}\"")]),
        ("a quote before the value", vec![this.replacen(": ", ": \"", 1)]),
        ("no colon", vec![this.replacen(':', "", 1)]),
        ("another colon", vec![format!("{this}: x")]),
        ("a bracket", vec![this.replacen(": ", ": [", 1)]),
        ("a brace", vec![format!("{this} }}")]),
        ("a tag", vec![this.replacen(": ", ": !!int ", 1)]),
        ("another tag", vec![this.replacen(": ", ": !!binary ", 1)]),
        ("an anchor", vec![this.replacen(": ", ": *nothing ", 1)]),
        ("a list", vec![this.replacen(": ", ": - ", 1)]),
        ("an item", vec![format!("{indent}- {}", this.trim_start())]),
        ("a text", vec![this.into(), format!("{indent}what is this")]),
        ("an unknown field", vec![this.into(), format!("{indent}bogus: 1")]),
        ("a number", vec![format!("{key}: 12")]),
        ("a map", vec![format!("{key}: {{a: 1}}")]),
        ("a word", vec![format!("{key}: yes")]),
        ("a typo of the key", vec![format!("{key}x:{}", &this[key.len()..].trim_start_matches(':'))]),
        ("an undefined name", vec![this.into(), format!("{indent}bogus: {{{{ nowhere }}}}")]),
        ("an open expression", vec![this.into(), format!("{indent}bogus: {{{{ password")]),
        ("an open tag", vec![this.into(), "{% if password %}".into()]),
        ("a failing filter", vec![this.replacen("}}", "| int }}", 1)]),
        ("another failing filter", vec![this.replacen("}}", "| b64decode }}", 1)]),
        ("a step too deep", vec![this.replacen(" }}", ".deeper }}", 1)]),
        ("a loop over a text", vec!["{% for a in password %}".into(), this.into(), "{% endfor %}".into()]),
        ("the author's word", vec!["{{ fail(password) }}".into(), this.into()]),
        ("a calculation", vec![this.into(), format!("{indent}bogus: {{{{ password + 1 }}}}")]),
        ("no equals sign", vec![this.replacen('=', "", 1)]),
        ("two equals signs", vec![this.replacen('=', "= =", 1)]),
        ("an open list", vec![this.replacen("= ", "= [", 1)]),
        ("an open table", vec![this.into(), "[server".into()]),
        ("half an escape", vec![format!("{this}\\u00")]),
        ("a comma", vec![format!("{this},")]),
        ("a control character", vec![format!("{this}\u{7}")]),
    ];
    let mut all: Vec<(String, String)> =
        changed.into_iter().map(|(name, new)| (name.to_owned(), with(&new))).collect();
    all.retain(|(_, mistaken)| mistaken != text);
    all
}
