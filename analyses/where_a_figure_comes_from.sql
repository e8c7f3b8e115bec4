-- One section's figures from the reported number to the verdict. Set the school and the term.
select
    figures.indicator_id,
    figures.reported,
    figures.split_weight,
    figures.split_base,
    figures.numerator,
    figures.denominator,
    figures.value,
    verdicts.comparator,
    verdicts.limit_value,
    verdicts.status,
    verdicts.clause,
    coalesce(figures.missing, '') as missing
from {{ ref('fct_section_indicator') }} as figures
inner join {{ ref('fct_verdict') }} as verdicts
    on
        figures.term_id = verdicts.term_id
        and figures.school_id = verdicts.entity_id
        and figures.stage = verdicts.stage
        and figures.indicator_id = verdicts.indicator_id
where
    figures.school_id = '{{ var("school_id", "3465312013") }}'
    and figures.term_id = '{{ var("term_id", "2026-2027-1") }}'
    and verdicts.statistic = 'value'
order by figures.stage, figures.indicator_id, verdicts.standard_id
