//! Frames are the same however a stream is split, and damage costs only what is damaged.

use std::ops::Range;

use atalaya_codec::Format;
use atalaya_codec::framing::{CHUNK_BYTES, Framer, Frames, Torn, Why, lines};
use proptest::prelude::*;

/// A frame as whoever decodes it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Frame {
    record: u64,
    offset: u64,
    bytes: Vec<u8>,
    columns: Vec<String>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Framed {
    frames: Vec<Frame>,
    torn: Vec<Torn>,
}

impl Framed {
    fn texts(&self) -> Vec<String> {
        self.frames.iter().map(|frame| String::from_utf8_lossy(&frame.bytes).into_owned()).collect()
    }

    fn whys(&self) -> Vec<Why> {
        self.torn.iter().map(|torn| torn.why).collect()
    }
}

/// Frames `bytes` in pieces of the given lengths, the last of which is repeated.
fn frame(format: Format, max: usize, bytes: &[u8], lengths: &[usize]) -> Framed {
    let mut framer = Framer::with_frame_bytes_max(format, max);
    let (mut framed, mut start, mut end, mut index) = (Framed::default(), 0, 0, 0);
    loop {
        let length = lengths.get(index).or(lengths.last()).copied().unwrap_or(bytes.len()).max(1);
        index += 1;
        end = (end + length).min(bytes.len());
        let cut = framer.cut(&bytes[start..end], end == bytes.len());
        for batch in cut.batches {
            let range = start + batch.range.start..start + batch.range.end;
            let columns = batch.header.columns.map(|columns| columns.names.clone()).unwrap_or_default();
            for (index, at) in ranges(&bytes[range.clone()], &batch.frames, batch.padding) {
                let record = batch.first_record + index;
                let at = range.start + at.start..(range.start + at.end).min(range.end);
                let frame =
                    Frame { record, offset: at.start as u64, bytes: bytes[at].to_vec(), columns: columns.clone() };
                framed.frames.push(frame);
            }
        }
        framed.torn.extend(cut.torn);
        start += cut.consumed;
        if end == bytes.len() {
            assert_eq!(start, bytes.len(), "all is consumed at the end");
            return framed;
        }
    }
}

fn ranges(bytes: &[u8], frames: &Frames, padding: usize) -> Vec<(u64, Range<usize>)> {
    match frames {
        Frames::Lines => lines(bytes).map(|(index, at, line)| (index as u64, at..at + line.len())).collect(),
        Frames::Ranges(ranges) => {
            ranges.iter().enumerate().map(|(i, r)| (i as u64, r.start as usize..r.end as usize)).collect()
        }
        Frames::EvtxChunks => {
            assert_eq!((bytes.len() + padding) % CHUNK_BYTES, 0);
            (0..(bytes.len() + padding) / CHUNK_BYTES)
                .map(|i| (i as u64, i * CHUNK_BYTES..(i + 1) * CHUNK_BYTES))
                .collect()
        }
    }
}

#[track_caller]
fn check(format: Format, text: &str, frames: &[&str], whys: &[Why]) {
    for lengths in [&[usize::MAX / 2][..], &[1], &[7]] {
        let framed = frame(format, 1000, text.as_bytes(), lengths);
        assert_eq!(framed.texts(), frames, "{text}");
        assert_eq!(framed.whys(), whys, "{text}");
    }
}

#[test]
fn json_documents_are_found_in_every_arrangement() {
    for (text, frames) in [
        ("{\"a\":1}\n{\"a\":2}", vec!["{\"a\":1}", "{\"a\":2}"]),
        ("{\"a\":1}{\"a\":[{}]} {\n}", vec!["{\"a\":1}", "{\"a\":[{}]}", "{\n}"]),
        ("[{\"a\":1},\n {\"a\":2}]", vec!["{\"a\":1}", "{\"a\":2}"]),
        ("[]", vec![]),
        ("[1,\"x\",[2],null]", vec!["1", "\"x\"", "[2]", "null"]),
        ("{\"Records\":[{\"a\":1},{\"a\":2}]}", vec!["{\"a\":1}", "{\"a\":2}"]),
        ("{\"Records\":[]}", vec![]),
        ("{\"Records\":[{\"a\":1}]}\n{\"Records\":[{\"a\":2}]}", vec!["{\"a\":1}", "{\"a\":2}"]),
        ("{\"v\":1,\"value\":[{\"a\":1}],\"next\":{\"b\":[]},\"c\":2}", vec!["{\"a\":1}"]),
        ("{\"actor\":{},\"events\":[{\"a\":1}]}", vec!["{\"actor\":{},\"events\":[{\"a\":1}]}"]),
        ("{\"n\":1,\"items\":[]}", vec!["{\"n\":1,\"items\":[]}"]),
        ("{\"items\":[1]}", vec!["{\"items\":[1]}"]),
        ("[{\"items\":[{\"a\":1}]}]", vec!["{\"items\":[{\"a\":1}]}"]),
    ] {
        check(Format::Json, text, &frames, &[]);
    }
}

#[test]
fn json_goes_on_after_damage() {
    for (text, frames, why) in [
        ("{\"a\":1,\n{\"b\":2}\n{\"c\":3}", vec!["{\"b\":2}", "{\"c\":3}"], Why::Syntax),
        ("{\"a\":\"x\n{\"b\":2}", vec!["{\"b\":2}"], Why::Syntax),
        ("{\"a\":[1}\n{\"b\":2}", vec!["{\"b\":2}"], Why::Syntax),
        ("garbage {\"x\":1}\n{\"b\":2}", vec!["{\"b\":2}"], Why::Syntax),
        (
            "[\n  {\n    \"a\": ]\n  },\n  {\n    \"b\": {\n    }\n  }\n]",
            vec!["{\n    \"b\": {\n    }\n  }"],
            Why::Syntax,
        ),
        ("{\"a\":1}\n{\"b\":", vec!["{\"a\":1}"], Why::Truncated),
        ("[{\"a\":1},", vec!["{\"a\":1}"], Why::Truncated),
        // Elements that share a line are known by what they begin with.
        (
            "{\"Records\":[{\"a\":1}, {\"a\":\"x}, {\"a\":3}, {\"a\":4}]}",
            vec!["{\"a\":1}", "{\"a\":3}", "{\"a\":4}"],
            Why::Truncated,
        ),
        ("[{\"a\":1},{\"a\":[}],{\"b\":2},{\"a\":3}]", vec!["{\"a\":1}", "{\"a\":3}"], Why::Syntax),
    ] {
        check(Format::Json, text, &frames, &[why]);
    }
}

#[test]
fn a_frame_without_end_is_searched_for_those_it_swallowed() {
    let text = format!("{{\"a\":[\n{}", "{\"b\":1}\n".repeat(3));
    check(Format::Json, &text, &["{\"b\":1}"; 2], &[Why::Syntax]);
    let endless = format!("{{\"a\":{{\"x\":\"{}\"\n,\n{{\"b\":1}}\n", "y".repeat(2000));
    check(Format::Json, &endless, &["{\"b\":1}"], &[Why::Oversize]);
}

#[test]
fn csv_records_may_hold_newlines_and_unclosed_quotes_cost_one_line() {
    for (text, frames, whys) in [
        ("a,b\n1,\"x\ny\"\r\n2,z", vec!["1,\"x\ny\"", "2,z"], vec![]),
        ("a,b\n1,\"x\"\"\n\"\n2,5\" disk\n3,\"q\"", vec!["1,\"x\"\"\n\"", "2,5\" disk", "3,\"q\""], vec![]),
        ("a;b\n1;\"x\n2;y\n3;z\n", vec!["2;y", "3;z"], vec![Why::Quote]),
        ("sep=;\na;b\n\n1;2\n", vec!["1;2"], vec![]),
    ] {
        check(Format::Csv, text, &frames, &whys);
    }
    let framed = frame(Format::Csv, 1000, b"\"first name\"\tb\n1\t2\n", &[100]);
    assert_eq!(framed.frames[0].columns, ["first name", "b"]);
}

#[test]
fn prose_ahead_of_the_columns_is_stepped_over_and_they_have_the_same_names_in_every_language() {
    let english = "\t\tMicrosoft DHCP Service Activity Log\r\n\r\n\r\nEvent ID  Meaning\r\n00\tThe log was started.\r\n\r\n\
                   QResult: 0: NoQuarantine, 1:Quarantine, 2:Drop Packet, 3:Probation,6:None\r\n\r\n\
                   ID,Date,Time,Description,IP Address,Host Name,MAC Address,User Name, TransactionID\r\n";
    let spanish = "\t\tRegistro de actividad del servicio DHCP\r\n\r\nId.,Fecha,Hora,Descripción,Dirección IP,Nombre,MAC,Usuario,Transacción\r\n";
    for (header, row) in [
        (english, "10,03/14/26,10:00:00,Assign,10.20.0.15,pc-01,00155D010203,,7"),
        (spanish, "11,03/14/26,10:00:00,Renovar,10.20.0.15,pc-01,00155D010203,,7"),
    ] {
        let text = format!("{header}{row}\r\n");
        check(Format::Csv, &text, &[row], &[]);
        let framed = frame(Format::Csv, 1000, text.as_bytes(), &[5]);
        assert_eq!(framed.frames[0].columns[..5], ["ID", "Date", "Time", "Description", "IP Address"]);
        assert_eq!(framed.frames[0].columns[8], "TransactionID");
    }
}

#[test]
fn directives_may_change_the_columns_in_mid_stream() {
    let zeek = "#separator \\x09\n#path\tconn\n#fields\tts\tuid\n#types\ttime\tset[string]\n1\tC1\n#close\t2\n\
                #separator \\x09\n#fields\tts\tid\tx\n2\tC2\tz\n";
    for lengths in [1, 10, 1000] {
        let framed = frame(Format::ZeekTsv, 1000, zeek.as_bytes(), &[lengths]);
        let seen: Vec<_> = framed.frames.iter().map(|frame| (frame.record, frame.columns.len())).collect();
        assert_eq!(seen, [(5, 2), (9, 3)]);
        assert_eq!(framed.texts(), ["1\tC1", "2\tC2\tz"]);
    }
    let cut = Framer::new(Format::ZeekTsv).cut(zeek.as_bytes(), true);
    let columns = cut.batches[0].header.columns.clone().unwrap();
    assert_eq!((columns.sets.as_slice(), columns.stream.as_deref()), (&[false, true][..], Some("conn")));
    check(Format::W3c, "1 2\n#Fields: date time\n3 4\n", &["3 4"], &[Why::Columns]);
}

#[test]
fn windows_events_are_found_whatever_stands_around_them() {
    let event = |id: u32| format!("<Event xmlns='x'><System><EventID>{id}</EventID></System><EventData/></Event>");
    let (one, two) = (event(1), event(2));
    for (text, whys) in [
        (format!("<?xml version=\"1.0\"?>\n<Events>\n{one}\n{two}</Events>\n"), vec![]),
        (format!("{one}{two}"), vec![]),
        (format!("{one}\nnoise\n{two}"), vec![Why::Syntax]),
        (format!("{one}\n<Event><System>cut\n{two}"), vec![Why::Truncated]),
        (format!("{one}\n{two}\n<Event><System>cut"), vec![Why::Truncated]),
    ] {
        check(Format::WindowsXml, &text, &[&one, &two], &whys);
    }
}

#[test]
fn a_line_that_is_too_long_is_reported_and_the_next_one_read() {
    let long = "x".repeat(1500);
    for lengths in [1, 100, 10_000] {
        let text = format!("a\n\n{long}\nb\r\n{long}");
        let framed = frame(Format::Text, 1000, text.as_bytes(), &[lengths]);
        assert_eq!(framed.texts(), ["a", "b"]);
        assert_eq!(framed.frames[1].record, 4);
        let torn: Vec<_> = framed.torn.iter().map(|torn| (torn.offset, torn.length, torn.why)).collect();
        assert_eq!(torn, [(3, 1501, Why::Oversize), (1507, 1500, Why::Oversize)]);
    }
}

fn chunk(fill: u8) -> Vec<u8> {
    let mut chunk = vec![fill; CHUNK_BYTES];
    chunk[..8].copy_from_slice(b"ElfChnk\0");
    chunk[40..44].copy_from_slice(&128u32.to_le_bytes());
    chunk
}

#[test]
fn chunks_of_an_event_log_are_found_where_alignment_is_lost() {
    let header = vec![1; 4096];
    let blank = vec![0; CHUNK_BYTES];
    let (one, two) = (chunk(1), chunk(2));
    for (parts, chunks, whys) in [
        (vec![&header, &one, &two], 2, vec![Why::EvtxHeader]),
        (vec![&one, &two], 2, vec![]),
        (vec![&header, &one, &blank, &two, &blank], 2, vec![Why::EvtxHeader]),
        (vec![&header, &one, &two[..100].to_vec()], 2, vec![Why::EvtxHeader, Why::EvtxChunkShort]),
        (vec![&header, &one[..50_000].to_vec(), &two, &one], 3, vec![Why::EvtxHeader, Why::EvtxChunkShort]),
        (vec![&header, &one, &vec![7; 70_000], &two], 2, vec![Why::EvtxHeader, Why::EvtxGap]),
        (vec![&header, &one, &vec![7; 100]], 1, vec![Why::EvtxHeader, Why::EvtxGap]),
    ] {
        let bytes: Vec<u8> = parts.into_iter().flatten().copied().collect();
        for lengths in [5000, 70_000, 1 << 20] {
            let framed = frame(Format::Evtx, 1000, &bytes, &[lengths]);
            assert_eq!((framed.frames.len(), framed.whys()), (chunks, whys.clone()));
        }
    }
}

/// Bytes that look like the formats, so that the framers' branches are met.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        4 => proptest::sample::select(vec![
            "{", "}", "[", "]", "\"", "\\", ",", ":", "\n", "\r\n", " ", "{\"a\":1}", "{\"Records\":[", "\"value\":[{", "null",
            "#fields\ta\tb\n", "#separator \\x09\n", "#Fields: a b\n", "x\ty\n", "<Event>", "<Event ", "</Event>", "\n<Event>",
            "<Events>", "a,b\n", "DHCP\n", "a,b,c,d,e,f,g\n", ";", "\"\"", "text", "0",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..8),
    ];
    proptest::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat())
}

const FORMATS: [Format; 7] =
    [Format::Text, Format::Json, Format::WindowsXml, Format::ZeekTsv, Format::W3c, Format::Csv, Format::Evtx];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_split_of_a_stream_yields_the_same_frames(
        bytes in stream(),
        lengths in proptest::collection::vec(1usize..40, 1..20),
        max in prop_oneof![Just(20usize), Just(60), Just(100_000)],
    ) {
        for format in FORMATS {
            let whole = frame(format, max, &bytes, &[bytes.len()]);
            let split = frame(format, max, &bytes, &lengths);
            prop_assert_eq!(&whole.frames, &split.frames, "{:?}", format);
            prop_assert_eq!(&whole.torn, &split.torn, "{:?}", format);
        }
    }

    #[test]
    fn json_frames_are_the_values_that_serde_sees(
        values in proptest::collection::vec(json(), 0..6),
        separator in proptest::sample::select(vec!["\n", " ", "\r\n\r\n"]),
        pretty in any::<bool>(),
        split in 1usize..30,
    ) {
        let write = |value: &serde_json::Value| {
            if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) }
        };
        let text = values.iter().map(|value| write(value).unwrap()).collect::<Vec<_>>().join(separator);
        let stream = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
        let expected: Vec<_> = stream.map(Result::unwrap).flat_map(elements).collect();
        let framed = frame(Format::Json, 100_000, text.as_bytes(), &[split]);
        let seen: Vec<serde_json::Value> = framed.frames.iter().map(|f| serde_json::from_slice(&f.bytes).unwrap()).collect();
        prop_assert_eq!(seen, expected);
        prop_assert_eq!(framed.torn, []);
    }
}

/// The elements of a top-level array are frames; anything else is one.
fn elements(value: serde_json::Value) -> Vec<serde_json::Value> {
    match value {
        serde_json::Value::Array(elements) => elements,
        other => vec![other],
    }
}

/// Values whose keys name no wrapper.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        "[ -~\\n\\\\\"é]{0,12}".prop_map(Into::into),
    ];
    let nested = leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            proptest::collection::btree_map("[a-d\\]\\[{}\"]{1,4}", inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    });
    nested.prop_filter("documents are objects or arrays", |value| value.is_object() || value.is_array())
}

#[test]
fn a_stream_is_gone_on_with_under_the_header_that_held() {
    let check = |format: Format, text: &str| {
        let cut = Framer::new(format).cut(text.as_bytes(), true);
        let header = cut.batches.last().unwrap().header.clone();
        // At the beginning of the last line.
        let rest = text[..text.len() - 1].rfind('\n').unwrap() + 1;
        let gone_on = Framer::going_on(&header, 1 << 10).cut(&text.as_bytes()[rest..], true);
        assert_eq!(gone_on.batches.len(), 1, "{format:?}");
        assert_eq!(gone_on.batches[0].header, header, "{format:?}");
        assert!(gone_on.torn.is_empty(), "{format:?}");
    };
    check(Format::ZeekTsv, "#separator \\x09\n#path\tconn\n#fields\ta\tb\n1\t2\n3\t4\n");
    check(Format::W3c, "#Software: IIS\n#Fields: a b\n1 2\n3 4\n");
    check(Format::Csv, "a;b\n1;2\n3;4\n");
    check(Format::JsonLines, "{\"a\":1}\n{\"a\":2}\n");
}
