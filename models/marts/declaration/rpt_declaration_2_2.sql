-- Form Ⅱ-2: one row per section in scope: its seven figures as printed and unrounded, whether it meets the school rule,
-- and by name the indicators that are met, that reach the floor only, that are unknown, and that print otherwise.
{%- set indicator_ids = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'] %}
with sections as (
    select * from {{ ref('dim_section') }}
    where in_scope
),

schools as (
    select * from {{ ref('dim_school') }}
),

grades as (
    select
        members.term_id,
        members.campus_school_id as school_id,
        members.stage,
        count(distinct case when pupils_by_grade.pupils > 0 then pupils_by_grade.grade end) as grades
    from {{ ref('int_campus_members') }} as members
    inner join {{ ref('stg_pupils_by_grade') }} as pupils_by_grade
        on
            members.term_id = pupils_by_grade.term_id
            and members.school_id = pupils_by_grade.school_id
            and members.stage = pupils_by_grade.stage
    group by members.term_id, members.campus_school_id, members.stage
),

verdicts as (
    select
        *,
        {{ printed('value', 2) }} as printed_value,
        {{ reads_otherwise(printed('value', 2), 'comparator', 'limit_value', 'status') }} as reads_otherwise
    from {{ ref('fct_verdict') }}
    where
        entity_type = 'section'
        and standard_id in (
            select standard_id from {{ ref('stg_standards') }}
            where decides_recognition
        )
),

figures as (
    select
        term_id,
        entity_id as school_id,
        stage,
        {%- for indicator_id in indicator_ids %}
        max(case when indicator_id = '{{ indicator_id }}' then printed_value end) as printed_{{ indicator_id | lower }},
        max(case when indicator_id = '{{ indicator_id }}' then value end) as {{ indicator_id | lower }},
        {%- endfor %}
        {{ joined("case when status = " ~ status('met') ~ " then indicator_id end", 'indicator_id') }}
            as met_indicators,
        {{ joined("case when status = " ~ status('near') ~ " then indicator_id end", 'indicator_id') }}
            as near_indicators,
        {{ joined("case when status = " ~ status('unknown') ~ " then indicator_id end", 'indicator_id') }}
            as unknown_indicators,
        {{ joined('case when reads_otherwise then indicator_id end', 'indicator_id') }} as printed_otherwise
    from verdicts
    where statistic = 'value'
    group by term_id, entity_id, stage
),

rules as (
    select * from verdicts
    where statistic = 'rule'
),

final as (
    select
        sections.term_id,
        sections.county_code,
        sections.stage,
        row_number() over (
            partition by sections.term_id, sections.county_code, sections.stage order by sections.school_id
        ) as position,
        sections.school_id,
        sections.section_name,
        schools.organiser_code,
        sections.pupils,
        grades.grades,
        sections.classes,
        {%- for indicator_id in indicator_ids %}
        figures.printed_{{ indicator_id | lower }},
        figures.{{ indicator_id | lower }},
        {%- endfor %}
        rules.status,
        figures.met_indicators,
        figures.near_indicators,
        figures.unknown_indicators,
        figures.printed_otherwise
    from sections
    inner join schools on sections.term_id = schools.term_id and sections.school_id = schools.school_id
    inner join figures
        on
            sections.term_id = figures.term_id
            and sections.school_id = figures.school_id
            and sections.stage = figures.stage
    inner join rules
        on
            sections.term_id = rules.term_id
            and sections.school_id = rules.entity_id
            and sections.stage = rules.stage
    left join grades
        on
            sections.term_id = grades.term_id
            and sections.school_id = grades.school_id
            and sections.stage = grades.stage
)

select * from final
