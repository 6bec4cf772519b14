//! `cidr_match(address, network)`: whether an address lies in a network.
//!
//! IPv4, IPv6, and IPv4 written inside IPv6 (`::ffff:10.0.0.1`), which is judged as IPv4. A network without a length is a
//! single address. An address with a zone (`fe80::1%eth0`) is judged without it. A text that is no address lies in no
//! network.

use super::text::{constant, pairs, to_truths};
use datafusion::arrow::error::ArrowError;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use std::net::{IpAddr, Ipv6Addr};

/// Bytes that an address may have, written with its zone.
const ADDRESS_BYTES_MAX: usize = 64;

pub(super) fn matches(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let Some(text) = constant(&args.args[1]) else {
        return pairs(args, |address, network| Some(Network::parse(network)?.contains(parse(address)?)));
    };
    let network = Network::parse(text).ok_or_else(|| unreadable(text))?;
    to_truths(&args.args[0], |address| parse(address).is_some_and(|address| network.contains(address)))
}

fn unreadable(network: &str) -> DataFusionError {
    DataFusionError::from(ArrowError::ParseError(format!("cidr_match: not a network: `{network}`")))
}

/// A network: the bits that its addresses begin with, as of IPv6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    bits: u128,
    mask: u128,
}

impl Network {
    fn parse(text: &str) -> Option<Network> {
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().ok()?;
        let (width, offset) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let length = length.unwrap_or(width);
        if length > width {
            return None;
        }
        let mask = u128::MAX.checked_shl(128 - (length + offset)).unwrap_or(0);
        Some(Network { bits: wide(address) & mask, mask })
    }

    fn contains(self, address: IpAddr) -> bool {
        wide(address) & self.mask == self.bits
    }
}

/// The address as one of IPv6: what is IPv4 in its mapped form, in whichever way it was written.
fn wide(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim_ascii();
    if text.len() > ADDRESS_BYTES_MAX {
        return None;
    }
    let text = text.split_once('%').map_or(text, |(address, _)| address);
    text.parse().ok().or_else(|| bracketed(text))
}

fn bracketed(text: &str) -> Option<IpAddr> {
    text.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, network: &str, expected: Option<bool>) {
        let network = Network::parse(network);
        let found = network.map(|network| parse(address).is_some_and(|address| network.contains(address)));
        assert_eq!(found, expected, "{address} in {network:?}");
    }

    #[test]
    fn an_address_lies_in_the_networks_that_it_begins_like() {
        check("10.1.2.3", "10.0.0.0/8", Some(true));
        check("11.1.2.3", "10.0.0.0/8", Some(false));
        check("10.1.2.3", "10.1.2.3", Some(true));
        check("10.1.2.4", "10.1.2.3/32", Some(false));
        check("203.0.113.9", "0.0.0.0/0", Some(true));
        check("2001:db8::1", "2001:db8::/32", Some(true));
        check("2001:db9::1", "2001:db8::/32", Some(false));
        check("::1", "::/0", Some(true));
        check("fe80::1%eth0", "fe80::/10", Some(true));
        check("[2001:db8::1]", "2001:db8::/32", Some(true));
    }

    #[test]
    fn ipv4_inside_ipv6_is_judged_as_ipv4() {
        check("::ffff:10.1.2.3", "10.0.0.0/8", Some(true));
        check("10.1.2.3", "::ffff:10.0.0.0/104", Some(true));
        check("2001:db8::1", "0.0.0.0/0", Some(false));
    }

    #[test]
    fn what_is_no_address_lies_in_no_network_and_what_is_no_network_is_refused() {
        for hostile in ["", "-", "10.0.0", "10.0.0.256", "999999999999999999999", "1.2.3.4.5", &"1".repeat(10_000)] {
            check(hostile, "0.0.0.0/0", Some(false));
            check("10.0.0.1", hostile, None);
        }
        check("10.0.0.1", "10.0.0.0/33", None);
        check("10.0.0.1", "10.0.0.0/-1", None);
        check("::1", "::/129", None);
    }
}
