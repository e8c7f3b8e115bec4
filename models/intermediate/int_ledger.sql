-- One row per question (standard, clause, indicator, stage, statistic, subgroup, entity) and statutory term: its
-- verdict, and how long it has stood. A limit that changes keeps its question, so a run of terms goes on across the
-- change. A term that was not applicable, or not judged at all, ends a run. Only this term and earlier ones are looked
-- at, so a later term never changes an earlier entry.
-- Read by ledger_met and ledger_unmet.
with statutory_terms as (
    select
        term_id,
        row_number() over (order by term_id) as term_number
    from {{ ref('stg_terms') }}
    where is_statutory
),

verdicts as (
    select
        verdicts.*,
        statutory_terms.term_number,
        case
            when verdicts.status = {{ status('met') }} then 'met'
            when verdicts.status = {{ status('not_applicable') }} then 'not_applicable'
            else 'not_met'
        end as state
    from {{ ref('fct_verdict') }} as verdicts
    inner join statutory_terms on verdicts.term_id = statutory_terms.term_id
),

numbered as (
    select
        verdicts.*,
        -- within one state, terms in a row keep the same difference
        term_number - row_number() over (
            partition by
                standard_id, clause, indicator_id, stage, statistic, subgroup, applies_to, entity_id, state
            order by term_number
        ) as run_number,
        row_number() over (
            partition by
                standard_id, clause, indicator_id, stage, statistic, subgroup, applies_to, entity_id, state
            order by term_number
        ) as terms_in_state
    from verdicts
),

runs as (
    select
        numbered.*,
        min(term_id) over (
            partition by
                standard_id, clause, indicator_id, stage, statistic, subgroup, applies_to, entity_id, state, run_number
        ) as since_term_id,
        row_number() over (
            partition by
                standard_id, clause, indicator_id, stage, statistic, subgroup, applies_to, entity_id, state, run_number
            order by term_number
        ) as terms_in_run
    from numbered
),

final as (
    select
        threshold_id,
        subgroup,
        standard_id,
        indicator_id,
        stage,
        applies_to,
        statistic,
        entity_type,
        entity_id,
        entity_name,
        county_code,
        term_id,
        state,
        status,
        since_term_id,
        terms_in_run,
        case
            when terms_in_run > 1 then 'persisting'
            when terms_in_state > 1 then 'returned'
            when state = 'met' then 'newly_met'
            else 'newly_unmet'
        end as transition,
        value,
        comparator,
        limit_value,
        margin,
        reason,
        missing,
        evidence,
        waiver,
        clause,
        office
    from runs
)

select * from final
