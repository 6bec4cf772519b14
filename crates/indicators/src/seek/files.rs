//! Names of files: the whole value of a field, or what stands behind its last slash. Names with an ending are seen in the midst of a
//! text too, among what may be a name in the DNS.

use memchr::{memrchr, memrchr2};

use super::{At, Seeker};
use crate::filter::Quick;
use crate::set::{FILE, key};
use crate::value::{FILE_BYTES_MAX, Sort};

impl Seeker {
    /// The value as a whole.
    #[inline]
    pub(super) fn file(&mut self, at: At<'_>) {
        let behind = memrchr2(b'/', b'\\', at.text.as_bytes()).map_or(0, |slash| slash + 1);
        self.file_named(at, at.text[behind..].trim());
    }

    /// A name without a folder.
    #[inline]
    pub(super) fn file_named(&mut self, at: At<'_>, name: &str) {
        let bytes = name.as_bytes();
        let ending = memrchr(b'.', bytes).map_or(0, |dot| dot + 1);
        if bytes.is_empty() || bytes.len() > FILE_BYTES_MAX {
            return;
        }
        if !name.is_ascii() {
            return self.foreign_file(at, name);
        }
        if !at.set.shapes.may_end(&bytes[ending..]) {
            return;
        }
        let quick = bytes.iter().rev().fold(Quick::of(FILE), |quick, byte| quick.after(byte.to_ascii_lowercase()));
        if at.set.may_have(quick) {
            let lower = name.to_ascii_lowercase();
            self.found(at, key(FILE, lower.as_bytes()), &|| (Sort::File, lower.clone(), name.to_owned()));
        }
    }

    fn foreign_file(&mut self, at: At<'_>, name: &str) {
        let lower = name.to_lowercase();
        if at.set.may_have(Quick::of(FILE).text(lower.as_bytes())) {
            self.found(at, key(FILE, lower.as_bytes()), &|| (Sort::File, lower.clone(), name.to_owned()));
        }
    }
}
