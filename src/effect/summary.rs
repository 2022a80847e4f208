//! All effects in one line.

use super::{Class, Effects};

impl Effects {
    /// How many objects have an effect of a class; of quotas, how many do not do.
    pub fn count(&self, class: Class) -> usize {
        let has = |effects: &&Vec<super::Effect>| effects.iter().any(|effect| effect.class == class);
        let quotas = if class == Class::Quota {
            self.quotas.iter().filter(|quota| quota.effect().is_some()).count()
        } else {
            0
        };
        self.objects.iter().filter(has).count() + quotas
    }

    /// What all changes do, as `1 refused, 2 restart 5 pods, cpu 2.5 → 3.5`; empty if there is nothing to say.
    ///
    /// What is made, deleted or restarts nothing is not in it.
    pub fn summary(&self) -> String {
        let mut words = Vec::new();
        for class in Class::ALL {
            let count = self.count(*class);
            match class {
                Class::Deleted | Class::Created | Class::NoRestart | Class::Capacity => {}
                Class::Restart if count > 0 || self.restarts.workloads > 0 => {
                    words.push(format!("{} restart{}", self.restarts.workloads.max(count), self.pods()));
                }
                _ if count > 0 => words.push(format!("{count} {}", class.name())),
                _ => {}
            }
        }
        for total in &self.capacity {
            let most = (&total.most_before, &total.most_after) != (&total.before, &total.after);
            let most = if total.most_before == total.most_after {
                format!(" (at the most {})", total.most_after)
            } else if most {
                format!(" (at the most {} → {})", total.most_before, total.most_after)
            } else {
                String::new()
            };
            words.push(format!("{} {} → {}{most}", total.resource, total.before, total.after));
        }
        words.join(", ")
    }

    /// How many pods restart; empty if nobody knows.
    fn pods(&self) -> String {
        let (least, most) = (self.restarts.least, self.restarts.most);
        match (least, most) {
            (_, 0) => String::new(),
            (1, 1) => " 1 pod".to_owned(),
            _ if least == most => format!(" {most} pods"),
            _ => format!(" {least} to {most} pods"),
        }
    }
}
