{{ policy_test('plan_item_07__training_money') }}
