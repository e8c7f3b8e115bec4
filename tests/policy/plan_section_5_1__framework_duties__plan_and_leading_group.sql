{{ policy_test('plan_section_5_1__framework_duties__plan_and_leading_group') }}
