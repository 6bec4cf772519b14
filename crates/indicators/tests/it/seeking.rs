//! What of an event a value is seen in.

use atalaya_indicators::{Builder, HITS_MAX, Indicator, Known, Seeker, Set, Sort, Value};
use atalaya_model::Time;

fn add(builder: &mut Builder, id: u64, organization: Option<&str>, indicator: &Indicator) {
    assert!(builder.add(&Known { id, organization, origin: "partner", indicator }));
}

fn of(texts: &[&str]) -> Indicator {
    Indicator { terms: texts.iter().map(|text| vec![Value::guessed(text).unwrap()]).collect(), ..Indicator::default() }
}

fn one(indicator: &Indicator) -> Set {
    let mut builder = Builder::default();
    add(&mut builder, 7, None, indicator);
    builder.build()
}

fn sees(set: &Set, text: &str) -> bool {
    let mut seeker = Seeker::default();
    seeker.look(set, set.scope("x").unwrap(), Time(0), 0, text);
    !seeker.take().is_empty()
}

#[test]
fn a_value_is_seen_where_the_event_names_it() {
    let md5 = "0123456789abcdef0123456789abcdef";
    let check = |value: &str, text: &str, expected: bool| {
        assert_eq!(sees(&one(&of(&[value])), text), expected, "{value} in {text}");
    };
    for text in [
        "evil.example",
        "EVIL.example.",
        "a.b.Evil.Example",
        "see evil.example, please",
        "http://evil.example/x",
        "evil.example:443",
        "to=<someone@evil.example>",
        "curl -o x https://evil.example",
        "連線到evil.example失敗",
        "“evil.example”",
    ] {
        check("evil.example", text, true);
    }
    for text in ["notevil.example", "evil.example.org", "evil-example", "evil", "ëvil.example", "x.evil.examples"] {
        check("evil.example", text, false);
    }
    check("bücher.example", "www.BÜCHER.example", true);
    check("bücher.example", "連線到 www.xn--bcher-kva.example", true);
    check("中文.example", "http://中文.example/", true);
    for text in
        ["192.0.2.7", "src=192.0.2.7:80", "[::ffff:192.0.2.7]:80", "::ffff:c000:207", "192.0.2.7/24", "(192.0.2.7)."]
    {
        check("192.0.2.7", text, true);
        check("192.0.2.0/24", text, true);
    }
    for text in ["192.0.2.70", "1.192.0.2.7", "192.0.2", "x192.0.2.7"] {
        check("192.0.2.7", text, false);
    }
    check("2001:db8::/32", "[2001:DB8:0:0:1::5]:443", true);
    check("2001:db8::5", "from 2001:db8:0:0:0:0:0:5: refused", true);
    check("2001:db8::5", "2001:db8::55", false);
    check(md5, &format!("SHA1=da39a3ee5e6b4b0d3255bfef95601890afd80709,MD5={}", md5.to_uppercase()), true);
    check(md5, &format!("x{md5}"), false);
    check(md5, &format!("{md5}0"), false);
    for text in [
        "http://evil.example/a?b=c",
        "GET https://EVIL.example/a?b=c HTTP/1.1",
        "evil.example:80/a?b=c#d".trim_end_matches("#d"),
    ] {
        check("http://evil.example/a?b=c", text, !text.contains(":80"));
    }
    check("http://evil.example/a", "'http://evil.example/a','x'", true);
    check("http://evil.example/a", "(http://user:word@evil.example:80/a).", true);
    check("http://evil.example", "see http://evil.example.", true);
    check("http://evil.example", "evil.example", false);
    check("http://evil.example/A", "http://evil.example/a", false);
    check("some.one@evil.example", "from=<Some.One@evil.example>, size=3", true);
    check("some.one@evil.example", "awesome.one@evil.example", false);
}

#[test]
fn a_file_is_seen_by_its_name() {
    let file = |name: &str| {
        one(&Indicator { terms: vec![vec![Value::of(Sort::File, name).unwrap()]], ..Indicator::default() })
    };
    for (name, text, expected) in [
        ("evil tool.exe", "C:\\Users\\x\\Evil Tool.exe", true),
        ("evil.exe", "cmd /c \"C:\\x\\EVIL.exe\" -q", true),
        ("evil.exe", "notevil.exe", false),
        ("xmrig", "/tmp/.x/xmrig", true),
        ("xmrig", "run xmrig now", false),
    ] {
        assert_eq!(sees(&file(name), text), expected, "{name} in {text}");
    }
}

#[test]
fn whose_it_is_and_when_it_holds_decides() {
    let mut builder = Builder::default();
    let limited = Indicator { from: Some(Time(10)), until: Some(Time(20)), ..of(&["evil.example"]) };
    add(&mut builder, 1, Some("bank"), &limited);
    add(&mut builder, 2, Some("ministry"), &of(&["evil.example"]));
    let set = builder.build();
    assert!(set.scope("nobody").is_none());
    let hits = |organization: &str, time: i64| {
        let mut seeker = Seeker::default();
        seeker.look(&set, set.scope(organization).unwrap(), Time(time), 3, "evil.example");
        seeker.take().iter().map(|hit| set.about(hit.indicator).id).collect::<Vec<_>>()
    };
    for (organization, time, expected) in [
        ("bank", 9, vec![]),
        ("bank", 10, vec![1]),
        ("bank", 19, vec![1]),
        ("bank", 20, vec![]),
        ("ministry", 99, vec![2]),
    ] {
        assert_eq!(hits(organization, time), expected, "{organization} at {time}");
    }
}

#[test]
fn what_belongs_together_is_seen_in_one_event() {
    let both = Indicator {
        terms: vec![vec![Value::guessed("evil.example").unwrap(), Value::guessed("192.0.2.7").unwrap()]],
        name: Some("both".to_owned()),
        stix: Some("indicator--1".to_owned()),
        ..Indicator::default()
    };
    let set = one(&both);
    let mut seeker = Seeker::default();
    let mut look = |fields: &[&str]| {
        for (number, field) in (0..).zip(fields) {
            seeker.look(&set, set.scope("x").unwrap(), Time(0), number, field);
        }
        seeker.take()
    };
    assert!(look(&["evil.example"]).is_empty());
    assert!(look(&["192.0.2.7"]).is_empty(), "what was seen in another event is forgotten");
    let hits = look(&["evil.example", "x", "192.0.2.7"]);
    let seen: Vec<(u32, &str)> = hits[0].seen.iter().map(|seen| (seen.field, seen.value.as_str())).collect();
    assert_eq!((hits.len(), seen), (1, vec![(0, "evil.example"), (2, "192.0.2.7")]));
    let about = set.about(hits[0].indicator);
    assert_eq!((about.id, about.name, about.stix, about.origin), (7, "both", "indicator--1", "partner"));
}

#[test]
fn hits_of_an_event_are_bounded_and_counted() {
    let mut builder = Builder::default();
    (0..HITS_MAX as u64 + 5).for_each(|id| add(&mut builder, id, None, &of(&["evil.example"])));
    let set = builder.build();
    let mut seeker = Seeker::default();
    seeker.look(&set, set.scope("x").unwrap(), Time(0), 0, "evil.example");
    assert_eq!((seeker.take().len(), seeker.beyond()), (HITS_MAX, 5));
}

#[test]
fn any_number_of_indicators_is_found_again() {
    for count in [0, 1, 2, 3, 7, 1000, 20_000] {
        let mut builder = Builder::default();
        (0..count).for_each(|id| add(&mut builder, id, None, &of(&[&format!("n{id}.example")])));
        let set = builder.build();
        let found = (0..count).filter(|id| sees(&set, &format!("n{id}.example"))).count() as u64;
        assert_eq!((set.len() as u64, found), (count, count));
        assert!(count == 0 || !sees(&set, &format!("n{count}.example")));
    }
}

#[test]
fn no_text_brings_it_down() {
    let set = one(&of(&[
        "evil.example",
        "192.0.2.0/24",
        "2001:db8::/32",
        "http://evil.example/a",
        "a@evil.example",
        &"ab".repeat(32),
    ]));
    for text in [
        ".".repeat(70_000),
        "a.".repeat(40_000),
        ":".repeat(70_000),
        "@evil.example".repeat(5_000),
        "http://evil.example/".repeat(4_000),
        "a".repeat(70_000),
        "é.".repeat(30_000),
        "\u{2e80}.example".repeat(9_000),
    ] {
        sees(&set, &text);
    }
}
