-- Is each indicator balanced between schools, and is it getting better? One row per county, stage and indicator.
-- Run:  duckdb -readonly warehouse/edu_balance.duckdb -f analyses/dispersion_over_terms.sql
-- cv_by_term: the coefficient of variation of each statutory term, oldest first, `?` where a figure is missing.
-- cv_limit, status_now: of the latest statutory term.
select
    verdicts.county_code,
    verdicts.stage,
    verdicts.indicator_id,
    indicators.label_zh,
    string_agg(coalesce(cast(round(verdicts.value, 3) as varchar), '?'), ' → ' order by verdicts.term_id) as cv_by_term,
    max_by(verdicts.limit_value, verdicts.term_id) as cv_limit,
    max_by(verdicts.status, verdicts.term_id) as status_now
from fct_verdict as verdicts
inner join dim_term as terms on verdicts.term_id = terms.term_id
inner join dim_indicator as indicators on verdicts.indicator_id = indicators.indicator_id
where verdicts.statistic = 'cv' and terms.is_statutory
group by verdicts.county_code, verdicts.stage, verdicts.indicator_id, indicators.label_zh
order by verdicts.county_code, verdicts.stage, verdicts.indicator_id
