//! Anchors: where the history was at a moment, signed, to be taken away.
//!
//! Who keeps an anchor elsewhere can show later that the history up to it is still the same and whole.

use serde::{Deserialize, Serialize};

use crate::bytes::hex;
use crate::core::Core;
use crate::journal::Journal;
use crate::log::Head;
use crate::signing::{Key, is_signed};
use crate::state::HexHash;

/// What the signature of an anchor says it is.
const DOCUMENT_KIND: &str = "anchor";

/// A point of the history. As JSON it is a small text, for a file, a mail, a piece of paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The journal's identifier.
    pub journal: String,
    /// Every entry before this offset is covered.
    pub offset: u64,
    /// The hash of the block that ends there, or of the segment's header: over everything before it.
    pub hash: String,
    /// When it was made, RFC 3339.
    pub time: String,
    /// The public key, Ed25519, hexadecimal digits.
    pub key: String,
    /// The signature over the lines of the fields above.
    pub signature: String,
}

impl Anchor {
    pub(crate) fn new(core: &Core, offset: u64, hash: HexHash) -> Anchor {
        let mut anchor = Anchor {
            journal: hex(&core.place.journal),
            offset,
            hash: hex(&hash.0),
            time: core.place.clock.now().to_string(),
            key: core.signing.public(),
            signature: String::new(),
        };
        anchor.signature = core.signing.sign(DOCUMENT_KIND, &anchor.to_sign());
        anchor
    }

    /// Whether the signature is that of the key that the anchor names. Who got the anchor from elsewhere trusts that key.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        is_signed(DOCUMENT_KIND, &self.to_sign(), &self.key, &self.signature)
    }

    fn to_sign(&self) -> String {
        format!("{}\n{}\n{}\n{}\n{}\n", self.journal, self.offset, self.hash, self.time, self.key)
    }

    /// The anchor as JSON, one field a line.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("numbers and texts are JSON")
    }

    /// Reads an anchor from JSON.
    pub fn from_json(text: &str) -> Result<Anchor, serde_json::Error> {
        serde_json::from_str(text)
    }
}

impl Journal {
    /// The head of the history now. Everything before it is durable.
    #[must_use]
    pub fn anchor(&self) -> Anchor {
        let Head { offset, hash, .. } = self.core.journal.view().head;
        Anchor::new(&self.core, offset, HexHash(hash))
    }

    /// The public key that this journal signs with, in hexadecimal digits.
    #[must_use]
    pub fn public_key(&self) -> String {
        Key::public(&self.core.signing)
    }
}
