//! The catalogue of every text that a person reads, in every language.
//!
//! The texts are Fluent files in `content/messages/<crate>.<language>.ftl`, embedded in the program.
//! Code elsewhere carries [`atalaya_model::Message`] values; only where a person is in front of them do
//! they become text, here. No text of its own, no terminal, no guess at the language of the machine:
//! the program reads the environment and asks [`language_of_environment`].

mod catalogue;
mod language;
mod number;

pub use catalogue::{Catalogue, MESSAGE_DEPTH_MAX};
pub use language::{language_named, language_of_environment};
pub use number::grouped;
