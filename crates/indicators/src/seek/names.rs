//! Names: whatever has a dot between letters, digits, `-` and `_`. Such a run is an address, a name in the DNS, the host of a URL or of
//! a mail address, or the name of a file.

use memchr::{memchr_iter, memrchr};

use super::{At, Seeker};
use crate::filter::Quick;
use crate::set::{DOMAIN, EMAIL, key};
use crate::value::{DOMAIN_BYTES_MAX, LOCAL_BYTES_MAX, Sort, is_local};

/// Bytes of a name that is not written in ASCII: each letter takes up to four.
const FOREIGN_BYTES_MAX: usize = 4 * DOMAIN_BYTES_MAX;
/// Letters from here on are of scripts that are written without blanks: a name may stand right beside them.
const UNSPACED: char = '\u{2e80}';

/// What names are made of; also every byte that is not ASCII.
static NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte >= 128 || (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'-' | b'_' | b'.');
        byte += 1;
    }
    table
};

#[inline]
fn is_name(byte: &u8) -> bool {
    NAME[*byte as usize]
}

impl Seeker {
    /// Names in the field. What a name ends with rejects nearly all of them before it is looked where they begin.
    #[inline]
    pub(super) fn names(&mut self, at: At<'_>) {
        let bytes = at.text.as_bytes();
        let mut from = 0;
        for dot in memchr_iter(b'.', bytes) {
            if dot < from {
                continue;
            }
            let behind = bytes[dot..].iter().take_while(|byte| is_name(byte)).count();
            let (floor, end) = (std::mem::replace(&mut from, dot + behind), dot + behind);
            let right = &bytes[dot..end];
            let is_ascii = right.is_ascii();
            if is_ascii && !may_end(at, right) {
                continue;
            }
            let before = bytes[floor..dot].iter().rev().take_while(|byte| is_name(byte)).count();
            let start = dot - before;
            // What is all ASCII is the rule.
            if is_ascii && bytes[start..dot].is_ascii() {
                self.name(at, start, end);
            } else {
                self.foreign(at, start, end);
            }
        }
    }

    /// A run of ASCII.
    #[inline]
    fn name(&mut self, at: At<'_>, start: usize, end: usize) {
        let (bytes, shapes, after) = (at.text.as_bytes(), &at.set.shapes, end);
        let (start, end) = trimmed(bytes, start, end);
        let Some(dot) = memrchr(b'.', &bytes[start..end]) else { return };
        let (token, last) = (&at.text[start..end], &bytes[start + dot + 1..end]);
        if shapes.v4 && last[0].is_ascii_digit() {
            self.v4(at, token);
        }
        if !shapes.may_end(last) {
            return;
        }
        if shapes.domains {
            self.domain(at, token, token);
        }
        if shapes.urls {
            self.url(at, (start, end), after);
        }
        if shapes.emails && start > 0 && bytes[start - 1] == b'@' {
            self.email(at, start, end);
        }
        if shapes.files {
            self.file_named(at, token);
        }
    }

    /// The name, and every name that it is below: one pass from its end.
    #[inline]
    fn domain(&mut self, at: At<'_>, name: &str, observed: &str) {
        let bytes = name.as_bytes();
        if bytes.len() > DOMAIN_BYTES_MAX {
            return;
        }
        let mut quick = Quick::of(DOMAIN);
        for place in (0..bytes.len()).rev() {
            let byte = bytes[place];
            if byte == b'.' && at.set.may_have(quick) {
                self.domain_found(at, &name[place + 1..], observed);
            }
            quick = quick.after(byte.to_ascii_lowercase());
        }
        if at.set.may_have(quick) {
            self.domain_found(at, name, observed);
        }
    }

    fn domain_found(&mut self, at: At<'_>, name: &str, observed: &str) {
        let lower = name.to_ascii_lowercase();
        self.found(at, key(DOMAIN, lower.as_bytes()), &|| (Sort::Domain, lower.clone(), observed.to_owned()));
    }

    fn email(&mut self, at: At<'_>, start: usize, end: usize) {
        let before = &at.text.as_bytes()[..start - 1];
        let local = before.iter().rev().take(LOCAL_BYTES_MAX + 1).take_while(|byte| is_local(**byte)).count();
        if !(1..=LOCAL_BYTES_MAX).contains(&local) {
            return;
        }
        let observed = &at.text[start - 1 - local..end];
        let quick = observed.bytes().rev().fold(Quick::of(EMAIL), |quick, byte| quick.after(byte.to_ascii_lowercase()));
        if at.set.may_have(quick) {
            let lower = observed.to_ascii_lowercase();
            self.found(at, key(EMAIL, lower.as_bytes()), &|| (Sort::Email, lower.clone(), observed.to_owned()));
        }
    }

    /// A run with letters beyond ASCII: a name of these letters, or a name beside a text that is written without blanks.
    #[cold]
    fn foreign(&mut self, at: At<'_>, start: usize, end: usize) {
        let token = &at.text[start..end];
        for part in token.split(|letter: char| !letter.is_ascii() && (letter >= UNSPACED || !letter.is_alphanumeric()))
        {
            let from = start + (part.as_ptr() as usize - token.as_ptr() as usize);
            if part.is_ascii() {
                self.name(at, from, from + part.len());
            } else {
                self.foreign_name(at, part);
            }
        }
        self.foreign_name(at, token);
    }

    /// A name with letters beyond ASCII, as it stands in the DNS.
    fn foreign_name(&mut self, at: At<'_>, token: &str) {
        let name = token.trim_matches('.');
        if !at.set.shapes.domains || name.len() > FOREIGN_BYTES_MAX || !name.contains('.') {
            return;
        }
        if let Ok(ascii) = idna::domain_to_ascii(name) {
            self.domain(at, &ascii, name);
        }
    }
}

/// Whether a run may end like something that is looked for, by what stands from its first dot on.
#[inline]
fn may_end(at: At<'_>, right: &[u8]) -> bool {
    let end = right.len() - right.iter().rev().take_while(|byte| **byte == b'.').count();
    let Some(dot) = memrchr(b'.', &right[..end]) else { return false };
    let last = &right[dot + 1..end];
    let is_number = last.len() <= 3 && last.iter().all(u8::is_ascii_digit);
    (is_number && at.set.shapes.v4) || at.set.shapes.may_end(last)
}

/// Without the dots around it.
#[inline]
fn trimmed(bytes: &[u8], mut start: usize, mut end: usize) -> (usize, usize) {
    while start < end && bytes[start] == b'.' {
        start += 1;
    }
    while start < end && bytes[end - 1] == b'.' {
        end -= 1;
    }
    (start, end)
}
