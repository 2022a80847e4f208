//! How names and keys are written: each rule as a function that says what is wrong with a text, to stand behind the name
//! of its field.
//!
//! From `apimachinery/pkg/util/validation/validation.go` in Kubernetes 1.36, unless a rule says another place.

/// What is wrong with a text; nothing if it is right.
pub type Fault = Option<&'static str>;

/// A rule of how a text is written.
pub type Format = fn(&str) -> Fault;

/// The most bytes of a DNS label, of the name of a label, and of its value.
const LABEL: usize = 63;
/// The most bytes of a DNS subdomain.
const SUBDOMAIN: usize = 253;

fn is_lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Whether all bytes are letters, digits or among `between`, and both ends letters or digits.
fn is_word(text: &str, letter: fn(u8) -> bool, between: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    letter(*first) && letter(*last) && bytes.iter().all(|byte| letter(*byte) || between.contains(byte))
}

/// `IsDNS1123Label`: `web-1`.
pub fn dns_label(text: &str) -> Fault {
    if text.len() > LABEL {
        return Some("must have 63 characters at most");
    }
    (!is_word(text, is_lower, b"-"))
        .then_some("must be small letters, digits and `-`, with a letter or digit at both ends")
}

/// `IsDNS1035Label`: as [`dns_label`], and begins with a letter.
pub fn dns_1035_label(text: &str) -> Fault {
    if text.len() > LABEL {
        return Some("must have 63 characters at most");
    }
    let right = is_word(text, is_lower, b"-") && text.as_bytes()[0].is_ascii_lowercase();
    (!right).then_some(
        "must be small letters, digits and `-`, begin with a letter and end with a letter or digit",
    )
}

/// `IsDNS1123Subdomain`: `shop.example.com`.
pub fn dns_subdomain(text: &str) -> Fault {
    if text.len() > SUBDOMAIN {
        return Some("must have 253 characters at most");
    }
    (!text.split('.').all(|label| is_word(label, is_lower, b"-"))).then_some(
        "must be small letters, digits, `-` and `.`, with a letter or digit at both ends of each part",
    )
}

/// `NameIsDNSSubdomain` with `prefix`: as [`dns_subdomain`], of a name to which more may be added. For a `-` at the end,
/// and whatever is before it, the server reads an `a`.
pub fn dns_subdomain_prefix(text: &str) -> Fault {
    let read = text.strip_suffix('-').and_then(|text| text.char_indices().next_back());
    match read {
        Some((end, last)) if last.is_ascii() => dns_subdomain(&format!("{}a", &text[..end])),
        _ => dns_subdomain(text),
    }
}

/// `IsHTTPHeaderName`: letters, digits and `-`.
pub fn http_header_name(text: &str) -> Fault {
    let right = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (!right).then_some("must be letters, digits and `-`")
}

/// `IsQualifiedName`: `name` or `example.com/name`, as keys of labels and annotations are.
pub fn qualified_name(text: &str) -> Fault {
    let name = match text.split_once('/') {
        Some(("", _)) => return Some("must have a domain before its `/`"),
        Some((_, name)) if name.contains('/') => return Some("can have one `/` only"),
        Some((domain, _)) if dns_subdomain(domain).is_some() => {
            return Some("must have a domain in small letters before its `/`, as `example.com/name`");
        }
        Some((_, name)) => name,
        None => text,
    };
    match name.len() {
        0 if name.len() == text.len() => Some("must not be empty"),
        0 => Some("must have a name behind its `/`"),
        length if length > LABEL => Some("must have 63 characters at most behind its `/`"),
        _ => (!is_word(name, |byte| byte.is_ascii_alphanumeric(), b"-_."))
            .then_some("must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends"),
    }
}

/// `IsDomainPrefixedPath`: `example.com/runner`.
pub fn domain_path(text: &str) -> Fault {
    let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&byte);
    let right = text.split_once('/').is_some_and(|(domain, path)| {
        dns_subdomain(domain).is_none() && !path.is_empty() && path.bytes().all(is_path)
    });
    (!right).then_some("must be a domain in small letters and a path, as `example.com/name`")
}

/// `IsValidLabelValue`: empty, or a word.
pub fn label_value(text: &str) -> Fault {
    if text.len() > LABEL {
        return Some("must have 63 characters at most");
    }
    let right = text.is_empty() || is_word(text, |byte| byte.is_ascii_alphanumeric(), b"-_.");
    (!right).then_some("must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends")
}

/// `IsValidPathSegmentName` in `apimachinery/pkg/api/validation/path`: what RBAC takes as a name.
pub fn path_segment(text: &str) -> Fault {
    match text {
        "." | ".." => Some("cannot be `.` or `..`"),
        _ if text.contains('/') => Some("cannot have a `/`"),
        _ if text.contains('%') => Some("cannot have a `%`"),
        _ => None,
    }
}

/// `ValidateCSIDriverName`: 63 characters at most, of which the letters may be large ones.
pub fn csi_driver_name(text: &str) -> Fault {
    if text.len() > LABEL {
        return Some("must have 63 characters at most");
    }
    dns_subdomain(&text.to_ascii_lowercase())
}

/// `IsWildcardDNS1123Subdomain`, or [`dns_subdomain`] where there is no `*`: `shop.example.com` or `*.example.com`.
pub fn host(text: &str) -> Fault {
    match text.strip_prefix("*.") {
        Some(_) if text.len() > SUBDOMAIN => Some("must have 253 characters at most"),
        Some(parent) => dns_subdomain(parent),
        None if text.contains('*') => Some("can have a `*` only alone and in front, as `*.example.com`"),
        None => dns_subdomain(text),
    }
}

/// `IsFullyQualifiedDomainName`: two labels at least, and maybe a dot behind them.
pub fn domain_name(text: &str) -> Fault {
    let name = text.strip_suffix('.').unwrap_or(text);
    let label = || name.split('.').find_map(dns_label);
    let alone = || (!name.contains('.')).then_some("must have two parts at least, as `example.com`");
    dns_subdomain(name).or_else(alone).or_else(label)
}

/// `IsFullyQualifiedName`: three labels at least.
pub fn fully_qualified_name(text: &str) -> Fault {
    let few = text.split('.').count() < 3;
    let few = few.then_some("must be a domain with three parts at least, as `pods.example.com`");
    dns_subdomain(text).or(few)
}

/// `IsConfigMapKey`: keys of ConfigMaps and Secrets.
pub fn config_key(text: &str) -> Fault {
    if text.len() > SUBDOMAIN {
        return Some("must have 253 characters at most");
    }
    match text {
        "" => Some("must not be empty"),
        "." => Some("cannot be `.`"),
        _ if text.starts_with("..") => Some("cannot begin with `..`"),
        _ => (!text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)))
            .then_some("can have letters, digits, `-`, `_` and `.` only"),
    }
}

/// `IsValidPortName`: the names of ports, 15 characters with a letter among them.
pub fn port_name(text: &str) -> Fault {
    if text.len() > 15 {
        return Some("must have 15 characters at most");
    }
    let right = is_word(text, is_lower, b"-")
        && !text.contains("--")
        && text.bytes().any(|byte| byte.is_ascii_lowercase());
    (!right).then_some("must be small letters, digits and single `-` between them, with at least one letter")
}

/// `IsRelaxedEnvVarName`: printable ASCII without `=`.
pub fn env_name(text: &str) -> Fault {
    let right = text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'=');
    if text.is_empty() {
        return Some("must not be empty");
    }
    (!right).then_some("can have printable characters of ASCII only, and no `=`")
}

/// `IsValidIP`: an address of either family, without leading zeros.
pub fn ip(text: &str) -> Fault {
    match text.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V6(address)) if address.to_ipv4_mapped().is_some() => {
            Some("cannot be an IPv4 address that is written as an IPv6 one")
        }
        Ok(_) => None,
        Err(_) => {
            let digits = text.split('.').all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            let zeros = text.split('.').any(|part| part.len() > 1 && part.starts_with('0'));
            if digits && zeros {
                return Some("cannot have leading zeros: some read them as octal");
            }
            Some("must be an IP address, as `10.9.8.7` or `2001:db8::1`")
        }
    }
}

/// `IsDNS1123SubdomainWithUnderscore` and the dot at the end that a search list may have: `_tcp.example.com.`.
pub fn dns_search(text: &str) -> Fault {
    let domain = text.strip_suffix('.').unwrap_or(text);
    if domain.len() > SUBDOMAIN {
        return Some("must have 253 characters at most");
    }
    let is_label = |label: &str| is_word(label.strip_prefix('_').unwrap_or(label), is_lower, b"-_");
    (text != "." && !domain.split('.').all(is_label)).then_some(
        "must be small letters, digits, `-`, `_` and `.`, with a letter or digit at both ends of each part",
    )
}

/// `IsValidSysctlName` in `pkg/apis/core/validation`: `net.ipv4.tcp_syncookies`.
pub fn sysctl_name(text: &str) -> Fault {
    if text.len() > SUBDOMAIN {
        return Some("must have 253 characters at most");
    }
    (!text.split(['.', '/']).all(|part| is_word(part, is_lower, b"-_"))).then_some(
        "must be small letters, digits, `-`, `_` and `.`, with a letter or digit at both ends of each part",
    )
}

/// `ValidateCSIDriverName` in `pkg/apis/core/validation`: `ebs.csi.aws.com`, in letters of any case.
pub fn csi_driver(text: &str) -> Fault {
    if text.len() > LABEL {
        return Some("must have 63 characters at most");
    }
    dns_subdomain(&text.to_ascii_lowercase())
}

/// The regular expressions of `validateISCSIVolumeSource` in `pkg/apis/core/validation`: `iqn.2020-01.com.example:disk`.
pub fn iscsi_name(text: &str) -> Fault {
    let hex = |rest: &str, digits: usize| {
        let mut chars = rest.chars();
        chars.next().is_some()
            && chars.as_str().len() == digits
            && chars.all(|character| character.is_ascii_alphanumeric())
    };
    let right = match text.split_at_checked(3) {
        // Its expression asks only for an end like this.
        Some(("iqn", _)) => text.match_indices("iqn").any(|(at, _)| is_iqn(&text[at + 3..])),
        Some(("eui", rest)) => hex(rest, 16),
        Some(("naa", rest)) => hex(rest, 32),
        _ => false,
    };
    (!right)
        .then_some("must be a name of iSCSI, as `iqn.2020-01.com.example:disk`, `eui.` or `naa.` and digits")
}

/// Whether it goes on as an `iqn` does: a dot, year and month, a domain, a colon and a name.
fn is_iqn(rest: &str) -> bool {
    let Some((date, rest)) = rest.strip_prefix('.').and_then(|rest| rest.split_once('.')) else {
        return false;
    };
    let is_number =
        |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let Some((domain, name)) = rest.split_once(':') else { return false };
    date.split_once('-').is_some_and(|(year, month)| is_number(year, 4) && is_number(month, 2))
        && !domain.is_empty()
        && domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
        && !name.is_empty()
        && !name.contains(|c: char| ",;*&$|".contains(c) || c.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: fn(&str) -> Fault, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert_eq!(rule(text), None, "{text}");
        }
        for text in wrong {
            assert!(rule(text).is_some(), "{text}");
        }
    }

    #[test]
    fn each_takes_what_the_server_takes() {
        let (long, longer) = ("a".repeat(63), "a".repeat(64));
        check(dns_label, &["a", "1", "a-1", &long], &["", "A", "-a", "a-", "a.b", "a_b", "é", &longer]);
        check(dns_1035_label, &["a", "a-1"], &["1a", "", "a-"]);
        check(dns_subdomain, &["a", "a.b-c.1"], &["", "a..b", ".a", "a.", "a.-b", &"a.".repeat(127)]);
        check(dns_subdomain_prefix, &["a", "a-", "a.b--", "aA-"], &["", "-", "Aa-", "aé-", "a..b-"]);
        check(http_header_name, &["X-Api-1", "-"], &["", "a b", "a_b", "a:"]);
        check(
            qualified_name,
            &["a", "A_b.C", "example.com/a", &format!("a/{long}")],
            &["", "/a", "a/", "a/b/c", "A.com/b", "-a", "a b", &longer],
        );
        check(domain_path, &["a/b", "a/c/d~", "example.com/a/b:c"], &["", "a", "/a", "a/", "A/b", "a/b c"]);
        check(label_value, &["", "A_b", &long], &["-a", "a b", "a/b", &longer]);
        check(path_segment, &["Upper Case", "a:b"], &[".", "..", "a/b", "%"]);
        check(csi_driver_name, &["disk.csi.Example.com"], &["", "a_b", "-a", &longer]);
        check(
            host,
            &["a", "a.b", "*.a.b"],
            &["*", "a.*.b", "*a.b", "A.b", "", "*.", &format!("*.{}a", "a.".repeat(126))],
        );
        check(domain_name, &["a.b", "a.b."], &["", "a", "a.", ".", &format!("{longer}.b")]);
        check(fully_qualified_name, &["a.b.c"], &["a.b", "a.b.c.", ""]);
        check(config_key, &["a", ".a", "A_b-c.d"], &["", ".", "..", "..a", "a b", "a/b"]);
        check(env_name, &["a b", "1", "é"][..2], &["", "a=b", "é", "a\tb"]);
        check(
            ip,
            &["10.0.0.1", "::1", "2001:db8::1"],
            &["", "a", "010.0.0.1", "300.1.1.1", "::ffff:1.2.3.4"],
        );
        check(dns_search, &[".", "a.b.", "_tcp.example.com", "a_b"], &["", "Bad", "a..", "-a", "__a"]);
        check(sysctl_name, &["net.ipv4.tcp_syn", "a/b", "a-b"], &["", "A", "a..b", "_a", "a."]);
        check(csi_driver, &["Ebs.csi.aws.com"], &["", "Bad Driver", &longer]);
        let iscsi = [
            "iqn.2020-01.com.example:x",
            "iqn/iqn.2020-01.a:x:y",
            "eui.0123456789abcdef",
            "naa.0123456789abcdef0123456789abcdef",
        ];
        check(
            iscsi_name,
            &iscsi,
            &[
                "",
                "bad",
                "iqn.2020-1.a:x",
                "iqn.2020-01.a",
                "eui.12",
                "iqn.2020-01.a:x y",
                "aiqn.2020-01.a:x",
            ],
        );
        check(port_name, &["http", "a-1", "1a"], &["", "123", "a--b", "Http", "-a", "abcdefghijklmnop"]);
    }
}
