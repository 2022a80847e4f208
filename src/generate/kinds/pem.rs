//! PEM as Go reads it: blocks of base64 between the lines `-----BEGIN X-----` and `-----END X-----`, any lines around them,
//! and headers with a colon in them above the base64.

use data_encoding::BASE64;

/// A block.
#[derive(Debug)]
pub(super) struct Block<'t> {
    /// As `CERTIFICATE`.
    pub(super) label: &'t str,
    /// Where it begins in the text.
    pub(super) offset: usize,
    /// What is in it, or what is wrong with it as a clause.
    pub(super) der: Result<Vec<u8>, &'static str>,
}

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// The blocks of a text, in order.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(BEGIN) {
        let offset = at + found;
        let rest = &text[offset + BEGIN.len()..];
        let line = rest.lines().next().unwrap_or_default().trim_end();
        // Go passes over it in silence, be it a blank or a byte order mark.
        if !text[..offset].is_empty() && !text[..offset].ends_with('\n') {
            blocks.push(Block { label: "", offset, der: Err("has something before it in its first line") });
            at = offset + BEGIN.len();
            continue;
        }
        let Some(label) = line.strip_suffix(DASHES) else {
            blocks.push(Block { label: "", offset, der: Err("has a first line without `-----` at its end") });
            at = offset + BEGIN.len();
            continue;
        };
        let end = format!("-----END {label}-----");
        let body_start = offset + BEGIN.len() + label.len() + DASHES.len();
        let Some(length) = text[body_start..].find(&end) else {
            blocks.push(Block { label, offset, der: Err("has no end line") });
            at = body_start;
            continue;
        };
        blocks.push(Block { label, offset, der: decode(&text[body_start..body_start + length]) });
        at = body_start + length + end.len();
    }
    blocks
}

fn decode(body: &str) -> Result<Vec<u8>, &'static str> {
    if body.contains("Proc-Type: 4,ENCRYPTED") {
        return Err("is encrypted, and nobody in a cluster knows its password");
    }
    let lines = body.trim_start().lines().skip_while(|line| line.contains(':'));
    let digits: String = lines.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
    BASE64.decode(digits.as_bytes()).map_err(|_| "is not base64 inside")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_with_anything_around_them() {
        let text = "Bag\n-----BEGIN A-----\r\nYW\nJj\n-----END A-----\n-----BEGIN B-----\n!\n-----END B-----\n\
                    -----BEGIN C-----\nYQ==\n-----BEGIN \n-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n\nYQ==\n-----END A-----";
        let found: Vec<_> =
            blocks(text).into_iter().map(|block| (block.label, block.der.map_err(|_| ()))).collect();
        assert_eq!(
            found,
            [("A", Ok(b"abc".to_vec())), ("B", Err(())), ("C", Err(())), ("", Err(())), ("A", Err(()))]
        );
        assert!(blocks("").is_empty() && blocks(BEGIN).len() == 1);
    }

    #[test]
    fn a_block_begins_its_line_and_may_have_headers() {
        let headed = "-----BEGIN A-----\r\nName: a b\r\n\r\nYWJj\r\n-----END A-----\r\n";
        assert_eq!(blocks(headed)[0].der, Ok(b"abc".to_vec()));
        for before in ["\u{feff}", " ", "x"] {
            let text = format!("{before}{headed}");
            let found: Vec<Block> = blocks(&text);
            assert!(found.len() == 1 && found[0].der.is_err(), "{found:?}");
        }
    }
}
