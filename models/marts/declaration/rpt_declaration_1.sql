-- Form Ⅰ of the declaration: one row per term and county, its profile: what the register, the schools and the county
-- report. Attached classes count with the stage they teach; special-education schools stand apart. A sum that one
-- school leaves open is null, never smaller, and `missing` says what it lacks.
{%- set kinds = {
    'primary_schools': 'primary_school', 'nine_year_schools': 'nine_year_school',
    'twelve_year_schools': 'twelve_year_school', 'junior_schools': 'junior_school',
    'complete_secondary_schools': 'complete_secondary', 'special_education_schools': 'special_education',
} %}
{%- set is_school = "kinds.kind_group in ('" ~ kinds.values() | join("', '") ~ "')" %}
{%- set primary = "not is_special and answers.stage = 'primary'" %}
{%- set junior = "not is_special and answers.stage = 'junior'" %}
{#- figure, form item, whose answers it adds up -#}
{%- set sums = [
    ('primary_classes', 'classes.classes', primary), ('junior_classes', 'classes.classes', junior),
    ('primary_pupils', 'pupils.pupils', primary), ('junior_pupils', 'pupils.pupils', junior),
    ('primary_teachers', 'teachers.full_time', primary), ('junior_teachers', 'teachers.full_time', junior),
    ('special_education_pupils', 'pupils.pupils', 'is_special'),
    ('migrant_pupils', 'pupils.migrant', 'true'), ('left_behind_pupils', 'pupils.left_behind', 'true'),
] %}
{%- set county_measures = ['disabled_children', 'disabled_enrolled', 'education_spending_wan'] %}
with schools as (
    select
        schools.term_id,
        schools.county_code,
        {%- for figure, kind in kinds.items() %}
        count(case when kinds.kind_group = '{{ kind }}' then 1 end) as {{ figure }},
        {%- endfor %}
        count(case when kinds.kind_group = 'teaching_point' then 1 end) as teaching_points,
        count(case when {{ is_school }} and not organisers.is_private then 1 end) as public_schools,
        count(case when {{ is_school }} and organisers.is_private then 1 end) as private_schools,
        case
            when count(case when {{ is_school }} and schools.is_boarding is null then 1 end) = 0
                then count(case when {{ is_school }} and schools.is_boarding then 1 end)
        end as boarding_schools
    from {{ ref('stg_schools') }} as schools
    inner join {{ ref('stg_school_kinds') }} as kinds on schools.school_kind = kinds.school_kind
    inner join {{ ref('stg_organisers') }} as organisers on schools.organiser_code = organisers.organiser_code
    group by schools.term_id, schools.county_code
),

counties as (
    select
        counties.county_code,
        counties.label_zh as county_name,
        count(*) as townships
    from {{ ref('stg_counties') }} as counties
    inner join {{ ref('stg_townships') }} as townships on counties.county_code = townships.county_code
    group by counties.county_code, counties.label_zh
),

classes as (
    select
        term_id,
        school_id,
        stage,
        {{ sum_if_complete('classes') }} as classes
    from {{ ref('int_class_sizes') }}
    group by term_id, school_id, stage
),

answers as (
    select
        {%- for figure, item, who in sums %}
        {%- set column = item.split('.')[1] %}
        case
            when count(case when {{ who }} and {{ column }} is null then 1 end) = 0
                then coalesce(sum(case when {{ who }} then {{ column }} end), 0)
        end as {{ figure }},
        {%- endfor %}
        answers.term_id,
        answers.county_code
    from {{ ref('int_school_answers') }} as answers
    left join classes
        on
            answers.term_id = classes.term_id
            and answers.school_id = classes.school_id
            and answers.stage = classes.stage
    group by answers.term_id, answers.county_code
),

-- several subgroups of an indicator may ask for a measure; it is one figure
reported as (
    select
        {%- for measure in county_measures %}
        max(case when measure_id = '{{ measure }}' then value end) as {{ measure }},
        max(case when measure_id = '{{ measure }}' then reason end) as {{ measure }}_reason,
        {%- endfor %}
        term_id,
        county_code
    from {{ ref('int_county_measures') }}
    where lag = 0 and stage = ''
    group by term_id, county_code
)

select
    schools.term_id,
    schools.county_code,
    counties.county_name,
    counties.townships,
    {%- for figure in kinds %}
    schools.{{ figure }},
    {%- endfor %}
    schools.teaching_points,
    schools.public_schools,
    schools.private_schools,
    schools.boarding_schools,
    {%- for figure, item, who in sums %}
    cast({{ figure }} as bigint) as {{ figure }},
    {%- endfor %}
    cast(disabled_children as bigint) as disabled_children,
    cast(disabled_enrolled as bigint) as disabled_enrolled,
    cast(education_spending_wan as decimal(18, 6)) as education_spending_wan,
    nullif(concat_ws(
        ', ', case when boarding_schools is null then 'boarding_schools: schools.is_boarding' end
        {%- for figure, item, who in sums %},
        case when {{ figure }} is null then '{{ figure }}: {{ item }}' end
        {%- endfor %}
        {%- for measure in county_measures %},
        '{{ measure }}: ' || {{ measure }}_reason
        {%- endfor %}
    ), '') as missing
from schools
inner join counties on schools.county_code = counties.county_code
left join answers on schools.term_id = answers.term_id and schools.county_code = answers.county_code
left join reported on schools.term_id = reported.term_id and schools.county_code = reported.county_code
