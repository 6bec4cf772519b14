//! The tests of this crate, as one program.

// `cfg(test)` tells clippy that `unwrap` is at home here, in helpers too.
#[cfg(test)]
mod append;
#[cfg(test)]
mod archive;
#[cfg(test)]
mod bounds;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod damaged;
#[cfg(test)]
mod encryption;
#[cfg(test)]
mod failing;
#[cfg(test)]
mod functions;
#[cfg(test)]
mod heavy;
#[cfg(test)]
mod hooked;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod log;
#[cfg(test)]
mod objects;
#[cfg(test)]
mod open;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod river;
#[cfg(test)]
mod sim;
#[cfg(test)]
mod together;
#[cfg(test)]
mod transfer;
#[cfg(test)]
mod upkeep;
