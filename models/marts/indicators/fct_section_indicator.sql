-- One row per term, section and ratio indicator, with everything the figure was reckoned from.
-- Read by analysts and dashboards.
with indicators as (
    select * from {{ ref('int_section_indicators') }}
),

final as (
    select
        term_id,
        county_code,
        school_id,
        stage,
        indicator_id,
        cast(reported as decimal(24, 6)) as reported,
        case when is_shared_premises then split_weight end as split_weight,
        case when is_shared_premises then split_base end as split_base,
        cast(numerator as decimal(28, 12)) as numerator,
        denominator,
        {{ ratio('judged_numerator * multiplier', 'judged_denominator') }} as value,
        missing_reason,
        missing,
        reported_source,
        denominator_source
    from indicators
)

select * from final
