{{ policy_test('plan_item_10__rural_teachers') }}
