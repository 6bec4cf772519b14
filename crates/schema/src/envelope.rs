//! The entities of an event that are the same for every kind, for findings and joins.

/// Declares the envelope once: its members and the words for them in `content/kinds`.
macro_rules! envelope {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// The entities of an event. Texts as the sender wrote them; `None` where it names none.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct Envelope<'a> {
            $($(#[$doc])* pub $name: Option<&'a str>,)*
        }

        /// The words for the entities in `content/kinds`, in the order of the members of [`Envelope`].
        pub const ENTITIES: &[&str] = &[$(stringify!($name)),*];

        impl<'a> Envelope<'a> {
            /// The entities that have a value, with their words.
            pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
                [$((stringify!($name), self.$name)),*].into_iter().filter_map(|(name, value)| Some((name, value?)))
            }

            pub(crate) fn set(&mut self, entity: usize, value: &'a str) {
                let slots = [$(&mut self.$name),*];
                if let Some(slot) = slots.into_iter().nth(entity) {
                    *slot = Some(value);
                }
            }
        }
    };
}

envelope! {
    /// The machine that reports: its name.
    host,
    /// The machine that reports: its address.
    host_ip,
    /// Who acts.
    user,
    /// The process that acts: its path or name.
    process,
    /// Its number.
    process_id,
    /// Its command line.
    command_line,
    /// The process that started it.
    parent_process,
    /// The command line of that one.
    parent_command_line,
    /// The file that is acted on.
    file,
    /// Hashes, as written.
    hash,
    /// The registry key or value that is acted on.
    registry,
    /// Where a connection comes from: address.
    src_ip,
    /// Where a connection comes from: port.
    src_port,
    /// Where a connection goes to: address.
    dst_ip,
    /// Where a connection goes to: port.
    dst_port,
    /// The protocol of a connection.
    protocol,
    /// The name that is asked for or connected to.
    domain,
    /// The address of a web resource.
    url,
    /// The account, service or object that is acted on.
    target,
    /// What was done, in the sender's word.
    action,
    /// How it ended, in the sender's word.
    outcome,
    /// A text for people.
    message,
}
