{{ policy_test('plan_item_26__recognition_by_group') }}
