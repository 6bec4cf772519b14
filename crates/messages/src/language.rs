//! Which language is meant by a word or by the environment. Pure: the caller reads the environment.

use atalaya_model::Language;

/// The language that a word names: a BCP 47 tag or a POSIX locale, in any case. `None` where we do not speak it.
///
/// Every Spanish is [`Language::Es`]; Chinese is [`Language::ZhTw`] where the script or the region says that
/// it is written in traditional characters.
#[must_use]
pub fn language_named(word: &str) -> Option<Language> {
    let locale = word.split(['.', '@']).next().unwrap_or_default();
    let mut parts = locale.split(['_', '-']);
    let is = |part: &str, word: &str| part.eq_ignore_ascii_case(word);
    match parts.next()?.to_ascii_lowercase().as_str() {
        "en" => Some(Language::En),
        "es" => Some(Language::Es),
        "zh" => {
            let rest: Vec<&str> = parts.collect();
            let simplified = rest.iter().any(|part| is(part, "Hans"));
            let traditional = rest.iter().any(|part| ["Hant", "TW", "HK", "MO"].iter().any(|word| is(part, word)));
            (traditional && !simplified).then_some(Language::ZhTw)
        }
        _ => None,
    }
}

/// The language that the value of an environment variable asks for (`LC_ALL`, `LC_MESSAGES`, `LANG`, or
/// `LANGUAGE` with its list divided by colons): the first one we speak, else English.
#[must_use]
pub fn language_of_environment(value: &str) -> Language {
    value.split(':').find_map(language_named).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_one_of_the_three_languages() {
        let check = |value: &str, language| assert_eq!(language_of_environment(value), language, "{value:?}");
        check("es_MX.UTF-8", Language::Es);
        check("es", Language::Es);
        check("ES-419", Language::Es);
        check("es_GT@euro", Language::Es);
        check("zh_TW", Language::ZhTw);
        check("zh_TW.Big5", Language::ZhTw);
        check("zh-Hant", Language::ZhTw);
        check("zh-hant-HK", Language::ZhTw);
        check("zh_CN.UTF-8", Language::En);
        check("zh-Hans-TW", Language::En);
        check("zh", Language::En);
        check("de_DE:es_ES:en", Language::Es);
        check("en_GB.UTF-8", Language::En);
        check("C", Language::En);
        check("", Language::En);
        check("español", Language::En);
    }

    #[test]
    fn a_language_is_named_by_its_own_tag() {
        for language in Language::ALL {
            assert_eq!(language_named(language.tag()), Some(language));
        }
        assert_eq!(language_named("fr"), None);
    }
}
