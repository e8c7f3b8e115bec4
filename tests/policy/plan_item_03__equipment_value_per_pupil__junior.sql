{{ policy_test('plan_item_03__equipment_value_per_pupil__junior') }}
