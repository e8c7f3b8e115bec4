-- One row per term, county, indicator and subgroup with a document dated in the term's calendar year: of several the
-- latest speaks, and of one day what is not met.
-- Read by the judged values and the declaration's items.
with documents as (
    select
        *,
        case when conclusion = 'met' then 1 else 0 end as is_met
    from {{ ref('stg_documents') }}
)

select
    periods.term_id,
    documents.county_code,
    documents.document_id,
    documents.indicator_id,
    documents.subgroup,
    documents.dated,
    documents.conclusion,
    documents.conclusion_zh,
    documents.evidence
from {{ ref('int_periods') }} as periods
inner join documents on periods.period = cast(extract(year from documents.dated) as string)
where periods.period_kind = 'calendar_year'
qualify
    row_number() over (
        partition by periods.term_id, documents.county_code, documents.indicator_id, documents.subgroup
        order by documents.dated desc, documents.is_met asc, documents.document_id desc
    ) = 1
