//! The public keys of certificates and of private keys, so far as they can be compared.

use pkcs8::ObjectIdentifier;
use pkcs8::der::asn1::AnyRef;
use pkcs8::der::{Decode, SliceReader, Tagged};
use pkcs8::spki::SubjectPublicKeyInfoRef;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// A public key.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum PublicKey {
    /// The modulus and the exponent.
    Rsa(Vec<u8>, Vec<u8>),
    /// The first coordinate of the point: the second one adds a sign.
    Ec(Vec<u8>),
    Ed25519(Vec<u8>),
    /// Of another kind, or one that its private key does not carry.
    Unknown,
}

/// The public key of a certificate; nothing if the bytes are none.
pub(super) fn of_certificate(der: &[u8]) -> Option<PublicKey> {
    let info = key_info(der)?;
    let bytes = info.subject_public_key.as_bytes()?;
    Some(match info.algorithm.oid {
        RSA => {
            let key = pkcs1::RsaPublicKeyRef::from_der(bytes).ok()?;
            PublicKey::Rsa(key.modulus.as_bytes().into(), key.public_exponent.as_bytes().into())
        }
        EC => point(bytes),
        ED25519 => PublicKey::Ed25519(bytes.into()),
        _ => PublicKey::Unknown,
    })
}

/// What a certificate says of its key: RFC 5280 puts it behind a version, which may be absent, and five other fields.
fn key_info(der: &[u8]) -> Option<SubjectPublicKeyInfoRef<'_>> {
    let mut certificate = SliceReader::new(AnyRef::from_der(der).ok()?.value()).ok()?;
    let mut signed = SliceReader::new(AnyRef::decode(&mut certificate).ok()?.value()).ok()?;
    let first = AnyRef::decode(&mut signed).ok()?;
    let before = if first.tag().is_context_specific() { 5 } else { 4 };
    for _ in 0..before {
        AnyRef::decode(&mut signed).ok()?;
    }
    SubjectPublicKeyInfoRef::decode(&mut signed).ok()
}

/// The public key that belongs to the private key of a PEM block of this label; nothing if the bytes are none.
pub(super) fn of_private_key(label: &str, der: &[u8]) -> Option<PublicKey> {
    match label {
        "RSA PRIVATE KEY" => rsa(der),
        "EC PRIVATE KEY" => ec(der),
        _ => {
            let info = pkcs8::PrivateKeyInfoRef::from_der(der).ok()?;
            let key = info.private_key.as_bytes();
            match info.algorithm.oid {
                RSA => rsa(key),
                EC => ec(key),
                ED25519 => ed25519(key),
                _ => Some(PublicKey::Unknown),
            }
        }
    }
}

fn rsa(der: &[u8]) -> Option<PublicKey> {
    let key = pkcs1::RsaPrivateKeyRef::from_der(der).ok()?;
    Some(PublicKey::Rsa(key.modulus.as_bytes().into(), key.public_exponent.as_bytes().into()))
}

fn ec(der: &[u8]) -> Option<PublicKey> {
    let key = sec1::EcPrivateKey::from_der(der).ok()?;
    Some(key.public_key.map_or(PublicKey::Unknown, point))
}

/// A point as SEC 1 writes it: a byte for its form, then its coordinates.
fn point(bytes: &[u8]) -> PublicKey {
    match bytes {
        [4, coordinates @ ..] if coordinates.len().is_multiple_of(2) => {
            PublicKey::Ec(coordinates[..coordinates.len() / 2].into())
        }
        [2 | 3, first @ ..] => PublicKey::Ec(first.into()),
        _ => PublicKey::Unknown,
    }
}

/// The private key is a string of 32 bytes in one more string.
fn ed25519(key: &[u8]) -> Option<PublicKey> {
    let seed = ed25519_compact::Seed::from_slice(key.strip_prefix(&[4, 32])?).ok()?;
    Some(PublicKey::Ed25519(ed25519_compact::KeyPair::from_seed(seed).pk.to_vec()))
}
