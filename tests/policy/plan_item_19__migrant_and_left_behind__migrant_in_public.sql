{{ policy_test('plan_item_19__migrant_and_left_behind__migrant_in_public') }}
