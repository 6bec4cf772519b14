//! `atalaya token`: a new random token, and what stands for it in the settings.

use crate::look::Look;
use crate::outcome::{self, Failure, Status};
use crate::page::Page;
use crate::voice::Voice;
use atalaya_model::Message;
use sha2::{Digest as _, Sha256};

/// Bytes of chance in a token.
const TOKEN_BYTES: usize = 32;

/// A token, and what stands for it in the settings.
pub(crate) struct Token {
    /// What senders show.
    pub(crate) token: String,
    /// Its SHA-256 in hexadecimal.
    pub(crate) digest: String,
}

impl Token {
    /// A new one.
    pub(crate) fn new() -> Result<Token, Failure> {
        let token = hex(&chance()?);
        let digest = hex(&Sha256::digest(token.as_bytes()));
        Ok(Token { token, digest })
    }
}

/// Bytes that nobody can guess, in hexadecimal.
pub(crate) fn secret() -> Result<String, Failure> {
    Ok(hex(&chance()?))
}

fn chance() -> Result<[u8; TOKEN_BYTES], Failure> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| Message::new("token-fail-chance"))?;
    Ok(bytes)
}

pub(crate) fn run(json: bool, voice: Voice) -> Result<Status, Failure> {
    let Token { token, digest } = Token::new()?;
    if json {
        let object = serde_json::json!({ "token": token, "token_sha256": digest });
        outcome::print(&crate::wire::line(&object))?;
        return Ok(Status::Done);
    }
    let mut page = Page::new(voice, Look::of_stdout());
    page.say(&Message::new("token-for-sender"));
    page.line(&token);
    page.say(&Message::new("token-for-settings"));
    page.line(&format!("token_sha256 = \"{digest}\""));
    page.say(&Message::new("token-once"));
    outcome::print(&page.into_text())?;
    Ok(Status::Done)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
