//! Figures for Prometheus, in its text format 0.0.4.

use std::fmt::{Display, Write};

use crate::figures::LATENCY_BOUNDS;
use crate::gate::Gate;
use crate::http::Dialect;

pub(crate) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Labels of the ten steps.
const STEPS: [&str; 10] =
    ["header", "form", "known", "standing", "expiry", "address", "block", "allow", "scope", "limit"];

/// All figures.
pub(crate) fn text(gate: &Gate) -> String {
    let figures = gate.figures();
    let tally = gate.decisions().tally();
    let mut page = Page(String::with_capacity(4096));

    page.family("mapae_gate_decisions_total", "counter", "Requests judged, by outcome and refusing step.");
    page.sample("mapae_gate_decisions_total", r#"{outcome="allowed",step=""}"#, figures.allowed);
    for (step, count) in STEPS.iter().zip(figures.refused) {
        page.sample("mapae_gate_decisions_total", &format!(r#"{{outcome="refused",step="{step}"}}"#), count);
    }
    page.family("mapae_gate_requests_total", "counter", "Questions of gateways, by dialect.");
    for dialect in Dialect::ALL {
        let label = format!(r#"{{dialect="{}"}}"#, dialect.as_str());
        page.sample("mapae_gate_requests_total", &label, tally.by_dialect[dialect as usize]);
    }
    page.family(
        "mapae_gate_misconfigured_total",
        "counter",
        "Questions that did not say what they ask about.",
    );
    page.sample("mapae_gate_misconfigured_total", "", figures.misconfigured);
    page.family("mapae_gate_throttled_total", "counter", "Invalid tokens answered with 429.");
    page.sample("mapae_gate_throttled_total", "", figures.throttled);
    page.family(
        "mapae_gate_unavailable_total",
        "counter",
        "Questions that came while no registry was loaded.",
    );
    page.sample("mapae_gate_unavailable_total", "", figures.unavailable);

    page.family("mapae_gate_decision_seconds", "histogram", "Time from a read head to its answer.");
    let mut cumulated = 0;
    for (bound, count) in LATENCY_BOUNDS.iter().zip(tally.latency) {
        cumulated += count;
        let label = format!(r#"{{le="{}"}}"#, seconds(*bound));
        page.sample("mapae_gate_decision_seconds_bucket", &label, cumulated);
    }
    let count: u64 = tally.latency.iter().sum();
    page.sample("mapae_gate_decision_seconds_bucket", r#"{le="+Inf"}"#, count);
    page.sample("mapae_gate_decision_seconds_sum", "", seconds(tally.latency_nanos));
    page.sample("mapae_gate_decision_seconds_count", "", count);

    page.family("mapae_gate_up", "gauge", "1 if there is a registry to decide by.");
    page.sample("mapae_gate_up", "", u8::from(figures.is_loaded));
    page.family("mapae_gate_tokens", "gauge", "Tokens, in force or not.");
    page.sample("mapae_gate_tokens", "", figures.tokens);
    if let Some(loaded_at) = figures.loaded_at {
        let age = gate.time.judged().signed_duration_since(loaded_at).num_seconds().max(0);
        page.family("mapae_gate_snapshot_age_seconds", "gauge", "Since all tokens were read last.");
        page.sample("mapae_gate_snapshot_age_seconds", "", age);
    }
    if let Some(took) = figures.last_change {
        page.family("mapae_gate_last_change_seconds", "gauge", "From a change's call until it was in force.");
        page.sample("mapae_gate_last_change_seconds", "", took.as_secs_f64());
    }
    page.family("mapae_gate_connections", "gauge", "Open connections.");
    page.sample("mapae_gate_connections", "", figures.connections);
    page.family(
        "mapae_gate_connections_refused_total",
        "counter",
        "Connections beyond the most that are kept.",
    );
    page.sample("mapae_gate_connections_refused_total", "", figures.connections_refused);
    page.0
}

struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}").expect("a string takes everything");
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl Display) {
        writeln!(self.0, "{name}{labels} {value}").expect("a string takes everything");
    }
}

/// Of nanoseconds.
#[expect(clippy::cast_precision_loss, reason = "Prometheus counts in floating point anyway")]
fn seconds(nanos: u64) -> f64 {
    nanos as f64 / 1e9
}
