//! Import, drain and replay as their callers see them: every acknowledged frame is stored once, whatever happens.

// `cfg(test)` tells clippy that `unwrap` is at home here, in helpers too.
#[cfg(test)]
mod failing;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod following;
#[cfg(test)]
mod going_on;
#[cfg(test)]
mod importing;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod recognising;
#[cfg(test)]
mod replaying;
#[cfg(test)]
mod undone;
#[cfg(test)]
mod world;
