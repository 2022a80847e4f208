//! Makes an object from another one and what is different.

use crate::world::MAX_FILE_BYTES;

/// The object that `delta` makes of `base`; nothing if it does not fit, or is larger than a file may be.
pub(super) fn apply(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut delta = delta;
    if size(&mut delta)? != base.len() {
        return None;
    }
    let result = size(&mut delta)?;
    if result > MAX_FILE_BYTES {
        return None;
    }
    let mut made = Vec::with_capacity(result);
    while let Some((&command, rest)) = delta.split_first() {
        delta = rest;
        let part = if command & 0x80 == 0 {
            // Zero is reserved, and so means nothing.
            let length = usize::from(command);
            if length == 0 {
                return None;
            }
            let (new, rest) = delta.split_at_checked(length)?;
            delta = rest;
            new
        } else {
            let offset = number(&mut delta, command, 4)?;
            let length = match number(&mut delta, command >> 4, 3)? {
                0 => 0x1_0000,
                length => length,
            };
            base.get(offset..offset.checked_add(length)?)?
        };
        if made.len() + part.len() > result {
            return None;
        }
        made.extend_from_slice(part);
    }
    (made.len() == result).then_some(made)
}

/// How many bytes the result of a delta has, from its first bytes; nothing if they do not say.
pub(super) fn result_size(delta: &[u8]) -> Option<usize> {
    let mut delta = delta;
    size(&mut delta)?;
    size(&mut delta)
}

/// A size: seven bits a byte, the low ones first, the top bit where more follow.
fn size(delta: &mut &[u8]) -> Option<usize> {
    let mut size = 0;
    for shift in (0..).step_by(7).take(9) {
        let (&byte, rest) = delta.split_first()?;
        *delta = rest;
        size |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return usize::try_from(size).ok();
        }
    }
    None
}

/// A number of which only those bytes are there that a bit of `which` is set for, the low ones first.
fn number(delta: &mut &[u8], which: u8, bytes: u32) -> Option<usize> {
    let mut number = 0;
    for at in (0..bytes).filter(|at| which & 1 << at != 0) {
        let (&byte, rest) = delta.split_first()?;
        *delta = rest;
        number |= usize::from(byte) << (8 * at);
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delta_copies_and_inserts() {
        // 7 bytes become 8: "c", the 5 from offset 2, "zz".
        let delta = [7, 8, 1, b'c', 0x91, 2, 5, 2, b'z', b'z'];
        assert_eq!(apply(b"0123456", &delta).unwrap(), b"c23456zz");
        assert_eq!(result_size(&delta), Some(8));
        assert_eq!(apply(b"012345", &delta), None, "another base");
        assert_eq!(apply(b"0123456", &delta[..9]), None, "cut off");
        assert_eq!(apply(b"0123456", &[7, 8, 0]), None, "the reserved command");
        assert_eq!(apply(b"0123456", &[7, 5, 0x91, 3, 5]), None, "past the end of the base");
        assert_eq!(apply(b"0123456", &[7, 4, 0x91, 2, 5]), None, "more than was said");
    }

    #[test]
    fn a_copy_without_a_length_is_of_64_kib() {
        let base = vec![7; 0x1_0001];
        let delta = [0x81, 0x80, 0x04, 0x80, 0x80, 0x04, 0x81, 1];
        assert_eq!(apply(&base, &delta).unwrap().len(), 0x1_0000);
    }
}
