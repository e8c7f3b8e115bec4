-- One row per standard, term, county and indicator: how many of its verdicts are met, rolled up to one status. Verdicts
-- that only inform (rolls_up false) are not counted.
-- Read by the county scorecard and the declaration forms Ⅳ and Ⅴ.
with counted as (
    select
        verdicts.standard_id,
        verdicts.term_id,
        verdicts.county_code,
        indicators.area_id,
        verdicts.indicator_id,
        count(case when verdicts.status = {{ status('met') }} then 1 end) as met,
        count(case when verdicts.status = {{ status('near') }} then 1 end) as near,
        count(case when verdicts.status = {{ status('unmet') }} then 1 end) as unmet,
        count(case when verdicts.status = {{ status('unknown') }} then 1 end) as unknown,
        count(case when verdicts.status = {{ status('not_applicable') }} then 1 end) as not_applicable
    from {{ ref('fct_verdict') }} as verdicts
    inner join {{ ref('stg_indicators') }} as indicators on verdicts.indicator_id = indicators.indicator_id
    where verdicts.rolls_up
    group by
        verdicts.standard_id, verdicts.term_id, verdicts.county_code, indicators.area_id, verdicts.indicator_id
)

select
    *,
    {{ roll_up_status('met', 'near', 'unmet', 'unknown', 'not_applicable') }} as status
from counted
