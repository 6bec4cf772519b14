//! Ground: what every crate may stand on and no word of the field.

pub mod hidden;
pub mod near;
pub mod spreadsheet;
pub mod watch;
pub mod yaml;
