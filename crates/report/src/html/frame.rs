//! Pieces that several sections write the same way.

use super::fired::Rule;
use super::names::{NONE, OTHER};
use super::page::Page;
use super::survey::Survey;
use atalaya_messages::Catalogue;
use atalaya_model::{Language, Message, Time};

/// Bytes as people read them.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut scaled = bytes as f64;
    let mut unit = 0;
    scaled /= 1000.0;
    while scaled >= 999.95 && unit + 1 < UNITS.len() {
        scaled /= 1000.0;
        unit += 1;
    }
    format!("{scaled:.1} {}", UNITS[unit])
}

/// Milliseconds as a time.
pub(crate) fn moment(millis: Option<i64>) -> Option<Time> {
    millis.map(|millis| Time(millis.saturating_mul(1000)))
}

/// The rule's title in each language. A title that its author did not translate is marked as English.
pub(crate) fn title(page: &mut Page, rule: &Rule<'_>) {
    if rule.title_in(Language::Es).is_none() && rule.title_in(Language::ZhTw).is_none() {
        page.raw("<span lang=en>").text(rule.title()).raw("</span>");
        return Language::ALL.into_iter().for_each(|language| foreign(page, language));
    }
    for language in Language::ALL {
        page.raw(&format!("<span class=t lang={}>", language.tag()));
        match rule.title_in(language) {
            Some(title) => {
                page.text(title);
            }
            None => {
                page.raw("<span lang=en>").text(rule.title()).raw("</span>");
                foreign(page, language);
            }
        }
        page.raw("</span>");
    }
}

/// The mark of a text in English, for readers of other languages.
fn foreign(page: &mut Page, language: Language) {
    if language != Language::En {
        let meaning = Catalogue::builtin().text(language, &Message::new("report-foreign-mark"));
        page.raw(&format!("<abbr class=\"foreign t\" lang={} title=\"", language.tag()))
            .text(&meaning)
            .raw("\">EN</abbr>");
    }
}

/// The host's name, or what to call it where there is none.
pub(crate) fn host(page: &mut Page, survey: &Survey, number: u32) {
    match number {
        NONE => page.raw("<i>").word("report-host-none").raw("</i>"),
        OTHER => page.raw("<i>").word("report-host-other").raw("</i>"),
        _ => page.value(survey.hosts.name(number)),
    };
}

/// How many more there are than those shown.
pub(crate) fn rest(page: &mut Page, total: u64, shown: usize) {
    let more = total.saturating_sub(shown as u64);
    if more > 0 {
        page.raw("<p class=quiet>").say(&Message::new("report-more").with("count", more)).raw("</p>\n");
    }
}

/// A block for each language, of which the page shows one.
pub(crate) fn blocks(page: &mut Page, mut write: impl FnMut(&mut Page, Language)) {
    for language in Language::ALL {
        page.raw(&format!("<div class=t lang={}>", language.tag()));
        write(page, language);
        page.raw("</div>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_for_people() {
        let check = |bytes, text: &str| assert_eq!(size(bytes), text);
        check(0, "0 B");
        check(999, "999 B");
        check(1000, "1.0 kB");
        check(438_400, "438.4 kB");
        check(999_960, "1.0 MB");
        check(40_000_000_000_000_000, "40000.0 TB");
    }
}
