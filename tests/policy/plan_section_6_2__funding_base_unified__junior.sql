{{ policy_test('plan_section_6_2__funding_base_unified__junior') }}
