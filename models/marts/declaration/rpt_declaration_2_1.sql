-- Form Ⅱ-1: one row per term, county, stage and indicator, the school rule among them: how many sections in scope meet
-- it, and their share. Unknown ones are counted apart and are not in the number that meets it.
with verdicts as (
    select * from {{ ref('fct_verdict') }}
    where
        entity_type = 'section'
        and statistic in ('value', 'rule')
        and status <> {{ status('not_applicable') }}
        and standard_id in (
            select standard_id from {{ ref('stg_standards') }}
            where decides_recognition
        )
),

counted as (
    select
        term_id,
        county_code,
        stage,
        indicator_id,
        count(*) as sections,
        count(case when status = {{ status('met') }} then 1 end) as met,
        count(case when status = {{ status('unknown') }} then 1 end) as unknown
    from verdicts
    group by term_id, county_code, stage, indicator_id
),

final as (
    select
        *,
        case when unknown < sections then {{ ratio('100 * met', 'sections') }} end as share_met
    from counted
)

select
    term_id,
    county_code,
    stage,
    indicator_id,
    sections,
    met,
    unknown,
    {{ printed('share_met', 2) }} as printed_share_met,
    share_met
from final
