{{ policy_test('national__layout_plan') }}
