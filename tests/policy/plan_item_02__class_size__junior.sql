{{ policy_test('plan_item_02__class_size__junior') }}
