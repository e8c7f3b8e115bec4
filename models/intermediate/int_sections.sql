-- One row per section: a school's compulsory stage in one term, with the scope rule that leaves it out, if one does.
-- Read by the measures, the dispersion and the verdict index.
-- The first model of figures waits for every survey form, so that the integrity tests stop the build before it:
-- depends_on: {{ ref('stg_equipment') }}, {{ ref('stg_premises') }}, {{ ref('stg_pupils_by_grade') }},
-- depends_on: {{ ref('stg_school_successions') }}, {{ ref('stg_teachers') }}, {{ ref('stg_townships') }}
with campus_stages as (
    select * from {{ ref('int_campus_stages') }}
    where is_compulsory
),

schools as (
    select * from {{ ref('stg_schools') }}
),

kinds as (
    select * from {{ ref('stg_school_kinds') }}
),

areas as (
    select * from {{ ref('stg_urban_rural_codes') }}
),

terms as (
    select * from {{ ref('stg_terms') }}
),

rules as (
    select * from {{ ref('stg_scope_rules') }}
),

sections as (
    select
        campus_stages.term_id,
        schools.county_code,
        campus_stages.campus_school_id as school_id,
        campus_stages.stage,
        schools.school_name,
        kinds.kind_group,
        areas.area_type,
        terms.statistical_date,
        campus_stages.pupils,
        campus_stages.pupils_source,
        campus_stages.classes,
        campus_stages.n_stages,
        campus_stages.campus_pupils,
        campus_stages.split_weight,
        campus_stages.split_base,
        campus_stages.split_missing
    from campus_stages
    inner join schools
        on campus_stages.term_id = schools.term_id and campus_stages.campus_school_id = schools.school_id
    inner join kinds on schools.school_kind = kinds.school_kind
    inner join areas on schools.urban_rural_code = areas.urban_rural_code
    inner join terms on campus_stages.term_id = terms.term_id
),

exclusions as (
    select
        sections.term_id,
        sections.school_id,
        sections.stage,
        rules.scope_rule_id
    from sections
    inner join rules
        on
            rules.kind_group in (sections.kind_group, 'any')
            and (rules.pupils_below is null or sections.pupils < rules.pupils_below)
            and sections.statistical_date between rules.in_force_from and rules.in_force_to
    -- the reason of the school's own kind says more than one that holds for any kind
    qualify
        row_number() over (
            partition by sections.term_id, sections.school_id, sections.stage
            order by case when rules.kind_group = 'any' then 1 else 0 end, rules.scope_rule_id
        ) = 1
),

final as (
    select
        sections.*,
        exclusions.scope_rule_id is null as in_scope,
        exclusions.scope_rule_id as scope_reason
    from sections
    left join exclusions
        on
            sections.term_id = exclusions.term_id
            and sections.school_id = exclusions.school_id
            and sections.stage = exclusions.stage
)

select * from final
