{# A sum that is unknown when any of its parts is: a missing figure is never counted as 0. An aggregate. #}
{% macro sum_if_complete(column) -%}
    case when count(*) = count({{ column }}) then sum({{ column }}) end
{%- endmacro %}

{# The deliveries a figure of several members came from, each once where they are one; an aggregate. #}
{% macro sources_of(source_id, order_by) -%}
    case
        when min({{ source_id }}) = max({{ source_id }}) then min({{ source_id }})
        else {{ joined(source_id, order_by) }}
    end
{%- endmacro %}

{# Names the form items that are missing, in the given order, as `form.item`, joined by commas; null when none is. #}
{% macro missing_items(form, items) -%}
    nullif(
        concat_ws(', ', {% for item in items -%}
            case when {{ item }} is null then '{{ form }}.{{ item }}' end {{- ', ' if not loop.last }}
        {%- endfor %}), ''
    )
{%- endmacro %}

{# The column of int_section_measures, or with level='school' of int_school_measures, that a dictionary cell names, one
   `when` per measure of the policy seeds:
   measure_column('i.numerator_measure') or, for its companion columns, measure_column('…', '_missing').
   Wider than 18 digits on purpose: DuckDB multiplies two narrow decimals within 18 digits and stops when they overflow. #}
{% macro measure_column(name_column, suffix='', type='decimal(24, 6)', level='section') -%}
    case {{ name_column }}
        {%- for measure in (measure_ids() if level == 'section' else school_measure_ids()) %}
        when '{{ measure }}' then cast({{ measure }}{{ suffix }} as {{ type }})
        {%- endfor %}
    end
{%- endmacro %}

{# A named setting of seeds/policy/settings.csv. #}
{% macro setting(name) -%}
    (select value from {{ ref('stg_settings') }} where setting = '{{ name }}')
{%- endmacro %}
