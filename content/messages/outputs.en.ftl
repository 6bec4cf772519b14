# Headings of the timeline, words of the ATT&CK layer and of the STIX bundle.

timeline-time = Time (UTC)
timeline-level = Level
timeline-rule = Rule
timeline-rule-id = Rule identifier
timeline-attack = ATT&CK techniques
timeline-host = Machine
timeline-user = Account
timeline-source = Source address
timeline-destination = Destination address
timeline-process = Program
timeline-happened = What happened
timeline-file = File
timeline-record = Record
timeline-uid = Finding identifier
timeline-count = Events
layer-name = Findings of { $day }
layer-description = The techniques that were found. Score: number of findings; color: the worst level. Findings with a technique: { $findings }; without one, and so not in this layer: { $others }.
layer-technique = Name
layer-program = Program
layer-time = Time of the analysis (UTC)
layer-more-rules = and { $count } more rules
stix-rule-note = The detection stands in the Sigma rule with this identifier.
