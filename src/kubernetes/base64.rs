//! Bytes in text: the values of a Secret.

use std::borrow::Cow;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The base64 that says the same as `text` in the strictest form, or nothing if the API server cannot decode it.
///
/// From Go's `base64.StdEncoding`: it takes line breaks anywhere, and any unused bits at the end.
pub fn canonical(text: &str) -> Option<Cow<'_, str>> {
    if text.contains(['\r', '\n']) {
        let joined = text.replace(['\r', '\n'], "");
        return Some(canonical(&joined)?.into_owned().into());
    }
    let digits = text.trim_end_matches('=');
    let unused = match text.len() - digits.len() {
        0 => 0,
        1 => 0b11,
        2 => 0b1111,
        _ => return None,
    };
    let last = digits.bytes().try_fold(0, |_, digit| value(digit))?;
    if !text.len().is_multiple_of(4) {
        return None;
    }
    if last & unused == 0 {
        return Some(text.into());
    }
    let clean = char::from(DIGITS[usize::from(last & !unused)]);
    Some(format!("{}{clean}{}", &digits[..digits.len() - 1], &text[digits.len()..]).into())
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_go_does() {
        for text in ["", "YQ==", "YWI=", "YWJj", "++//"] {
            assert!(matches!(canonical(text), Some(Cow::Borrowed(same)) if same == text), "{text}");
        }
        for (text, same) in [("YQ==\n", "YQ=="), ("YW\r\nJj", "YWJj"), ("YR==", "YQ=="), ("\n", "")] {
            assert_eq!(canonical(text).as_deref(), Some(same), "{text}");
        }
        for text in ["a", "YQ", "YQ=", "YWI==", "Y Q=", "=", "====", "YWJj=", "pässword", "a-_b", "YQ==YQ=="]
        {
            assert_eq!(canonical(text), None, "{text}");
        }
    }
}
