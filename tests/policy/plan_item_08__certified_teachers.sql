{{ policy_test('plan_item_08__certified_teachers') }}
