//! The settings of a new centre, with comments in the language of whoever sets it up.

use super::answers::Answered;
use crate::token::Token;
use crate::voice::Voice;
use atalaya_model::Message;
use std::fmt::Write as _;

/// Characters of a line of comment.
const COLUMNS: usize = 100;
/// The files of TLS, seen from the settings.
const TLS: &str = "tls = { certificate = \"tls/server.pem\", key = \"tls/server.key\" }";

/// The text.
pub(super) fn text(answered: &Answered, token: &Token, voice: Voice) -> String {
    let mut text = String::new();
    let from: Vec<String> = answered.networks.iter().map(|network| quoted(network)).collect();
    let from = if from.is_empty() { String::new() } else { format!("from = [{}]\n", from.join(", ")) };
    let token = format!("token_sha256 = \"{}\"\n", token.digest);
    comment(&mut text, &Message::new("init-settings-head"), voice);
    text.push('\n');
    let sources = [
        ("network", "syslog-udp", "0.0.0.0:5514", "", "init-settings-network"),
        ("servers", "relp", "0.0.0.0:2514", TLS, "init-settings-servers"),
        ("devices", "syslog-tcp", "0.0.0.0:6514", TLS, "init-settings-devices"),
        ("applications", "http", "0.0.0.0:9200", TLS, "init-settings-applications"),
    ];
    for (name, protocol, listen, tls, about) in sources {
        comment(&mut text, &Message::new(about), voice);
        let head = format!(
            "[[sources]]\norganization = {}\nname = \"{name}\"\nprotocol = \"{protocol}\"\nlisten = \"{listen}\"\n",
            quoted(&answered.organization)
        );
        let tls = if tls.is_empty() { String::new() } else { format!("{tls}\n") };
        let token = if protocol == "http" { token.as_str() } else { "" };
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{head}{from}{tls}{token}");
    }
    comment(&mut text, &Message::new("init-settings-detection"), voice);
    let _ = writeln!(text, "[detection]\nkeep_days = 400");
    comment(&mut text, &Message::new("init-settings-rules"), voice);
    text.push_str("# rules = [\"rules\"]\n# only = \"rules.txt\"\n");
    text
}

/// A text of TOML, whose escapes JSON's are too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn comment(text: &mut String, message: &Message, voice: Voice) {
    for paragraph in voice.say(message).lines() {
        let mut line = String::from("#");
        for word in paragraph.split(' ') {
            if line.chars().count() + word.chars().count() >= COLUMNS {
                let _ = writeln!(text, "{line}");
                line = String::from("#");
            }
            line.push(' ');
            line.push_str(word);
        }
        let _ = writeln!(text, "{line}");
    }
}
