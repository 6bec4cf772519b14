//! Events as XML: what becomes of them, and that nothing becomes of bombs.

use super::{decode, decode_fragment};
use crate::Malformed;
use crate::check::{check, check_some, fails, fields};
use atalaya_model::{PathId, Sink};
use proptest::prelude::*;

#[test]
fn an_event_has_the_paths_of_evtx() {
    let event = r#"<?xml version="1.0"?>
    <Event xmlns="http://e.example/x">
      <System>
        <Provider Name="Acme &amp; Co" Guid=""/>
        <EventID Qualifiers="0">4688</EventID>
        <Level></Level>
        <Correlation/>
        <Channel><![CDATA[Sec<ur>ity]]></Channel>
      </System>
      <EventData>
        <Data Name="CommandLine">&quot;a&quot; &#x3c;b&#62; &nope; ñ</Data>
        <Data Name="Empty"></Data>
        <Data Name="Blank"> </Data>
        <Data Name="Lines">a
b</Data>
      </EventData>
      <!-- not data -->
    </Event>
"#;
    check(
        decode,
        event,
        &[
            ("Event.#attributes.xmlns", "http://e.example/x"),
            ("Event.System.Provider.#attributes.Name", "Acme & Co"),
            ("Event.System.EventID.#attributes.Qualifiers", "0"),
            ("Event.System.EventID.#text", "4688"),
            ("Event.System.Level", "<null>"),
            ("Event.System.Correlation", "<null>"),
            ("Event.System.Channel", "Sec<ur>ity"),
            ("Event.EventData.CommandLine", "\"a\" <b> &nope; ñ"),
            ("Event.EventData.Empty", ""),
            ("Event.EventData.Blank", " "),
            ("Event.EventData.Lines", "a\nb"),
        ],
    );
}

#[test]
fn names_that_come_again_are_numbered_and_neighbours_are_several_values() {
    check(
        decode,
        "<Event><EventData><Data>a</Data><Data/><Data Name=''>c</Data></EventData></Event>",
        &[("Event.EventData.Data.#text", "a"), ("Event.EventData.Data.#text", ""), ("Event.EventData.Data.#text", "c")],
    );
    let named = ["x", "x", "y", "x"].map(|name| format!("<Data Name='{name}'>1</Data>")).concat();
    check(
        decode,
        &format!("<Event><UserData>{named}</UserData></Event>"),
        &[("Event.UserData.x", "1"), ("Event.UserData.x", "1"), ("Event.UserData.y", "1"), ("Event.UserData.x_1", "1")],
    );
    check(
        decode,
        "<Event><A><B>1</B></A><A><B>2</B><B>3</B></A>t</Event>",
        &[("Event.A.B", "1"), ("Event.A_1.B", "2"), ("Event.A_1.B_1", "3"), ("Event.#text", "t")],
    );
}

#[test]
fn a_fragment_stands_below_its_parent() {
    let fragment = |sink: &mut Sink<'_>, text: &str| {
        let parent = sink.paths.child(PathId::ROOT, "EventData").unwrap();
        decode_fragment(sink, parent, text)
    };
    let data = "<EventData xmlns='u'><Data Name='Image'>C:\\a.exe</Data><Data>b</Data></EventData>";
    let expected = [("EventData.Image", "C:\\a.exe"), ("EventData.Data.#text", "b")];
    check(fragment, data, &expected);
    check(fragment, &format!("<DataItem xmlns='v'>{data}</DataItem>"), &expected);
    check(fragment, "<Data Name='a'>1</Data>\n<Data Name='b'>2</Data>", &[("EventData.a", "1"), ("EventData.b", "2")]);
    check_some(
        fragment,
        "<UserData><Cleared xmlns='u'><Who>x</Who></Cleared></UserData>",
        &[("EventData.Cleared.Who", "x")],
    );
    fails(fragment, "no element");
}

#[test]
fn what_is_no_event_is_refused() {
    for text in ["", "text", "<Event>", "<Event></Evend>", "<a/><b/>", "<a/>tail", "<Event a=></Event>", "<Event"] {
        fails(decode, text);
    }
    fails(decode, "<!DOCTYPE e [<!ENTITY a \"aaaa\">]><Event>&a;</Event>");
    let deep = format!("{}{}", "<a>".repeat(5000), "</a>".repeat(5000));
    assert_eq!(fields(decode, &deep), Err(Malformed::Depth));
}

/// Records of one file that are compared.
const COMPARED_MAX: usize = 40;

#[test]
fn events_of_the_corpus_are_the_same_as_xml_and_as_evtx() {
    let Some(corpus) = atalaya_testkit::corpus() else { return };
    for file in corpus.evtx() {
        let open = || evtx::EvtxParser::from_path(&file).unwrap();
        let (mut as_xml, mut as_json) = (open(), open());
        let pairs = as_xml.records().zip(as_json.records_json()).take(COMPARED_MAX);
        for (xml, json) in pairs.filter_map(|(xml, json)| Some((xml.ok()?.data, json.ok()?.data))) {
            let json = sorted(fields(crate::json::decode, &json).unwrap());
            let found = sorted(fields(decode, &xml).unwrap_or_else(|error| panic!("{error}: {xml}")));
            assert_eq!(found, json, "{}", file.display());
        }
    }
}

/// Sorted by path, with control characters as the crate writes those that XML cannot hold.
fn sorted(mut fields: Vec<(String, String)>) -> Vec<(String, String)> {
    let is_lost = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r');
    fields.iter_mut().for_each(|(_, value)| *value = value.replace(is_lost, "_"));
    fields.sort();
    fields
}

proptest! {
    #[test]
    fn any_text_is_decoded_or_refused(
        text in "(?s).{0,80}",
        tags in r#"(<Data Name="x">|</Data>|<a>|</a>|<b/>|&amp;|&|<!\[CDATA\[|\]\]>|[a é\n<>="]){0,24}"#,
    ) {
        let fragment = |sink: &mut Sink<'_>, text: &str| decode_fragment(sink, PathId::ROOT, text);
        for text in [text, tags] {
            let _ = fields(fragment, &text);
            let _ = fields(decode, &format!("<Event><EventData>{text}</EventData></Event>"));
        }
    }

    #[test]
    fn text_that_was_escaped_is_read_back(value in "(?s)[^\r\n]{1,40}") {
        let escaped = quick_xml::escape::escape(value.as_str());
        let event = format!("<Event><EventData><Data Name=\"{escaped}\">{escaped}</Data></EventData></Event>");
        let found = fields(decode, &event).unwrap();
        prop_assert_eq!(&found[0], &(format!("Event.EventData.{value}"), value));
    }
}
