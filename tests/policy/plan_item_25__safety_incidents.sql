{{ policy_test('plan_item_25__safety_incidents') }}
