-- One row per term, county, county measure of a school form and stage ('' for both): the sum over the schools that must
-- answer, attached classes with their own rows. One school without the figure makes the sum unknown; a sum over no
-- school at all has no row.
-- Read by int_county_measures.
with answers as (
    select * from {{ ref('int_school_answers') }}
),

cohorts as (
    select * from {{ ref('int_cohorts') }}
),

-- teaching points and attached classes count as no school
schools as (
    select judged.*
    from {{ ref('int_schools') }} as judged
    inner join {{ ref('stg_schools') }} as registered
        on judged.term_id = registered.term_id and judged.school_id = registered.school_id
    where judged.scope_reason is null and registered.counts_as_school
),

by_stage as (
    select
        *,
        stage as sum_stage
    from answers

    union all

    select
        *,
        '' as sum_stage
    from answers
),

final as (
    {%- for measure, items, who, counted in school_sums() %}
    {%- set day_schools = 'is_boarding' in who %}
    select
        term_id,
        county_code,
        '{{ measure }}' as measure_id,
        sum_stage as stage,
        {{ sum_if_complete(
            'case when is_boarding is not null then ' ~ counted ~ ' end' if day_schools else counted
        ) }} as value,
        nullif(concat_ws(
            ', '
            {%- for item in items %}
            {%- set column = item.split('.')[1] %}
            {#- a school that may be a boarding school is asked for nothing else -#}
            {#- nor is a private school for what only public ones add -#}
            {%- set is_missing = column ~ ' is null' ~ (
                (' and is_boarding is not null' if column != 'is_boarding' else '') if day_schools
                else ' and (' ~ counted ~ ') is null'
            ) %},
            case
                when count(case when {{ is_missing }} then 1 end) > 0 then concat(
                    '{{ item }}: ', cast(count(distinct case when {{ is_missing }} then school_id end) as string),
                    ' schools'
                )
            end
            {%- endfor %}
        ), '') as missing
    {%- if who == 'the cohort' %}
    from cohorts
    {%- else %}
    from by_stage
    where {{ who }}
    {%- endif %}
    group by term_id, county_code, sum_stage

    union all
    {%- endfor %}

    select
        schools.term_id,
        schools.county_code,
        'schools' as measure_id,
        '' as stage,
        count(*) as value,
        cast(null as string) as missing
    from schools
    group by schools.term_id, schools.county_code

    union all

    select
        schools.term_id,
        schools.county_code,
        'schools_in_monitoring' as measure_id,
        '' as stage,
        {{ sum_if_complete('case when activities.in_monitoring then 1 when not activities.in_monitoring then 0 end') }}
            as value,
        case
            when count(activities.in_monitoring) < count(*)
                then concat(
                    'activities.in_monitoring: ', cast(count(*) - count(activities.in_monitoring) as string), ' schools'
                )
        end as missing
    from schools
    left join {{ ref('stg_activities') }} as activities
        on schools.term_id = activities.term_id and schools.school_id = activities.school_id
    group by schools.term_id, schools.county_code
)

select * from final
