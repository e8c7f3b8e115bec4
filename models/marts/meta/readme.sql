-- One row per paragraph of what somebody needs who has this file and nothing else: the texts of readme_texts.csv with
-- the facts of this build put in, then every published table with its grain and key. Read with `from readme`.
-- Of a table the first sentence of its description stands here; the whole of it is its comment.
with texts as (
    select
        {{ to_count('position') }} as position,
        topic,
        {{ to_text('fact') }} as fact,
        zh,
        {{ to_text('en') }} as en
    from {{ ref('readme_texts') }}
),

dictionary as (
    select * from {{ ref('dictionary') }}
),

-- a text that names a fact is left out where the fact is null
facts as (
    select
        'synthetic' as fact,
        {{ joined('label_zh', 'county_code', '、') }} as zh,
        {{ joined('label_en', 'county_code') }} as en
    from {{ ref('dim_county') }}
    where is_synthetic

    union all

    select
        'terms' as fact,
        {{ joined("concat(counties.label_zh, ' ', terms.label_zh)", 'county_code', '、') }} as zh,
        {{ joined("concat(counties.label_en, ': ', terms.label_en)", 'county_code') }} as en
    from {{ ref('dim_county') }} as counties
    inner join {{ ref('dim_term') }} as terms on counties.as_of_term_id = terms.term_id

    union all

    select
        'standards' as fact,
        {{ joined('label_zh', 'decides_recognition desc, standard_id', '、') }} as zh,
        {{ joined('label_en', 'decides_recognition desc, standard_id') }} as en
    from {{ ref('dim_standard') }}
    where is_judged

    union all

    select
        'versions' as fact,
        '{{ var("contract_version") }} / {{ build_version("code") }} / {{ build_version("policy") }}' as zh,
        '{{ var("contract_version") }} / {{ build_version("code") }} / {{ build_version("policy") }}' as en
),

keys as (
    {%- for table in published_tables() %}
    {%- set key = (table.constraints | selectattr('type', 'equalto', 'primary_key') | first).columns %}
    {%- for column in key %}
    select
        '{{ table.name }}' as table_name,
        '{{ table.description.split(". ")[0] | replace("'", "''") }}. Key: {{ key | join(", ") }}.' as en,
        '{{ column }}' as key_column,
        {{ loop.index }} as key_position
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

tables as (
    select
        keys.table_name,
        keys.en,
        names.label_zh,
        {{ joined('columns.label_zh', 'keys.key_position', '、') }} as key_zh
    from keys
    inner join dictionary as names on names.kind = 'table' and keys.table_name = names.name
    inner join dictionary as columns on columns.kind = 'column' and keys.key_column = columns.name
    group by keys.table_name, keys.en, names.label_zh
),

final as (
    select
        row_number() over (order by texts.position) as position,
        texts.topic,
        case
            when tables.table_name is null then replace(texts.zh, '{fact}', coalesce(facts.zh, ''))
            else concat(tables.label_zh, '：', texts.zh, '。主键：', tables.key_zh, '。')
        end as zh,
        coalesce(tables.en, replace(texts.en, '{fact}', coalesce(facts.en, ''))) as en
    from texts
    left join facts on texts.fact = facts.fact
    left join tables on texts.topic = tables.table_name
    where texts.fact is null or facts.zh is not null
)

select * from final
