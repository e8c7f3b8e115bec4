-- One row per statistic, indicator, stage, subgroup, entity and term: the two sides a limit is judged on. A limit L
-- holds when judged_left <comparator> L * judged_right: for a ratio numerator against L times denominator; for a CV its
-- square against L times L, so judged_right is null there. A figure known only within a range stands from judged_left
-- to judged_left_high, else the two are one.
-- value is the figure to look at, unrounded. Read by int_verdicts and fct_judged_value.
with sections as (
    select * from {{ ref('int_section_indicators') }}
),

dispersions as (
    select * from {{ ref('int_indicator_dispersion') }}
),

schools as (
    select * from {{ ref('int_school_indicators') }}
),

class_sizes as (
    select
        sizes.*,
        subgroups.indicator_id,
        sizes.missing is null as is_known
    from {{ ref('int_class_sizes') }} as sizes
    cross join {{ ref('int_indicator_subgroups') }} as subgroups
    where subgroups.kind = 'class_size' and coalesce(sizes.classes, 1) > 0
),

counties as (
    select * from {{ ref('int_county_indicators') }}
),

documents as (
    select * from {{ ref('int_documents') }}
),

final as (
    select
        'value' as statistic,
        indicator_id,
        stage,
        '' as subgroup,
        'section' as entity_type,
        school_id as entity_id,
        term_id,
        cast(judged_numerator * multiplier as decimal(38, 14)) as judged_left,
        cast(judged_numerator * multiplier as decimal(38, 14)) as judged_left_high,
        cast(judged_denominator as decimal(24, 6)) as judged_right,
        {{ ratio('judged_numerator * multiplier', 'judged_denominator') }} as value,
        missing_reason as reason,
        missing,
        case
            when reported_source = denominator_source then reported_source
            else nullif(concat_ws(', ', reported_source, denominator_source), '')
        end as evidence
    from sections

    union all

    select
        'mean' as statistic,
        indicator_id,
        stage,
        '' as subgroup,
        'county' as entity_type,
        county_code as entity_id,
        term_id,
        case
            when mean_missing_reason is null then cast(judged_resource * multiplier as decimal(38, 14))
        end as judged_left,
        case
            when mean_missing_reason is null then cast(judged_resource * multiplier as decimal(38, 14))
        end as judged_left_high,
        case when mean_missing_reason is null then cast(pupils as decimal(24, 6)) end as judged_right,
        case when mean_missing_reason is null then {{ ratio('resource * multiplier', 'pupils') }} end as value,
        mean_missing_reason as reason,
        missing,
        cast(null as string) as evidence
    from dispersions

    union all

    select
        'cv' as statistic,
        indicator_id,
        stage,
        '' as subgroup,
        'county' as entity_type,
        county_code as entity_id,
        term_id,
        case when cv_missing_reason is null then cast(judged_cv_squared as decimal(38, 14)) end as judged_left,
        case when cv_missing_reason is null then cast(judged_cv_squared as decimal(38, 14)) end as judged_left_high,
        cast(null as decimal(24, 6)) as judged_right,
        case when cv_missing_reason is null then sqrt(cv_squared) end as value,
        cv_missing_reason as reason,
        missing,
        cast(null as string) as evidence
    from dispersions

    union all

    select
        'value' as statistic,
        indicator_id,
        '' as stage,
        subgroup,
        'school' as entity_type,
        school_id as entity_id,
        term_id,
        case when missing_reason is null then judged_left end as judged_left,
        case when missing_reason is null then judged_left end as judged_left_high,
        case when missing_reason is null then judged_right end as judged_right,
        case when missing_reason is null then value end as value,
        missing_reason as reason,
        missing,
        source as evidence
    from schools

    union all

    select
        'value' as statistic,
        indicator_id,
        stage,
        '' as subgroup,
        'class' as entity_type,
        class_id as entity_id,
        term_id,
        case when is_known then cast(pupils_from as decimal(38, 14)) end as judged_left,
        case when is_known then cast(pupils_to as decimal(38, 14)) end as judged_left_high,
        case when is_known then cast(1 as decimal(24, 6)) end as judged_right,
        case when is_known then cast(pupils_from as double) end as value,
        case when not is_known then 'figures_missing' end as reason,
        missing,
        source_id as evidence
    from class_sizes

    union all

    select
        case kind when 'county_share' then 'share' when 'trend' then 'trend' else 'value' end as statistic,
        indicator_id,
        stage,
        subgroup,
        'county' as entity_type,
        county_code as entity_id,
        term_id,
        judged_left,
        judged_left as judged_left_high,
        judged_right,
        value,
        missing_reason as reason,
        missing,
        source as evidence
    from counties

    union all

    select
        'document' as statistic,
        indicator_id,
        '' as stage,
        subgroup,
        'county' as entity_type,
        county_code as entity_id,
        term_id,
        cast(case when conclusion = 'met' then 1 else 0 end as decimal(38, 14)) as judged_left,
        cast(case when conclusion = 'met' then 1 else 0 end as decimal(38, 14)) as judged_left_high,
        cast(1 as decimal(24, 6)) as judged_right,
        cast(case when conclusion = 'met' then 1 else 0 end as double) as value,
        cast(null as string) as reason,
        cast(null as string) as missing,
        evidence
    from documents
)

select * from final
