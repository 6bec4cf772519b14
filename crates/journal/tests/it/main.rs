//! The journal as its callers see it: what is appended stays, whatever happens to the process, the power and the disk.

// `cfg(test)` tells clippy that `unwrap` is at home here, in helpers too.
#[cfg(test)]
mod append;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod encryption;
#[cfg(test)]
mod expiry;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod history;
#[cfg(test)]
mod inputs;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod power;
#[cfg(test)]
mod quarantine;
#[cfg(test)]
mod sim;
#[cfg(test)]
mod watched;
#[cfg(test)]
mod world;
