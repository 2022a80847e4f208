//! Dates, as far as go-yaml knows them.

use std::fmt::Write;

/// The date in the form in which Go prints it (RFC 3339), if `text` is one in a form that go-yaml accepts:
/// `2001-1-2`, `2001-1-2 3:4:5.6`, `2001-1-2T3:4:5.6Z` or with an offset as `+01:00`.
pub(super) fn parse(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    // Nearly no scalar is a date: this is all that nearly all pay.
    if bytes.len() < 8 || bytes[4] != b'-' || !bytes[..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut rest = Rest(&text[5..]);
    let year = number(&bytes[..4]);
    let month = rest.number()?;
    rest.skip(b'-')?;
    let day = rest.number()?;
    if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let mut date = String::with_capacity(35);
    let _ = write!(date, "{year:04}-{month:02}-{day:02}T");
    if rest.0.is_empty() {
        return Some(date + "00:00:00Z");
    }
    let with_zone = match rest.next()? {
        b'T' | b't' => true,
        b' ' => {
            rest.0 = rest.0.trim_start_matches(' ');
            false
        }
        _ => return None,
    };
    let hour = rest.number()?;
    rest.skip(b':')?;
    let minute = rest.number()?;
    rest.skip(b':')?;
    let second = rest.number()?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let _ = write!(date, "{hour:02}:{minute:02}:{second:02}");
    date.push_str(&rest.fraction());
    if with_zone {
        rest.zone(&mut date)?;
    } else {
        date.push('Z');
    }
    rest.0.is_empty().then_some(date)
}

/// What is still to be read.
struct Rest<'t>(&'t str);

impl Rest<'_> {
    fn next(&mut self) -> Option<u8> {
        let first = *self.0.as_bytes().first()?;
        self.0 = self.0.get(1..)?;
        Some(first)
    }

    fn skip(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    /// One or two digits.
    fn number(&mut self) -> Option<u32> {
        let length = self.0.bytes().take(2).take_while(u8::is_ascii_digit).count();
        let digits = &self.0.as_bytes()[..length];
        self.0 = &self.0[length..];
        (length > 0).then(|| number(digits))
    }

    /// `.5` or `,5`: at most nine digits count, and zeros at the end are not printed.
    fn fraction(&mut self) -> String {
        let Some(digits) = self.0.strip_prefix(['.', ',']) else { return String::new() };
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return String::new();
        }
        self.0 = &digits[length..];
        match digits[..length.min(9)].trim_end_matches('0') {
            "" => String::new(),
            digits => format!(".{digits}"),
        }
    }

    /// `Z` or `+01:00`.
    fn zone(&mut self, date: &mut String) -> Option<()> {
        let sign = self.next()?;
        if sign == b'Z' {
            date.push('Z');
            return Some(());
        }
        let offset = self.0.get(..5).filter(|_| matches!(sign, b'+' | b'-'))?;
        let (hours, minutes) = (offset.get(..2)?, offset.get(3..)?);
        if offset.as_bytes()[2] != b':' || !(hours.to_owned() + minutes).bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        if number(hours.as_bytes()) > 24 || number(minutes.as_bytes()) > 60 {
            return None;
        }
        self.0 = &self.0[5..];
        match offset {
            "00:00" => date.push('Z'),
            _ => date.extend([char::from(sign)].into_iter().chain(offset.chars())),
        }
        Some(())
    }
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn dates_are_rewritten_as_go_prints_them() {
        for (written, printed) in [
            ("2001-01-01", "2001-01-01T00:00:00Z"),
            ("2020-1-2", "2020-01-02T00:00:00Z"),
            ("2020-1-2 3:4:5.1200", "2020-01-02T03:04:05.12Z"),
            ("2020-01-02T03:04:05,5+02:00", "2020-01-02T03:04:05.5+02:00"),
            ("2020-01-02t03:04:05.123456789123Z", "2020-01-02T03:04:05.123456789Z"),
            ("2020-02-29T23:59:59-00:00", "2020-02-29T23:59:59Z"),
            ("2020-01-02  03:04:05.000", "2020-01-02T03:04:05Z"),
        ] {
            assert_eq!(parse(written).as_deref(), Some(printed), "{written}");
        }
    }

    #[test]
    fn what_go_does_not_accept_is_no_date() {
        for text in [
            "2021-02-29",
            "2020-13-01",
            "2020-00-01",
            "2020-1-0",
            "2020-1-32",
            "20-1-1",
            "02020-1-1",
            "2020-1-",
            "2020-01-02T03:04:05",
            "2020-01-02 03:04:05Z",
            "2020-01-02T24:00:00Z",
            "2020-01-02 03:04",
            "2020-01-02T03:04:05+0200",
            "2020-01-02T03:04:05+02:00x",
            "2020-01-021",
            "2020-01-01T00:00:00z",
            "2020-é-01",
            "2020-01-01T00:00:00+é1:0",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
