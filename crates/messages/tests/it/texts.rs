//! How messages become text.

use atalaya_messages::{Catalogue, MESSAGE_DEPTH_MAX};
use atalaya_model::{Language, Message};

const SAMPLE: &[(&str, &str)] = &[
    (
        "sample.en.ftl",
        "files = { $n ->\n    [one] { $n } file\n   *[other] { $n } files\n }\nport = port { NUMBER($n, useGrouping: \"false\") }\n\
         read = Read { $what }.\n    .remedy = Read { $what } again.\n",
    ),
    (
        "sample.es.ftl",
        "files = { $n ->\n    [one] { $n } archivo\n   *[other] { $n } archivos\n }\nport = puerto { $n }\nread = Se leyó { $what }.\n",
    ),
    ("sample.zh-TW.ftl", "files = { $n } 個檔案\nport = 連接埠 { $n }\nread = 已讀取 { $what }。\n"),
];

#[test]
fn messages_are_told_in_each_language_with_its_plurals_and_numbers() {
    let catalogue = Catalogue::new(SAMPLE);
    assert_eq!(catalogue.problems(), [] as [String; 0]);
    let check = |language, message: Message, text: &str| assert_eq!(catalogue.text(language, &message), text);
    let files = |n: u64| Message::new("files").with("n", n);
    check(Language::En, files(1), "1 file");
    check(Language::En, files(12_345), "12,345 files");
    check(Language::Es, files(1), "1 archivo");
    check(Language::Es, files(0), "0 archivos");
    check(Language::Es, files(1_234), "1,234 archivos");
    check(Language::ZhTw, files(1), "1 個檔案");
    check(Language::ZhTw, files(1_234_567), "1,234,567 個檔案");
    check(Language::En, files(u64::MAX), "18,446,744,073,709,551,615 files");
    check(Language::En, files((1 << 53) + 1), "9,007,199,254,740,993 files");
    check(Language::En, Message::new("port").with("n", 8080_u64), "port 8080");
    check(Language::En, Message::new("read").with("what", files(2)), "Read 2 files.");
    check(Language::Es, Message::new("read").with("what", "a{$b}"), "Se leyó a{$b}.");
}

#[test]
fn a_remedy_is_told_where_there_is_one() {
    let catalogue = Catalogue::new(SAMPLE);
    let message = Message::new("read").with("what", "x");
    assert_eq!(catalogue.remedy(Language::En, &message).as_deref(), Some("Read x again."));
    assert_eq!(catalogue.remedy(Language::Es, &message), None);
    assert_eq!(catalogue.remedy(Language::En, &Message::new("nothing")), None);
}

#[test]
fn what_is_missing_is_shown_and_not_hidden() {
    let catalogue = Catalogue::new(SAMPLE);
    assert_eq!(catalogue.text(Language::En, &Message::new("nothing")), "[nothing]");
    assert_eq!(catalogue.text(Language::ZhTw, &Message::new("port")), "連接埠 {$n}");
}

#[test]
fn messages_within_messages_end() {
    let catalogue = Catalogue::new(SAMPLE);
    let nested =
        (0..MESSAGE_DEPTH_MAX * 4).fold(Message::new("port"), |inner, _| Message::new("read").with("what", inner));
    let text = catalogue.text(Language::En, &nested);
    assert_eq!(text.matches("Read ").count(), MESSAGE_DEPTH_MAX);
    assert!(text.contains("[read]"), "{text}");
}

#[test]
fn broken_fragments_are_reported() {
    let check = |fragments: &[(&str, &str)], word: &str| {
        let catalogue = Catalogue::new(fragments);
        assert!(catalogue.problems().iter().any(|problem| problem.contains(word)), "{:?}", catalogue.problems());
    };
    check(&[("a.en.ftl", "x = { $\n")], "a.en.ftl");
    check(&[("a.en.ftl", "x = 1\n"), ("b.en.ftl", "x = 2\n")], "b.en.ftl");
    check(&[("a.fr.ftl", "x = 1\n")], "a.fr.ftl");
}

#[test]
fn one_catalogue_serves_all_threads() {
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let text =
                    Catalogue::builtin().text(Language::Es, &Message::new("damage-evtx-record").with("record", 7_u64));
                assert!(text.contains('7'), "{text}");
            });
        }
    });
}
