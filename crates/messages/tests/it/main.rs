//! The catalogue and the code that uses it agree, in every language.

// `cfg(test)` tells clippy that `unwrap` is at home here, in helpers too.
#[cfg(test)]
mod fragments;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod texts;
