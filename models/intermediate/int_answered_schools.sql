-- One row per registered school and term that has answered: it has a row in a form of the term.
-- Read by dim_school and rpt_answers.
{%- set forms = [
    'activities', 'class_bands', 'classes', 'equipment', 'premises', 'pupils', 'pupils_by_grade', 'teachers',
] %}
with answers as (
    {%- for form in forms %}
    select
        term_id,
        school_id
    from {{ ref('stg_' ~ form) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select distinct
        answers.term_id,
        answers.school_id
    from answers
    inner join {{ ref('stg_schools') }} as schools
        on answers.term_id = schools.term_id and answers.school_id = schools.school_id
)

select * from final
