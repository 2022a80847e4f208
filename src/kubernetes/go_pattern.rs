//! Regular expressions as Go's `regexp` reads them, which follows RE2.
//!
//! Here they run on a library that is small because it knows no table of Unicode: of a class such as `\p{L}` it gets the
//! characters of ASCII, and those of the text that are in it. Where that cannot be told of one of them, nothing is said.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use regex_lite::Regex;
use rustc_hash::FxHashMap;

/// Patterns that were run before, each compiled once. Clones share them.
#[derive(Clone, Default, Debug)]
pub struct Patterns(Arc<Mutex<FxHashMap<String, Result<Regex, Fault>>>>);

/// How many patterns are kept; beyond that each is compiled when it is asked for.
const MOST_KNOWN: usize = 200;

impl Patterns {
    /// Whether a pattern matches somewhere in a text; nothing if it cannot be run here.
    pub fn is_match(&self, pattern: &str, text: &str) -> Option<bool> {
        self.regex(pattern, text).ok().map(|regex| regex.is_match(text))
    }

    /// What of a text a pattern matches, `most` times at most.
    pub fn find(&self, pattern: &str, text: &str, most: usize) -> Result<Vec<String>, Fault> {
        let regex = self.regex(pattern, text)?;
        Ok(regex.find_iter(text).take(most).map(|found| found.as_str().to_owned()).collect())
    }

    /// The pattern, to be run on a text of which its classes can be told.
    fn regex(&self, pattern: &str, text: &str) -> Result<Regex, Fault> {
        if !text.is_ascii() && (pattern.contains("\\p") || pattern.contains("\\P")) {
            return compile_for(pattern, text);
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(regex) = known.get(pattern) {
            return regex.clone();
        }
        let regex = compile(pattern);
        // A definition has a few; the rules of a hostile one could make any number of them.
        if known.len() < MOST_KNOWN {
            known.insert(pattern.to_owned(), regex.clone());
        }
        regex
    }
}

/// They say nothing of what they belong to.
impl PartialEq for Patterns {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Why a pattern cannot be run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Go refuses it.
    Wrong,
    /// Go may take it; here it cannot be run: it asks for a class that is not known, or is too large.
    Beyond,
}

/// Compiles a pattern of Go. What matches is searched for anywhere in a text, as Go's `MatchString` does. Classes of Unicode
/// take what of them is in ASCII.
pub fn compile(pattern: &str) -> Result<Regex, Fault> {
    compile_for(pattern, "")
}

/// The same, to be run on one text: classes of Unicode take what of them is in it, too.
fn compile_for(pattern: &str, text: &str) -> Result<Regex, Fault> {
    if repeats_too_often(pattern) {
        return Err(Fault::Wrong);
    }
    let mut beyond: Vec<char> = text.chars().filter(|char| !char.is_ascii()).collect();
    beyond.sort_unstable();
    beyond.dedup();
    let pattern = as_rust(pattern, &beyond).ok_or(Fault::Beyond)?;
    Regex::new(&pattern).map_err(|error| {
        let too_large = error.to_string().contains("limit");
        if too_large { Fault::Beyond } else { Fault::Wrong }
    })
}

/// Writes out what Go takes for plain characters and Rust for syntax, `[` in a class and a `{` that repeats nothing, and what
/// the library does not know: `\Q…\E` and classes of Unicode. Nothing if one of them is not known here either, of ASCII or of
/// one of the characters `beyond`.
fn as_rust(pattern: &str, beyond: &[char]) -> Option<String> {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern.chars();
    // Where a class began, while in it.
    let mut class: Option<usize> = None;
    while let Some(char) = rest.next() {
        match (char, class) {
            ('\\', None) if rest.as_str().starts_with('Q') => {
                let (plain, behind) =
                    rest.as_str()[1..].split_once("\\E").unwrap_or((&rest.as_str()[1..], ""));
                for char in plain.chars() {
                    out.extend((!char.is_alphanumeric() && char.is_ascii()).then_some('\\'));
                    out.push(char);
                }
                rest = behind.chars();
            }
            ('\\', _) if rest.as_str().starts_with(['p', 'P']) => {
                let (ranges, behind) = unicode_class(rest.as_str(), beyond)?;
                if class.is_some() {
                    out.push_str(&ranges);
                } else {
                    out.extend(["[", &ranges, "]"]);
                }
                rest = behind.chars();
            }
            ('\\', _) => {
                out.push(char);
                if let Some(next) = rest.next() {
                    // Rust knows no escape for these.
                    if matches!(next, '_' | '<' | '>' | '"' | '\'' | ',' | ';' | ':' | '=' | '!' | '@' | '`')
                    {
                        out.pop();
                    }
                    out.push(next);
                }
            }
            ('[', Some(_)) if rest.as_str().starts_with(':') => out.push('['),
            ('[', Some(_)) => out.push_str("\\["),
            ('[', None) => {
                out.push('[');
                for sign in ['^', ']'] {
                    if rest.as_str().starts_with(sign) {
                        rest.next();
                        out.push_str(if sign == ']' { "\\]" } else { "^" });
                    }
                }
                class = Some(out.len());
            }
            (']', Some(_)) if in_named_class(&out) => out.push(']'),
            (']', Some(_)) => {
                out.push(']');
                class = None;
            }
            ('&' | '~', Some(_)) => out.extend(['\\', char]),
            ('{', None) if !repeats(rest.as_str()) => out.push_str("\\{"),
            ('}', None) if !closes(&out) => out.push_str("\\}"),
            _ => out.push(char),
        }
    }
    Some(out)
}

/// The characters of ASCII, and of those `beyond`, that are in a class of Unicode, as ranges, of a text that begins behind its
/// `\`; and what is behind it. Nothing if that is not known of one of them.
fn unicode_class<'t>(text: &'t str, beyond: &[char]) -> Option<(String, &'t str)> {
    let (sign, rest) = text.split_at(1);
    let (name, behind) = match rest.strip_prefix('{') {
        Some(rest) => rest.split_once('}')?,
        None => rest.split_at_checked(1)?,
    };
    let (is_not, name) = name.strip_prefix('^').map_or((false, name), |name| (true, name));
    let holds: fn(char) -> bool = match name {
        "L" | "Latin" => |char| char.is_ascii_alphabetic(),
        "Lu" => |char| char.is_ascii_uppercase(),
        "Ll" => |char| char.is_ascii_lowercase(),
        "N" | "Nd" => |char| char.is_ascii_digit(),
        "P" => |char| char.is_ascii_punctuation() && !SYMBOLS.contains(char),
        "Pd" => |char| char == '-',
        "Pc" => |char| char == '_',
        "S" => |char| SYMBOLS.contains(char),
        "Sc" => |char| char == '$',
        "Z" | "Zs" => |char| char == ' ',
        "C" | "Cc" => |char| char.is_ascii_control(),
        _ => return None,
    };
    let wanted = (sign == "P") == is_not;
    let mut ranges = String::new();
    for char in ('\0'..='\x7f').filter(|char| holds(*char) == wanted) {
        let _ = write!(ranges, "\\x{:02X}", u32::from(char));
    }
    for char in beyond {
        if in_class(*char, name)? == wanted {
            let _ = write!(ranges, "\\x{{{:X}}}", u32::from(*char));
        }
    }
    Some((ranges, behind))
}

/// Whether a character beyond ASCII is a letter, a capital or a small one, or a number; nothing if it cannot be told.
///
/// The standard library knows `Alphabetic`, `Uppercase` and `Lowercase` (UAX 44), which have all that is in `L`, `Lu` and `Ll`
/// and some more, but none of that in the ranges here; and all of `N`.
fn in_class(char: char, name: &str) -> Option<bool> {
    const OTHER_LOWERCASE: [char; 3] = ['\u{AA}', '\u{BA}', '\u{37A}'];
    let is_plain = matches!(char,
        '\u{A0}'..='\u{2AF}' // Latin
        | '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' // Greek
        | '\u{400}'..='\u{482}' | '\u{48A}'..='\u{52F}' // Cyrillic
        | '\u{1E00}'..='\u{1EFF}' // Latin, as of Vietnamese
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FE}' // Japanese
        | '\u{4E00}'..='\u{9FFF}' // Chinese
        | '\u{AC00}'..='\u{D7A3}' // Korean
    );
    let of = |may_be: bool| if may_be && !is_plain { None } else { Some(may_be) };
    match name {
        "L" => of(char.is_alphabetic()),
        "Lu" => of(char.is_uppercase()),
        "Ll" => of(char.is_lowercase() && !OTHER_LOWERCASE.contains(&char)),
        "N" => Some(char.is_numeric()),
        "Nd" => of(char.is_numeric()).map(|_| false),
        "Cc" => Some(char.is_control()),
        _ => None,
    }
}

/// What Unicode calls symbols, and not punctuation, in ASCII.
const SYMBOLS: &str = "$+<=>^`|~";

/// Whether the end of a written pattern is within `[:name:`.
fn in_named_class(out: &str) -> bool {
    out.rfind("[:").is_some_and(|at| {
        let name = &out[at + 2..];
        name.len() > 1 && name.ends_with(':') && !name.contains(']')
    })
}

/// `repeatIsValid` in Go's `regexp/syntax`: a part is repeated 1000 times at most, with the repeats that it is in.
fn repeats_too_often(pattern: &str) -> bool {
    const MOST: usize = 1000;
    // The highest count in each open bracket, and that of what was read last.
    let (mut open, mut last) = (vec![1_usize], 1);
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(char) = rest.chars().next() {
        let mut length = char.len_utf8();
        match char {
            '\\' => {
                length += rest[1..].chars().next().map_or(0, char::len_utf8);
                last = 1;
            }
            '[' if !in_class => {
                in_class = true;
                length += rest[1..].len() - rest[1..].trim_start_matches('^').len();
                length += usize::from(rest[length..].starts_with(']'));
            }
            ']' if in_class => (in_class, last) = (false, 1),
            _ if in_class => {}
            '(' => open.push(1),
            ')' => {
                last = if open.len() > 1 { open.pop().unwrap_or(1) } else { 1 };
            }
            '{' if repeats(&rest[1..]) => {
                let inside = rest[1..].split('}').next().unwrap_or_default();
                let (low, high) = inside.split_once(',').unwrap_or((inside, inside));
                let count = if high.is_empty() { low } else { high };
                // A count without end in this type is above all.
                last = count.parse::<usize>().unwrap_or(usize::MAX).saturating_mul(last).max(1);
                if last > MOST || low.parse::<usize>().unwrap_or(usize::MAX) > MOST {
                    return true;
                }
                length += inside.len() + 1;
            }
            '*' | '+' | '?' => {}
            _ => last = 1,
        }
        if let Some(most) = open.last_mut() {
            *most = (*most).max(last);
        }
        rest = &rest[length..];
    }
    false
}

/// Whether the text behind a `{` makes a count of it.
fn repeats(rest: &str) -> bool {
    let Some((count, _)) = rest.split_once('}') else { return false };
    let (low, high) = count.split_once(',').unwrap_or((count, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !low.is_empty() && digits(low) && digits(high)
}

/// Whether a `{` is open in what was written.
fn closes(out: &str) -> bool {
    out.rfind('{').is_some_and(|at| !out[..at].ends_with('\\') && !out[at..].contains('}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_read_as_go_reads_them() {
        for (pattern, right, wrong) in [
            ("^[a-z]+$", "bo", "bo\n"),
            ("^{x}$", "{x}", "x"),
            ("^[[:alpha:]_]{1,2}$", "a_", "1"),
            ("^[[]$", "[", "]"),
            (r"^\_\-\/$", "_-/", "x"),
            (r"^[^]a]$", "b", "]"),
            (r"^\d+(\.\d+)?$", "1.5", "1."),
            ("^[a&&b]$", "&", "c"),
            (r"^\Qa.b(\E+$", "a.b((", "aab("),
            (r"^\Q$", "$", ""),
            ("^a{1,1000}b{0,1000}?$", "ab", "b"),
            ("^([a{]{1,40}b){1,25}$", "{b", "a"),
            (r"^\p{L}\pN$", "a1", "11"),
            (r"^[\p{Lu}_]+\P{L}$", "A_1", "a_1"),
            (r"^\p{^Nd}$", "a", "1"),
        ] {
            let regex = compile(pattern).unwrap();
            assert!(regex.is_match(right) && !regex.is_match(wrong), "{pattern}");
        }
    }

    #[test]
    fn what_go_refuses_is_told_from_what_is_not_known_here() {
        for pattern in
            ["(", "[a", "(?=x)", "(?!x)", "*a", r"\1", "a)", "a{1001}", "(a{50}b){0,21}", "a{2000,}"]
        {
            assert_eq!(compile(pattern).err(), Some(Fault::Wrong), "{pattern}");
        }
        assert_eq!(compile(r"^\p{Greek}$").err(), Some(Fault::Beyond));
    }

    #[test]
    fn letters_are_known_of_many_scripts() {
        let patterns = Patterns::default();
        for (pattern, right, wrong) in [
            (r"^\p{L}+$", "ab", "a1"),
            (r"^\p{L}+$", "Zoë", "Zo×"),
            (r"^\p{Lu}\p{Ll}+$", "Ωμέγα", "ωΜ"),
            (r"^\p{Ll}+$", "жук", "aª"),
            (r"^[\pL\pN ]+$", "東京 ½", "東京!"),
            (r"^\P{L}+$", "→½🙂", "→é"),
            (r"^[^\p{L}]+$", "🙂", "é"),
            (r"^\p{Nd}$", "1", "½"),
        ] {
            assert_eq!(patterns.is_match(pattern, right), Some(true), "{pattern} {right}");
            assert_eq!(patterns.is_match(pattern, wrong), Some(false), "{pattern} {wrong}");
        }
    }

    #[test]
    fn nothing_is_said_of_what_only_tables_of_unicode_tell() {
        let patterns = Patterns::default();
        for (pattern, text) in [(r"^\p{L}+$", "กำ"), (r"^\p{P}+$", "»"), (r"^\p{Nd}+$", "٣")] {
            assert_eq!(patterns.is_match(pattern, text), None, "{pattern}");
        }
    }
}
