//! Addresses: those of IPv4 among names, those of IPv6 by their colons.

use std::net::{Ipv4Addr, Ipv6Addr};

use memchr::memchr_iter;

use super::{At, Seeker};
use crate::set::{IP, NETWORK, key, quick_ip};
use crate::value::{Value, is_v4, mapped, mask};

/// Characters of an address of IPv6, and the fewest that say one.
const CHARACTERS_MAX: usize = 45;
/// Colons of an address of IPv6 in which nothing is left out.
const COLONS_WHOLE: usize = 7;

impl Seeker {
    /// Addresses of IPv6 in the field.
    pub(super) fn ips(&mut self, at: At<'_>) {
        let bytes = at.text.as_bytes();
        let mut from = 0;
        for colon in memchr_iter(b':', bytes) {
            // What is no part of an address behind its first colon is none.
            let goes_on = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b':';
            if colon < from || !bytes.get(colon + 1).is_some_and(goes_on) {
                continue;
            }
            let is_part = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
            let (mut end, mut colons, mut is_shortened) = (colon, 0, false);
            while let Some(byte) = bytes.get(end).filter(|byte| is_part(byte)) {
                let is_colon = *byte == b':';
                is_shortened |= is_colon && bytes.get(end + 1) == Some(&b':');
                colons += usize::from(is_colon);
                end += 1;
            }
            let floor = std::mem::replace(&mut from, end);
            // Before its first colon there is none: times of day end here.
            if !is_shortened && colons < COLONS_WHOLE - 1 {
                continue;
            }
            let start = colon - bytes[floor..colon].iter().rev().take_while(|byte| is_part(byte)).count();
            if let Some(ip) = v6(bytes, start, end) {
                self.ip(at, ip, &at.text[start..end]);
            }
        }
    }

    /// What may be an address of IPv4, its last label being a number.
    #[inline]
    pub(super) fn v4(&mut self, at: At<'_>, token: &str) {
        let is_long_enough = (7..=15).contains(&token.len());
        if is_long_enough
            && token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && let Ok(ip) = token.parse::<Ipv4Addr>()
        {
            self.ip(at, mapped(ip), token);
        }
    }

    #[inline]
    fn ip(&mut self, at: At<'_>, ip: u128, observed: &str) {
        if at.set.may_have(quick_ip(IP, ip)) {
            let value = || (Value::Ip(ip).sort(), Value::Ip(ip).to_string(), observed.to_owned());
            self.found(at, key(IP, &ip.to_be_bytes()), &value);
        }
        let bits = if is_v4(ip) { &at.set.shapes.v4_bits } else { &at.set.shapes.v6_bits };
        for bits in bits {
            let (network, sort) = (ip & mask(*bits), NETWORK + bits);
            if at.set.may_have(quick_ip(sort, network)) {
                let value = Value::Network(network, *bits);
                let seen = || (value.sort(), value.to_string(), observed.to_owned());
                self.found(at, key(sort, &network.to_be_bytes()), &seen);
            }
        }
    }
}

/// The address of IPv6 that a run of hexadecimal digits, colons and dots is, where it stands alone.
fn v6(bytes: &[u8], mut start: usize, mut end: usize) -> Option<u128> {
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    while end > start && bytes[end - 1] == b'.' {
        end -= 1;
    }
    // A colon that belongs to what stands before or behind.
    if bytes[start..end].starts_with(b":") && !bytes[start..end].starts_with(b"::") {
        start += 1;
    } else if start > 0 && is_word(bytes.get(start - 1)) {
        return None;
    }
    if start < end && bytes[end - 1] == b':' && !bytes[start..end].ends_with(b"::") {
        end -= 1;
    } else if is_word(bytes.get(end)) {
        return None;
    }
    let run = &bytes[start.min(end)..end];
    if run.len() > CHARACTERS_MAX {
        return None;
    }
    let colons = run.iter().filter(|byte| **byte == b':').count();
    let is_shortened = run.windows(2).any(|pair| pair == b"::");
    // The last two numbers may be written as an address of IPv4.
    if !is_shortened && !(COLONS_WHOLE - 1..=COLONS_WHOLE).contains(&colons) {
        return None;
    }
    std::str::from_utf8(run).ok()?.parse::<Ipv6Addr>().ok().map(u128::from)
}
