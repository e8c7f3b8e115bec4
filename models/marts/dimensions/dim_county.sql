-- One row per county, with the term its policy tests and scorecard read.
with counties as (
    select * from {{ ref('stg_counties') }}
),

as_of_terms as (
    select
        county_terms.county_code,
        max(county_terms.term_id) as as_of_term_id
    from {{ ref('int_county_terms') }} as county_terms
    inner join {{ ref('stg_terms') }} as terms on county_terms.term_id = terms.term_id
    where {{ "county_terms.term_id = '" ~ var('as_of_term') ~ "'" if var('as_of_term') else 'terms.is_statutory' }}
    group by county_terms.county_code
),

final as (
    select
        counties.county_code,
        counties.label_zh,
        counties.label_en,
        counties.is_synthetic,
        as_of_terms.as_of_term_id
    from counties
    left join as_of_terms on counties.county_code = as_of_terms.county_code
)

select * from final
