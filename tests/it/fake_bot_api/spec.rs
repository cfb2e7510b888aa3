//! Holds a call against the Bot API's specification: its method, the names of its parameters, their types.

use serde_json::{Map, Value};

pub struct Spec {
    methods: Map<String, Value>,
    types: Map<String, Value>,
}

impl Spec {
    pub fn load() -> Self {
        let spec: Value =
            serde_json::from_str(include_str!("../../fixtures/bot-api.json")).expect("valid JSON");
        let part = |name: &str| spec[name].as_object().expect("an object").clone();
        Self { methods: part("methods"), types: part("types") }
    }

    /// The name of the method as it is written; Telegram does not mind case.
    pub fn method(&self, name: &str) -> Option<&str> {
        self.methods.keys().find(|method| method.eq_ignore_ascii_case(name)).map(String::as_str)
    }

    /// What is wrong with the call, if anything is.
    pub fn check(&self, method: &str, parameters: &Value) -> Result<(), String> {
        self.check_fields(method, &self.methods[method], parameters)
    }

    /// A field's name ends in `?` when it may be missing.
    fn check_fields(&self, place: &str, fields: &Value, given: &Value) -> Result<(), String> {
        let fields = fields.as_object().expect("the specification has objects");
        let given = given.as_object().ok_or_else(|| format!("`{place}` has to be an object"))?;
        for name in fields.keys() {
            if !name.ends_with('?') && !given.contains_key(name) {
                return Err(format!("`{place}` lacks `{name}`"));
            }
        }
        for (name, value) in given {
            let place = format!("{place}.{name}");
            let types = fields.get(name).or_else(|| fields.get(&format!("{name}?")));
            let types = types.and_then(Value::as_str).ok_or_else(|| format!("there is no `{place}`"))?;
            self.check_types(&place, types, value)?;
        }
        Ok(())
    }

    fn check_types(&self, place: &str, types: &str, value: &Value) -> Result<(), String> {
        let mut why = Vec::new();
        for one in types.split(" | ") {
            match self.check_type(place, one, value) {
                Ok(()) => return Ok(()),
                Err(error) => why.push(error),
            }
        }
        Err(why.join(", "))
    }

    fn check_type(&self, place: &str, name: &str, value: &Value) -> Result<(), String> {
        if let Some(items) = name.strip_prefix("Array of ") {
            let values = value.as_array().ok_or_else(|| format!("`{place}` has to be an array"))?;
            return values.iter().try_for_each(|value| self.check_type(place, items, value));
        }
        let fits = match name {
            "Integer" => value.is_i64() || value.is_u64(),
            "Float" => value.is_number(),
            "String" => value.is_string(),
            "Boolean" => value.is_boolean(),
            _ => {
                return match &self.types[name] {
                    Value::String(types) => self.check_types(place, types, value),
                    fields => self.check_fields(place, fields, value),
                };
            }
        };
        if fits { Ok(()) } else { Err(format!("`{place}` has to be of type {name}")) }
    }
}

#[test]
fn names_types_and_what_is_required_are_checked() {
    use serde_json::json;
    let spec = Spec::load();
    let check = |parameters: Value| spec.check("sendMessage", &parameters);
    let button = json!({ "text": "a", "callback_data": "b" });
    assert_eq!(check(json!({ "chat_id": 1, "text": "a" })), Ok(()));
    assert_eq!(
        check(json!({ "chat_id": 1, "text": "a", "reply_markup": { "inline_keyboard": [[button]] } })),
        Ok(())
    );
    assert_eq!(check(json!({ "chat_id": 1 })), Err("`sendMessage` lacks `text`".to_owned()));
    assert_eq!(
        check(json!({ "chat_id": 1, "text": "a", "colour": "red" })),
        Err("there is no `sendMessage.colour`".to_owned())
    );
    assert_eq!(
        check(json!({ "chat_id": 1, "text": 7 })),
        Err("`sendMessage.text` has to be of type String".to_owned())
    );
    assert!(
        check(json!({ "chat_id": 1, "text": "a", "reply_markup": { "inline_keyboard": [button] } })).is_err()
    );
}
