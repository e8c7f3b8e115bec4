-- One row: what this file was built from and by, and how much is in it. The last model: it reads every published
-- table, so the policy tests that wait for it can never keep one from being built.
{%- set tables = [
    'dim_area', 'dim_class', 'dim_clause', 'dim_county', 'dim_document', 'dim_indicator', 'dim_measure', 'dim_reason',
    'dim_school', 'dim_section', 'dim_standard', 'dim_subgroup', 'dim_term', 'dim_threshold', 'dim_waiver',
    'fct_county_indicator', 'fct_indicator_dispersion', 'fct_judged_value', 'fct_school_answer',
    'fct_school_indicator', 'fct_section_indicator', 'fct_verdict', 'ledger_met', 'ledger_unmet', 'meta_place',
    'meta_source', 'readme', 'rpt_answers', 'rpt_county_scorecard', 'rpt_declaration_1', 'rpt_declaration_2_1',
    'rpt_declaration_2_2', 'rpt_declaration_3', 'rpt_declaration_4', 'rpt_declaration_5', 'rpt_declaration_6',
    'rpt_indicator_scorecard',
] %}
with counted as (
    {%- for table in tables %}
    select count(*) as n from {{ ref(table) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp) as built_at,
        '{{ var("contract_version") }}' as contract_version,
        '{{ build_version("code") }}' as code_version,
        '{{ build_version("policy") }}' as policy_version,
        '{{ build_version("seeds") }}' as seeds_version,
        '{{ var("as_of_date") }}' as as_of_date,
        count(*) as published_tables,
        cast(sum(n) as bigint) as published_rows
    from counted
)

select * from final
