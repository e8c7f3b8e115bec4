-- Form Ⅲ: one row per term, county, stage and indicator, and one for 综合, the mean of the CVs, which is never judged.
-- Printed as the form asks, the unrounded figure beside, and a flag where the printed one reads otherwise.
with dispersions as (
    select * from {{ ref('fct_indicator_dispersion') }}
),

verdicts as (
    select * from {{ ref('fct_verdict') }}
    where statistic = 'cv' and standard_id in (
        select standard_id from {{ ref('stg_standards') }}
        where decides_recognition
    )
),

indicators as (
    select
        dispersions.term_id,
        dispersions.county_code,
        dispersions.stage,
        dispersions.indicator_id,
        {{ printed('dispersions.mean', 2) }} as printed_mean,
        {{ printed('dispersions.cv', 3) }} as printed_cv,
        dispersions.mean,
        dispersions.cv,
        verdicts.limit_value,
        verdicts.status,
        {{ reads_otherwise(
            printed('dispersions.cv', 3), 'verdicts.comparator', 'verdicts.limit_value', 'verdicts.status'
        ) }} as reads_otherwise
    from dispersions
    inner join verdicts
        on
            dispersions.term_id = verdicts.term_id
            and dispersions.county_code = verdicts.county_code
            and dispersions.stage = verdicts.stage
            and dispersions.indicator_id = verdicts.indicator_id
),

composites as (
    select
        term_id,
        county_code,
        stage,
        -- unknown as long as one of its CVs is; summed as decimals, so the order of rows does not matter
        case when count(*) = count(cv) then cast(sum(cast(cv as decimal(28, 16))) as double) / count(*) end as cv
    from indicators
    where status <> {{ status('not_applicable') }}
    group by term_id, county_code, stage
),

final as (
    select * from indicators

    union all

    select
        term_id,
        county_code,
        stage,
        'RC' as indicator_id,
        cast(null as decimal(18, 2)) as printed_mean,
        {{ printed('cv', 3) }} as printed_cv,
        cast(null as double) as mean,
        cv,
        cast(null as decimal(18, 6)) as limit_value,
        cast(null as string) as status,
        cast(null as boolean) as reads_otherwise
    from composites
)

select * from final
