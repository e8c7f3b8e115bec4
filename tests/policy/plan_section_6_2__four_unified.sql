{{ policy_test('plan_section_6_2__four_unified') }}
