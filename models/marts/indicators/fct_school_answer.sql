-- One row per term, school, stage and county measure that is a sum over schools: what the school adds to the sum, so
-- that a figure of the county can be followed to the school and the delivery.
with answers as (
    select * from {{ ref('int_school_answers') }}
),

cohorts as (
    select * from {{ ref('int_cohorts') }}
),

final as (
    {%- for measure, items, who, counted in school_sums() %}
    select
        term_id,
        county_code,
        school_id,
        stage,
        '{{ measure }}' as measure_id,
        cast(
            {%- if 'is_boarding' in who %}
            case when is_boarding is not null then {{ counted }} end
            {%- else %}
            {{ counted }}
            {%- endif %} as decimal(24, 6)
        ) as value,
        {{ (items | last).split('.')[0] }}_source as source_id
    from {{ 'cohorts' if who == 'the cohort' else 'answers' }}
    {%- if who != 'the cohort' %}
    where {{ who }}
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from final
