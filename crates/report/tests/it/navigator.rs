//! The layer has what the Navigator's format 4.5 asks for.

use atalaya_model::Language;
use atalaya_report::{Outcome, navigator};
use serde_json::{Value, json};

use crate::spooled::{connection, finding, render};

fn layer(findings: &[Value], language: Language) -> (Value, Outcome) {
    let (text, outcome) = render(navigator, findings, language);
    (serde_json::from_str(&text).unwrap(), outcome)
}

#[test]
fn techniques_have_a_score_a_colour_and_the_rules() {
    let mut critical = finding("u2");
    critical["severity_id"] = json!(5);
    let (layer, outcome) = layer(&[finding("u1"), critical, connection("u3")], Language::Es);
    assert_eq!((outcome.findings, outcome.without_technique, outcome.beyond), (2, 1, 0));
    let techniques = layer["techniques"].as_array().unwrap();
    let ids: Vec<&str> = techniques.iter().map(|technique| technique["techniqueID"].as_str().unwrap()).collect();
    assert_eq!(ids, ["T1059", "T1505.003"]);
    assert_eq!(techniques[1]["score"], 2);
    assert_eq!(techniques[1]["comment"], "2 × =Shell iniciado por un servidor web");
    let critical_color = &layer["legendItems"][0]["color"];
    assert_eq!(&techniques[1]["color"], critical_color);
    assert_eq!(techniques[1]["metadata"][0], json!({"name": "Nivel", "value": "crítico"}));
    assert!(techniques.iter().all(|technique| technique.get("tactic").is_none()));
}

#[test]
fn the_layer_has_the_required_properties() {
    for findings in [vec![], vec![finding("u1")]] {
        let (layer, _) = layer(&findings, Language::En);
        assert_eq!(layer["domain"], "enterprise-attack");
        assert_eq!(layer["versions"]["layer"], "4.5");
        assert!(layer["name"].as_str().unwrap().contains("2026-03-15"));
        let gradient = &layer["gradient"];
        assert!(gradient["maxValue"].as_u64().unwrap() > gradient["minValue"].as_u64().unwrap());
        assert!(gradient["colors"].as_array().unwrap().len() >= 2);
        assert_eq!(layer["legendItems"].as_array().unwrap().len(), 5);
        let is_pair = |pair: &Value| pair["name"].is_string() && pair["value"].is_string();
        assert!(layer["metadata"].as_array().unwrap().iter().all(is_pair));
    }
}

#[test]
fn a_rule_is_named_once_however_its_findings_call_it() {
    let findings: Vec<Value> = (0..3)
        .map(|n| {
            let mut finding = finding(&format!("u{n}"));
            finding["finding_info"]["title"] = json!(format!("rule {n}"));
            finding
        })
        .collect();
    let (layer, _) = layer(&findings, Language::En);
    assert_eq!(layer["techniques"][0]["comment"], "3 × Shell started by a web server");
}
