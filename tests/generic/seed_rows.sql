{# Every row rule of one seed, each finding with file, line and column: the cells have the type their YAML `meta`
   declares, required ones are filled, codes are known, and no key stands twice.
   keys: the columns of the grain. codes: {column: seed that lists the codes under the same column name}. #}
{% test seed_rows(model, keys, codes={}) %}
{%- set types = {
    'count': ('^[0-9]{1,9}$', 'a whole number, 0 or more', '应为不小于0的整数'),
    'decimal': ('^[0-9]{1,9}([.][0-9]{1,6})?$', 'a number, 0 or more, with at most 6 decimals', '应为不小于0的数，最多6位小数'),
    'date': ('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', 'a date, YYYY-MM-DD', '应为日期，格式 YYYY-MM-DD'),
    'flag': ('^[01]$', '1 or 0', '应为 1 或 0'),
    'school_id': ('^[0-9]{10}$', 'a school id of 10 digits', '应为10位学校标识码'),
} -%}
{%- set node = seed_node(model.identifier) if execute else none -%}
with source as (
    select *, {{ seed_line() }} as seed_line
    from {{ model }}
),

findings as (
    select {{ located(model.identifier, 'max(seed_line)', keys | join(', '), "concat(concat_ws(', ', " ~ keys | join(', ') ~ "), ' — also on line ', min(seed_line))", 'one row per ' ~ keys | join(', '), '每个键只能有一行') }}
    from source
    group by {{ keys | join(', ') }}
    having count(*) > 1
    {%- for column in (node.columns.values() if node else []) %}
    {%- set meta = column.config.meta or column.meta %}
    {%- if meta.get('required') %}
    union all
    select {{ located(model.identifier, 'seed_line', column.name, "''", 'a value: this cell must be filled', '必填项不能为空') }}
    from source
    where trim(replace(coalesce({{ column.name }}, ''), '　', ' ')) = ''
    {%- endif %}
    {%- if meta.get('type') in types %}
    {%- set pattern, expected_en, expected_zh = types[meta.get('type')] %}
    union all
    select {{ located(model.identifier, 'seed_line', column.name, column.name, expected_en, expected_zh) }}
    from source
    where {{ column.name }} <> '' and not {{ matches(column.name, pattern) }}
    {%- endif %}
    {%- if meta.get('type') == 'date' %}
    union all
    select {{ located(model.identifier, 'seed_line', column.name, column.name, 'a day that exists', '应为真实存在的日期') }}
    from source
    where {{ matches(column.name, types['date'][0]) }} and try_cast({{ column.name }} as date) is null
    {%- endif %}
    {%- if column.name in codes %}
    union all
    select {{ located(model.identifier, 'seed_line', column.name, column.name, 'a code listed in ' ~ codes[column.name].identifier ~ '.csv', '应为 ' ~ codes[column.name].identifier ~ '.csv 中已有的代码') }}
    from source
    where {{ column.name }} <> '' and {{ column.name }} not in (select {{ column.name }} from {{ codes[column.name] }})
    {%- endif %}
    {%- endfor %}
)

select * from findings
order by line, column_name
{% endtest %}
