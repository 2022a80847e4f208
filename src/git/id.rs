//! The names of objects: SHA-1 or SHA-256 of what is in them.

use std::fmt;

use data_encoding::HEXLOWER_PERMISSIVE;

/// The hash that a repository names its objects by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    /// 20 bytes.
    Sha1,
    /// 32 bytes.
    Sha256,
}

impl Format {
    /// How many bytes a name has.
    pub(super) fn width(self) -> usize {
        match self {
            Format::Sha1 => 20,
            Format::Sha256 => 32,
        }
    }
}

/// The name of an object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id {
    bytes: [u8; 32],
    width: u8,
}

impl Id {
    /// The name in the first bytes of `bytes`; nothing if they are too few.
    pub(super) fn read(bytes: &[u8], format: Format) -> Option<Id> {
        let mut id = Id { bytes: [0; 32], width: 0 };
        let said = bytes.get(..format.width())?;
        id.bytes[..said.len()].copy_from_slice(said);
        id.width = u8::try_from(said.len()).ok()?;
        Some(id)
    }

    /// The name that is written in hexadecimal digits, all of them.
    pub(super) fn parse(digits: &str, format: Format) -> Option<Id> {
        (digits.len() == 2 * format.width())
            .then(|| HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok())?
            .and_then(|bytes| Id::read(&bytes, format))
    }

    /// All bytes.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.width)]
    }

    /// The hash that it is.
    pub(super) fn format(&self) -> Format {
        if self.as_bytes().len() == Format::Sha256.width() { Format::Sha256 } else { Format::Sha1 }
    }

    /// As git shows it where it need not be complete: ten digits.
    pub(super) fn short(&self) -> String {
        self.to_string().chars().take(10).collect()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The beginning of a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Prefix {
    digits: String,
    least: Id,
}

impl Prefix {
    /// The fewest digits that git takes.
    const FEWEST: usize = 4;

    /// The beginning that these hexadecimal digits are; nothing if they are too few, too many, or none.
    pub(super) fn parse(digits: &str, format: Format) -> Option<Prefix> {
        let digits = digits.to_ascii_lowercase();
        let all = 2 * format.width();
        if !(Self::FEWEST..=all).contains(&digits.len()) {
            return None;
        }
        let least = Id::parse(&format!("{digits:0<all$}"), format)?;
        Some(Prefix { digits, least })
    }

    /// The first name that may begin so.
    pub(super) fn least(&self) -> &Id {
        &self.least
    }

    /// The first two digits: the folder of loose objects.
    pub(super) fn folder(&self) -> &str {
        &self.digits[..2]
    }

    /// Whether a name begins so.
    pub(super) fn begins(&self, id: &Id) -> bool {
        let nibble = |at: usize| {
            let byte = id.as_bytes().get(at / 2).copied().unwrap_or_default();
            char::from_digit(u32::from(if at.is_multiple_of(2) { byte >> 4 } else { byte & 15 }), 16)
        };
        self.digits.chars().enumerate().all(|(at, digit)| nibble(at) == Some(digit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_in_digits_and_begins_with_some() {
        let id = Id::parse("E83c5163316f89bfbde7d9ab23ca2e25604af290", Format::Sha1).unwrap();
        assert_eq!((id.to_string().len(), id.short().as_str()), (40, "e83c516331"));
        let begins = |digits: &str| Prefix::parse(digits, Format::Sha1).map(|prefix| prefix.begins(&id));
        assert_eq!(begins("e83C5"), Some(true));
        assert_eq!(begins("e83d"), Some(false));
        assert_eq!(begins("e83"), None);
        assert_eq!(begins("e83x"), None);
        assert_eq!(begins(&id.to_string()), Some(true));
        assert_eq!(Id::parse(&id.to_string(), Format::Sha256), None);
    }
}
