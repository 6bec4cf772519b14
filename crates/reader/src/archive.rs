//! Archives: several members under one name.

pub(crate) mod salvage;
pub(crate) mod tar;
pub(crate) mod zip;
