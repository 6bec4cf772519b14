//! Findings are explained in three languages, whatever stands in them.

// `cfg(test)` tells clippy that `unwrap` is at home here, in helpers too.
#[cfg(test)]
mod advice;
#[cfg(test)]
mod attack;
#[cfg(test)]
mod happened;
