{{ policy_test('plan_item_02__layout_plan') }}
