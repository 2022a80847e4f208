//! Reads a file in windows, and unpacks what zlib packed in it, up to a size that is known before.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::fault::Fault;
use super::store::Bytes;
use crate::world::Refusal;

const TOO_SHORT: &str = "ends too early";
const NO_ZLIB: &str = "holds bytes that are not what zlib writes";

/// A place in a file that moves on as bytes are taken.
pub(super) struct Window<'b> {
    bytes: &'b dyn Bytes,
    /// The offset of what comes after the buffer.
    next: u64,
    buffer: Vec<u8>,
    taken: usize,
}

impl<'b> Window<'b> {
    /// Most entries of a pack are smaller.
    const SIZE: usize = 4096;

    /// The place at `offset`.
    pub(super) fn at(bytes: &'b dyn Bytes, offset: u64) -> Window<'b> {
        Window { bytes, next: offset, buffer: Vec::new(), taken: 0 }
    }

    /// What is known of the bytes that come next: at least one, where the file goes on.
    fn ahead(&mut self) -> Result<&[u8], Refusal> {
        if self.taken == self.buffer.len() {
            self.buffer.resize(Self::SIZE, 0);
            let read = self.bytes.read_at(self.next, &mut self.buffer)?;
            self.buffer.truncate(read);
            self.next = self.next.saturating_add(read as u64);
            self.taken = 0;
        }
        Ok(&self.buffer[self.taken..])
    }

    /// Takes one byte.
    pub(super) fn byte(&mut self) -> Result<u8, Failed> {
        let byte = self.ahead().map_err(Failed::Unread)?.first().copied();
        self.taken += 1;
        byte.ok_or(Failed::Wrong(TOO_SHORT))
    }

    /// Takes as many bytes as `into` has.
    pub(super) fn bytes(&mut self, into: &mut [u8]) -> Result<(), Failed> {
        into.iter_mut().try_for_each(|byte| {
            *byte = self.byte()?;
            Ok(())
        })
    }

    /// Takes what zlib packed, which has `size` bytes.
    pub(super) fn unpack(&mut self, size: usize) -> Result<Vec<u8>, Failed> {
        const FLAGS: u32 = TINFL_FLAG_PARSE_ZLIB_HEADER
            | TINFL_FLAG_HAS_MORE_INPUT
            | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let mut state = Box::<DecompressorOxide>::default();
        let mut out = vec![0; size];
        let mut made = 0;
        loop {
            let ahead = self.ahead().map_err(Failed::Unread)?;
            if ahead.is_empty() {
                return Err(Failed::Wrong(TOO_SHORT));
            }
            let (status, read, written) = decompress(&mut state, ahead, &mut out, made, FLAGS);
            self.taken += read;
            made += written;
            match status {
                TINFLStatus::Done if made == size => return Ok(out),
                TINFLStatus::NeedsMoreInput if read > 0 => {}
                TINFLStatus::Done | TINFLStatus::HasMoreOutput => {
                    return Err(Failed::Wrong("says a size that an object in it does not have"));
                }
                _ => return Err(Failed::Wrong(NO_ZLIB)),
            }
        }
    }
}

/// Why a window has no more.
pub(super) enum Failed {
    /// What the machine said.
    Unread(Refusal),
    /// What is wrong with the bytes.
    Wrong(&'static str),
}

impl Failed {
    /// As the fault of a file.
    pub(super) fn in_file(self, path: &std::path::Path) -> Fault {
        match self {
            Failed::Unread(refusal) => Fault::Unreadable(path.to_owned(), refusal),
            Failed::Wrong(what) => Fault::Damaged { file: path.to_owned(), what },
        }
    }
}

/// All that zlib packed in `bytes`, if that is `most` bytes at most.
pub(super) fn unpack_all(bytes: &[u8], most: usize) -> Result<Vec<u8>, Fault> {
    use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
    decompress_to_vec_zlib_with_limit(bytes, most).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => Fault::TooLarge,
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => Fault::damaged(TOO_SHORT),
        _ => Fault::damaged(NO_ZLIB),
    })
}
