//! Values that are base64 already, and would be encoded twice.

use data_encoding::BASE64;

use super::super::{Entry, Generator};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Shorter words may be base64 by chance.
const SHORTEST: usize = 8;

/// Warns of a value that decodes to text. Random bytes in base64 are most likely meant as they are.
pub(super) fn check(generator: &Generator, entry: &Entry, diagnostics: &mut Diagnostics) {
    let Some(decoded) = decoded(entry.content().bytes()) else { return };
    let message = format!("the value of `{}` in `{}` is base64 already", entry.key, generator.object());
    let problem = Diagnostic::new(Code::EncodedTwice, message)
        .at(entry.node().span(), format!("decodes to text of {decoded} bytes"))
        .help("write the decoded text: rkgen encodes what goes into a Secret")
        .hide(vec![entry.node().span()]);
    diagnostics.push(problem);
}

/// The number of bytes of the text that it decodes to.
fn decoded(bytes: &[u8]) -> Option<usize> {
    let trimmed = bytes.trim_ascii();
    if trimmed.len() < SHORTEST || !trimmed.len().is_multiple_of(4) {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(trimmed).ok()?).ok()?;
    let is_text = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    text.chars().all(is_text).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_decodes_to_text() {
        assert_eq!(decoded(b"aHVudGVyMjI="), Some(8));
        assert_eq!(decoded(b"c2VjcmV0IQ==\n"), Some(7));
        for plain in ["password", "abcdefgh", "YQ==", "R5Yx1cqkq0m8VvV1nX0m7w==", "", "=====", "not base64!!"]
        {
            assert_eq!(decoded(plain.as_bytes()), None, "{plain}");
        }
    }
}
