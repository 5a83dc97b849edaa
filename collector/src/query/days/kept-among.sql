-- Only these questions of these days, each as one fill made it.
question in {{questions}} and day_ns in {{days}} and (question, day_ns, fill) in
(
    select one.1, one.2, one.3 from (select arrayJoin(arrayZip({{questions}}, {{days}}, {{fills}})) as one)
)
