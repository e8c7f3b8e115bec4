{{ policy_test('plan_item_04__special_rooms__art') }}
