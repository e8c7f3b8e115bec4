-- One row per statistic, indicator, stage, entity and term: the two sides a limit is judged on. A limit L holds when
-- judged_left <comparator> L * judged_right: for a ratio numerator against L times denominator; for a CV its square
-- against L times L, so judged_right is null there.
-- value is the figure to look at, unrounded. Read by int_verdicts.
with sections as (
    select * from {{ ref('int_section_indicators') }}
),

dispersions as (
    select * from {{ ref('int_indicator_dispersion') }}
),

final as (
    select
        'value' as statistic,
        indicator_id,
        stage,
        school_id as entity_id,
        term_id,
        cast(judged_numerator * multiplier as decimal(38, 14)) as judged_left,
        cast(judged_denominator as decimal(18, 2)) as judged_right,
        {{ ratio('judged_numerator * multiplier', 'judged_denominator') }} as value,
        missing_reason as reason,
        missing
    from sections

    union all

    select
        'mean' as statistic,
        indicator_id,
        stage,
        county_code as entity_id,
        term_id,
        case
            when mean_missing_reason is null then cast(judged_resource * multiplier as decimal(38, 14))
        end as judged_left,
        case when mean_missing_reason is null then cast(pupils as decimal(18, 2)) end as judged_right,
        case when mean_missing_reason is null then {{ ratio('resource * multiplier', 'pupils') }} end as value,
        mean_missing_reason as reason,
        missing
    from dispersions

    union all

    select
        'cv' as statistic,
        indicator_id,
        stage,
        county_code as entity_id,
        term_id,
        case when cv_missing_reason is null then cast(judged_cv_squared as decimal(38, 14)) end as judged_left,
        cast(null as decimal(18, 2)) as judged_right,
        case when cv_missing_reason is null then sqrt(cv_squared) end as value,
        cv_missing_reason as reason,
        missing
    from dispersions
)

select * from final
