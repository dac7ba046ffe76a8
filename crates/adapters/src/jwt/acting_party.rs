//! Reads the party that acts for a token's subject.

use portcullis_domain::{ClientGrants, ClientRight, Delegate, GrantedOrganizations, SubjectId};
use serde_json::Value;

use super::claim_values::text;
use super::token_rejection::TokenRejection;

/// The claim of the party that acts for the subject.
pub(super) const ACT: &str = "act";

/// Reads the party that acts for the subject of the issuer's token (`act`, RFC 8693, section 4.1). Those nested in it acted
/// earlier, and have no meaning.
pub(super) fn read(claims: &Value, issuer: &str, clients: &ClientGrants) -> Result<Option<Delegate>, TokenRejection> {
    let act = match claims.get(ACT) {
        None | Some(Value::Null) => return Ok(None),
        Some(act @ Value::Object(_)) => act,
        Some(_) => return Err(TokenRejection::Form(ACT)),
    };
    // a subject of another issuer is no client that the operator lists
    let (subject, foreign) = (text(act.get("sub"), ACT)?, text(act.get("iss"), ACT)?.filter(|named| named != issuer));
    let client = subject.as_deref().filter(|_| foreign.is_none()).and_then(|name| SubjectId::parse(name).ok());
    let granted = client.map_or(GrantedOrganizations::NONE, |client| clients.organizations(&client, ClientRight::Act));
    let name = match (subject, foreign) {
        (Some(subject), None) => subject,
        (Some(subject), Some(issuer)) => format!("{subject} of {issuer}"),
        (None, _) => "a party without a name".to_owned(),
    };
    Ok(Some(Delegate { name, granted }))
}

#[cfg(test)]
mod tests {
    use portcullis_domain::{ClientGrant, OrganizationId};
    use serde_json::json;

    use super::*;

    #[test]
    fn acting_party_is_read_with_its_grant() {
        let listed = GrantedOrganizations::Listed([OrganizationId::parse("acme").unwrap()].into());
        let grant = |client: &str, right| ClientGrant {
            client: SubjectId::parse(client).unwrap(),
            rights: [right].into(),
            organizations: listed.clone(),
        };
        let clients = ClientGrants::listed(vec![grant("desk", ClientRight::Act), grant("crm", ClientRight::Provision)]);
        let read = |act: Value| read(&json!({ "sub": "alice", "act": act }), "https://idp.example", &clients);
        for (act, name, granted) in [
            (json!({ "sub": "desk" }), "desk", &listed),
            (json!({ "sub": "desk", "iss": "https://idp.example" }), "desk", &listed),
            (json!({ "sub": "desk", "act": { "sub": "mallory" } }), "desk", &listed),
            (json!({ "sub": "mallory", "act": { "sub": "desk" } }), "mallory", &GrantedOrganizations::NONE),
            (
                json!({ "sub": "desk", "iss": "https://other.example" }),
                "desk of https://other.example",
                &GrantedOrganizations::NONE,
            ),
            (json!({ "sub": "crm" }), "crm", &GrantedOrganizations::NONE),
            (json!({ "client_id": "desk" }), "a party without a name", &GrantedOrganizations::NONE),
            (json!({ "sub": "no subject" }), "no subject", &GrantedOrganizations::NONE),
        ] {
            let expected = Delegate { name: name.to_owned(), granted: granted.clone() };
            assert_eq!(read(act.clone()), Ok(Some(expected)), "{act}");
        }
        for bad in [json!("desk"), json!(["desk"]), json!({ "sub": 7 }), json!({ "sub": "desk", "iss": {} })] {
            assert_eq!(read(bad.clone()), Err(TokenRejection::Form("act")), "{bad}");
        }
        assert_eq!(read(Value::Null), Ok(None));
    }
}
