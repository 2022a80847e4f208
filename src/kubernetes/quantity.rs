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

/// How much a quantity is, in billionths: the server keeps no finer ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i128);

/// How a quantity was written, on which hangs how the server writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// By thousands: `500m`, `2`, `3G`.
    Decimal,
    /// By 1024: `3Gi`.
    Binary,
    /// By a power of ten: `3e9`.
    Exponent,
}

/// Billionths in one.
const ONE: i128 = 1_000_000_000;
/// The most that the server takes: what is more it cuts down to this.
const MOST: i128 = (i64::MAX as i128) * ONE;

impl Amount {
    /// None.
    pub const ZERO: Amount = Amount(0);

    /// A whole number of units.
    pub const fn whole(units: i64) -> Amount {
        Amount(units as i128 * ONE)
    }

    /// Reads a quantity. What [`is_quantity`] refuses has no amount.
    pub fn read(text: &str) -> Option<Amount> {
        Amount::read_scaled(text).map(|(amount, _)| amount)
    }

    /// Reads a quantity, and says how it was written.
    pub fn read_scaled(text: &str) -> Option<(Amount, Scale)> {
        if !is_quantity(text) {
            return None;
        }
        let text = text.trim();
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at(end);
        let (binary, decimal, scale) = factor(suffix)?;
        let mut amount = Digits::read(number, decimal.saturating_add(9)).amount(binary);
        amount = amount.min(MOST);
        Some((Amount(if text.starts_with('-') { -amount } else { amount }), scale))
    }

    /// The same in thousandths, rounded up: what the amounts of a pod are kept in.
    #[must_use]
    pub fn to_thousandths(self) -> Amount {
        const THOUSANDTH: i128 = ONE / 1000;
        let rest = self.0 % THOUSANDTH;
        Amount(if rest == 0 { self.0 } else { self.0 - rest + self.0.signum() * THOUSANDTH })
    }

    /// `Quantity.Value`: the whole units, a part of one taken for one.
    pub fn units(self) -> i128 {
        self.0 / ONE + if self.is_whole() { 0 } else { self.0.signum() }
    }

    /// `Quantity.MilliValue`: the thousandths, a part of one taken for one.
    fn thousandths(self) -> i128 {
        self.to_thousandths().0 / (ONE / 1000)
    }

    /// Whether the server takes it for a whole number of what is counted: it looks at thousandths, rounded up.
    pub fn counts_whole(self) -> bool {
        self.thousandths() % 1000 == 0
    }

    /// Whether it is more than `most` is of `least`, as limits are held against requests: reckoned in thousandths, or, where
    /// one of the three is too much for that, in whole units; a part of one is taken for one.
    #[expect(clippy::cast_precision_loss, reason = "the server divides in the same way")]
    pub fn exceeds_ratio(self, most: Amount, least: Amount) -> bool {
        /// `MaxMilliValue`.
        const MOST_UNITS: i128 = (i64::MAX / 1000) as i128;
        let fits = [self, most, least].iter().all(|amount| amount.units() < MOST_UNITS);
        let (ratio, most, least) = if fits {
            (self.thousandths() as f64 / 1000.0, most.thousandths(), least.thousandths())
        } else {
            (self.units() as f64, most.units(), least.units())
        };
        ratio > most as f64 / least as f64
    }

    /// Whether it is less than nothing.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether no part of a unit is over.
    pub fn is_whole(self) -> bool {
        self.0 % ONE == 0
    }

    /// As much below nothing as it is above.
    #[must_use]
    pub fn negative(self) -> Amount {
        Amount(-self.0)
    }

    /// Whether it is a number of times another; no amount is a multiple of nothing, or of less.
    pub fn is_multiple_of(self, other: Amount) -> bool {
        other.0 > 0 && self.0 % other.0 == 0
    }

    /// About how many times another it is.
    #[expect(clippy::cast_precision_loss, reason = "the server divides in the same way")]
    pub fn over(self, other: Amount) -> f64 {
        self.0 as f64 / other.0 as f64
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Amount) -> Amount {
        Amount(self.0.saturating_add(other.0))
    }

    /// What is left without another.
    #[must_use]
    pub fn minus(self, other: Amount) -> Amount {
        Amount(self.0.saturating_sub(other.0))
    }

    /// So many times as much.
    #[must_use]
    pub fn times(self, count: i64) -> Amount {
        Amount(self.0.saturating_mul(i128::from(count)))
    }

    /// A number as people write it: `2.5`, `500m`, rounded up to thousandths.
    pub fn to_number(self) -> String {
        let thousandths = self.to_thousandths().0 / (ONE / 1000);
        if thousandths.abs() < 1000 && thousandths != 0 {
            return format!("{thousandths}m");
        }
        decimal(thousandths, 3)
    }

    /// A number of bytes as people write it: `1.5Gi`, `500M`; to a hundredth of the unit if no unit fits.
    pub fn to_bytes(self) -> String {
        const BINARY: [&str; 6] = ["Ei", "Pi", "Ti", "Gi", "Mi", "Ki"];
        const DECIMAL: [&str; 6] = ["E", "P", "T", "G", "M", "k"];
        /// More of a unit than this nobody reads.
        const MANY: i128 = 10_000;
        if self.0 < 0 {
            return format!("-{}", Amount(self.0.saturating_neg()).to_bytes());
        }
        let bytes = self.0 / ONE + i128::from(self.0 % ONE != 0);
        let units = |names: [&'static str; 6], base: i128| {
            names.into_iter().zip((1..=6).rev()).map(move |(name, power)| (name, base.pow(power)))
        };
        let mut all = units(BINARY, 1024).chain(units(DECIMAL, 1000));
        let fits =
            |(_, size): &(&str, i128)| bytes >= *size && bytes * 100 % size == 0 && bytes / size < MANY;
        if let Some((name, size)) = all.find(fits) {
            return format!("{}{name}", decimal(bytes * 100 / size, 2));
        }
        match units(BINARY, 1024).find(|(_, size)| bytes >= *size) {
            Some((name, size)) => format!("{}{name}", decimal((bytes * 100 + size - 1) / size, 2)),
            None => bytes.to_string(),
        }
    }

    /// Whether it is `base` to the power of one of `powers`.
    pub fn is_power(self, base: i64, powers: std::ops::RangeInclusive<u32>) -> bool {
        powers.into_iter().any(|power| self.0 == i128::from(base).pow(power) * ONE)
    }
}

/// A number with so many digits behind the dot, without those that say nothing.
fn decimal(number: i128, digits: u32) -> String {
    let one = 10i128.pow(digits);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, rest) = (number.abs() / one, number.abs() % one);
    let width = digits as usize;
    let text = format!("{sign}{whole}.{rest:0width$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How many times 2 and 10 a suffix multiplies by, and how it counts.
fn factor(suffix: &str) -> Option<(u32, i64, Scale)> {
    const DECIMAL: [(&str, i64); 10] = [
        ("n", -9),
        ("u", -6),
        ("m", -3),
        ("", 0),
        ("k", 3),
        ("M", 6),
        ("G", 9),
        ("T", 12),
        ("P", 15),
        ("E", 18),
    ];
    const BINARY: [(&str, u32); 6] = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];
    if let Some((_, power)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
        return Some((0, *power, Scale::Decimal));
    }
    if let Some((_, power)) = BINARY.iter().find(|(name, _)| *name == suffix) {
        return Some((*power, 0, Scale::Binary));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    Some((0, exponent, Scale::Exponent))
}

/// The digits of a number, and the power of ten that they are to be multiplied by.
struct Digits {
    number: i128,
    power: i64,
    /// Whether digits that are not 0 were left off behind these.
    more: bool,
}

impl Digits {
    /// Reads digits with at most one dot, times ten to `power`.
    fn read(text: &str, mut power: i64) -> Digits {
        const FULL: i128 = i128::MAX / 100;
        let (mut digits, mut more, mut behind) = (0i128, false, false);
        for byte in text.bytes() {
            if byte == b'.' {
                behind = true;
                continue;
            }
            if digits < FULL {
                digits = digits * 10 + i128::from(byte - b'0');
                power -= i64::from(behind);
            } else {
                more |= byte != b'0';
                power += i64::from(!behind);
            }
        }
        Digits { number: digits, power, more }
    }

    /// The amount in units of the power, times two to `binary`, rounded up.
    fn amount(self, binary: u32) -> i128 {
        if self.number == 0 {
            return 0;
        }
        let mut amount = self.number;
        for _ in 0..binary {
            amount = amount.saturating_mul(2);
        }
        let mut up = self.more;
        for _ in 0..self.power.unsigned_abs().min(60) {
            if self.power > 0 {
                amount = amount.saturating_mul(10);
            } else {
                up |= amount % 10 != 0;
                amount /= 10;
            }
        }
        amount.saturating_add(i128::from(up))
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

    #[test]
    fn amounts_are_written_as_people_do() {
        let read = |text: &str| Amount::read(text).unwrap();
        for (text, number) in [
            ("0", "0"),
            ("0.5", "500m"),
            ("2500m", "2.5"),
            ("1", "1"),
            ("10", "10"),
            ("-1500m", "-1.5"),
            ("1n", "1m"),
        ] {
            assert_eq!(read(text).to_number(), number, "{text}");
        }
        for (text, bytes) in [
            ("0", "0"),
            ("1024Mi", "1Gi"),
            ("1536Mi", "1.5Gi"),
            ("1025Mi", "1025Mi"),
            ("500M", "500M"),
            ("1500M", "1.5G"),
            ("512", "512"),
            ("-2Gi", "-2Gi"),
            ("1k", "1k"),
        ] {
            assert_eq!(read(text).to_bytes(), bytes, "{text}");
        }
        assert_eq!(read("1Gi").plus(read("500M")).to_bytes(), "1.47Gi");
        assert_eq!((read("2").minus(read("500m")), read("250m").times(4)), (read("1.5"), read("1")));
    }

    #[test]
    fn amounts_compare_as_the_server_compares_them() {
        let read = |text: &str| Amount::read(text).unwrap_or_else(|| panic!("{text}"));
        for (less, more) in [
            ("999m", "1"),
            ("1G", "1Gi"),
            ("1Ki", "1025"),
            ("-1", "0"),
            ("0.5", "501m"),
            ("1e3", "1001"),
            ("1e-10", "2n"),
            ("1Ei", "8E"),
            ("999999999999999999999", "1Mi"),
        ] {
            let more_than_fits = less.len() > 20;
            assert_eq!(read(less) < read(more), !more_than_fits, "{less} {more}");
        }
        for (one, other) in [
            ("1", "1000m"),
            ("1Gi", "1024Mi"),
            ("1e3", "1k"),
            ("Gi", "0"),
            ("1e-10", "1n"),
            ("0.1n", "1n"),
            ("10E", "1e99"),
            ("1e-99", "1n"),
            ("1.5Ki", "1536"),
            ("+5.", "5"),
        ] {
            assert_eq!(read(one), read(other), "{one} {other}");
        }
        assert_eq!(Amount::read("banana"), None);
        assert_eq!(read("0.5m").to_thousandths(), read("1m"));
        assert_eq!(read("-0.5m").to_thousandths(), read("-1m"));
        assert!(read("3Mi").is_multiple_of(read("1Mi")) && !read("3Mi").is_multiple_of(read("2Mi")));
        assert!(!read("0").is_multiple_of(read("0")) && read("2000m").is_whole() && !read("1m").is_whole());
        assert!(read("1M").is_power(1000, 0..=6) && !read("1Mi").is_power(1000, 0..=6));
    }
}
