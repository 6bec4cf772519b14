//! Hunts, from outside.

#[cfg(test)]
mod output;
#[cfg(test)]
mod words;
