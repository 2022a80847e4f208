//! The `format` of a string in the schema of a custom resource, as the API server checks it.
//!
//! From `strfmt` in `kube-openapi/pkg/validation`, and the list in `apiextensions-apiserver/pkg/apiserver/validation`, in
//! Kubernetes 1.36. Other formats are not looked at by the server, and `password` is any text to it.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::web_formats::{is_email, is_hostname, is_uri};
use super::{formats, time};

/// A format's check of a text.
pub type Check = fn(&str) -> bool;

/// The check of a format, and a text that fits; nothing if any text does.
pub fn check(format: &str) -> Option<(Check, &'static str)> {
    Some(match format.replace('-', "").as_str() {
        "ipv4" => (ipv4, "10.0.0.1"),
        "ipv6" => (ipv6, "fd00::1"),
        "cidr" => (cidr, "10.0.0.0/8"),
        "mac" => (mac, "00:1b:44:11:3a:b7"),
        "uuid" => (|text| uuid(text, None), "123e4567-e89b-12d3-a456-426614174000"),
        "uuid3" => (|text| uuid(text, Some('3')), "123e4567-e89b-32d3-a456-426614174000"),
        "uuid4" => (|text| uuid(text, Some('4')), "123e4567-e89b-42d3-a456-426614174000"),
        "uuid5" => (|text| uuid(text, Some('5')), "123e4567-e89b-52d3-a456-426614174000"),
        "date" => (date, "2024-12-31"),
        "datetime" => (date_time, "2024-12-31T23:59:59Z"),
        "duration" => (duration, "1h30m"),
        "byte" => (byte, "aGVsbG8="),
        "hexcolor" => (hex_color, "#ff0000"),
        "uri" => (is_uri, "https://example.com/path"),
        "email" => (is_email, "name@example.com"),
        "hostname" => (is_hostname, "www.example.com"),
        "isbn" => (|text| isbn10(text) || isbn13(text), "978-0321751041"),
        "isbn10" => (isbn10, "0321751043"),
        "isbn13" => (isbn13, "978-0321751041"),
        "creditcard" => (credit_card, "4111 1111 1111 1111"),
        "ssn" => (social_security_number, "123-45-6789"),
        "rgbcolor" => (rgb_color, "rgb(255, 0, 0)"),
        "k8sshortname" => (|text| formats::dns_label(text).is_none(), "my-name"),
        "k8slongname" => (|text| formats::dns_subdomain(text).is_none(), "my.name"),
        "bsonobjectid" => (|text| text.len() == 24 && is_hex(text), "507f1f77bcf86cd799439011"),
        _ => return None,
    })
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Go's `net.ParseIP` takes an IPv4 address within one of IPv6, which is told by its dots.
fn ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok() || (text.contains('.') && text.parse::<Ipv6Addr>().is_ok())
}

fn ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

fn cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let right = !bits.is_empty() && bits.len() <= 3 && bits.bytes().all(|byte| byte.is_ascii_digit());
    let Some(bits) = bits.parse::<u16>().ok().filter(|_| right) else { return false };
    address.parse::<Ipv4Addr>().is_ok() && bits <= 32 || address.parse::<Ipv6Addr>().is_ok() && bits <= 128
}

/// `net.ParseMAC`: 6, 8 or 20 bytes with `:`, `-` between each or `.` between pairs.
fn mac(text: &str) -> bool {
    let parts = |sign, width: usize, counts: [usize; 3]| {
        let parts: Vec<&str> = text.split(sign).collect();
        counts.contains(&parts.len()) && parts.iter().all(|part| part.len() == width && is_hex(part))
    };
    parts(':', 2, [6, 8, 20]) || parts('-', 2, [6, 8, 20]) || parts('.', 4, [3, 4, 10])
}

/// `UUIDPattern` and its like: with or without each of the dashes. In the versions that say so, the digit of the version
/// and, from 4 on, of the variant must be right.
fn uuid(text: &str, version: Option<char>) -> bool {
    let (mut digits, mut bytes) = (Vec::with_capacity(32), text.bytes().peekable());
    while let Some(byte) = bytes.next() {
        digits.push(byte);
        if matches!(digits.len(), 8 | 12 | 16 | 20) {
            bytes.next_if_eq(&b'-');
        }
    }
    let nth = |at: usize| digits.get(at).copied().unwrap_or(b'0');
    let variant = matches!(nth(16), b'8' | b'9' | b'a' | b'b' | b'A' | b'B');
    digits.len() == 32
        && digits.iter().all(u8::is_ascii_hexdigit)
        && version.is_none_or(|version| nth(12) == version as u8 && (version == '3' || variant))
}

fn date(text: &str) -> bool {
    text.len() == 10 && text.is_ascii() && time::is_time(&format!("{text}T00:00:00Z"), None)
}

/// `IsDateTime`: RFC 3339, in small letters too, with any hour in its offset.
fn date_time(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut parts = lower.split('t');
    let (Some(day), Some(clock)) = (parts.next(), parts.next()) else { return false };
    let bytes = clock.as_bytes();
    let digits =
        |from: usize| bytes.get(from..from + 2).is_some_and(|two| two.iter().all(u8::is_ascii_digit));
    let colon = |at: usize| bytes.get(at) == Some(&b':');
    if !(date(day) && digits(0) && colon(2) && digits(3) && colon(5) && digits(6) && clock.is_ascii()) {
        return false;
    }
    let in_day = &clock[..2] <= "23" && &clock[3..5] <= "59" && &clock[6..8] <= "59";
    let zone = match clock[8..].strip_prefix('.') {
        Some(rest) => {
            let zone = rest.trim_start_matches(|char: char| char.is_ascii_digit());
            if zone.len() == rest.len() {
                return false;
            }
            zone
        }
        None => &clock[8..],
    };
    let at = clock.len() - zone.len();
    let offset =
        zone.len() == 6 && zone.starts_with(['+', '-']) && digits(at + 1) && colon(at + 3) && digits(at + 4);
    in_day && (zone == "z" || offset)
}

/// Go's durations, and before that numbers with the names of units: `1 hour`, `2 days`.
fn duration(text: &str) -> bool {
    go_duration(text) || worded_duration(text)
}

/// `time.ParseDuration`.
pub fn go_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let unit = rest.trim_start_matches(|char: char| char.is_ascii_digit() || char == '.');
        let number = &rest[..rest.len() - unit.len()];
        if number.matches('.').count() > 1 || !number.bytes().any(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let end = unit.find(|char: char| char.is_ascii_digit() || char == '.').unwrap_or(unit.len());
        if !["ns", "us", "µs", "μs", "ms", "s", "m", "h"].contains(&&unit[..end]) {
            return false;
        }
        rest = &unit[end..];
    }
    true
}

/// The last name of each unit may go on: `minutes`.
const UNITS: [&[&str]; 8] = [
    &["ns", "nano"],
    &["us", "µs", "micro"],
    &["ms", "milli"],
    &["s", "sec"],
    &["m", "min"],
    &["h", "hr", "hour"],
    &["d", "day"],
    &["w", "wk", "week"],
];

fn worded_duration(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(|char: char| char.is_ascii_digit()) {
        let behind = rest[at..].trim_start_matches(|char: char| char.is_ascii_digit()).trim_start();
        let end =
            behind.find(|char: char| !(char.is_ascii_alphabetic() || char == 'µ')).unwrap_or(behind.len());
        let unit = behind[..end].to_lowercase();
        let named = |names: &&[&str]| {
            names.contains(&unit.as_str()) || names.last().is_some_and(|last| unit.starts_with(last))
        };
        if UNITS.iter().any(named) {
            return true;
        }
        rest = &behind[end..];
    }
    false
}

/// `rxBase64`, which looks at the letters alone.
fn byte(text: &str) -> bool {
    let letters = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4) && letters.bytes().all(is_letter)
}

/// What is left of a text without blanks and `-`.
fn packed(text: &str) -> String {
    text.chars().filter(|char| !char.is_ascii_whitespace() && *char != '-').collect()
}

fn isbn10(text: &str) -> bool {
    let text = packed(text);
    let worth = |(index, byte): (usize, u8)| match byte {
        b'0'..=b'9' => Some((index + 1) * usize::from(byte - b'0')),
        b'X' if index == 9 => Some(100),
        _ => None,
    };
    let sum: Option<usize> = text.bytes().enumerate().map(worth).sum();
    text.len() == 10 && sum.is_some_and(|sum| sum.is_multiple_of(11))
}

fn isbn13(text: &str) -> bool {
    let text = packed(text);
    let worth = |(index, byte): (usize, u8)| {
        byte.is_ascii_digit().then(|| usize::from(byte - b'0') * if index % 2 == 0 { 1 } else { 3 })
    };
    let sum: Option<usize> = text.bytes().enumerate().map(worth).sum();
    text.len() == 13 && sum.is_some_and(|sum| sum.is_multiple_of(10))
}

/// Whatever is no digit is left out; the last digit must be right. The server also knows how the numbers of each company begin.
fn credit_card(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).rev().map(|byte| u32::from(byte - b'0'));
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let worth = |(index, digit): (usize, u32)| if index % 2 == 0 { digit } else { doubled(digit) };
    let sum: u32 = digits.clone().enumerate().map(worth).sum();
    (13..=16).contains(&digits.count()) && sum.is_multiple_of(10)
}

fn social_security_number(text: &str) -> bool {
    let right = |(index, byte): (usize, u8)| match index {
        3 | 6 => matches!(byte, b'-' | b' '),
        _ => byte.is_ascii_digit(),
    };
    text.len() == 11 && text.bytes().enumerate().all(right)
}

/// `rgb(…)` with three numbers to 255.
fn rgb_color(text: &str) -> bool {
    let is_part = |part: &str| {
        let part = part.trim_matches(|char: char| char.is_ascii_whitespace());
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number && (part == "0" || !part.starts_with('0')) && part.parse::<u8>().is_ok()
    };
    let inner = text.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')'));
    inner.is_some_and(|inner| inner.split(',').count() == 3 && inner.split(',').all(is_part))
}

fn hex_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or(text);
    matches!(digits.len(), 3 | 6) && is_hex(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_takes_what_the_server_takes() {
        for (format, right, wrong) in [
            ("ipv4", &["10.0.0.1"][..], &["10.0.0.300", "fd00::1", "1"][..]),
            ("ipv6", &["fd00::1"], &["10.0.0.1"]),
            ("cidr", &["10.0.0.0/8", "::/0"], &["10.0.0.0/33", "10.0.0.0", "10.0.0.0/+8"]),
            ("mac", &["00:1b:44:11:3a:b7", "001b.4411.3ab7"], &["00:1b"]),
            ("uuid", &["123e4567-e89b-12d3-a456-426614174000"], &["123"]),
            ("uuid4", &["123e4567-e89b-42d3-a456-426614174000"], &["123e4567-e89b-12d3-a456-426614174000"]),
            ("date", &["2024-02-29"], &["2023-02-29", "2024-1-1"]),
            (
                "date-time",
                &["2026-01-02T03:04:05Z", "2026-01-02t03:04:05.5+02:00"],
                &["2026-01-02", "2026-01-02T03:04:05", "soon", "2026-01-02T24:00:00Z"],
            ),
            ("duration", &["1h30m", "0", "1 hour", "3 days", "-1.5s"], &["90", "", "soon"]),
            ("byte", &["aGVsbG8=", "", "aGVsbG9=", "ab=="], &["a", "a===", "a_-=", "ab="]),
            ("hexcolor", &["#fff"], &["#ff"]),
            ("rgbcolor", &["rgb(0,10 ,255)"], &["rgb(0,0)", "rgb(256,0,0)", "rgb(00,0,0)", "rgba(0,0,0,0)"]),
            ("uuid", &["123e4567e89b12d3a456426614174000"], &["123e-4567e89b12d3a456426614174000"]),
            ("isbn", &["0-321-75104-3", "080442957X"], &["0321751044", "978-0321751042", "", "X321751043"]),
            ("isbn13", &["9780321751041"], &["0321751043"]),
            ("creditcard", &["4111-1111-1111-1111"], &["4111-1111-1111-1112", "0", ""]),
            ("ssn", &["123 45-6789"], &["123456789", "12-345-6789"]),
            ("uri", &["/a"], &["a"]),
            ("email", &["a@b"], &["a"]),
            ("hostname", &["a-b"], &["a_b"]),
            ("k8s-short-name", &["a"], &["a.b", ""]),
            ("k8s-long-name", &["a.b"], &["a_b"]),
        ] {
            let (check, example) = check(format).unwrap();
            assert!(check(example), "{format}");
            for text in right {
                assert!(check(text), "{format}: {text}");
            }
            for text in wrong {
                assert!(!check(text), "{format}: {text}");
            }
        }
        assert!(check("odd").is_none());
    }
}
