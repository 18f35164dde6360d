use super::*;

#[test]
fn addresses_are_masked() {
    for (text, shown) in [
        ("mail ann.lee+x@mail.example.com.", "mail [email]."),
        ("o'neil@example.com wrote", "[email] wrote"),
        ("pay to 9876543210@ybl now", "pay to [email] now"),
        ("ann (at) example (dot) com", "[email]"),
        ("write ann at gmail.com", "write [email]"),
        ("looked at gmail settings", "looked at gmail settings"),
        ("meet @ 5pm", "meet @ 5pm"),
        ("thanks @support", "thanks @support"),
    ] {
        assert_eq!(masked(text, false), shown, "{text}");
    }
}

#[test]
fn secrets_are_masked() {
    let token = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0");
    assert_eq!(
        masked(&format!("my key {token} leaked"), false),
        "my key [token] leaked"
    );
    assert_eq!(
        masked("see https://example.com/reset?token=abc123 please", false),
        "see [url] please"
    );
    let plain = "see https://example.com/help?page=2 please";
    assert_eq!(masked(plain, false), plain);
}

#[test]
fn accounts_are_masked() {
    assert_eq!(
        masked("IBAN DE89 3704 0044 0532 0130 00 bitte", false),
        "IBAN [iban] bitte"
    );
    let wrong = "DE88 3704 0044 0532 0130 00";
    assert!(!masked(wrong, false).contains("[iban]"));
}

#[test]
fn values_and_ids_keep_their_digits() {
    assert_eq!(masked_value("user_phone", "5550100123", false), "[phone]");
    assert_eq!(masked_value("unix", "1415378460", false), "1415378460");
    assert_eq!(masked_value("note", "4111111111111111", false), "[card]");
    assert_eq!(masked_value("email", "x", false), "[name]");
    assert_eq!(masked_id("260097528899452929"), "260097528899452929");
    assert_eq!(masked_id("ann@example.com"), "[email]");
}
