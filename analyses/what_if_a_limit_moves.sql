-- 假设 HYPOTHETICAL: how many verdicts would change if one limit moved? Every term it has judged, nothing rebuilt.
-- Run:  run.py dbt compile --select what_if_a_limit_moves   puts the project's own comparison in; then
--       duckdb -readonly warehouse/edu_balance.duckdb
--         -cmd "set variable threshold_id = '…'; set variable new_limit = 4.3"
--         -f target/compiled/edu_balance/analyses/what_if_a_limit_moves.sql
-- Set:  threshold_id (see dim_threshold) and new_limit; without them the first limit of sections stays as it is.
-- One row per term, status and hypothetical_status with the number of verdicts. A rule over other limits is
--   `not judged again` here; `run.py rejudge` follows those too and names who changes.
with chosen as (
    select
        coalesce(getvariable('threshold_id'), min(case when entity_type = 'section' then threshold_id end))
            as threshold_id
    from dim_threshold
),

thresholds as (
    select
        thresholds.*,
        cast(coalesce(getvariable('new_limit'), thresholds.limit_value) as decimal(18, 6)) as hypothetical_limit
    from dim_threshold as thresholds
    inner join chosen on thresholds.threshold_id = chosen.threshold_id
),

compared as (
    select
        verdicts.term_id,
        verdicts.statistic,
        verdicts.status,
        thresholds.threshold_id,
        verdicts.limit_value,
        thresholds.hypothetical_limit,
        thresholds.comparator,
        figures.judged_left,
        figures.judged_left_high,
        thresholds.hypothetical_limit
        * case when verdicts.statistic = 'cv' then thresholds.hypothetical_limit else figures.judged_right end
            as limit_side,
        -- the floor is a share of the limit
        cast(cast(thresholds.hypothetical_limit as decimal(24, 6)) * thresholds.floor_share as decimal(18, 6))
        * figures.judged_right as floor_side
    from fct_verdict as verdicts
    inner join thresholds on verdicts.threshold_id = thresholds.threshold_id
    left join fct_judged_value as figures
        on
            verdicts.statistic = figures.statistic
            and verdicts.indicator_id = figures.indicator_id
            and verdicts.stage = figures.stage
            and verdicts.subgroup = figures.subgroup
            and verdicts.entity_id = figures.entity_id
            and verdicts.term_id = figures.term_id
),

ends as (
    select
        *,
        {{ compare('judged_left', 'comparator', 'limit_side') }} as low_passes,
        {{ compare('judged_left_high', 'comparator', 'limit_side') }} as high_passes,
        {{ compare('judged_left', 'comparator', 'floor_side') }} as passes_floor
    from compared
),

judged as (
    select
        *,
        case
            when statistic = 'rule' then 'not judged again'
            else
                {{ verdict_status(
                    "status <> " ~ status('not_applicable'),
                    'case when low_passes = high_passes then low_passes end',
                    'passes_floor'
                ) }}
        end as hypothetical_status
    from ends
)

select
    'hypothetical' as result_is,
    threshold_id,
    term_id,
    limit_value,
    hypothetical_limit,
    status,
    hypothetical_status,
    count(*) as verdicts
from judged
group by threshold_id, term_id, limit_value, hypothetical_limit, status, hypothetical_status
order by term_id, status, hypothetical_status
