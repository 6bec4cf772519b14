//! Tables of addresses in the MaxMind DB format (its specification is version 2.0), small ones, for tests.

use std::net::{IpAddr, Ipv6Addr};

/// A value of a record.
#[derive(Debug, Clone)]
pub enum Value {
    /// A text.
    Text(&'static str),
    /// A number of 16 bits.
    Short(u16),
    /// A number of 32 bits.
    Number(u32),
    /// A number of 64 bits.
    Long(u64),
    /// An empty list.
    Nothing,
    /// Values by name.
    Map(Vec<(&'static str, Value)>),
}

/// What stands at one side of a node.
#[derive(Clone, Copy)]
enum Branch {
    Nothing,
    Node(usize),
    Record(usize),
}

/// A table with these networks (`192.0.2.0/24`, `2001:db8::/32`) and their records.
#[must_use]
pub fn table(networks: &[(&str, Value)]) -> Vec<u8> {
    let (mut nodes, mut records) = (vec![[Branch::Nothing; 2]], Vec::new());
    for (network, value) in networks {
        let record = records.len();
        write(value, &mut records);
        insert(&mut nodes, network, record);
    }
    let mut bytes = tree(&nodes);
    bytes.extend([0; 16]);
    bytes.extend(records);
    bytes.extend(b"\xab\xcd\xefMaxMind.com");
    let count = u32::try_from(nodes.len()).expect("a test's table is small");
    let metadata = [
        ("binary_format_major_version", Value::Short(2)),
        ("binary_format_minor_version", Value::Short(0)),
        ("build_epoch", Value::Long(1)),
        ("database_type", Value::Text("Test")),
        ("description", Value::Map(Vec::new())),
        ("ip_version", Value::Short(6)),
        ("languages", Value::Nothing),
        ("node_count", Value::Number(count)),
        ("record_size", Value::Short(32)),
    ];
    write(&Value::Map(metadata.to_vec()), &mut bytes);
    bytes
}

/// Adds the path of the network's bits; addresses of version 4 are the last of version 6.
fn insert(nodes: &mut Vec<[Branch; 2]>, network: &str, record: usize) {
    let (address, length) = network.split_once('/').expect("a network has a length");
    let length: u32 = length.parse().expect("it is a number");
    let (bits, length) = match address.parse().expect("it begins with an address") {
        IpAddr::V4(address) => (u128::from(u32::from(address)), length + 96),
        IpAddr::V6(address) => (u128::from(Ipv6Addr::from(address.octets())), length),
    };
    let mut at = 0;
    for depth in 0..length {
        let side = usize::from(bits >> (127 - depth) & 1 == 1);
        if depth + 1 == length {
            nodes[at][side] = Branch::Record(record);
            continue;
        }
        at = match nodes[at][side] {
            Branch::Node(next) => next,
            _ => {
                nodes.push([Branch::Nothing; 2]);
                let next = nodes.len() - 1;
                nodes[at][side] = Branch::Node(next);
                next
            }
        };
    }
}

fn tree(nodes: &[[Branch; 2]]) -> Vec<u8> {
    let number = |branch: &Branch| match *branch {
        Branch::Nothing => nodes.len(),
        Branch::Node(node) => node,
        Branch::Record(offset) => nodes.len() + 16 + offset,
    };
    let bytes = |branch| u32::try_from(number(branch)).expect("a test's table is small").to_be_bytes();
    nodes.iter().flatten().flat_map(bytes).collect()
}

/// Writes a value as the format's data section has it: a byte for type and length, then the content.
fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => {
            head(2, text.len(), out);
            out.extend(text.as_bytes());
        }
        Value::Short(number) => {
            head(5, 2, out);
            out.extend(number.to_be_bytes());
        }
        Value::Long(number) => {
            // Types above 7 stand in a byte of their own.
            out.extend([8, 2]);
            out.extend(number.to_be_bytes());
        }
        Value::Number(number) => {
            head(6, 4, out);
            out.extend(number.to_be_bytes());
        }
        Value::Nothing => out.extend([0, 4]),
        Value::Map(entries) => {
            head(7, entries.len(), out);
            for (name, value) in entries {
                write(&Value::Text(name), out);
                write(value, out);
            }
        }
    }
}

fn head(kind: u8, length: usize, out: &mut Vec<u8>) {
    match u8::try_from(length) {
        Ok(length) if length < 29 => out.push(kind << 5 | length),
        Ok(length) => out.extend([kind << 5 | 29, length - 29]),
        Err(_) => panic!("a test's texts are short"),
    }
}
