-- One row per commitment of the county plan.
select
    clause_id,
    part,
    text_zh,
    kind,
    indicator_ids,
    note
from {{ ref('stg_clauses') }}
