-- One row per limit, subgroup, entity and term that must be answered: every limit in force on the term's statistical
-- date, for every section, school or class it is for, or for the county as a whole. Whatever is not answered later
-- shows as unknown.
-- Read by int_verdicts, int_rule_verdicts and fct_verdict.
-- Waits for what the integrity test of the policy seeds reads, so that an unsound limit stops the build before it:
-- depends_on: {{ ref('stg_measures') }}, {{ ref('stg_plan_phases') }}, {{ ref('stg_reasons') }},
-- depends_on: {{ ref('stg_period_kinds') }}, {{ ref('stg_county_figures') }}, {{ ref('stg_documents') }},
-- depends_on: {{ ref('stg_waivers') }}, {{ ref('stg_activities') }}, {{ ref('stg_school_funds') }},
-- depends_on: {{ ref('stg_school_traits') }}
with county_terms as (
    select
        county_terms.county_code,
        counties.label_zh as county_name,
        county_terms.term_id,
        terms.statistical_date
    from {{ ref('int_county_terms') }} as county_terms
    inner join {{ ref('stg_terms') }} as terms on county_terms.term_id = terms.term_id
    inner join {{ ref('stg_counties') }} as counties on county_terms.county_code = counties.county_code
),

standards as (
    select * from {{ ref('stg_standards') }}
    where is_judged
),

in_force as (
    select
        county_terms.county_code,
        county_terms.county_name,
        county_terms.term_id,
        subgroups.subgroup as judged_subgroup,
        indicators.area_id,
        -- the floor is a share of the limit, so a moved limit moves its floor
        cast(cast(thresholds.limit_value as decimal(24, 6)) * thresholds.floor_share as decimal(18, 6)) as floor_value,
        thresholds.*
    from county_terms
    cross join standards
    inner join {{ ref('stg_thresholds') }} as thresholds
        on
            standards.standard_id = thresholds.standard_id
            and county_terms.statistical_date between thresholds.in_force_from and thresholds.in_force_to
    inner join {{ ref('stg_indicators') }} as indicators on thresholds.indicator_id = indicators.indicator_id
    inner join {{ ref('int_indicator_subgroups') }} as subgroups
        on thresholds.indicator_id = subgroups.indicator_id and thresholds.subgroup in ('', subgroups.subgroup)
    where standards.county_code is null or standards.county_code = county_terms.county_code
),

entities as (
    select
        'section' as entity_type,
        county_code,
        term_id,
        stage,
        school_id as entity_id,
        school_name as entity_name,
        scope_reason,
        '' as traits
    from {{ ref('int_sections') }}

    union all

    select
        'school' as entity_type,
        county_code,
        term_id,
        '' as stage,
        school_id as entity_id,
        school_name as entity_name,
        scope_reason,
        traits
    from {{ ref('int_schools') }}

    union all

    select
        'class' as entity_type,
        sizes.county_code,
        sizes.term_id,
        sizes.stage,
        sizes.class_id as entity_id,
        sizes.class_name as entity_name,
        schools.scope_reason,
        '' as traits
    from {{ ref('int_class_sizes') }} as sizes
    inner join {{ ref('int_schools') }} as schools
        on sizes.term_id = schools.term_id and sizes.campus_school_id = schools.school_id
    -- a band without classes is no class
    where coalesce(sizes.classes, 1) > 0

    union all

    select
        'county' as entity_type,
        county_code,
        term_id,
        cast(null as string) as stage,
        county_code as entity_id,
        county_name as entity_name,
        cast(null as string) as scope_reason,
        '' as traits
    from county_terms
),

asked as (
    select
        in_force.*,
        entities.entity_id,
        entities.entity_name,
        case
            when entities.scope_reason is not null then entities.scope_reason
            when
                in_force.applies_to is not null
                and concat(' ', entities.traits, ' ') not like concat('% ', in_force.applies_to, ' %')
                then 'not_of_this_kind'
        end as scope_reason
    from in_force
    inner join entities
        on
            in_force.entity_type = entities.entity_type
            and in_force.county_code = entities.county_code
            and in_force.term_id = entities.term_id
            and coalesce(entities.stage, in_force.stage) = in_force.stage
),

final as (
    select
        threshold_id,
        judged_subgroup as subgroup,
        standard_id,
        area_id,
        indicator_id,
        stage,
        applies_to,
        statistic,
        entity_type,
        entity_id,
        entity_name,
        county_code,
        term_id,
        comparator,
        limit_value,
        floor_value,
        rolls_up,
        member_of,
        clause,
        office,
        scope_reason is null as in_scope,
        scope_reason
    from asked
)

select * from final
