{{ policy_test('plan_item_01__funds_paid') }}
