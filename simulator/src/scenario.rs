//! Scenario files: the initial clock, limits and faults.

use std::fmt;

use serde_json::Value;

use crate::admin::clock::ClockChange;
use crate::admin::input::{AdminError, Fields};
use crate::admin::{clock, faults, limits};
use crate::faults::Rule;
use crate::limits::Limits;

/// `{"clock":{...}, "limits":{...}, "faults":[{...}]}`. Each part is optional and has the format of its admin request. A
/// scenario applies at the start and after every reset.
#[derive(Debug, Clone, Default)]
pub struct Scenario {
    pub(crate) clock: Option<ClockChange>,
    pub(crate) limits: Option<Limits>,
    pub(crate) faults: Vec<Rule>,
}

/// Error in a scenario or limits file. Displays as one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile(String);

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadFile {}

impl Scenario {
    /// Parses the JSON of a scenario.
    pub fn from_json(json: &str) -> Result<Scenario, BadFile> {
        read(json, |mut fields| {
            let part = |value: Option<Value>, place| value.map(|value| Fields::from_value(value, place)).transpose();
            let clock = part(fields.take("clock")?, "clock.")?.map(clock::read).transpose()?;
            let limits = part(fields.take("limits")?, "limits.")?.map(limits::read).transpose()?;
            let rules = fields.take::<Vec<Value>>("faults")?.unwrap_or_default();
            fields.finish()?;
            let rules = rules.into_iter().map(|rule| faults::read(Fields::from_value(rule, "faults.")?));
            Ok(Scenario { clock, limits, faults: rules.collect::<Result<_, _>>()? })
        })
    }
}

impl Limits {
    /// Parses the JSON of `POST limits`.
    pub fn from_json(json: &str) -> Result<Limits, BadFile> {
        read(json, limits::read)
    }
}

fn read<T>(json: &str, parse: impl FnOnce(Fields) -> Result<T, AdminError>) -> Result<T, BadFile> {
    let value: Value = serde_json::from_str(json).map_err(|error| BadFile(format!("not JSON: {error}")))?;
    let read = Fields::from_value(value, "").and_then(parse);
    read.map_err(|error| BadFile(error.into_sentence()))
}

#[cfg(test)]
mod tests {
    use super::Scenario;
    use crate::limits::Limits;

    #[test]
    fn parts_are_optional_and_mistakes_are_named() {
        let scenario = Scenario::from_json(
            r#"{"clock":{"running":false}, "limits":{"real":true}, "faults":[{"fault":{"reset":true}}]}"#,
        );
        let scenario = scenario.unwrap();
        assert_eq!((scenario.limits, scenario.faults.len()), (Some(Limits::real()), 1));
        assert!(Scenario::from_json("{}").unwrap().clock.is_none());
        let bad = [
            (r#"{"clok":{}}"#, "clok"),
            (r#"{"clock":{"speed":0}}"#, "speed"),
            (r#"{"limits":{"light":{"limit":"x"}}}"#, "light"),
            (r#"{"faults":[{"fault":{"drop":"x"}}]}"#, "drop"),
            ("{", "JSON"),
        ];
        for (json, named) in bad {
            let error = Scenario::from_json(json).unwrap_err().to_string();
            assert!(error.contains(named), "{json}: {error}");
        }
    }
}
