-- One row per limit, entity and term that must be answered: every limit in force on the term's statistical date, for
-- every section of its stage or for the county as a whole. Whatever is not answered later shows as unknown.
-- Read by int_verdicts, int_rule_verdicts and fct_verdict.
-- Waits for what the integrity test of the policy seeds reads, so that an unsound limit stops the build before it:
-- depends_on: {{ ref('stg_measures') }}, {{ ref('stg_plan_phases') }}, {{ ref('stg_reasons') }}
with county_terms as (
    select
        county_terms.county_code,
        county_terms.term_id,
        terms.statistical_date
    from {{ ref('int_county_terms') }} as county_terms
    inner join {{ ref('stg_terms') }} as terms on county_terms.term_id = terms.term_id
),

thresholds as (
    select
        thresholds.*,
        -- the floor is a share of the limit, so a moved limit moves its floor
        cast(cast(thresholds.limit_value as decimal(24, 6)) * thresholds.floor_share as decimal(18, 6)) as floor_value,
        indicators.area_id,
        standards.county_code as standard_county_code
    from {{ ref('stg_thresholds') }} as thresholds
    inner join {{ ref('stg_indicators') }} as indicators on thresholds.indicator_id = indicators.indicator_id
    inner join {{ ref('stg_standards') }} as standards on thresholds.standard_id = standards.standard_id
),

sections as (
    select * from {{ ref('int_sections') }}
),

in_force as (
    select
        county_terms.county_code,
        county_terms.term_id,
        thresholds.*
    from county_terms
    inner join thresholds
        on
            county_terms.statistical_date between thresholds.in_force_from and thresholds.in_force_to
            and (thresholds.standard_county_code is null or thresholds.standard_county_code = county_terms.county_code)
),

entities as (
    select
        in_force.*,
        sections.school_id as entity_id,
        sections.in_scope,
        sections.scope_reason
    from in_force
    inner join sections
        on
            in_force.county_code = sections.county_code
            and in_force.term_id = sections.term_id
            and in_force.stage = sections.stage
    where in_force.entity_type = 'section'

    union all

    select
        in_force.*,
        in_force.county_code as entity_id,
        true as in_scope,
        cast(null as string) as scope_reason
    from in_force
    where in_force.entity_type = 'county'
),

final as (
    select
        threshold_id,
        -- no limit of the resource area is judged by subgroup
        '' as subgroup,
        standard_id,
        area_id,
        indicator_id,
        stage,
        statistic,
        entity_type,
        entity_id,
        county_code,
        term_id,
        comparator,
        limit_value,
        floor_value,
        rolls_up,
        member_of,
        clause,
        in_scope,
        scope_reason
    from entities
)

select * from final
