{{ policy_test('plan_item_03__multimedia_rooms_per_100__primary') }}
