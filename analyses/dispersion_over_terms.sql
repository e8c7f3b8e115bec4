-- Is each indicator balanced between schools, and is it getting better? One row per stage and indicator, one column per
-- statutory term since the first, with the limit in force in the latest.
select
    verdicts.stage,
    verdicts.indicator_id,
    indicators.label_zh,
    string_agg(coalesce(cast(round(verdicts.value, 3) as string), '?'), ' → ' order by verdicts.term_id) as cv_by_term,
    max_by(verdicts.limit_value, verdicts.term_id) as cv_limit,
    max_by(verdicts.status, verdicts.term_id) as status_now
from {{ ref('fct_verdict') }} as verdicts
inner join {{ ref('dim_term') }} as terms on verdicts.term_id = terms.term_id
inner join {{ ref('dim_indicator') }} as indicators on verdicts.indicator_id = indicators.indicator_id
where verdicts.statistic = 'cv' and terms.is_statutory
group by verdicts.county_code, verdicts.stage, verdicts.indicator_id, indicators.label_zh
order by verdicts.county_code, verdicts.stage, verdicts.indicator_id
