{{ policy_test('plan_section_6_3__framework_duties__progress_report') }}
