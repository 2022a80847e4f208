//! Amounts: `500m`, `1.5Gi`, `2e3`.

/// Whether the API server reads `text` as a quantity.
///
/// From `ParseQuantity` in `apimachinery/pkg/api/resource/quantity.go`, which lets the number be absent.
pub fn is_quantity(text: &str) -> bool {
    // The server trims the JSON text, in which a line break or a tab is an escape.
    let text = text.trim_matches(|c: char| c.is_whitespace() && !c.is_ascii_control());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let whole = digits(unsigned);
    let rest = &unsigned[whole..];
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(rest) => (digits(rest), &rest[digits(rest)..]),
        None => (0, rest),
    };
    let number = whole + fraction > 0;
    match suffix {
        "" => !text.is_empty(),
        "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E" | "Ki" | "Mi" | "Gi" | "Ti" => true,
        "Pi" | "Ei" => number,
        _ => suffix.strip_prefix(['e', 'E']).is_some_and(|exponent| exponent.parse::<i64>().is_ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_the_server_does() {
        for good in
            ["0", "1", "+1", "-1", "5.", ".5", "100m", "1.5Gi", "1Gi ", "Gi", "m", "1e3", "1E-3", "12E"]
        {
            assert!(is_quantity(good), "{good}");
        }
        for bad in
            ["", " ", "1 Gi", "1GB", "1gi", "banana", "1,5", "0x10", "1e", "1e1.5", "1__", "Ei", "½", "1\n"]
        {
            assert!(!is_quantity(bad), "{bad}");
        }
    }
}
