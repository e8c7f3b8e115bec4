{{ policy_test('plan_section_6_1__framework_duties__gap_monitoring') }}
