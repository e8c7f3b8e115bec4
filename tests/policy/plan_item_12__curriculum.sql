{{ policy_test('plan_item_12__curriculum') }}
