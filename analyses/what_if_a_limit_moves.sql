-- HYPOTHETICAL: how many verdicts of one limit would change if it moved? Every term, nothing rebuilt. Set the limit:
-- run.py dbt show --select what_if_a_limit_moves --limit -1 --vars '{threshold_id: …, limit: …}'
with thresholds as (
    select
        *,
        cast('{{ var("limit", "1") }}' as decimal(18, 6)) as hypothetical_limit
    from {{ ref('dim_threshold') }}
    where threshold_id = '{{ var("threshold_id", "national__backbone_teachers_per_100__primary") }}'
),

figures as (
    select
        'value' as statistic,
        figures.indicator_id,
        figures.stage,
        figures.school_id as entity_id,
        figures.term_id,
        -- the exact ratio, as the verdict was judged on
        figures.reported * coalesce(figures.split_weight, 1) * indicators.multiplier as judged_left,
        coalesce(figures.split_base, figures.denominator) as judged_right
    from {{ ref('fct_section_indicator') }} as figures
    inner join {{ ref('dim_indicator') }} as indicators on figures.indicator_id = indicators.indicator_id
    where figures.missing_reason is null

    union all

    select
        'mean' as statistic,
        dispersions.indicator_id,
        dispersions.stage,
        dispersions.county_code as entity_id,
        dispersions.term_id,
        dispersions.resource * indicators.multiplier as judged_left,
        dispersions.pupils as judged_right
    from {{ ref('fct_indicator_dispersion') }} as dispersions
    inner join {{ ref('dim_indicator') }} as indicators on dispersions.indicator_id = indicators.indicator_id
    where dispersions.mean is not null

    union all

    select
        'cv' as statistic,
        indicator_id,
        stage,
        county_code as entity_id,
        term_id,
        cast(round(cv, 14) as decimal(38, 14)) as judged_left,
        1 as judged_right
    from {{ ref('fct_indicator_dispersion') }}
    where cv is not null
),

judged as (
    select
        verdicts.term_id,
        verdicts.status,
        thresholds.threshold_id,
        thresholds.limit_value,
        thresholds.hypothetical_limit,
        case
            when verdicts.status in ({{ status('unknown') }}, {{ status('not_applicable') }}) then verdicts.status
            else {{ verdict_status(
                'true',
                compare('figures.judged_left', 'thresholds.comparator', 'thresholds.hypothetical_limit * figures.judged_right'),
                compare(
                    'figures.judged_left', 'thresholds.comparator',
                    'cast(thresholds.hypothetical_limit * thresholds.floor_share as decimal(18, 6)) * figures.judged_right'
                )
            ) }}
        end as hypothetical_status
    from {{ ref('fct_verdict') }} as verdicts
    inner join thresholds on verdicts.threshold_id = thresholds.threshold_id
    left join figures
        on
            verdicts.statistic = figures.statistic
            and verdicts.indicator_id = figures.indicator_id
            and verdicts.stage = figures.stage
            and verdicts.entity_id = figures.entity_id
            and verdicts.term_id = figures.term_id
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
