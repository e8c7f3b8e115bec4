-- One row per section, the unit of judgement: a school's one compulsory stage in one term.
with sections as (
    select * from {{ ref('int_sections') }}
),

stages as (
    select * from {{ ref('stg_stages') }}
),

final as (
    select
        sections.term_id,
        sections.county_code,
        sections.school_id,
        sections.stage,
        -- a through-school stands in the official form once per stage
        sections.school_name
        || case when sections.n_stages > 1 then stages.section_label_zh else '' end as section_name,
        sections.pupils,
        sections.classes,
        sections.in_scope,
        sections.scope_reason
    from sections
    inner join stages on sections.stage = stages.stage
)

select * from final
