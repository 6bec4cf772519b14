//! Numbers and texts in bytes: little-endian, lengths before texts, nothing believed before it is checked.

/// What is left of some bytes. Every taking may find too little.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    /// A number in groups of seven bits, lowest first (LEB128).
    pub(super) fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            value |= (bits << shift >> shift == bits).then(|| bits << shift)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A length that is at most `max`.
    pub(super) fn length(&mut self, max: usize) -> Option<usize> {
        usize::try_from(self.varint()?).ok().filter(|length| *length <= max)
    }

    pub(super) fn text(&mut self, bytes_max: usize) -> Option<String> {
        let length = self.length(bytes_max)?;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }

    /// A text or none; the outer `None` where neither is there.
    #[allow(clippy::option_option)] // Unreadable is not absent.
    pub(super) fn option(&mut self, bytes_max: usize) -> Option<Option<String>> {
        match self.byte()? {
            0 => Some(None),
            1 => self.text(bytes_max).map(Some),
            _ => None,
        }
    }
}

pub(super) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

pub(super) fn put_option(out: &mut Vec<u8>, text: Option<&str>) {
    out.push(u8::from(text.is_some()));
    if let Some(text) = text {
        put_bytes(out, text.as_bytes());
    }
}
