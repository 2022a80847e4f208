//! Fingerprints of secrets: whether two are the same can be told by them, within one run and nowhere else.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// What stands before a fingerprint: `<secret db/password>#5f0c…`.
const MARK: &str = ">#";

/// The bytes that SHA-256 takes at once.
const BLOCK: usize = 64;
/// The bytes of a fingerprint.
const LENGTH: usize = 16;

/// A key of this run alone: nobody can make fingerprints of what they guess, and none means anything tomorrow.
pub struct Key([u8; BLOCK]);

impl Key {
    /// A key that nobody has had.
    #[must_use]
    pub fn random() -> Key {
        let mut key = [0; BLOCK];
        for (at, part) in key.chunks_mut(8).enumerate() {
            // The system's random numbers are in it.
            part.copy_from_slice(&RandomState::new().hash_one(at).to_le_bytes());
        }
        Key(key)
    }

    /// What two values have in common if they are the same: their HMAC (RFC 2104) with SHA-256, the first half of it.
    pub(super) fn fingerprint(&self, value: &[u8]) -> String {
        let keyed = |pad: u8| Sha256::new().chain_update(self.0.map(|byte| byte ^ pad));
        let inner = keyed(0x36).chain_update(value).finalize();
        let outer = keyed(0x5c).chain_update(inner).finalize();
        HEXLOWER.encode(&outer[..LENGTH])
    }
}

/// A stand-in with a fingerprint behind it.
pub(super) fn marked(stand_in: &str, fingerprint: &str) -> String {
    format!("{}{MARK}{fingerprint}", stand_in.trim_end_matches('>'))
}

/// A stand-in as it may be shown, and the fingerprint of what it stands for, if there is one.
#[must_use]
pub fn unmarked(text: &str) -> (&str, Option<&str>) {
    let is_one =
        |print: &str| print.len() == 2 * LENGTH && print.bytes().all(|digit| digit.is_ascii_hexdigit());
    match text.rsplit_once(MARK).filter(|(_, print)| is_one(print)) {
        Some((stand_in, print)) => (&text[..=stand_in.len()], Some(print)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_an_hmac() {
        // RFC 4231, test case 1, whose key is filled up with zeros.
        let mut key = [0; BLOCK];
        key[..20].fill(0x0b);
        assert_eq!(Key(key).fingerprint(b"Hi There"), "b0344c61d8db38535ca8afceaf0bf12b");
    }

    #[test]
    fn a_fingerprint_means_nothing_in_another_run() {
        let (one, two) = (Key::random(), Key::random());
        assert_eq!(one.fingerprint(b"a"), one.fingerprint(b"a"));
        assert_ne!(one.fingerprint(b"a"), one.fingerprint(b"b"));
        assert_ne!(one.fingerprint(b"a"), two.fingerprint(b"a"));
    }

    #[test]
    fn a_stand_in_is_shown_without_its_fingerprint() {
        let print = Key::random().fingerprint(b"a");
        for stand_in in ["<secret db-<hash>/key>", "<hash>"] {
            assert_eq!(unmarked(&marked(stand_in, &print)), (stand_in, Some(print.as_str())));
            assert_eq!(unmarked(stand_in), (stand_in, None));
        }
    }
}
