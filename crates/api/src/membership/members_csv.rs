//! Members as CSV (RFC 4180).

use std::borrow::Cow;

use super::list_members::MemberView;

/// The media type of CSV.
pub(super) const CSV: &str = "text/csv";

const COLUMNS: [&str; 9] =
    ["subject", "email", "role", "kind", "state", "methods", "verified_at", "deadline", "exempt_until"];

/// One line for each member. An import reads the first four columns, without the apostrophes that protect spreadsheets.
pub(super) fn csv(members: &[MemberView]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for member in members {
        let methods: Vec<_> = member.methods.iter().map(|method| method.0.as_str()).collect();
        let moment = |at: &Option<crate::values::Moment>| at.as_ref().map(|at| at.0.to_string()).unwrap_or_default();
        let cells = [
            member.subject.0.to_string(),
            member.email.as_ref().map(|email| email.0.to_string()).unwrap_or_default(),
            member.role_name.0.as_str().to_owned(),
            member.kind.0.as_str().to_owned(),
            member.state.0.as_str().to_owned(),
            methods.join(" "),
            moment(&member.verified_at),
            moment(&member.deadline),
            moment(&member.exempt_until),
        ];
        writer.write_record(cells.iter().map(|cell| cell_of(cell).into_owned()))?;
    }
    Ok(writer.into_inner()?)
}

/// Returns a cell that no spreadsheet evaluates: text that begins like a formula gets an apostrophe in front, which an
/// import removes again, and so does text that begins with one.
fn cell_of(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\'']) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::cell_of;

    #[test]
    fn cells_are_never_formulas() {
        for (text, expected) in [
            ("alice", "alice"),
            ("a,b", "a,b"),
            ("=1+1", "'=1+1"),
            ("-x,y", "'-x,y"),
            ("'=1", "''=1"),
            ("a'b", "a'b"),
            ("", ""),
        ] {
            assert_eq!(cell_of(text), expected);
        }
    }
}
