{# One stage's share of what a campus reports once: w_s * P_s / sum(w * P) of the figure, as DECIMAL(38,16).
   split_base is sum(w * P) over every stage of the campus; with one stage the share is the figure itself. #}
{% macro split_share(figure, split_weight, pupils, split_base) -%}
    {{ exact_quotient(figure ~ ' * ' ~ split_weight ~ ' * ' ~ pupils, split_base) }}
{%- endmacro %}
