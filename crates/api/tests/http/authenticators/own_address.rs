//! A member's own address in another case than the membership has it.

use portcullis_domain::EmailAddress;
use serde_json::json;

use super::magic_links::{HERE, a_world_of_links, with_member};

#[actix_web::test]
async fn own_address_is_recognized_in_any_case() {
    for email in ["alice@example.com", "Alice@Example.COM", " ALICE@EXAMPLE.COM\n"] {
        let world = a_world_of_links();
        let set_up = world.post(HERE, "/mfa/setup", &json!({ "mfaType": "MAGIC_LINK", "email": email })).await;
        assert_eq!((set_up.status, &set_up.body["data"]["email"]), (200, &json!("alice@example.com")), "{email}");
    }
}

#[actix_web::test]
async fn respelled_address_keeps_its_links() {
    let world = a_world_of_links();
    world.reads_mail().await;
    with_member(&world.store, "alice", |member| member.email = EmailAddress::parse("Alice@Example.com").ok());
    let sent = world.send_link(HERE).await;
    assert_eq!(sent.status, 200, "{sent:?}");
}
