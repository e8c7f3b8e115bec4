-- Limits without a named test, and named tests without a limit. What it is: seeds/policy/thresholds.csv against the
-- policy tests dbt knows. When it matters: a limit without a test is never enforced. How to mend: `run.py sync`.
with thresholds as (
    select threshold_id from {{ ref('stg_thresholds') }}
),

policy_tests as (
    {%- if execute %}
    {%- for node in graph.nodes.values() if node.resource_type == 'test' and 'limit' in node.tags %}
    select '{{ node.name }}' as threshold_id
    union all
    {%- endfor %}
    {%- endif %}
    select '' as threshold_id
    where false
)

select
    coalesce(thresholds.threshold_id, policy_tests.threshold_id) as threshold_id,
    case when thresholds.threshold_id is null then 'test without limit' else 'limit without test' end as finding
from thresholds
full join policy_tests on thresholds.threshold_id = policy_tests.threshold_id
where thresholds.threshold_id is null or policy_tests.threshold_id is null
order by threshold_id
