{{ policy_test('plan_item_17__running_quality') }}
