{{ policy_test('plan_item_18__fitness') }}
