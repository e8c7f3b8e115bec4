-- One row per school term of the calendar, with the plan's phase on its statistical date.
with terms as (
    select * from {{ ref('stg_terms') }}
),

phases as (
    select * from {{ ref('stg_plan_phases') }}
),

final as (
    select
        terms.term_id,
        terms.school_year,
        terms.statistical_date,
        terms.is_statutory,
        phases.phase_id as plan_phase,
        -- before and after the plan's phases an unmet limit is a warning, as in its build phase
        coalesce(phases.severity, 'warn') as severity,
        terms.label_zh,
        terms.label_en
    from terms
    left join phases on terms.statistical_date between phases.starts_on and phases.ends_on
)

select * from final
