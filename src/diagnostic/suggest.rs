//! Finds the names that were probably meant.

/// The candidates near `written`, the nearest first, three at most.
///
/// Near means at most one edit in three characters (a swap of neighbours is one edit), without regard to case. An
/// ending that both have, as `.yaml`, brings no name nearer.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    near(written, &mut candidates.into_iter())
}

fn near<'a>(written: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Vec<&'a str> {
    /// The time that a comparison takes grows with the square of the length.
    const LONGEST: usize = 200;
    if written.len() > LONGEST {
        return Vec::new();
    }
    let lower = written.to_lowercase();
    let (stem, ending) = lower.split_at(lower.rfind('.').unwrap_or(lower.len()));
    let distance = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let (one, two) = match candidate.strip_suffix(ending) {
            Some(candidate_stem) => (stem, candidate_stem),
            None => (lower.as_str(), candidate.as_str()),
        };
        let distance = strsim::damerau_levenshtein(one, two);
        // Of four letters two are half of a word, which is another one.
        let most = match one.chars().count() {
            0..=4 => 1,
            count => count.div_ceil(3),
        };
        (distance <= most).then_some(distance)
    };
    let mut near: Vec<(usize, &str)> =
        candidates.filter_map(|candidate| Some((distance(candidate)?, candidate))).collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(3);
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The names in backticks with commas between them and `last` before the last: "`a`, `b` or `c`".
pub fn quoted_list(names: &[&str], last: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

/// What to write where one of a few words stands: the nearest one, or each if there are two or none is near.
pub fn one_of_words(written: &str, words: &[&str]) -> String {
    match nearest(written, words.iter().copied())[..] {
        [near, ..] if !written.is_empty() && words.len() > 2 => format!("did you mean `{near}`?"),
        _ => format!("write {}", quoted_list(words, "or")),
    }
}

/// "did you mean `x`?", or "there is `a`, `b` and `c`" when nothing is near, or nothing to say.
pub(super) fn suggestion(
    written: &str,
    candidates: &mut dyn Iterator<Item = &str>,
    what: &str,
) -> Option<String> {
    const SHOWN: usize = 12;
    // What was written may be there, and refused for another reason: it is no advice.
    let mut all: Vec<&str> = candidates.filter(|candidate| *candidate != written).collect();
    let near = nearest(written, all.iter().copied());
    if !near.is_empty() {
        return Some(format!("did you mean {}?", quoted_list(&near, "or")));
    }
    all.sort_unstable();
    all.dedup();
    match all.len() {
        0 => None,
        count if count > SHOWN => Some(
            format!("known {what}: {} and {} more", quoted_list(&all[..SHOWN], ","), count - SHOWN)
                .replace(" , ", ", "),
        ),
        _ => Some(format!("known {what}: {}", quoted_list(&all, "and"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_first_and_far_ones_not_at_all() {
        assert_eq!(nearest("replcias", ["replicas", "selector", "replica"]), ["replicas", "replica"]);
        assert_eq!(nearest("Port", ["port", "ports", "name"]), ["port", "ports"]);
        assert!(nearest("x", ["template"]).is_empty());
        assert_eq!(
            nearest("quota.yaml", ["prod.yaml", "quotas.yaml", "quota.yml"]),
            ["quota.yml", "quotas.yaml"]
        );
    }

    #[test]
    fn a_list_when_nothing_is_near() {
        assert_eq!(
            suggestion("qa", &mut ["prod", "dev"].into_iter(), "environments").unwrap(),
            "known environments: `dev` and `prod`"
        );
        assert_eq!(
            suggestion("pord", &mut ["prod", "dev"].into_iter(), "environments").unwrap(),
            "did you mean `prod`?"
        );
        assert_eq!(suggestion("x", &mut [].into_iter(), "environments"), None);
        assert_eq!(suggestion("prod", &mut ["prod"].into_iter(), "environments"), None);
    }
}
