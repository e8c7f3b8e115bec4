-- Form Ⅵ of the declaration: one row per term, county and group asked, and one pooled over all groups (no group weights
-- were found): questionnaires and visits of the calendar year, apart. The judged figure is that of S1 and S2.
{%- set counts = [
    'questionnaires_sent', 'questionnaires_valid', 'questionnaires_satisfied', 'visits', 'visits_satisfied',
] %}
with asked as (
    select * from {{ ref('int_indicator_subgroups') }}
    where indicator_id in ('S1', 'S2')
),

-- the pool is complete where every group is
answers as (
    select
        county_terms.term_id,
        county_terms.county_code,
        asked.indicator_id,
        asked.subgroup,
        periods.period,
        parts.measure_id,
        {{ sum_if_complete('figures.value') }} as value
    from {{ ref('int_county_terms') }} as county_terms
    cross join asked
    inner join {{ ref('int_periods') }} as periods
        on county_terms.term_id = periods.term_id and asked.period_kind = periods.period_kind
    inner join {{ ref('stg_measure_subgroups') }} as parts on asked.subgroup in ('', parts.subgroup)
    left join {{ ref('stg_county_figures') }} as figures
        on
            county_terms.county_code = figures.county_code
            and periods.period = figures.period
            and parts.measure_id = figures.measure_id
            and parts.subgroup = figures.subgroup
    where parts.measure_id in ('{{ counts | join("', '") }}')
    group by
        county_terms.term_id, county_terms.county_code, asked.indicator_id, asked.subgroup, periods.period,
        parts.measure_id
),

counted as (
    select
        term_id,
        county_code,
        indicator_id,
        subgroup,
        {%- for count in counts %}
        max(case when measure_id = '{{ count }}' then value end) as {{ count }},
        {%- endfor %}
        period
    from answers
    group by term_id, county_code, indicator_id, subgroup, period
),

-- where the deciding standard asks nothing of a group, the county's own plan may
verdicts as (
    select verdicts.*
    from {{ ref('fct_verdict') }} as verdicts
    inner join {{ ref('stg_standards') }} as standards on verdicts.standard_id = standards.standard_id
    where verdicts.indicator_id in ('S1', 'S2')
    qualify
        row_number() over (
            partition by verdicts.term_id, verdicts.county_code, verdicts.indicator_id, verdicts.subgroup
            order by case when standards.decides_recognition then 0 else 1 end, verdicts.standard_id
        ) = 1
),

final as (
    select
        counted.*,
        row_number() over (
            partition by counted.term_id, counted.county_code order by asked.indicator_id desc, asked.position asc
        ) as position,
        asked.label_zh,
        indicators.value as share_satisfied,
        indicators.missing_reason as reason,
        {{ ratio('100 * counted.visits_satisfied', 'counted.visits') }} as share_visits_satisfied,
        verdicts.standard_id,
        verdicts.comparator,
        verdicts.limit_value,
        verdicts.status
    from counted
    inner join asked on counted.indicator_id = asked.indicator_id and counted.subgroup = asked.subgroup
    inner join {{ ref('int_county_indicators') }} as indicators
        on
            counted.term_id = indicators.term_id
            and counted.county_code = indicators.county_code
            and counted.indicator_id = indicators.indicator_id
            and counted.subgroup = indicators.subgroup
    left join verdicts
        on
            counted.term_id = verdicts.term_id
            and counted.county_code = verdicts.county_code
            and counted.indicator_id = verdicts.indicator_id
            and counted.subgroup = verdicts.subgroup
)

select
    term_id,
    county_code,
    position,
    subgroup,
    label_zh,
    period,
    {%- for count in counts %}
    cast({{ count }} as decimal(12, 0)) as {{ count }},
    {%- endfor %}
    {{ printed('share_satisfied', 1) }} as printed_share_satisfied,
    share_satisfied,
    {{ printed('share_visits_satisfied', 1) }} as printed_share_visits_satisfied,
    share_visits_satisfied,
    standard_id,
    limit_value,
    status,
    {{ reads_otherwise(printed('share_satisfied', 1), 'comparator', 'limit_value', 'status') }} as reads_otherwise,
    reason,
    {{ missing_items('county_figures', counts) }} as missing
from final
