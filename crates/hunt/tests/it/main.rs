//! Hunts, from outside.

#[cfg(test)]
mod words;
