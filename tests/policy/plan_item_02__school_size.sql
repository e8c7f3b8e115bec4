{{ policy_test('plan_item_02__school_size') }}
