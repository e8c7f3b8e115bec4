-- One row per document of a county: an assessor's conclusion on a duty, with its evidence.
select
    county_code,
    document_id,
    indicator_id,
    subgroup,
    dated,
    conclusion,
    conclusion_zh,
    evidence,
    assessor_office,
    source_id
from {{ ref('stg_documents') }}
