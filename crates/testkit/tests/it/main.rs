//! The tools that other tests lean on do what they say.

#[cfg(test)]
#[cfg(target_os = "linux")]
mod child;
#[cfg(test)]
mod corpus;
