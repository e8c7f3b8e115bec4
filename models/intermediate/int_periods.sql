-- One row per term, kind of period and choice: the period an indicator of that kind reads in that term, and the day
-- from which its figure is known. `lag` 1 is the period before, which a trend compares with; `choice` counts down from
-- the newest where an indicator takes the latest result there is.
-- Read by int_county_measures, int_school_measures and int_school_sums.
{%- set years = [
    ('budget_year', 0, 0, 0, 1), ('calendar_year', 0, 0, 0, 1), ('fiscal_year', 0, 0, 0, 1),
    ('previous_year', -1, -1, 0, 1), ('previous_year', -2, -2, 1, 1), ('five_years', -5, -1, 0, 1),
    ('latest_of_three_years', 0, 0, 0, 1), ('latest_of_three_years', -1, -1, 0, 2),
    ('latest_of_three_years', -2, -2, 0, 3),
] %}
{%- set school_years = [('school_year', 0), ('previous_school_year', -1)] %}
with terms as (
    select
        term_id,
        statistical_date,
        cast(extract(year from statistical_date) as integer) as calendar_year,
        cast(substring(school_year, 1, 4) as integer) as school_year
    from {{ ref('stg_terms') }}
),

periods as (
    select
        term_id,
        'term' as period_kind,
        0 as lag,
        1 as choice,
        term_id as period,
        statistical_date as starts_on,
        statistical_date as ends_on
    from terms
    {%- for kind, first, last, lag, choice in years %}

    union all

    select
        term_id,
        '{{ kind }}' as period_kind,
        {{ lag }} as lag,
        {{ choice }} as choice,
        concat_ws(
            '-'{% if first < last %}, cast(calendar_year + {{ first }} as string){% endif %},
            cast(calendar_year + {{ last }} as string)
        ) as period,
        make_date(calendar_year + {{ first }}, 1, 1) as starts_on,
        make_date(calendar_year + {{ last }}, 12, 31) as ends_on
    from terms
    {%- endfor %}
    {%- for kind, offset in school_years %}

    union all

    select
        term_id,
        '{{ kind }}' as period_kind,
        0 as lag,
        1 as choice,
        concat_ws(
            '-', cast(school_year + {{ offset }} as string), cast(school_year + {{ offset + 1 }} as string)
        ) as period,
        make_date(school_year + {{ offset }}, 9, 1) as starts_on,
        make_date(school_year + {{ offset + 1 }}, 8, 31) as ends_on
    from terms
    {%- endfor %}

    union all

    -- the cohort that left grade 9 before the school year, by its year of entry
    select
        term_id,
        'cohort' as period_kind,
        0 as lag,
        1 as choice,
        cast(school_year - 3 as string) as period,
        make_date(school_year - 3, 9, 1) as starts_on,
        make_date(school_year, 8, 31) as ends_on
    from terms
),

final as (
    select
        periods.*,
        case when kinds.known_at = 'start' then periods.starts_on else periods.ends_on end as known_from
    from periods
    inner join {{ ref('stg_period_kinds') }} as kinds on periods.period_kind = kinds.period_kind
)

select * from final
