//! Addresses in the web as Go's libraries read them: `uri`, `email` and `hostname` of a schema.
//!
//! From `net/url`, `net/mail` and `HostnamePattern` in `kube-openapi/pkg/validation/strfmt`, in Kubernetes 1.36.

/// `url.ParseRequestURI`: a scheme and what is behind it, or a path.
pub fn is_uri(text: &str) -> bool {
    if text == "*" {
        return true;
    }
    let is_plain = !text.is_empty() && !text.bytes().any(|byte| byte < b' ' || byte == 0x7f);
    let Some((scheme, rest)) = scheme(text).filter(|_| is_plain) else { return false };
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    if !rest.starts_with('/') {
        // What has a scheme and no path is taken as it is: `mailto:a@b.c`.
        return !scheme.is_empty();
    }
    match rest.strip_prefix("//").filter(|_| !scheme.is_empty()) {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            is_authority(authority) && are_escapes(path)
        }
        None => are_escapes(rest),
    }
}

/// `getScheme`: empty if there is none; nothing if it should be there.
fn scheme(text: &str) -> Option<(&str, &str)> {
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if index > 0 => {}
            b':' if index > 0 => return Some((&text[..index], &text[index + 1..])),
            b':' => return None,
            _ => break,
        }
    }
    Some(("", text))
}

/// `parseAuthority`: maybe a user, a host and maybe a port.
fn is_authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').map_or(("", text), |(user, host)| (user, host));
    let is_user = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
    user.bytes().all(is_user) && are_escapes(user) && is_host(host)
}

/// `parseHost`.
fn is_host(text: &str) -> bool {
    let is_port = |port: &str| {
        port.is_empty()
            || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if text.starts_with('[') {
        return text.rsplit_once(']').is_some_and(|(_, port)| is_port(port));
    }
    let is_byte = |byte: u8| {
        byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"-_.~!$&'()*+,;=:[]<>\"%".contains(&byte)
    };
    // An escape stands for a byte that is not of ASCII, and only so in a host.
    let escapes = text.match_indices('%').all(|(at, _)| {
        let byte = text.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        byte.is_some_and(|byte| byte >= 0x80 || byte == b'%')
    });
    text.bytes().all(is_byte) && escapes && text.rfind(':').is_none_or(|at| is_port(&text[at..]))
}

/// Whether each `%` has two digits behind it.
fn are_escapes(text: &str) -> bool {
    text.match_indices('%').all(|(at, _)| {
        text.as_bytes().get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// `mail.ParseAddress`. Of an address with a name, quotes, a comment or a literal only this much is asked: that it has an `@`.
pub fn is_email(text: &str) -> bool {
    let text = text.trim_matches([' ', '\t']);
    if text.contains(['<', '"', '(', '[', '=']) {
        return text.contains('@');
    }
    let is_char = |char: char| {
        char.is_ascii_alphanumeric() || !char.is_ascii() || "!#$%&'*+-/=?^_`{|}~.".contains(char)
    };
    let is_atom = |text: &str| text.split('.').all(|word| !word.is_empty()) && text.chars().all(is_char);
    text.split_once('@').is_some_and(|(user, domain)| is_atom(user) && is_atom(domain))
}

/// `IsHostname`: one word, with a `-` at most behind its first character, or words with dots between them.
pub fn is_hostname(text: &str) -> bool {
    let is_char = |char: char| char.is_ascii_alphanumeric() || !char.is_ascii() || "$+<=>^`|~".contains(char);
    let are_chars = |text: &str| text.chars().all(is_char);
    let length = |text: &str| text.chars().count();
    if text.len() > 255 || text.split('.').any(|word| word.len() > 63) {
        return false;
    }
    let first = |word: &str| word.chars().next().is_some_and(is_char);
    let Some((words, end)) = text.rsplit_once('.') else {
        let rest = text.char_indices().nth(1).map_or("", |(at, _)| &text[at..]);
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        return first(text) && are_chars(rest) && length(rest) <= 62;
    };
    let is_word = |word: &str| {
        let last = word.chars().next_back().is_some_and(is_char);
        first(word) && last && are_chars(&word.replace('-', "")) && length(word) <= 63
    };
    let chars = length(&end.replace('-', ""));
    let is_end = is_word(end) && !end.contains("--") && (2..=63).contains(&chars);
    words.split('.').all(is_word) && is_end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: fn(&str) -> bool, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert!(rule(text), "{text}");
        }
        for text in wrong {
            assert!(!rule(text), "{text}");
        }
    }

    #[test]
    fn uris_are_those_of_go() {
        check(
            is_uri,
            &[
                "https://example.com/a?b=c#d",
                "/a/b",
                "//a",
                "mailto:a@b.c",
                "http://user:pw@[::1]:80/",
                "http://a:/%20",
                "a:b",
                "http://",
                "http://bücher.de",
                "*",
                "http://a/b c",
            ],
            &[
                "",
                "a",
                "example.com",
                ":a",
                "http://a b/",
                "http://a:x",
                "/%2",
                "a/b:c",
                "http://[::1",
                "1a:b",
                "/\n",
            ],
        );
    }

    #[test]
    fn addresses_are_those_of_go() {
        check(
            is_email,
            &["a@b.c", "a.b+c@d", " a@b ", "A B <a@b.c>", "\"a b\"@c", "é@b"],
            &["", "a", "a@", "@b", "a..b@c", "a b@c", "a@b.", "a@b@c", "a,b@c", "<a>"],
        );
    }

    #[test]
    fn host_names_are_those_of_the_server() {
        let long = format!("{}.com", "a".repeat(64));
        check(
            is_hostname,
            &["a", "localhost", "a-b", "my-host.example.com", "1.2.34", "a.b-c", "bücher.de"],
            &["", "my-host", "-a", "a.", ".a", "a.b", "a_b", "a b", "my-.de", "a.de-", "a..de", &long],
        );
    }
}
