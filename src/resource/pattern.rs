//! What a name must be: a word, a word with `*` in it, or a regular expression.

use std::fmt;

use ecow::EcoString;
use regex_lite::{Regex, RegexBuilder};

/// What a name must be.
#[derive(Clone, Debug)]
pub struct Pattern {
    written: EcoString,
    matcher: Matcher,
}

#[derive(Clone, Debug)]
enum Matcher {
    /// The text as it is written.
    Exact,
    /// As it is written, with `*` for any characters.
    Stars,
    /// As it is written, with `.` for any character: the regular expression that most names of images are.
    Dots,
    /// Fits from the first character to the last.
    Regex(Box<Regex>),
}

impl Pattern {
    /// Exactly this text.
    pub fn exact(text: impl Into<EcoString>) -> Pattern {
        Pattern { written: text.into(), matcher: Matcher::Exact }
    }

    /// This text, in which `*` stands for any characters.
    pub fn stars(text: &str) -> Pattern {
        let matcher = if text.contains('*') { Matcher::Stars } else { Matcher::Exact };
        Pattern { written: text.into(), matcher }
    }

    /// A regular expression that must fit all of a name, as Kustomize's selectors have them; a plain word is compiled
    /// to nothing. Of one that is none it says why.
    pub fn regex(text: &str) -> Result<Pattern, String> {
        /// What a name may have to fit is short; what is not would take memory.
        const MOST_BYTES: usize = 1 << 20;
        const SPECIAL: &[char] = &['.', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|', '^', '$', '\\'];
        if !text.contains(SPECIAL) {
            return Ok(Pattern::exact(text));
        }
        if !text.contains(|letter| letter != '.' && SPECIAL.contains(&letter)) {
            return Ok(Pattern { written: text.into(), matcher: Matcher::Dots });
        }
        let compile = |text: &str| RegexBuilder::new(text).size_limit(MOST_BYTES).build();
        // First as it stands: `a)|(b` is none, though it would be one with parentheses around it.
        let regex = compile(text).and_then(|_| compile(&format!("^(?:{text})$")));
        match regex {
            Ok(regex) => Ok(Pattern { written: text.into(), matcher: Matcher::Regex(Box::new(regex)) }),
            Err(error) => Err(error.to_string()),
        }
    }

    /// A regular expression that must fit somewhere in a name. Of one that is none it says why.
    pub fn within(text: &str) -> Result<Pattern, String> {
        Pattern::regex(&format!("(?s).*(?:{text}).*"))
            .map_err(|_| format!("`{text}` is no regular expression"))
    }

    /// What someone may have meant who wrote `*` for any characters into a regular expression; nothing if nobody did.
    pub fn with_stars(regex: &str) -> Option<String> {
        let is_lone = |(at, _): &(usize, &str)| !regex[..*at].ends_with(['.', ']', ')', '}', '\\']);
        let lone: Vec<usize> = regex.match_indices('*').filter(is_lone).map(|(at, _)| at).collect();
        let mut meant = regex.to_owned();
        for at in lone.iter().rev() {
            meant.insert(*at, '.');
        }
        (!lone.is_empty()).then_some(meant)
    }

    /// Whether it is a regular expression that is more than a word.
    pub fn is_regex(&self) -> bool {
        matches!(self.matcher, Matcher::Dots | Matcher::Regex(_))
    }

    /// The text that it wants, if there is one only.
    pub fn only(&self) -> Option<&str> {
        matches!(self.matcher, Matcher::Exact).then_some(self.written.as_str())
    }

    /// What all names that fit have behind their last `/`, if that is one text and so good to find it by.
    pub fn last_segment(&self) -> Option<&str> {
        let (_, last) = self.written.rsplit_once('/')?;
        let is_known = match self.matcher {
            Matcher::Exact => true,
            Matcher::Dots => !last.contains('.'),
            Matcher::Stars | Matcher::Regex(_) => false,
        };
        is_known.then_some(last)
    }

    /// Whether a name fits.
    pub fn matches(&self, name: &str) -> bool {
        match &self.matcher {
            Matcher::Exact => self.written == name,
            Matcher::Stars => fits(&self.written, name),
            Matcher::Dots => fits_but_for_dots(&self.written, name),
            Matcher::Regex(regex) => regex.is_match(name),
        }
    }
}

/// As it was written.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// Whether the characters are the same, but for those where the pattern has a dot. A line break is none.
fn fits_but_for_dots(pattern: &str, name: &str) -> bool {
    let mut letters = name.chars();
    let fits = |wanted: char| letters.next().is_some_and(|it| it == wanted || wanted == '.' && it != '\n');
    pattern.chars().all(fits) && letters.next().is_none()
}

/// Whether the parts between the stars are in the name, in order: the first part at its start, the last one at its end.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let inner = name.strip_prefix(first).and_then(|name| name.strip_suffix(last));
    let mut left = inner;
    for part in middle.split('*') {
        left = left.and_then(|left| left.split_once(part)).map(|(_, behind)| behind);
    }
    left.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, name, is_match) in [
            ("web", "web", true),
            ("web", "web-1", false),
            ("*", "", true),
            ("web-*", "web-", true),
            ("web-*", "my-web-1", false),
            ("*-db", "web-db", true),
            ("a*a", "a", false),
            ("a*b*c", "aXbXbc", true),
            ("a*b*c", "aXc", false),
            ("a**b", "ab", true),
            ("*b*", "abc", true),
            ("w.b", "web", false),
        ] {
            assert_eq!(Pattern::stars(pattern).matches(name), is_match, "{pattern} {name}");
        }
    }

    #[test]
    fn a_regular_expression_fits_from_end_to_end() {
        for (pattern, name, is_match) in [
            ("web", "web", true),
            ("web", "web-1", false),
            ("web.*", "web-1", true),
            ("web|api", "web-1", false),
            ("web|api", "api", true),
            ("^web$", "web", true),
            (r"\w+-\d", "web-1", true),
            ("[a-c]{2}", "ab", true),
            ("(?i)WEB", "web", true),
            ("a.b/c", "aXb/c", true),
            ("a.b/c", "a/b/c", true),
            ("a.b", "a\nb", false),
            ("a.b", "aéb", true),
            ("a.b", "ab", false),
            ("a.b", "a.bc", false),
        ] {
            assert_eq!(Pattern::regex(pattern).unwrap().matches(name), is_match, "{pattern} {name}");
        }
    }

    #[test]
    fn a_name_is_found_by_its_last_segment() {
        for (pattern, segment) in [
            ("ghcr.io/acme/web", Some("web")),
            ("acme/web", Some("web")),
            ("acme/w.b", None),
            ("acme/web.*", None),
            ("web", None),
        ] {
            assert_eq!(Pattern::regex(pattern).unwrap().last_segment(), segment, "{pattern}");
        }
    }

    #[test]
    fn a_star_of_a_shell_is_seen() {
        for (regex, meant) in
            [("web-*", Some("web-.*")), ("*", Some(".*")), ("web.*", None), ("[a-z]*", None)]
        {
            assert_eq!(Pattern::with_stars(regex).as_deref(), meant, "{regex}");
        }
    }

    #[test]
    fn what_is_no_regular_expression_is_refused() {
        for pattern in ["web-(", "*", "a)|(b", "[z-a]", r"\pZ", "(a{1000}){1000}"] {
            assert!(Pattern::regex(pattern).is_err(), "{pattern}");
        }
        assert!(Pattern::regex("networking-k8s").unwrap().only().is_some());
    }
}
