//! Who was given an address, as servers for DHCP, gateways for VPN and access servers write it down.

use crate::When;

/// Ways in which records of one kind may tell of leases: two bits of [`crate::Identity::leases`] each.
pub const LEASE_RULES_MAX: usize = 8;

/// How records of a kind tell who was given an address. Fields are canonical; of several the first with a value counts.
#[derive(Debug, Clone, Default)]
pub struct LeaseRule {
    /// Such a record says that the address was given, or given again. `None`: no record does.
    pub begins: Option<When>,
    /// Such a record says that it was given back.
    pub ends: Option<When>,
    /// The address.
    pub address: Vec<String>,
    /// The name of the machine.
    pub host: Vec<String>,
    /// Its hardware address.
    pub mac: Vec<String>,
    /// The person.
    pub user: Vec<String>,
    /// For how many seconds.
    pub seconds: Vec<String>,
}

/// What one record says of a lease. Texts as the sender wrote them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseNote<'a> {
    /// Whether the address was given back.
    pub ended: bool,
    /// The address.
    pub address: &'a str,
    /// The name of the machine.
    pub host: Option<&'a str>,
    /// Its hardware address.
    pub mac: Option<&'a str>,
    /// The person.
    pub user: Option<&'a str>,
    /// For how many seconds.
    pub seconds: Option<&'a str>,
}

impl LeaseRule {
    /// The conditions by which its records are told.
    pub(crate) fn whens(&self) -> impl Iterator<Item = &When> {
        self.begins.iter().chain(&self.ends)
    }
}
