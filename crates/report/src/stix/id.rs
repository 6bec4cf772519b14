//! Identifiers that are the same in every run over the same material.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::{Builder, Uuid};

/// The name space of observables (STIX 2.1, section 2.9).
const OBSERVABLES: Uuid = Uuid::from_u128(0x00ab_edb4_aa42_466c_9c01_fed2_3315_a9b7);
/// Ours, for everything else: producers may not use that of the observables there.
const OURS: Uuid = Uuid::from_u128(0x6c1d_a44e_2f0b_4d0e_9a57_3b8e_1c0f_74d2);

/// The identifier of an object of ours, from what makes it that object.
pub(super) fn ours(kind: &str, parts: &[&str]) -> String {
    let name = Value::from(parts.iter().map(|part| Value::from(*part)).collect::<Vec<_>>());
    format!("{kind}--{}", Uuid::new_v5(&OURS, format!("{kind}{name}").as_bytes()))
}

/// The identifier of an observable: version 5 over the properties that contribute to it, as canonical JSON (RFC 8785: sorted,
/// without blanks; our keys are ASCII and our values texts and small numbers, which serde writes as it asks).
pub(super) fn observable(kind: &str, contributing: &BTreeMap<&str, Value>) -> String {
    let name = serde_json::to_string(contributing).expect("texts and numbers are written to memory");
    format!("{kind}--{}", Uuid::new_v5(&OBSERVABLES, name.as_bytes()))
}

/// The identifier of an observable without contributing properties. The specification asks for version 4, which is chance;
/// ours comes from a digest of the object, so that the same material makes the same bundle.
pub(super) fn process(properties: &Map<String, Value>) -> String {
    let sorted: BTreeMap<&String, &Value> = properties.iter().collect();
    let text = serde_json::to_string(&sorted).expect("texts and numbers are written to memory");
    let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    format!("process--{}", Builder::from_random_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn observables_have_the_identifiers_of_the_specification() {
        // The first from the specification, the others as the committee's own library makes them.
        let check = |kind, value: &str, expected: &str| {
            assert_eq!(observable(kind, &BTreeMap::from([("value", Value::from(value))])), expected);
        };
        check("ipv4-addr", "198.51.100.3", "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4");
        check("domain-name", "example.com", "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7");
        let file = BTreeMap::from([("name", Value::from("foo.dll")), ("hashes", json!({"MD5": "a".repeat(32)}))]);
        assert_eq!(observable("file", &file), "file--c64bf91e-a564-59b6-9cae-34db2fb48e31");
    }

    #[test]
    fn identifiers_of_ours_tell_their_parts_apart() {
        assert_ne!(ours("identity", &["a", "b"]), ours("identity", &["ab"]));
        assert_eq!(ours("identity", &["a"]), ours("identity", &["a"]));
        assert_eq!(process(&Map::new()).as_bytes()["process--".len() + 14], b'4');
    }
}
