{{ policy_test('plan_item_04__sports_area_per_pupil__junior') }}
