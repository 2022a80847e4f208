//! Points in time as the API writes them.

/// Whether `text` is a time as RFC 3339 writes it, with exactly `fraction` digits of a second if that is given.
///
/// From `Time` and `MicroTime` in `apimachinery/pkg/apis/meta/v1`: the one takes any fraction or none, the
/// other six digits.
pub fn is_time(text: &str, fraction: Option<usize>) -> bool {
    let bytes = text.as_bytes();
    let number = |from: usize, length: usize| -> Option<u32> {
        let digits =
            text.get(from..from + length).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
        digits.parse().ok()
    };
    let within = |from, low, high| number(from, 2).is_some_and(|number| (low..=high).contains(&number));
    let signs = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let (Some(year), Some(month), Some(day)) = (number(0, 4), number(5, 2), number(8, 2)) else {
        return false;
    };
    let good_date = (1..=12).contains(&month) && (1..=days(year, month)).contains(&day);
    let good_clock = within(11, 0, 23) && within(14, 0, 59) && within(17, 0, 59);
    if !(good_date && good_clock && signs.iter().all(|(at, sign)| bytes[*at] == *sign)) {
        return false;
    }
    let rest = &text[19..];
    let zone = match rest.strip_prefix('.') {
        Some(rest) => {
            let zone = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            let length = rest.len() - zone.len();
            if fraction.map_or(length == 0, |fraction| fraction != length) {
                return false;
            }
            zone
        }
        None if fraction.is_some() => return false,
        None => rest,
    };
    let at = text.len() - zone.len();
    zone == "Z"
        || zone.len() == 6
            && zone.starts_with(['+', '-'])
            && bytes[at + 3] == b':'
            && within(at + 1, 0, 23)
            && within(at + 4, 0, 59)
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_the_server_does() {
        for good in [
            "2024-02-29T23:59:59Z",
            "2024-01-01T00:00:00.5Z",
            "2024-01-01T00:00:00+02:00",
            "2024-01-01T00:00:00.123456789-11:30",
        ] {
            assert!(is_time(good, None), "{good}");
        }
        for bad in [
            "",
            "2024-01-01",
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-01-01 00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:00",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00+0200",
            "2024-01-01T00:00:0éZ",
            "é024-01-01T00:00:00Z",
        ] {
            assert!(!is_time(bad, None), "{bad}");
        }
        assert!(is_time("2024-01-01T00:00:00.123456Z", Some(6)));
        assert!(!is_time("2024-01-01T00:00:00Z", Some(6)));
        assert!(!is_time("2024-01-01T00:00:00.123Z", Some(6)));
    }
}
