//! Findings on their way to the systems of others, each at least once and in the order of recording.
//!
//! A forward reads the ledger behind where it stands and sends on; where it stands is kept in the ledger, so that days without a
//! link and sudden ends lose nothing. RELP's other side, and that of HTTP, answers for each finding. Plain streams answer nothing: what was sent
//! within the last seconds before a link broke is sent again, under the same identifier. Datagrams are sent once.

mod cef;
mod fault;
mod forward;
mod link;
mod patience;
mod relp;
mod stream;
mod syslog;
mod webhook;

pub use fault::Fault;
pub use forward::{Forward, Forwarder, Forwarding, News, Pace};
pub use link::{ClientTls, LinkError, Target, TargetError, Transport, client_tls};
pub use syslog::Format;
