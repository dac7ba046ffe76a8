//! Formats log lines: one an event, on stderr, as text or JSON. No value can break out of its field or line.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use env_logger::fmt::Formatter;
use log::Record;
use log::kv::{Error, Key, Value, VisitSource};
use portcullis_adapters::SystemClock;
use portcullis_domain::Clock;
use serde_json::{Map, Value as Json};

/// The format of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// `TIME LEVEL TARGET MESSAGE name=value …`
    Text,
    /// A JSON object.
    Json,
}

/// Starts logging what `filter` selects, and logs panics.
pub(crate) fn start(filter: &str, format: LogFormat) {
    env_logger::Builder::new()
        .parse_filters(filter)
        .format(move |out, record| match format {
            LogFormat::Text => text(out, record),
            LogFormat::Json => json(out, record),
        })
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        log::error!(target: "panic", place = place.as_str(); "a defect: {}", panic.payload_as_str().unwrap_or("panicked"));
    }));
}

fn json(out: &mut Formatter, record: &Record<'_>) -> io::Result<()> {
    let mut line = Fields::default();
    line.put("time", SystemClock.now().to_string().into());
    line.put("level", record.level().as_str().into());
    line.put("target", record.target().into());
    line.put("message", record.args().to_string().into());
    let _ = record.key_values().visit(&mut line);
    writeln!(out, "{}", escaped(&Json::Object(line.0)))
}

fn text(out: &mut Formatter, record: &Record<'_>) -> io::Result<()> {
    let message = record.args().to_string();
    let (time, level, target) = (SystemClock.now(), record.level(), record.target());
    write!(out, "{time:.6} {level:<5} {target} {}", quoted_unless_plain(&message, |c| c == ' '))?;
    let mut fields = Fields::default();
    let _ = record.key_values().visit(&mut fields);
    for (name, value) in &fields.0 {
        match value {
            Json::String(value) => write!(out, " {name}={}", quoted_unless_plain(value, |_| false))?,
            value => write!(out, " {name}={value}")?,
        }
    }
    writeln!(out)
}

/// Returns plain text as it is, and other text in quotes with its special characters escaped.
fn quoted_unless_plain(text: &str, also_plain: impl Fn(char) -> bool) -> String {
    let plain = |c: char| (c.is_ascii_graphic() && c != '"' && c != '\\') || also_plain(c);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { escaped(&Json::from(text)) }
}

/// Returns JSON with every control character and line separator escaped, also those that JSON allows.
fn escaped(json: &Json) -> String {
    let mut text = String::new();
    for c in json.to_string().chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text
}

#[derive(Default)]
struct Fields(Map<String, Json>);

impl Fields {
    fn put(&mut self, name: &str, value: Json) {
        self.0.insert(name.to_owned(), value);
    }
}

impl<'kvs> VisitSource<'kvs> for Fields {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), Error> {
        let json = value
            .to_u64()
            .map(Json::from)
            .or_else(|| value.to_bool().map(Json::from))
            .unwrap_or_else(|| Json::from(value.to_string()));
        self.put(key.as_str(), json);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_break_out_of_their_line() {
        let plain = |text: &str| quoted_unless_plain(text, |c| c == ' ');
        assert_eq!(plain("no such path"), "no such path");
        assert_eq!(plain(""), "\"\"");
        assert_eq!(plain("a\nb"), "\"a\\nb\"");
        assert_eq!(plain("a\u{1b}[31m"), "\"a\\u001b[31m\"");
        assert_eq!(plain("a\u{2028}b\u{85}c\u{7f}"), "\"a\\u2028b\\u0085c\\u007f\"");
        assert_eq!(quoted_unless_plain("a b", |_| false), "\"a b\"");
        assert_eq!(quoted_unless_plain("x\" forged=\"y", |_| false), "\"x\\\" forged=\\\"y\"");
    }
}
