//! The files that an examiner leaves behind, from findings made here and from real scans.

// `cfg(test)` tells clippy that `unwrap` is at home here, in helpers too.
#[cfg(test)]
mod html;
#[cfg(test)]
mod navigator;
#[cfg(test)]
mod spooled;
#[cfg(test)]
mod stix;
#[cfg(test)]
mod timeline;
