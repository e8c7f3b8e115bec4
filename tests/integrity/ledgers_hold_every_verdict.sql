-- Verdicts that are in no ledger, in both, or in the wrong one. What it is: statutory verdicts against the two ledgers.
-- When it matters: a finding that is in no ledger is never mended. How to mend: this is a fault of the models.
with verdicts as (
    select
        verdicts.threshold_id,
        verdicts.subgroup,
        verdicts.entity_id,
        verdicts.term_id,
        case verdicts.status when 'met' then 'ledger_met' else 'ledger_unmet' end as ledger
    from {{ ref('fct_verdict') }} as verdicts
    inner join {{ ref('dim_term') }} as terms on verdicts.term_id = terms.term_id
    where terms.is_statutory and verdicts.status <> 'not_applicable'
),

entries as (
    select
        threshold_id,
        subgroup,
        entity_id,
        term_id,
        'ledger_met' as ledger
    from {{ ref('ledger_met') }}

    union all

    select
        threshold_id,
        subgroup,
        entity_id,
        term_id,
        'ledger_unmet' as ledger
    from {{ ref('ledger_unmet') }}
)

select
    coalesce(verdicts.threshold_id, entries.threshold_id) as threshold_id,
    coalesce(verdicts.entity_id, entries.entity_id) as entity_id,
    coalesce(verdicts.term_id, entries.term_id) as term_id,
    verdicts.ledger as belongs_in,
    entries.ledger as stands_in
from verdicts
full join entries
    on
        verdicts.threshold_id = entries.threshold_id
        and verdicts.subgroup = entries.subgroup
        and verdicts.entity_id = entries.entity_id
        and verdicts.term_id = entries.term_id
        and verdicts.ledger = entries.ledger
where verdicts.ledger is null or entries.ledger is null
order by threshold_id, entity_id, term_id
