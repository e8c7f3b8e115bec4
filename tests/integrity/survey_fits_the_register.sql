-- Rows of schools or stages that nobody registered, and attached classes without a parent. What it is: every form
-- against schools.csv of the same term. When it matters: such a row would be left out in silence. How to mend: correct
-- the id, the stage or the term of the row, or register the school.
{%- set stage_forms = ['pupils', 'pupils_by_grade', 'classes', 'class_bands', 'teachers'] %}
{%- set campus_forms = ['premises', 'equipment', 'activities'] %}
with schools as (
    select
        schools.*,
        kinds.merges_into_parent,
        kinds.kind_group
    from {{ ref('stg_schools') }} as schools
    inner join {{ ref('stg_school_kinds') }} as kinds on schools.school_kind = kinds.school_kind
),

members as (
    select * from {{ ref('int_campus_members') }}
),

findings as (
    {%- for form in stage_forms %}
    select
        {{ located(
            form,
            'forms.seed_line',
            'school_id',
            "concat(forms.school_id, ' ', forms.stage, ' in ', forms.term_id)",
            'a school registered in schools.csv for this term that teaches this stage',
            '应为本学期已登记且设有该学段的学校',
        ) }}
    from {{ ref('stg_' ~ form) }} as forms
    left join members
        on forms.term_id = members.term_id and forms.school_id = members.school_id and forms.stage = members.stage
    where members.school_id is null

    union all
    {%- endfor %}
    {%- for form in campus_forms %}

    select
        {{ located(
            form,
            'forms.seed_line',
            'school_id',
            "concat(forms.school_id, ' in ', forms.term_id)",
            'a school registered in schools.csv for this term; attached classes report with their parent',
            '应为本学期已登记的学校；附设班的校舍与设备随所属学校填报',
        ) }}
    from {{ ref('stg_' ~ form) }} as forms
    left join schools on forms.term_id = schools.term_id and forms.school_id = schools.school_id
    where schools.school_id is null or schools.merges_into_parent

    union all
    {%- endfor %}

    select
        {{ located(
            'schools',
            'schools.seed_line',
            'parent_school_id',
            "coalesce(schools.parent_school_id, '')",
            'for attached classes (219, 319) a school registered in the same term, for other kinds empty',
            '附设班应填写本学期已登记的所属学校，其他类型应为空',
        ) }}
    from schools
    left join schools as parents
        on
            schools.term_id = parents.term_id
            and schools.parent_school_id = parents.school_id
            and schools.county_code = parents.county_code
            and not parents.merges_into_parent
    where
        (schools.merges_into_parent and parents.school_id is null)
        or (not schools.merges_into_parent and schools.parent_school_id is not null)

    union all

    select
        {{ located(
            'schools',
            'seed_line',
            'counts_as_school',
            "'0'",
            '1, but for teaching points (218) and attached classes (219, 319)',
            '除教学点（218）和附设班（219、319）外应为1',
        ) }}
    from schools
    where not counts_as_school and not merges_into_parent and kind_group <> 'teaching_point'

    union all

    select
        {{ located(
            'schools',
            'schools.seed_line',
            'township_id',
            'schools.township_id',
            'a township of the county in the same row',
            '应为同一行县区所辖乡镇',
        ) }}
    from schools
    inner join {{ ref('stg_townships') }} as townships on schools.township_id = townships.township_id
    where schools.county_code <> townships.county_code

    union all

    select
        {{ located(
            'school_successions',
            'successions.seed_line',
            'predecessor_school_id',
            'successions.predecessor_school_id',
            'a code that is not used after last_term_id',
            '已撤销学校的标识码不得在其最后学期之后再次使用',
        ) }}
    from {{ ref('stg_school_successions') }} as successions
    inner join schools on successions.predecessor_school_id = schools.school_id
    where schools.term_id > successions.last_term_id
)

select distinct * from findings
order by file, line
