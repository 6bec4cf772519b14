//! Tables of addresses, in the shapes in which they are given out.

use atalaya_schema::{AddressTable, Addresses, AddressesError, Answers, Schema};
use atalaya_testkit::mmdb::{Value, table};
use proptest::prelude::*;
use std::net::IpAddr;

fn map(entries: &[(&'static str, Value)]) -> Value {
    Value::Map(entries.to_vec())
}

fn countries() -> Vec<u8> {
    let names = map(&[("en", Value::Text("Guatemala"))]);
    table(&[
        ("192.0.2.0/24", map(&[("country", map(&[("iso_code", Value::Text("GT")), ("names", names)]))])),
        ("198.51.100.0/25", map(&[("country", Value::Text("tw"))])),
        ("198.51.100.128/25", map(&[("country", Value::Text("Taiwan")), ("country_code", Value::Text("TW"))])),
        ("203.0.113.0/24", map(&[("country", map(&[("iso_code", Value::Text("ZZ"))]))])),
        ("10.0.0.0/8", map(&[("country", map(&[("iso_code", Value::Text("US"))]))])),
        ("2001:db8::/32", map(&[("country", map(&[("iso_code", Value::Text("HN"))]))])),
    ])
}

fn networks() -> Vec<u8> {
    let system = |number, name| {
        let number = ("autonomous_system_number", Value::Number(number));
        map(&[number, ("autonomous_system_organization", Value::Text(name))])
    };
    table(&[
        ("192.0.2.0/24", system(64500, "Example Net")),
        ("198.51.100.0/25", map(&[("asn", Value::Text("AS64501")), ("name", Value::Text("Example Carrier"))])),
        ("198.51.100.128/25", map(&[("asn", Value::Text("AS64502")), ("as_name", Value::Text("Example Bank"))])),
        ("203.0.113.0/24", map(&[("autonomous_system_number", Value::Number(64503))])),
    ])
}

#[test]
fn country_and_network_are_found_in_tables_of_every_publisher() {
    let mut addresses = Addresses::default();
    addresses.add(networks()).unwrap();
    assert!(addresses.has(AddressTable::Network) && !addresses.has(AddressTable::Country));
    addresses.add(countries()).unwrap();
    let check = |address: &str, expected: [Option<&str>; 3]| {
        let address: IpAddr = address.parse().unwrap();
        let found = AddressTable::WORDS.map(|(_, table)| addresses.find(table, address));
        assert_eq!(found.each_ref().map(Option::as_deref), expected, "{address}");
    };
    check("192.0.2.7", [Some("GT"), Some("AS64500"), Some("AS64500 Example Net")]);
    check("::ffff:192.0.2.7", [Some("GT"), Some("AS64500"), Some("AS64500 Example Net")]);
    check("198.51.100.1", [Some("TW"), Some("AS64501"), Some("AS64501 Example Carrier")]);
    check("198.51.100.200", [Some("TW"), Some("AS64502"), Some("AS64502 Example Bank")]);
    check("203.0.113.9", [None, Some("AS64503"), Some("AS64503")]);
    check("2001:db8::9", [Some("HN"), None, None]);
    check("10.1.2.3", [None; 3]);
    check("192.88.99.1", [None; 3]);
}

#[test]
fn what_is_no_such_table_is_refused() {
    let add = |bytes: Vec<u8>| Addresses::default().add(bytes);
    assert_eq!(add(b"ip,country\n192.0.2.0,GT\n".to_vec()), Err(AddressesError::Malformed));
    assert_eq!(add(Vec::new()), Err(AddressesError::Malformed));
    assert_eq!(add(table(&[])), Err(AddressesError::Nothing));
    let domains = table(&[("192.0.2.0/24", map(&[("domain", Value::Text("example.com"))]))]);
    assert_eq!(add(domains), Err(AddressesError::Nothing));
    let mut many = Addresses::default();
    let added = (0..17).map(|_| many.add(countries())).collect::<Vec<_>>();
    assert_eq!(added.last(), Some(&Err(AddressesError::TooMany)));
}

#[test]
fn answers_are_remembered_within_a_bound() {
    let mut addresses = Addresses::default();
    addresses.add(countries()).unwrap();
    let mut answers = Answers::default();
    for number in 0..200_000u32 {
        let address = IpAddr::V4((0xc000_0200 + number % 256 + number).into());
        let expected = addresses.find(AddressTable::Country, address);
        assert_eq!(answers.find(Some(&addresses), AddressTable::Country, address), expected.as_deref());
    }
    let pretended = (AddressTable::Country, "192.0.2.1".parse().unwrap(), Some("SV".to_owned()));
    answers.pretend(&[pretended]);
    assert_eq!(answers.find(None, AddressTable::Country, "192.0.2.1".parse().unwrap()), Some("SV"));
    assert_eq!(answers.find(None, AddressTable::Country, "192.0.2.2".parse().unwrap()), None);
}

#[test]
fn kinds_say_which_fields_tables_answer() {
    let kind = |table: &str| {
        let text = format!(
            "kind: example.log\nabout: {{en: a, es: b, zh-TW: c}}\nverification: unverified\n\
             dialects: [{{name: plain, when: {{SrcIp: '*'}}, fields: {{'*': '*'}}}}]\n\
             derived: {{SrcCountry: {{from: SrcIp, table: {table}}}}}\n\
             serves: [{{logsource: {{product: example}}}}]\n"
        );
        Schema::load(&[("kinds/example.log.yml".to_owned(), text)])
    };
    let (schema, diagnostics) = kind("country");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let derivation = schema.derivation(schema.derivation_ix(0).unwrap());
    assert_eq!(derivation.table, Some(AddressTable::Country));
    assert_eq!(
        derivation.address(&[None, Some("192.0.2.7:22")]).map(|ip| ip.to_string()).as_deref(),
        Some("192.0.2.7")
    );
    assert!(!derivation.derive(&[Some("192.0.2.7")], &mut String::new()));
    let (_, diagnostics) = kind("weather");
    assert_eq!(diagnostics[0].message.id, "schema-word-unknown");
}

proptest! {
    #[test]
    fn damaged_tables_never_panic(at in 0usize..2000, byte: u8, cut in 0usize..2000) {
        let mut bytes = countries();
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(length.min(cut + length / 2));
        let mut addresses = Addresses::default();
        if addresses.add(bytes).is_ok() {
            for address in ["192.0.2.7", "198.51.100.1", "2001:db8::9", "192.88.99.1"] {
                let _ = AddressTable::WORDS.map(|(_, table)| addresses.find(table, address.parse().unwrap()));
            }
        }
    }
}
