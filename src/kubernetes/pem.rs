//! PEM: blocks of base64 between two lines.

/// The label of the first block that is whole: `CERTIFICATE`.
///
/// As `Decode` of Go's `encoding/pem` finds it: what is not a block is passed over.
pub fn first_label(bytes: &[u8]) -> Option<&str> {
    let text = str::from_utf8(bytes).ok()?;
    let mut rest = text;
    loop {
        let (_, behind) = rest.split_once("-----BEGIN ")?;
        let (label, body) = behind.split_once("-----")?;
        let is_line = !label.contains('\n') && body.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        let end = body.split_once(&format!("-----END {label}-----")).map(|(body, _)| body);
        if let Some(body) = end.filter(|_| is_line) {
            // Lines with a colon are headers, and an empty line ends them.
            let data = body
                .rsplit_once(':')
                .map_or(body, |(_, rest)| rest.split_once('\n').map_or("", |(_, data)| data));
            if data.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/= \t\r\n".contains(&byte)) {
                return Some(label);
            }
        }
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_found_by_its_lines() {
        let block = |label: &str| format!("-----BEGIN {label}-----\nTUlJ\n-----END {label}-----\n");
        assert_eq!(first_label(block("CERTIFICATE").as_bytes()), Some("CERTIFICATE"));
        assert_eq!(first_label(format!("text\n{}", block("A B")).as_bytes()), Some("A B"));
        let wrong = [
            "",
            "not pem",
            "-----BEGIN A-----\nTUlJ\n",
            "-----BEGIN A-----\n*\n-----END A-----",
            "-----BEGIN A",
        ];
        for wrong in wrong {
            assert_eq!(first_label(wrong.as_bytes()), None, "{wrong}");
        }
        assert_eq!(first_label(&[0xff]), None);
    }
}
