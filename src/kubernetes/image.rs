//! The grammar of image references: `registry.example.com:5000/shop/web:1.4.0@sha256:…`.
//!
//! From `reference.go` and `regexp.go` of github.com/distribution/reference, and the registered algorithms of
//! the OCI image specification (`descriptor.md`).

/// The parts of an image reference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Image<'t> {
    /// All before tag and digest, as it is written: `registry.example.com:5000/shop/web`.
    pub name: &'t str,
    /// What is behind `:`.
    pub tag: Option<&'t str>,
    /// What is behind `@`, as `sha256:…`.
    pub digest: Option<&'t str>,
}

impl<'t> Image<'t> {
    /// Takes a reference apart. A part that is none by its form is still given.
    pub fn parse(text: &'t str) -> Image<'t> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        let path = rest.rfind('/').map_or(0, |slash| slash + 1);
        match rest[path..].find(':') {
            Some(colon) => {
                let (name, tag) = rest.split_at(path + colon);
                Image { name, tag: Some(&tag[1..]), digest }
            }
            None => Image { name: rest, tag: None, digest },
        }
    }
}

/// As it is written.
impl std::fmt::Display for Image<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)?;
        if let Some(tag) = self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// Whether a tag may be called that.
pub fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let inner = |byte: u8| word(byte) || byte == b'.' || byte == b'-';
    text.len() <= 128 && text.bytes().next().is_some_and(word) && text.bytes().all(inner)
}

/// Why a text is no digest; nothing if it is one.
pub fn digest_fault(text: &str) -> Option<String> {
    let Some((algorithm, digits)) = text.split_once(':') else {
        return Some("no algorithm before a `:`".to_owned());
    };
    let wanted = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return Some("not an algorithm that registries know".to_owned()),
    };
    if let Some(other) = digits.chars().find(|c| !matches!(c, '0'..='9' | 'a'..='f')) {
        return Some(format!("`{other}` is no hexadecimal digit"));
    }
    (digits.len() != wanted).then(|| match digits.len() {
        1 => format!("1 digit, not {wanted}"),
        found => format!("{found} digits, not {wanted}"),
    })
}

/// Whether an image may be called that: a path in small letters, with a registry before it or none.
pub fn is_name(text: &str) -> bool {
    let (registry, path) = match text.split_once('/') {
        Some((first, rest)) if is_written_as_registry(first) => (Some(first), rest),
        _ => (None, text),
    };
    text.len() <= 255 && registry.is_none_or(is_registry) && path.split('/').all(is_component)
}

/// The name without what Docker adds to one that has no registry: `nginx` of `docker.io/library/nginx`.
pub fn familiar(name: &str) -> &str {
    let path = name.strip_prefix("index.").unwrap_or(name).strip_prefix("docker.io/").unwrap_or(name);
    path.strip_prefix("library/").unwrap_or(path)
}

/// The registry of a name, and the rest of it: `docker.io` where none is said.
pub fn registry(name: &str) -> (&str, &str) {
    match name.split_once('/') {
        Some((first, rest)) if is_written_as_registry(first) => (first, familiar(rest)),
        _ => ("docker.io", familiar(name)),
    }
}

/// Whether a tag is of an earlier version than another one, as far as both say one: numbers with dots between, with the
/// same words around them. What stands behind `-` and says that a version is not out yet makes it earlier.
pub fn is_earlier(tag: &str, other: &str) -> bool {
    let (Some(one), Some(two)) = (Version::read(tag), Version::read(other)) else { return false };
    if one.numbers.len() != two.numbers.len() || one.before != two.before {
        return false;
    }
    if one.numbers != two.numbers {
        return one.numbers < two.numbers && one.rest() == two.rest();
    }
    match (one.stage(), two.stage()) {
        (Some(one), Some(two)) => one < two,
        (Some(_), None) => two.behind.is_empty(),
        _ => false,
    }
}

/// A tag as a version: `v1.25.3-alpine`.
struct Version<'t> {
    before: &'t str,
    numbers: Vec<u64>,
    /// What is behind the numbers, with its `-` or `+`.
    behind: &'t str,
}

impl<'t> Version<'t> {
    fn read(tag: &'t str) -> Option<Version<'t>> {
        let start = usize::from(tag.starts_with(['v', 'V']));
        let (before, rest) = tag.split_at(start);
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (numbers, behind) = rest.split_at(end);
        let numbers: Option<Vec<u64>> = numbers.split('.').map(|number| number.parse().ok()).collect();
        // One number may be anything: a date, a build, the beginning of a commit.
        let numbers = numbers.filter(|numbers| numbers.len() > 1)?;
        (behind.is_empty() || behind.starts_with(['-', '+', '_'])).then_some(Version {
            before,
            numbers,
            behind,
        })
    }

    /// How far a version is that is not out yet, with its number: `-rc.2`.
    fn stage(&self) -> Option<(usize, u64)> {
        const STAGES: [&str; 5] = ["dev", "alpha", "beta", "pre", "rc"];
        let behind = self.behind.strip_prefix('-')?;
        let (stage, rest) =
            STAGES.iter().enumerate().find_map(|(at, word)| Some((at, behind.strip_prefix(word)?)))?;
        let number = rest.trim_start_matches(['.', '-', '_']);
        if number.is_empty() { Some((stage, 0)) } else { Some((stage, number.parse().ok()?)) }
    }

    /// What is behind the numbers and says something else than how far it is.
    fn rest(&self) -> &'t str {
        if self.stage().is_some() { "" } else { self.behind }
    }
}

/// Whether the first part of a name is taken for a registry.
fn is_written_as_registry(first: &str) -> bool {
    first.contains(['.', ':']) || first == "localhost" || first.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_registry(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    port.is_none_or(is_port)
        && match address {
            Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => host.split('.').all(is_host_part),
        }
}

fn is_host_part(part: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !part.is_empty() && part.bytes().all(inner) && !part.starts_with('-') && !part.ends_with('-')
}

/// Small letters and digits, with `.`, `_`, `__` or any number of `-` between them.
fn is_component(component: &str) -> bool {
    let alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let separators = component.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let is_separator = |text: &str| matches!(text, "" | "." | "_" | "__") || text.bytes().all(|b| b == b'-');
    component.bytes().next().is_some_and(alphanumeric)
        && component.bytes().next_back().is_some_and(alphanumeric)
        && separators.into_iter().all(is_separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_version_is_told_where_tags_say_versions() {
        for (earlier, later) in [
            ("1.2.3", "1.10.0"),
            ("v1.2", "v1.3"),
            ("1.25-alpine", "1.26-alpine"),
            ("1.0.0-rc.1", "1.0.0"),
            ("1.0.0-rc.1", "1.0.0-rc.2"),
            ("1.0.0-beta2", "1.0.0-rc1"),
            ("1.9.0-rc.1", "1.9.1"),
        ] {
            assert!(is_earlier(earlier, later), "{earlier} {later}");
            assert!(!is_earlier(later, earlier), "{later} {earlier}");
        }
        for (one, other) in [
            ("1.2-alpine", "1.2"),
            ("20240101", "20250101"),
            ("main", "1.2"),
            ("1.2", "v1.3"),
            ("1.2", "1.2.1"),
            ("1.25-alpine", "1.26-slim"),
        ] {
            assert!(!is_earlier(one, other) && !is_earlier(other, one), "{one} {other}");
        }
        assert_eq!(registry("ghcr.io/acme/web"), ("ghcr.io", "acme/web"));
        assert_eq!(registry("acme/web"), ("docker.io", "acme/web"));
        assert_eq!(registry("docker.io/library/nginx"), ("docker.io", "nginx"));
    }

    const DIGEST: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    #[test]
    fn references_come_apart_and_together_again() {
        for (text, name, tag, digest) in [
            ("nginx", "nginx", None, None),
            ("nginx:1.27", "nginx", Some("1.27"), None),
            ("localhost:5000/nginx", "localhost:5000/nginx", None, None),
            ("localhost:5000/nginx:1", "localhost:5000/nginx", Some("1"), None),
            ("a.example/b/c:1@sha256:00", "a.example/b/c", Some("1"), Some("sha256:00")),
            ("[::1]:5000/web@sha256:00", "[::1]:5000/web", None, Some("sha256:00")),
            ("", "", None, None),
            (":", "", Some(""), None),
            ("a@b@c", "a", None, Some("b@c")),
        ] {
            let image = Image::parse(text);
            assert_eq!(image, Image { name, tag, digest }, "{text}");
            assert_eq!(image.to_string(), text);
        }
    }

    #[test]
    fn names_are_those_that_a_registry_takes() {
        for name in [
            "nginx",
            "library/nginx",
            "a__b/c-d.e---f",
            "localhost/web",
            "localhost:5000/web",
            "Registry.example/web",
            "127.0.0.1:80/web",
            "[2001:db8::1]:5000/web",
        ] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "",
            "Nginx",
            "a/Nginx",
            "a//b",
            "/a",
            "a/",
            "a..b",
            "-a",
            "a___b",
            "a.b:x/c",
            "a.b:/c",
            "http://a/b",
        ] {
            assert!(!is_name(name), "{name}");
        }
        assert!(is_name(&"a".repeat(255)) && !is_name(&"a".repeat(256)));
    }

    #[test]
    fn tags_and_digests_have_their_form() {
        for tag in ["1", "_a", "v1.2-rc_3", &"a".repeat(128)] {
            assert!(is_tag(tag), "{tag}");
        }
        for tag in ["", ".1", "-1", "1+2", "a b", "a/b", "ä", &"a".repeat(129)] {
            assert!(!is_tag(tag), "{tag}");
        }
        assert_eq!(digest_fault(DIGEST), None);
        assert_eq!(digest_fault(&DIGEST[..70]).as_deref(), Some("63 digits, not 64"));
        assert_eq!(
            digest_fault(&DIGEST.to_uppercase()).as_deref(),
            Some("not an algorithm that registries know")
        );
        assert_eq!(digest_fault("sha256:xyz").as_deref(), Some("`x` is no hexadecimal digit"));
        assert_eq!(digest_fault(&DIGEST[7..]).as_deref(), Some("no algorithm before a `:`"));
    }

    #[test]
    fn docker_writes_some_names_in_several_ways() {
        for name in [
            "nginx",
            "library/nginx",
            "docker.io/nginx",
            "docker.io/library/nginx",
            "index.docker.io/library/nginx",
        ] {
            assert_eq!(familiar(name), "nginx", "{name}");
        }
        assert_eq!(familiar("quay.io/nginx"), "quay.io/nginx");
    }
}
