//! Addresses of the Internet Protocol and ranges of them, as strictly as Kubernetes 1.36 reads them.
//!
//! From `apimachinery/pkg/util/validation/ip.go`, with the gate `StrictIPCIDRValidation` on.

use std::fmt;
use std::net::IpAddr;

use super::formats::Fault;

const NO_ADDRESS: &str = "must be an IP address, as `10.9.8.7` or `2001:db8::ffff`";
const NO_RANGE: &str = "must be a range of addresses, as `10.9.8.0/24` or `2001:db8::/64`";
const NOT_CANONICAL: &str = "must be in canonical form, as short as can be and in small letters";
const ZERO: &str = "cannot have a 0 before a number";

/// A range of addresses: `10.96.0.0/12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    address: IpAddr,
    bits: u8,
}

/// An address, if it is one that the server takes.
pub fn parse(text: &str) -> Option<IpAddr> {
    text.parse().ok().filter(|address| !is_mapped(*address))
}

/// `ParseIPSloppy`: whether a text can be read as an address at all, with a 0 before its numbers too.
pub fn is_address(text: &str) -> bool {
    without_zeros(text).parse::<IpAddr>().is_ok()
}

/// `IsValidIP`: `10.9.8.7` or `2001:db8::ffff`.
pub fn ip(text: &str) -> Fault {
    match text.parse() {
        Ok(address) if is_mapped(address) => Some("cannot be an IPv4 address that is written as IPv6"),
        Ok(_) => None,
        Err(_) if is_address(text) => Some(ZERO),
        Err(_) => Some(NO_ADDRESS),
    }
}

/// `IsValidCIDR`: `10.9.8.0/24` or `2001:db8::/64`.
pub fn cidr(text: &str) -> Fault {
    let Some((address, bits)) = text.split_once('/') else { return Some(NO_RANGE) };
    match ip(address) {
        Some(NO_ADDRESS) => Some(NO_RANGE),
        Some(fault) => Some(fault),
        None if bits.len() > 1 && bits.starts_with('0') => Some(ZERO),
        None => match Range::parse(text) {
            None => Some(NO_RANGE),
            Some(range) if range.first() != number(range.address) => {
                Some("must be 0 in all that the number behind its `/` leaves open")
            }
            Some(_) => None,
        },
    }
}

/// `ValidateEndpointIP`: what is no address that traffic could be sent to, of those that are addresses at all.
pub fn special(address: IpAddr) -> Fault {
    let (local, multicast) = match address {
        IpAddr::V4(v4) => (v4.is_link_local(), v4.octets()[..3] == [224, 0, 0]),
        IpAddr::V6(v6) => (v6.is_unicast_link_local(), v6.segments()[0] & 0xff0f == 0xff02),
    };
    match () {
        () if address.is_unspecified() => Some("cannot be the address that stands for none"),
        () if address.is_loopback() => Some("cannot be in the loopback range (127.0.0.0/8, ::1/128)"),
        () if local => Some("cannot be in the link-local range (169.254.0.0/16, fe80::/10)"),
        () if multicast => Some("cannot be in the link-local multicast range (224.0.0.0/24, ff02::/10)"),
        () => None,
    }
}

/// `IsValidIP` of fields that came late: as [`ip`], and written in the one form that the server writes itself.
///
/// Gives what is wrong, and what to write if that can be told.
pub fn canonical_ip(text: &str) -> Option<(&'static str, Option<String>)> {
    canonical(text, ip(text), parse(text))
}

/// `IsValidCIDR` of fields that came late: as [`cidr`], and written in the one form that the server writes itself.
///
/// Gives what is wrong, and what to write if that can be told.
pub fn canonical_cidr(text: &str) -> Option<(&'static str, Option<String>)> {
    canonical(text, cidr(text), Range::parse(text))
}

fn canonical<T: fmt::Display>(
    text: &str,
    fault: Fault,
    read: Option<T>,
) -> Option<(&'static str, Option<String>)> {
    let right = read.map(|read| read.to_string());
    match fault {
        Some(fault) => Some((fault, right)),
        None => right.filter(|right| right != text).map(|right| (NOT_CANONICAL, Some(right))),
    }
}

impl fmt::Display for Range {
    /// Its first address and how many bits it keeps of it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[expect(clippy::cast_possible_truncation, reason = "the number was made from so many bits")]
        let first = match self.address {
            IpAddr::V4(_) => IpAddr::from((self.first() as u32).to_be_bytes()),
            IpAddr::V6(_) => IpAddr::from(self.first().to_be_bytes()),
        };
        write!(out, "{first}/{}", self.bits)
    }
}

impl Range {
    /// A range, if the text says one; there may be more in the address than the range keeps of it.
    pub fn parse(text: &str) -> Option<Range> {
        let (address, bits) = text.split_once('/')?;
        let address = parse(address)?;
        let digits = !bits.is_empty() && bits.len() <= 3 && bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits: u8 = digits.then(|| bits.parse().ok()).flatten()?;
        (bits <= width(address)).then_some(Range { address, bits })
    }

    /// Whether all of another range is in it, and more.
    pub fn is_larger_than(self, other: Range) -> bool {
        let same_kind = self.address.is_ipv4() == other.address.is_ipv4();
        let inside = Range { address: other.address, bits: self.bits }.first() == self.first();
        same_kind && self.bits < other.bits && inside
    }

    /// Whether its addresses are those of version 4.
    pub fn is_ipv4(self) -> bool {
        self.address.is_ipv4()
    }

    /// Its first address, as a number.
    fn first(self) -> u128 {
        let open = u32::from(width(self.address) - self.bits);
        number(self.address).checked_shr(open).map_or(0, |kept| kept << open)
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u32::from(v4).into(),
        IpAddr::V6(v6) => v6.into(),
    }
}

/// Whether it is `::ffff:10.9.8.7`, by whatever way it was written.
fn is_mapped(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some())
}

/// An address of version 4 with `010` written as `10`.
fn without_zeros(text: &str) -> String {
    let part = |part: &str| match part.trim_start_matches('0') {
        "" if !part.is_empty() => "0".to_owned(),
        rest => rest.to_owned(),
    };
    text.split('.').map(part).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_strictly_as_the_server_does() {
        for good in ["10.9.8.7", "0.0.0.0", "2001:db8::ffff", "::1", "::"] {
            assert_eq!(ip(good), None, "{good}");
        }
        for bad in [
            "",
            "10.9.8",
            "10.9.8.256",
            "010.9.8.7",
            "::ffff:10.9.8.7",
            "fe80::1%eth0",
            " ::1",
            "example.com",
        ] {
            assert!(ip(bad).is_some() && parse(bad).is_none(), "{bad}");
        }
        assert_eq!(ip("10.09.8.7"), Some("cannot have a 0 before a number"));
    }

    #[test]
    fn ranges_are_read_as_strictly_as_the_server_does() {
        for good in ["10.9.8.0/24", "0.0.0.0/0", "2001:db8::/64", "10.0.0.1/32", "::/0"] {
            assert_eq!(cidr(good), None, "{good}");
        }
        for bad in [
            "",
            "10.9.8.0",
            "10.9.8.0/33",
            "10.9.8.0/+8",
            "10.9.8.1/24",
            "10.0.0.0/08",
            "010.0.0.0/8",
            "a/8",
            "::ffff:10.0.0.0/104",
            "2001:db8::1/64",
            "10.0.0.0/",
            "10.0.0.0/8/8",
        ] {
            assert!(cidr(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn late_fields_take_one_form_only() {
        assert_eq!(canonical_ip("2001:db8::1"), None);
        assert_eq!(canonical_ip("10.0.0.1"), None);
        let right = |found: Option<(&'static str, Option<String>)>| found.map(|(_, right)| right);
        assert_eq!(right(canonical_ip("2001:DB8:0::1")), Some(Some("2001:db8::1".to_owned())));
        assert_eq!(right(canonical_ip("nope")), Some(None));
        assert_eq!(canonical_cidr("10.0.0.0/8"), None);
        assert_eq!(right(canonical_cidr("2001:DB8::/32")), Some(Some("2001:db8::/32".to_owned())));
        assert_eq!(right(canonical_cidr("10.0.0.1/8")), Some(Some("10.0.0.0/8".to_owned())));
        assert_eq!(right(canonical_cidr("2001:db8::1/64")), Some(Some("2001:db8::/64".to_owned())));
    }

    #[test]
    fn a_range_is_larger_than_what_is_in_it_and_less() {
        let range = |text: &str| Range::parse(text).unwrap_or_else(|| panic!("{text}"));
        assert!(range("10.0.0.0/8").is_larger_than(range("10.1.0.0/16")));
        assert!(range("0.0.0.0/0").is_larger_than(range("10.1.0.0/16")));
        assert!(range("::/0").is_larger_than(range("2001:db8::/64")));
        for (one, other) in
            [("10.0.0.0/8", "10.0.0.0/8"), ("10.0.0.0/8", "11.0.0.0/16"), ("0.0.0.0/0", "2001:db8::/64")]
        {
            assert!(!range(one).is_larger_than(range(other)), "{one} {other}");
        }
    }

    #[test]
    fn no_traffic_goes_to_special_addresses() {
        let at = |text: &str| special(parse(text).unwrap_or_else(|| panic!("{text}")));
        for bad in ["0.0.0.0", "::", "127.0.0.1", "::1", "169.254.1.1", "fe80::1", "224.0.0.1", "ff02::1"] {
            assert!(at(bad).is_some(), "{bad}");
        }
        for good in ["10.0.0.1", "224.0.1.1", "2001:db8::1", "ff05::1"] {
            assert_eq!(at(good), None, "{good}");
        }
    }
}
