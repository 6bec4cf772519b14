//! Ground: what every crate may stand on and no word of the field.

pub mod yaml;
