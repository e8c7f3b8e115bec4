{{ policy_test('plan_item_03__subject_equipment') }}
