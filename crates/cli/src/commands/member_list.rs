//! Reads a list of members from a CSV file.

use std::path::Path;

use portcullis_domain::MemberRow;

use crate::error::{Error, Result};

/// Returns the rows of a CSV file (RFC 4180), whose first line names the columns.
pub(super) fn read(file: &Path) -> Result<Vec<MemberRow>> {
    let shown = file.display().to_string();
    let unreadable = |error: csv::Error| {
        let line = error.position().map(|position| format!(" at line {}", position.line())).unwrap_or_default();
        let rule = match error.kind() {
            csv::ErrorKind::Io(error) => format!("cannot be read: {error}"),
            csv::ErrorKind::UnequalLengths { .. } => format!("has a different number of columns{line}"),
            _ => format!("is not CSV in UTF-8{line}"),
        };
        Error::invalid(&shown, rule)
    };
    let text = std::fs::read(file).map_err(|error| unreadable(error.into()))?;
    let mut reader = csv::Reader::from_reader(&*text);
    let columns = reader.headers().map_err(unreadable)?.clone();
    let known = ["subject", "email", "role", "kind"];
    let unknown = columns.iter().filter(|column| !known.contains(column));
    let mut problems: Vec<_> =
        unknown.map(|column| format!("unknown column {column}: must be subject, email, role or kind")).collect();
    if !columns.iter().any(|column| column == "subject") {
        problems.push("column subject is required".to_owned());
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let cell = |name: &str| {
            let at = columns.iter().position(|column| column == name);
            at.and_then(|at| record.get(at)).unwrap_or_default().to_owned()
        };
        let line = record.position().map_or(0, |position| line_of(&text, position));
        rows.push(MemberRow {
            line,
            subject: cell("subject"),
            email: cell("email"),
            role: cell("role"),
            kind: cell("kind"),
        });
    }
    Ok(rows)
}

/// Returns the line in which a record begins. Its position is the end of the previous one, before blank lines.
fn line_of(text: &[u8], position: &csv::Position) -> u64 {
    let begin = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let blank = text.get(begin..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    blank.filter(|byte| **byte == b'\n').fold(position.line(), |line, _| line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Vec<MemberRow>> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("members.csv");
        std::fs::write(&file, text).unwrap();
        read(&file)
    }

    #[test]
    fn columns_have_any_order_and_only_subject_is_required() {
        let rows = parse("role,subject\nOWNER,alice\n\n,\"b,ob\"\n").unwrap();
        let read: Vec<_> = rows.iter().map(|row| (row.line, &*row.subject, &*row.role, &*row.email)).collect();
        assert_eq!(read, [(2, "alice", "OWNER", ""), (4, "b,ob", "", "")]);
    }

    #[test]
    fn malformed_lists_are_rejected() {
        for (text, words) in [
            ("", "column subject"),
            ("email\na@b.c\n", "column subject"),
            ("subject,rôle\nalice,OWNER\n", "column rôle"),
            ("subject,role\nalice,OWNER,x\n", "different number of columns at line 2"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        assert!(read(Path::new("/nowhere.csv")).is_err());
    }
}
