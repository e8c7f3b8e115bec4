{{ policy_test('plan_item_15__notices') }}
