//! Addresses, ranges of them, and URLs. From `ip.go`, `cidr.go` and `urls.go` in `apiserver/pkg/cel/library`.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::super::run::{Ran, Runner};
use super::super::value::{Url, Value};
use super::{broken, int};
use crate::kubernetes::address;

pub(super) fn call(_: &mut Runner<'_>, name: &str, own: &[Value]) -> Option<Ran> {
    let text = match own.first()? {
        Value::Text(text) => Some(&**text),
        _ => None,
    };
    Some(Ok(match (name, own) {
        ("isIP", [_]) => Value::Bool(address::parse(text?).is_some()),
        ("ip", [Value::Text(text)]) => match address::parse(text) {
            Some(address) => Value::Ip(address),
            None => return Some(broken(format!("`{text}` is no address"))),
        },
        ("ip.isCanonical", [_]) => match address::parse(text?) {
            Some(address) => Value::Bool(address.to_string() == text?),
            None => return Some(broken(format!("`{}` is no address", text?))),
        },
        ("isCIDR", [_]) => Value::Bool(range(text?).is_some()),
        ("cidr", [Value::Text(text)]) => match range(text) {
            Some((address, bits)) => Value::Cidr(address, bits),
            None => return Some(broken(format!("`{text}` is no range of addresses"))),
        },
        ("isURL", [_]) => Value::Bool(url(text?).is_some()),
        ("url", [Value::Text(text)]) => match url(text) {
            Some(url) => Value::Url(Arc::new(url)),
            None => return Some(broken(format!("`{text}` is no URL"))),
        },
        (_, [Value::Ip(address)]) => of_address(name, *address)?,
        (_, [Value::Url(url)]) => of_url(name, url)?,
        (_, [Value::Cidr(address, bits)]) => match name {
            "ip" => Value::Ip(*address),
            "masked" => Value::Cidr(masked(*address, *bits), *bits),
            "prefixLength" => Value::Int(i64::from(*bits)),
            _ => return None,
        },
        ("containsIP", [Value::Cidr(own, bits), other]) => {
            let other = match other {
                Value::Ip(other) => *other,
                Value::Text(text) => match address::parse(text) {
                    Some(other) => other,
                    None => return Some(broken(format!("`{text}` is no address"))),
                },
                _ => return None,
            };
            Value::Bool(contains(*own, *bits, other))
        }
        ("containsCIDR", [Value::Cidr(own, bits), other]) => {
            let (other, others) = match other {
                Value::Cidr(other, others) => (*other, *others),
                Value::Text(text) => match range(text) {
                    Some(range) => range,
                    None => return Some(broken(format!("`{text}` is no range of addresses"))),
                },
                _ => return None,
            };
            Value::Bool(*bits <= others && contains(*own, *bits, other))
        }
        _ => return None,
    }))
}

fn of_address(name: &str, address: IpAddr) -> Option<Value> {
    let multicast = |v6: std::net::Ipv6Addr| v6.segments()[0] & 0xff0f == 0xff02;
    Some(match name {
        "family" => int(if address.is_ipv4() { 4 } else { 6 }),
        "isUnspecified" => Value::Bool(address.is_unspecified()),
        "isLoopback" => Value::Bool(address.is_loopback()),
        "isLinkLocalMulticast" => Value::Bool(match address {
            IpAddr::V4(v4) => v4.octets()[..3] == [224, 0, 0],
            IpAddr::V6(v6) => multicast(v6),
        }),
        "isLinkLocalUnicast" => Value::Bool(is_local(address)),
        "isGlobalUnicast" => Value::Bool(
            !(address.is_unspecified()
                || address.is_loopback()
                || address.is_multicast()
                || is_local(address)
                || address == IpAddr::V4(std::net::Ipv4Addr::BROADCAST)),
        ),
        _ => return None,
    })
}

fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

fn range(text: &str) -> Option<(IpAddr, u8)> {
    let (own, bits) = text.split_once('/')?;
    address::Range::parse(text)?;
    Some((address::parse(own)?, bits.parse().ok()?))
}

fn masked(address: IpAddr, bits: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
            IpAddr::V4((u32::from(v4) & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0);
            IpAddr::V6((u128::from(v6) & mask).into())
        }
    }
}

fn contains(own: IpAddr, bits: u8, other: IpAddr) -> bool {
    own.is_ipv4() == other.is_ipv4() && masked(own, bits) == masked(other, bits)
}

/// `ParseRequestURI` in Go, of an absolute address: with a scheme and a host, or a path from the root.
fn url(text: &str) -> Option<Url> {
    if text.is_empty() || text.chars().any(|char| char.is_control() || char == ' ') {
        return None;
    }
    let (scheme, rest) = match text.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (scheme.to_ascii_lowercase(), rest),
        _ => (String::new(), text),
    };
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) if !scheme.is_empty() => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        _ if rest.starts_with('/') => ("", rest),
        _ => return None,
    };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (name, port) = match host.rfind(']') {
        Some(end) if host.starts_with('[') => {
            (&host[1..end], host[end + 1..].strip_prefix(':').unwrap_or(""))
        }
        Some(_) => return None,
        None => host.rsplit_once(':').unwrap_or((host, "")),
    };
    let good = port.bytes().all(|byte| byte.is_ascii_digit())
        && escapes(path)
        && !name.contains(['<', '>', '"', '%']);
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        values.entry(unescaped(key)).or_default().push(unescaped(value));
    }
    let path = path.to_owned();
    good.then(|| Url { scheme, host: host.to_owned(), port: port.to_owned(), path, query: values })
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_alphabetic())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.'))
}

/// Whether each `%` has two digits behind it.
fn escapes(text: &str) -> bool {
    let digits = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    text.split('%').skip(1).all(digits)
}

fn unescaped(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                rest = &behind[2..];
            }
            (b'+', _) => {
                out.push(b' ');
                rest = behind;
            }
            _ => {
                out.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn of_url(name: &str, url: &Url) -> Option<Value> {
    let texts = |all: &Vec<String>| Value::list(all.iter().map(|text| Value::from(text.as_str())).collect());
    Some(match name {
        "getScheme" => Value::from(url.scheme.as_str()),
        "getHost" => Value::from(url.host.as_str()),
        "getHostname" => {
            let host = url.host.strip_suffix(&format!(":{}", url.port)).unwrap_or(&url.host);
            Value::from(host.trim_end_matches(':').trim_start_matches('[').trim_end_matches(']'))
        }
        "getPort" => Value::from(url.port.as_str()),
        "getEscapedPath" => Value::from(url.path.as_str()),
        "getQuery" => Value::map(url.query.iter().map(|(key, all)| (key.clone(), texts(all)))),
        _ => return None,
    })
}
