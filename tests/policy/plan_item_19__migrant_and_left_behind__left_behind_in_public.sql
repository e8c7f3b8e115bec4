{{ policy_test('plan_item_19__migrant_and_left_behind__left_behind_in_public') }}
