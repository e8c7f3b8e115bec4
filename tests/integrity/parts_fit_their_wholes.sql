-- Counts of one row that cannot both be true: a part larger than its whole. What it is: parts and wholes of every
-- survey form, the county's own figures among them. When it matters: always, since a wrong part makes a wrong share.
-- How to mend: correct the cell in the named file.
{#- form, part, whole; each stands in the same row -#}
{%- set parts = [
    ('pupils', 'in_catchment', 'pupils'), ('pupils', 'migrant', 'pupils'), ('pupils', 'left_behind', 'pupils'),
    ('pupils', 'migrant_purchased', 'migrant'), ('pupils', 'fitness_passed', 'fitness_tested'),
    ('teachers', 'senior_title', 'full_time'), ('teachers', 'certified', 'full_time'),
    ('teachers', 'trained_360h', 'full_time'), ('school_funds', 'training_wan', 'budget_wan'),
    ('retention', 'deaths', 'entrants'),
] %}
{%- set sums = [
    ('premises', ['music_rooms_96', 'music_rooms_73_96', 'music_rooms_54_73'], 'music_rooms'),
    ('premises', ['art_rooms_90', 'art_rooms_67_90', 'art_rooms_61_67'], 'art_rooms'),
] %}
{#- measures of the county's own form -#}
{%- set county_parts = [
    ('teachers_rotated', 'rotation_eligible'), ('backbone_rotated', 'teachers_rotated'),
    ('high_school_places_allocated', 'high_school_places'),
    ('high_school_places_rural', 'high_school_places_allocated'),
    ('scarce_teachers_recruited', 'teachers_recruited'), ('questionnaires_valid', 'questionnaires_sent'),
    ('questionnaires_satisfied', 'questionnaires_valid'), ('visits_satisfied', 'visits'),
    ('school_satisfaction_satisfied', 'school_satisfaction_asked'),
    ('government_satisfaction_satisfied', 'government_satisfaction_asked'),
] %}
with county_figures as (
    select * from {{ ref('stg_county_figures') }}
),

enrolled as (
    select
        county_code,
        period,
        sum(value) as value,
        max(seed_line) as seed_line
    from county_figures
    where measure_id = 'disabled_enrolled'
    group by county_code, period
),

class_bands as (
    select
        sizes.term_id,
        sizes.school_id,
        sizes.stage,
        sum(sizes.classes * bands.pupils_from) as least,
        sum(sizes.classes * coalesce(bands.pupils_to, 9999)) as most,
        max(sizes.seed_line) as seed_line
    from {{ ref('stg_class_bands') }} as sizes
    inner join {{ ref('stg_class_size_bands') }} as bands on sizes.band = bands.band
    group by sizes.term_id, sizes.school_id, sizes.stage
    -- a band that is not answered can hold the rest
    having count(sizes.classes) = (select count(*) from {{ ref('stg_class_size_bands') }})
),

findings as (
    {%- for form, part, whole in parts %}
    select
        {{ located(
            form, 'seed_line', part, "concat(cast(" ~ part ~ " as double), ' of ', cast(" ~ whole ~ " as double))",
            'no more than ' ~ whole, '不应大于 ' ~ whole,
        ) }}
    from {{ ref('stg_' ~ form) }}
    where {{ part }} > {{ whole }}

    union all
    {%- endfor %}
    {%- for form, columns, whole in sums %}

    select
        {{ located(
            form, 'seed_line', columns[0],
            "concat(coalesce(" ~ columns | join(", 0) + coalesce(") ~ ", 0), ' of ', " ~ whole ~ ")",
            columns | join(' + ') ~ ' no more than ' ~ whole, '各档间数之和不应大于 ' ~ whole,
        ) }}
    from {{ ref('stg_' ~ form) }}
    where coalesce({{ columns | join(', 0) + coalesce(') }}, 0) > {{ whole }}

    union all
    {%- endfor %}
    {%- for part, whole in county_parts %}

    select
        {{ located(
            'county_figures', 'parts.seed_line', 'value',
            "concat('" ~ part ~ " ', parts.period, ' ', parts.subgroup, ': ', cast(parts.value as double), ' of ', cast(wholes.value as double))",
            'no more than ' ~ whole ~ ' of the same period', '不应大于同一期间的 ' ~ whole,
        ) }}
    from county_figures as parts
    inner join county_figures as wholes
        on
            parts.county_code = wholes.county_code
            and parts.period = wholes.period
            and parts.stage = wholes.stage
            and parts.subgroup = wholes.subgroup
    where parts.measure_id = '{{ part }}' and wholes.measure_id = '{{ whole }}' and parts.value > wholes.value

    union all
    {%- endfor %}

    select
        {{ located(
            'county_figures', 'enrolled.seed_line', 'value',
            "concat('disabled_enrolled ', enrolled.period, ': ', cast(enrolled.value as double), ' of ', cast(children.value as double))",
            'the ways of enrolment no more than disabled_children', '各类入学人数之和不应大于适龄残疾儿童少年总数',
        ) }}
    from enrolled
    inner join county_figures as children
        on enrolled.county_code = children.county_code and enrolled.period = children.period
    where children.measure_id = 'disabled_children' and enrolled.value > children.value

    union all

    select
        {{ located(
            'retention', 'seed_line', 'graduates',
            "concat(graduates, ' of ', entrants + moved_in - moved_out - deaths)",
            'no more than entrants + moved_in - moved_out - deaths', '毕业人数不应大于入学＋转入－转出－死亡',
        ) }}
    from {{ ref('stg_retention') }}
    where graduates > entrants + moved_in - moved_out - deaths

    union all

    select
        {{ located(
            'class_bands', 'class_bands.seed_line', 'classes',
            "concat('classes for ', class_bands.least, ' to ', class_bands.most, ' pupils; pupils.csv has ', pupils.pupils)",
            'bands that the pupils of the stage can fill', '各班额段所能容纳的人数应与该学段学生数相符',
        ) }}
    from class_bands
    inner join {{ ref('stg_pupils') }} as pupils
        on
            class_bands.term_id = pupils.term_id
            and class_bands.school_id = pupils.school_id
            and class_bands.stage = pupils.stage
    where pupils.pupils < class_bands.least or pupils.pupils > class_bands.most
)

select * from findings
order by file, line
