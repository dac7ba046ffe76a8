//! `docs/reference/errors.md`, made from the codes.

use std::fmt::Write;

use crate::refusal::Code;
use crate::routes::{Failure, TABLE};

/// The page of all refusals, as `docs/reference/errors.md` holds it.
pub fn errors_page() -> String {
    let mut page = String::from(
        "# Errors\n\n\
         <!-- Made from the code by `make generated`; a test keeps it true. -->\n\n\
         Every answer that is not a success is JSON, `{\"success\":false,\"error\":\"…\"}`, and carries the header\n\
         `X-Error-Code` with a stable code. Programs should look at the status and the code; the text is for people,\n\
         except where the contract fixes it. No answer holds an inner detail: those are in the log, under the id that\n\
         the header `X-Request-Id` names.\n\n\
         | status | code | text |\n| --- | --- | --- |\n",
    );
    for code in Code::ALL {
        let _ =
            writeln!(page, "| {} | [`{}`](#{}) | {} |", code.status().as_u16(), code.name(), anchor(code), code.text());
    }
    page.push_str("\n## Texts of single routes\n\n| route | status | text |\n| --- | --- | --- |\n");
    for route in TABLE {
        let mut row = |status: u16, text: &str| {
            let _ = writeln!(page, "| `{} {}` | {status} | {text} |", route.method, route.path);
        };
        if let Some(body) = route.body {
            row(400, body.invalid);
        }
        for (status, text) in [(400, route.texts.rejected), (403, route.texts.forbidden), (404, route.texts.not_found)]
        {
            if !text.is_empty() {
                row(status, text);
            }
        }
        if let Failure::Documented(text) | Failure::DocumentedMessage(text) = route.failure {
            row(500, text);
        }
    }
    for code in Code::ALL {
        let _ =
            write!(page, "\n## {}\n\n{} {}\n\n{}\n", code.name(), code.status().as_u16(), code.text(), code.meaning());
    }
    page
}

/// The anchor that renderers of Markdown make of a heading: dots vanish.
fn anchor(code: Code) -> String {
    code.name().replace('.', "")
}
