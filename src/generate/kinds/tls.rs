//! `kubernetes.io/tls`: a certificate with its chain, and the private key that belongs to it.

use super::super::{Entry, Generator};
use super::pem::{self, Block};
use super::public_key::{self, PublicKey};
use super::{in_value, needed};
use crate::diagnostic::{Diagnostic, Diagnostics};

pub(super) fn check(generator: &Generator, diagnostics: &mut Diagnostics) {
    let certificate = needed(generator, "tls.crt", diagnostics);
    let key = needed(generator, "tls.key", diagnostics);
    let chain = certificate.and_then(|entry| chain(entry, diagnostics));
    let own = key.and_then(|entry| private_key(entry, diagnostics));
    let (Some(chain), Some(own), Some(certificate), Some(key)) = (chain, own, certificate, key) else {
        return;
    };
    if own == PublicKey::Unknown
        || chain.first().is_none_or(|first| *first == own || *first == PublicKey::Unknown)
    {
        return;
    }
    let message =
        format!("`tls.key` of `{}` is not the key of the certificate in `tls.crt`", generator.object());
    let problem = in_value(key, 0, message).at(certificate.place(0).0, "the certificate");
    diagnostics.push(match chain.iter().position(|other| *other == own) {
        Some(index) => {
            problem.help(format!("it is that of certificate {} in the chain: put that one first", index + 1))
        }
        None => problem.help("take both from the same place: each renewal makes a new pair"),
    });
}

/// The public keys of the certificates, the server's own first. Blocks of other kinds do not count, as for Go.
fn chain(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<Vec<PublicKey>> {
    let text = std::str::from_utf8(entry.content().bytes()).unwrap_or_default();
    let blocks = pem::blocks(text);
    if !blocks.iter().any(is_certificate) {
        let problem = in_value(entry, 0, "`tls.crt` has no line `-----BEGIN CERTIFICATE-----`");
        diagnostics.push(maybe_swapped(problem, blocks.iter().any(is_key), "a private key"));
        return None;
    }
    let mut read = |block: Block| {
        let what = match &block.der {
            Err(what) => what,
            Ok(_) if is_key(&block) => "is a private key, which `tls.key` alone is to hold",
            Ok(der) => match public_key::of_certificate(der) {
                Some(key) => return Some(key),
                None => "cannot be read as a certificate",
            },
        };
        diagnostics.push(in_value(entry, block.offset, format!("a block in `tls.crt` {what}")));
        None
    };
    // Each of them is looked at, whatever the first one is like.
    let counted = blocks.into_iter().filter(|block| is_certificate(block) || is_key(block));
    let keys: Vec<Option<PublicKey>> = counted.map(&mut read).collect();
    keys.into_iter().collect()
}

/// A block without a label is broken, and may be anything.
fn is_certificate(block: &Block) -> bool {
    block.label == "CERTIFICATE" || block.label.is_empty()
}

fn is_key(block: &Block) -> bool {
    block.label.ends_with("PRIVATE KEY")
}

fn maybe_swapped(problem: Diagnostic, holds_other: bool, other: &str) -> Diagnostic {
    if !holds_other {
        return problem;
    }
    problem.help(format!("it holds {other}: `tls.crt` and `tls.key` may be swapped"))
}

/// The public key that belongs to the private one; parameters before it do not count, as for Go.
fn private_key(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<PublicKey> {
    let text = std::str::from_utf8(entry.content().bytes()).unwrap_or_default();
    let blocks = pem::blocks(text);
    let Some(block) = blocks.iter().find(|block| is_key(block) || block.label.is_empty()) else {
        let problem = in_value(entry, 0, "`tls.key` has no line `-----BEGIN PRIVATE KEY-----`");
        diagnostics.push(maybe_swapped(problem, blocks.iter().any(is_certificate), "a certificate"));
        return None;
    };
    let what = match &block.der {
        _ if block.label == "ENCRYPTED PRIVATE KEY" => {
            "is encrypted, and nobody in a cluster knows its password"
        }
        Err(what) => what,
        Ok(der) => match public_key::of_private_key(block.label, der) {
            Some(key) => return Some(key),
            None => "cannot be read as a private key",
        },
    };
    diagnostics.push(in_value(entry, block.offset, format!("the block in `tls.key` {what}")));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! pem {
        ($name:literal) => {
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/generate/tls/", $name))
        };
    }

    fn of_certificate(text: &str) -> PublicKey {
        public_key::of_certificate(pem::blocks(text)[0].der.as_ref().unwrap()).unwrap()
    }

    fn of_key(text: &str) -> PublicKey {
        let blocks = pem::blocks(text);
        let block = blocks.iter().find(|block| block.label.ends_with("PRIVATE KEY")).unwrap();
        public_key::of_private_key(block.label, block.der.as_ref().unwrap()).unwrap()
    }

    #[test]
    fn a_certificate_and_its_key_are_a_pair_in_every_form() {
        let certificates = [pem!("rsa.crt"), pem!("ec.crt"), pem!("ed.crt")].map(of_certificate);
        for (index, text) in [
            (0, pem!("rsa.key")),
            (0, pem!("rsa.old.key")),
            (1, pem!("ec.key")),
            (1, pem!("ec.pkcs8.key")),
            (2, pem!("ed.key")),
        ] {
            let key = of_key(text);
            for (other, certificate) in certificates.iter().enumerate() {
                assert_eq!(*certificate == key, other == index, "{key:?}");
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let der = pem::blocks(pem!("ec.key")).pop().unwrap().der.unwrap();
        for end in 0..der.len() {
            for label in ["RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY"] {
                let _ = public_key::of_private_key(label, &der[..end]);
                let mut changed = der.clone();
                changed[end] ^= 0xFF;
                let _ = public_key::of_private_key(label, &changed);
                let _ = public_key::of_certificate(&changed);
            }
        }
    }
}
