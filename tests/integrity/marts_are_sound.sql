-- Published rows that contradict themselves. What it is: status words, reasons and figures that must come together.
-- When it matters: each of these would be a verdict nobody can trust. How to mend: this is a fault of the models.
with verdicts as (
    select * from {{ ref('fct_verdict') }}
),

reasons as (
    select reason from {{ ref('dim_reason') }}
),

dispersions as (
    select * from {{ ref('fct_indicator_dispersion') }}
),

section_indicators as (
    select * from {{ ref('fct_section_indicator') }}
),

findings as (
    select
        'a verdict without figure must be unknown or not applicable, and only such' as rule,
        threshold_id as key,
        entity_id,
        term_id
    from verdicts
    where (value is null) <> (status in ({{ status('unknown') }}, {{ status('not_applicable') }}))

    union all

    select
        'unknown and not applicable give a listed reason' as rule,
        threshold_id as key,
        entity_id,
        term_id
    from verdicts
    where
        status in ({{ status('unknown') }}, {{ status('not_applicable') }})
        and coalesce(reason, '') not in (select reason from reasons)

    union all

    select
        'met, near and unmet give no reason' as rule,
        threshold_id as key,
        entity_id,
        term_id
    from verdicts
    where status in ({{ status('met') }}, {{ status('near') }}, {{ status('unmet') }}) and reason is not null

    union all

    select
        'the margin has the sign of the verdict' as rule,
        threshold_id as key,
        entity_id,
        term_id
    from verdicts
    where
        statistic <> 'rule'
        and ((status = {{ status('met') }} and margin < 0) or (status = {{ status('unmet') }} and margin > 0))

    union all

    select
        'near needs a floor' as rule,
        threshold_id as key,
        entity_id,
        term_id
    from verdicts
    where status = {{ status('near') }} and floor_value is null

    union all

    select
        'figures are finite' as rule,
        indicator_id as key,
        school_id as entity_id,
        term_id
    from section_indicators
    where abs(value) > 1e15 or isnan(value)

    union all

    select
        'a figure or a reason, never both' as rule,
        indicator_id as key,
        school_id as entity_id,
        term_id
    from section_indicators
    where (value is null) <> (missing_reason is not null)

    union all

    select
        'a figure names the deliveries it came from' as rule,
        indicator_id as key,
        school_id as entity_id,
        term_id
    from section_indicators
    where (reported is not null and reported_source is null) or (denominator is not null and denominator_source is null)

    union all

    select
        'a CV or a reason, never both, and no CV below 0' as rule,
        indicator_id as key,
        county_code as entity_id,
        term_id
    from dispersions
    where (cv is null) <> (missing_reason is not null) or cv < 0 or isnan(cv)

    union all

    select
        'shares of a campus add up to no more than it reported' as rule,
        indicator_id as key,
        school_id as entity_id,
        term_id
    from section_indicators
    where split_base is not null
    group by indicator_id, school_id, term_id
    having sum(numerator) > max(reported) + 0.000001
)

select * from findings
order by rule, key, entity_id, term_id
