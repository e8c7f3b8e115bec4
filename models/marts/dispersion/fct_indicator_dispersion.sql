-- One row per term, county, judged stage and ratio indicator: mean, standard deviation and CV with their n.
-- Read by analysts and dashboards.
with dispersions as (
    select
        *,
        case
            when mean_missing_reason is null then {{ ratio('resource * multiplier', 'pupils') }}
        end as mean,
        sqrt(cv_squared) as cv
    from {{ ref('int_indicator_dispersion') }}
),

final as (
    select
        term_id,
        county_code,
        stage,
        indicator_id,
        cast(n_sections as bigint) as n_sections,
        cast(n_unknown as bigint) as n_unknown,
        cast(pupils as decimal(18, 0)) as pupils,
        cast(resource as decimal(28, 12)) as resource,
        mean,
        case when resource = 0 then mean else mean * cv end as sd,
        cv,
        cv_missing_reason as missing_reason,
        missing
    from dispersions
)

select * from final
