//! Points in time and lengths of it, in billionths of a second.

use super::super::run::{Ran, Runner, Stop};
use super::super::value::Value;
use super::broken;
use crate::kubernetes::openapi_formats;

const SECOND: i128 = 1_000_000_000;
const DAY: i128 = 86_400 * SECOND;
/// What is farther from 1970 than this has no year of four digits.
pub(super) const FARTHEST: i128 = 10_000 * 366 * DAY;

pub(super) fn call(_: &mut Runner<'_>, name: &str, own: &[Value]) -> Option<Ran> {
    Some(match (name, own) {
        ("timestamp", [Value::Timestamp(_)]) | ("duration", [Value::Duration(_)]) => Ok(own[0].clone()),
        ("timestamp", [Value::Text(text)]) => match timestamp_of(text) {
            Some(nanos) => Ok(Value::Timestamp(nanos)),
            None => broken(format!("`{text}` is no point in time")),
        },
        ("timestamp", [Value::Int(seconds)]) => Ok(Value::Timestamp(i128::from(*seconds) * SECOND)),
        ("duration", [Value::Text(text)]) => match duration_of(text) {
            Some(nanos) => Ok(Value::Duration(nanos)),
            None => broken(format!("`{text}` is no length of time")),
        },
        ("duration", [Value::Int(nanos)]) => Ok(Value::Duration(i128::from(*nanos))),
        (_, [Value::Duration(nanos)]) => {
            let unit = match name {
                "getHours" => 3600 * SECOND,
                "getMinutes" => 60 * SECOND,
                "getSeconds" => SECOND,
                "getMilliseconds" => SECOND / 1000,
                _ => return None,
            };
            Ok(Value::Int(i64::try_from(nanos / unit).unwrap_or(i64::MAX)))
        }
        (_, [Value::Timestamp(nanos)]) => Ok(Value::Int(part(name, *nanos)?)),
        (_, [Value::Timestamp(nanos), Value::Text(zone)]) => match offset(zone) {
            Some(offset) => Ok(Value::Int(part(name, nanos + offset)?)),
            None => Err(Stop::Unknown(format!("it asks for the time in `{zone}`"))),
        },
        _ => return None,
    })
}

/// A part of the date or the clock.
fn part(name: &str, nanos: i128) -> Option<i64> {
    let days = nanos.div_euclid(DAY);
    let clock = nanos.rem_euclid(DAY);
    let (year, month, day) = date(days);
    let found = match name {
        "getFullYear" => year,
        "getMonth" => month - 1,
        "getDate" => day,
        "getDayOfMonth" => day - 1,
        "getDayOfYear" => days - days_to(year, 1, 1),
        "getDayOfWeek" => (days + 4).rem_euclid(7),
        "getHours" => clock / (3600 * SECOND),
        "getMinutes" => clock / (60 * SECOND) % 60,
        "getSeconds" => clock / SECOND % 60,
        "getMilliseconds" => clock / (SECOND / 1000) % 1000,
        _ => return None,
    };
    i64::try_from(found).ok()
}

/// `UTC`, or hours and minutes: `+02:00`.
fn offset(zone: &str) -> Option<i128> {
    if matches!(zone, "" | "UTC") {
        return Some(0);
    }
    let (hours, minutes) = zone.split_once(':')?;
    let sign = if hours.starts_with('-') { -1 } else { 1 };
    let (hours, minutes): (i128, i128) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some((hours.abs().min(99) * 60 + minutes.clamp(0, 59)) * sign * 60 * SECOND)
}

/// Days from 1970 to a date.
fn days_to(year: i128, month: i128, day: i128) -> i128 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The year, month and day that are a number of days from 1970.
fn date(days: i128) -> (i128, i128, i128) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400 + i128::from(month <= 2);
    (year, month, of_year - (153 * from_march + 2) / 5 + 1)
}

/// A point in time as RFC 3339 writes it, or a date alone, in billionths of a second since 1970; nothing of what is
/// neither.
pub fn timestamp_of(text: &str) -> Option<i128> {
    let upper = text.to_ascii_uppercase();
    let number = |range: std::ops::Range<usize>| -> Option<i128> {
        let digits = upper.get(range)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let days = days_to(year, month, day);
    if date(days) != (year, month, day) || !(upper[4..5] == *"-" && upper[7..8] == *"-") {
        return None;
    }
    if upper.len() == 10 {
        return Some(days * DAY);
    }
    if !(upper.is_ascii()
        && upper.len() > 19
        && upper[10..11] == *"T"
        && upper[13..14] == *":"
        && upper[16..17] == *":")
    {
        return None;
    }
    let (hours, minutes, seconds) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    let rest = &upper[19..];
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.find(|char: char| !char.is_ascii_digit())?),
        None => ("", rest),
    };
    let nanos: i128 = format!("{fraction:0<9.9}").parse().ok()?;
    let offset = if zone == "Z" {
        0
    } else if zone.len() == 6 && zone.starts_with(['+', '-']) {
        offset(zone)?
    } else {
        return None;
    };
    Some(days * DAY + (hours * 3600 + minutes * 60 + seconds) * SECOND + nanos - offset)
}

/// A point in time as RFC 3339 writes it.
pub(super) fn written(nanos: i128) -> String {
    let (year, month, day) = date(nanos.div_euclid(DAY));
    let clock = nanos.rem_euclid(DAY);
    let (seconds, rest) = (clock / SECOND, clock % SECOND);
    let fraction = format!(".{rest:09}");
    let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}{fraction}Z")
}

/// A length of time as Go reads it, `1h30m`, in billionths of a second; nothing of what Go refuses.
pub fn duration_of(text: &str) -> Option<i128> {
    if !openapi_formats::go_duration(text) {
        return None;
    }
    let negative = text.starts_with('-');
    let mut rest = text.trim_start_matches(['+', '-']);
    let mut nanos = 0;
    while !rest.is_empty() && rest != "0" {
        let end = rest.find(|char: char| !char.is_ascii_digit() && char != '.')?;
        let (number, behind) = rest.split_at(end);
        let end = behind.find(|char: char| char.is_ascii_digit() || char == '.').unwrap_or(behind.len());
        let unit = match &behind[..end] {
            "ns" => 1,
            "us" | "µs" | "μs" => SECOND / 1_000_000,
            "ms" => SECOND / 1000,
            "s" => SECOND,
            "m" => 60 * SECOND,
            "h" => 3600 * SECOND,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let part: i128 = format!("{fraction:0<15.15}").parse().ok()?;
        nanos += whole.checked_mul(unit)?.checked_add(part * unit / 1_000_000_000_000_000)?;
        rest = &behind[end..];
    }
    let nanos = if negative { -nanos } else { nanos };
    i64::try_from(nanos).is_ok().then_some(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written() {
        for (text, back) in [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
            ("2024-02-29T23:59:59.25+02:00", "2024-02-29T21:59:59.25Z"),
            ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
            ("2024-03-01", "2024-03-01T00:00:00Z"),
        ] {
            assert_eq!(timestamp_of(text).map(written).as_deref(), Some(back), "{text}");
        }
        for text in [
            "",
            "2023-02-29T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:00",
            "2024-é1-01T00:00:00Z",
        ] {
            assert_eq!(timestamp_of(text), None, "{text}");
        }
        let leap = timestamp_of("2024-12-31T23:59:58.125Z").unwrap();
        for (name, wanted) in
            [("getDayOfYear", 365), ("getDayOfWeek", 2), ("getMonth", 11), ("getMilliseconds", 125)]
        {
            assert_eq!(part(name, leap), Some(wanted), "{name}");
        }
        assert_eq!(duration_of("1h30m"), Some(5400 * SECOND));
        assert_eq!(duration_of("-1.5s"), Some(-SECOND * 3 / 2));
        assert_eq!(duration_of("soon"), None);
    }
}
