{{ policy_test('plan_item_01__budget_items') }}
