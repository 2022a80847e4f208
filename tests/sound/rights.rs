//! Nobody may do more than what is asked of them.

use serde_json::{Value, json};

use super::set::{id, list, text};
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "a role reads no secret that it does not name, and does not say `all`",
        check: |set| {
            let mut found = Vec::new();
            for role in set.of_kind("Role").chain(set.of_kind("ClusterRole")) {
                for rule in list(role, "/rules") {
                    let has = |key: &str, word: &str| list(rule, key).iter().any(|said| said == word);
                    if ["/resources", "/verbs", "/apiGroups"].iter().any(|key| has(key, "*")) {
                        found.push(format!("{}: a rule says `*`", id(role)));
                    }
                    if has("/resources", "secrets") && list(rule, "/resourceNames").is_empty() {
                        found.push(format!("{}: reads all secrets", id(role)));
                    }
                    let lists = ["list", "watch", "create"].iter().any(|verb| has("/verbs", verb));
                    if lists && !list(rule, "/resourceNames").is_empty() {
                        found.push(format!("{}: list, watch and create know no names", id(role)));
                    }
                }
            }
            found
        },
        mistakes: &[
            Mistake {
                target: "prod/rate-limiter",
                object: "Role/rate-limiter",
                change: |object| object["rules"][0]["resources"] = json!(["secrets"]),
            },
            Mistake {
                target: "prod/rate-limiter",
                object: "Role/rate-limiter",
                change: |object| object["rules"][0]["verbs"] = json!(["*"]),
            },
        ],
    },
    Rule {
        name: "a pod has a token only if its account has a role",
        check: |set| {
            let mut found = Vec::new();
            for one in set.workloads() {
                let name = text(one.template, "/spec/serviceAccountName");
                let account = set.beside(one.object, "ServiceAccount", name);
                let said = |object: &Value, pointer: &str| object.pointer(pointer).and_then(Value::as_bool);
                let pod = said(one.template, "/spec/automountServiceAccountToken");
                let own = account.and_then(|account| said(account, "/automountServiceAccountToken"));
                let is_subject = |subject: &Value| {
                    text(subject, "/kind") == "ServiceAccount" && text(subject, "/name") == name
                };
                let mut bindings = set.of_kind("RoleBinding").chain(set.of_kind("ClusterRoleBinding"));
                let is_bound = bindings.any(|binding| list(binding, "/subjects").iter().any(is_subject));
                if pod.or(own).unwrap_or(true) && !is_bound {
                    found.push(format!("{}: a token that nothing can be done with", id(one.object)));
                }
            }
            found
        },
        mistakes: &[Mistake {
            target: "prod/rateguard",
            object: "StatefulSet/postgres",
            change: |object| {
                object["spec"]["template"]["spec"]["automountServiceAccountToken"] = json!(true);
            },
        }],
    },
];
