{{ policy_test('plan_section_5_3__framework_duties__self_evaluation') }}
