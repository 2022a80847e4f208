//! When jobs run.

use super::read::{is_true, text, text_or};
use super::{Class, Found, Scene};
use crate::resource::Resource;

/// Another time at which a `CronJob` runs.
pub(super) fn find(_: &Scene<'_>, found: &mut Found<'_>) {
    let (Some(before), Some(after)) = (found.change.before, found.change.after) else { return };
    if after.id().group != "batch" || after.id().kind != "CronJob" {
        return;
    }
    let (was, is) = (when(before), when(after));
    if was != is {
        let place = if text(before.node(), "spec.schedule") == text(after.node(), "spec.schedule") {
            "spec.timeZone"
        } else {
            "spec.schedule"
        };
        found.at(place, Class::Schedule, format!("runs {is}, not {was}"));
    }
    let suspended = |object: &Resource| is_true(object.node(), "spec.suspend");
    match (suspended(before), suspended(after)) {
        (false, true) => found.at(
            "spec.suspend",
            Class::Schedule,
            "it is suspended: no more runs; one that runs now goes on",
        ),
        (true, false) => {
            found.at("spec.suspend", Class::Schedule, format!("it is no longer suspended: runs {is}"))
        }
        _ => return,
    };
}

/// When a `CronJob` runs, in words where the schedule is of a common form.
pub(super) fn when(object: &Resource) -> String {
    let node = object.node();
    let schedule = text_or(node, "spec.schedule", "");
    let zone = text(node, "spec.timeZone").filter(|zone| !zone.is_empty());
    let zone = zone.map(|zone| format!(" ({zone})")).unwrap_or_default();
    match words(schedule) {
        Some(words) => format!("{words}{zone}"),
        None => format!("at `{schedule}`{zone}"),
    }
}

fn words(schedule: &str) -> Option<String> {
    match schedule {
        "@hourly" => return words("0 * * * *"),
        "@daily" | "@midnight" => return words("0 0 * * *"),
        "@weekly" => return words("0 0 * * 0"),
        "@monthly" => return words("0 0 1 * *"),
        _ => {}
    }
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields[..] else { return None };
    let number = |text: &str, most: u8| text.parse::<u8>().ok().filter(|number| *number <= most);
    let every = |text: &str| text.strip_prefix("*/")?.parse::<u8>().ok().filter(|step| *step > 1);
    if month != "*" {
        return None;
    }
    let time = match (number(minute, 59), number(hour, 23)) {
        (Some(minute), Some(hour)) => format!("{hour:02}:{minute:02}"),
        (minute_number, None) if day == "*" && weekday == "*" => {
            return match (minute, hour) {
                ("*", "*") => Some("every minute".to_owned()),
                (_, "*") => every(minute)
                    .filter(|step| 60 % step == 0)
                    .map(|step| format!("every {step} minutes"))
                    .or_else(|| minute_number.map(|minute| format!("every hour at :{minute:02}"))),
                _ => {
                    let step = every(hour).filter(|step| 24 % step == 0)?;
                    Some(format!("every {step} hours at :{:02}", minute_number?))
                }
            };
        }
        _ => return None,
    };
    match (day, weekday) {
        ("*", "*") => Some(format!("every day at {time}")),
        ("*", "1-5") => Some(format!("from Monday to Friday at {time}")),
        ("*", weekday) => Some(format!("every {} at {time}", name(weekday)?)),
        (day, "*") => Some(format!("on day {} of each month at {time}", number(day, 31)?)),
        _ => None,
    }
}

fn name(weekday: &str) -> Option<&'static str> {
    const DAYS: [&str; 8] =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    if let Ok(number) = weekday.parse::<usize>() {
        return DAYS.get(number).copied();
    }
    let is = |day: &&&str| weekday.len() == 3 && day[..3].eq_ignore_ascii_case(weekday);
    DAYS.iter().find(is).copied()
}
