//! Questions to the past: SQL, search words, and rules over what is stored.
