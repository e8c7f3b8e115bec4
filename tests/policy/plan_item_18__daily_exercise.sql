{{ policy_test('plan_item_18__daily_exercise') }}
