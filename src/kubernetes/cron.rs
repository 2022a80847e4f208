//! Schedules of `CronJob`s: `30 4 * * mon-fri`, `@daily`.

/// What is wrong with a schedule, to stand behind the name of its field; nothing if it is right.
///
/// From `ParseStandard` of `github.com/robfig/cron/v3`, and `validateScheduleFormat` in `pkg/apis/batch/validation` of
/// Kubernetes 1.36, which takes no time zone in it.
pub fn schedule(text: &str) -> Option<String> {
    if text.contains("TZ") {
        return Some("cannot name a time zone".to_owned());
    }
    if text.starts_with('@') {
        return word(text);
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Some(format!(
            "must have 5 fields, for minute, hour, day, month and weekday, and has {}",
            fields.len()
        ));
    }
    fields.iter().zip(&FIELDS).find_map(|(text, field)| {
        let fault = text.split(',').filter(|range| !range.is_empty()).find_map(|range| field.range(range))?;
        Some(format!("cannot have `{text}` for its {}: that {fault}", field.what))
    })
}

/// A word for a schedule, or a pause: `@daily`, `@every 90s`.
fn word(text: &str) -> Option<String> {
    const WORDS: [&str; 7] =
        ["@annually", "@daily", "@hourly", "@midnight", "@monthly", "@weekly", "@yearly"];
    if let Some(pause) = text.strip_prefix("@every ") {
        let fault = !is_duration(pause);
        return fault.then(|| format!("has a pause `{pause}` that is none: write it as `90s` or `1h30m`"));
    }
    (!WORDS.contains(&text)).then(|| format!("is none of `{}` and `@every 1h`", WORDS.join("`, `")))
}

/// A field of a schedule.
struct Field {
    what: &'static str,
    low: u64,
    high: u64,
    /// Words for numbers, from `low` on.
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { what: "minute", low: 0, high: 59, names: &[] },
    Field { what: "hour", low: 0, high: 23, names: &[] },
    Field { what: "day", low: 1, high: 31, names: &[] },
    Field {
        what: "month",
        low: 1,
        high: 12,
        names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    },
    Field { what: "weekday", low: 0, high: 6, names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

impl Field {
    /// What is wrong with `*`, `2`, `2-5` or one of these and `/3`.
    fn range(&self, text: &str) -> Option<String> {
        let (range, step) = text.split_once('/').map_or((text, None), |(range, step)| (range, Some(step)));
        let (first, last) = range.split_once('-').map_or((range, None), |(first, last)| (first, Some(last)));
        let no_number = || Some("is no number".to_owned());
        let (low, high) = if matches!(first, "*" | "?") {
            (self.low, self.high)
        } else {
            let Some(low) = self.number(first) else { return no_number() };
            let Some(high) = last.map_or(Some(low), |last| self.number(last)) else { return no_number() };
            // From a number on, by steps.
            (low, if step.is_some() && last.is_none() { self.high } else { high })
        };
        let Some(step) = step.map_or(Some(1), number) else {
            return Some("has a step that is no number".to_owned());
        };
        if low < self.low || high > self.high {
            Some(format!("is not between {} and {}", self.low, self.high))
        } else if low > high {
            Some("ends before it begins".to_owned())
        } else {
            (step == 0).then(|| "has a step of 0".to_owned())
        }
    }

    fn number(&self, text: &str) -> Option<u64> {
        let named = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        named.map_or_else(|| number(text), |index| Some(self.low + index as u64))
    }
}

/// A number as Go reads it, which takes a sign.
fn number(text: &str) -> Option<u64> {
    text.parse::<i64>().ok()?.try_into().ok()
}

/// Whether Go reads a text as a duration: `1h30m`, `-1.5s`, `0`.
fn is_duration(text: &str) -> bool {
    const NANOSECONDS: [(&str, f64); 8] = [
        ("ns", 1.0),
        ("us", 1e3),
        ("µs", 1e3),
        ("μs", 1e3),
        ("ms", 1e6),
        ("s", 1e9),
        ("m", 60e9),
        ("h", 3600e9),
    ];
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    let mut all = 0.0;
    let mut any = false;
    while !rest.is_empty() {
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        let number;
        (number, rest) = rest.split_at(rest.find(|c| !is_number(c)).unwrap_or(rest.len()));
        let unit;
        (unit, rest) = rest.split_at(rest.find(is_number).unwrap_or(rest.len()));
        let factor = NANOSECONDS.iter().find(|(name, _)| *name == unit).map(|(_, factor)| factor);
        let (Some(factor), Ok(number)) = (factor, number.parse::<f64>()) else { return false };
        all += number * factor;
        any = true;
    }
    any && all < 9_223_372_036_854_775_808.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_the_server_does() {
        for right in [
            "* * * * *",
            "30 4 1,15 * mon-FRI",
            "*/5  0-23/2 ? jan *",
            "*/61 * * * *",
            "0 0 31 2 *",
            "5/15 * * * *",
            "+5 * * * *",
            "@hourly",
            "@every 1h30m",
            "@every 0",
            ", * * * *",
        ] {
            assert_eq!(schedule(right), None, "{right}");
        }
        for wrong in [
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 7",
            "*/0 * * * *",
            "5-1 * * * *",
            "1-2-3 * * * *",
            "1/2/3 * * * *",
            "-1 * * * *",
            "/5 * * * *",
            "H * * * *",
            "* * * * L",
            "1.5 * * * *",
            "@Hourly",
            "@hourly ",
            "@reboot",
            "@every",
            "@every 5",
            "@every 1 h",
            "@every 9999999h",
            "TZ=UTC * * * * *",
        ] {
            assert!(schedule(wrong).is_some(), "{wrong}");
        }
        let said = schedule("0 24 * * *").unwrap_or_default();
        assert_eq!(said, "cannot have `24` for its hour: that is not between 0 and 23");
    }
}
