//! The frame of the document: what a browser needs to know, the styles, the script, and what both may do.

use super::page::Page;
use atalaya_messages::Catalogue;
use atalaya_model::{Language, Message};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// Up to the body. The policy lets nothing in but this file's own script, told by its digest.
pub(crate) fn opening(language: Language) -> String {
    let digest = STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
    let mut page = Page::new();
    page.raw(&format!("<!DOCTYPE html>\n<html lang={}>\n<head>\n<meta charset=utf-8>\n", language.tag()));
    page.raw("<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'; ");
    page.raw(&format!("script-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'\">\n"));
    page.raw("<meta name=viewport content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<meta name=referrer content=no-referrer>\n<meta name=color-scheme content=\"light dark\">\n<title>");
    page.text(&Catalogue::builtin().text(language, &Message::new("report-title")));
    page.raw("</title>\n<style>\n").raw(STYLE).raw(&shown_by_language()).raw("</style>\n");
    page.raw("<style id=languages>\n").raw(&shown_by_choice()).raw("</style>\n</head>\n<body>\n");
    page.take()
}

/// Of each text the language is shown that the document has: with script, and in browsers that do not know `:has`.
fn shown_by_language() -> String {
    let rule = |language: Language| {
        let tag = language.tag();
        let live = format!("html.live[lang={tag}] .t:not([lang={tag}]) {{ display: none }}\n");
        live + &format!(
            "@supports not selector(:has(*)) {{ html[lang={tag}] .t:not([lang={tag}]) {{ display: none }} }}\n"
        )
    };
    Language::ALL.map(rule).concat()
}

/// Of each text the language is shown that is chosen, without script. The script takes this away, because a browser asks
/// such rules again at each change of the page, and a large report then feels slow.
fn shown_by_choice() -> String {
    let rule = |language: Language| {
        let tag = language.tag();
        format!("html:has(#lang-{tag}:checked) .t:not([lang={tag}]) {{ display: none }}\n")
    };
    Language::ALL.map(rule).concat()
}

/// From the script to the end.
pub(crate) fn closing() -> String {
    format!("<script>{SCRIPT}</script>\n</body>\n</html>\n")
}
