{{ policy_test('plan_section_3__satisfaction_with_government') }}
